"""The rule book: every version readable, searchable, printable, for everybody signed in."""

import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.enums import Role
from subsidies.actions import publish_version
from subsidies.judge.versions import load_overlays, load_versions
from subsidies.rule_search import parts_of, words_of
from tests.factories import CenterDesignationFactory

HELD = [version.code for version in load_versions() if version.text_held]


@pytest.fixture
def published():
    for version in load_versions():
        publish_version(version, by=None, at=timezone.now())


@pytest.fixture
def reading(client_for, consultant):
    return client_for(consultant)


def text_of(response):
    return unescape(response.content.decode())


def pdf_text(response):
    reader = PdfReader(io.BytesIO(response.content))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("role", Role)
def test_everybody_signed_in_reads_the_rules(client_for, request, role):
    client = client_for(request.getfixturevalue(role.value))

    pages = [
        client.get(reverse("rules:version_list")),
        client.get(reverse("rules:version_detail", args=["R7"])),
        client.get(reverse("rules:comparison")),
    ]

    assert [page.status_code for page in pages] == [200] * 3


def test_the_list_tells_dates_numbers_and_what_is_not_held(published, reading):
    text = text_of(reading.get(reverse("rules:version_list")))

    assert "こ成環第105号" in text
    assert "令和7年4月1日から" in text
    assert "令和3年4月1日から令和6年3月31日まで" in text
    assert text.count("本文未登録") == 1
    assert "令和4年3月31日まで確認済み" in text
    for version in load_versions():
        assert version.digest[:12] in text


def test_what_was_not_loaded_is_marked(reading):
    assert text_of(reading.get(reverse("rules:version_list"))).count("未公開") == len(
        load_versions()
    )


@pytest.mark.parametrize("code", HELD)
def test_each_condition_has_its_place_on_the_page(reading, code):
    response = reading.get(reverse("rules:version_detail", args=[code]))

    text = text_of(response)
    [version] = [version for version in load_versions() if version.code == code]
    for rule in version.rules:
        assert f'id="{rule.id}"' in text
        for condition in rule.conditions:
            assert f'id="{condition.id}"' in text
            assert condition.clause in text
            assert condition.description in text
            assert condition.ambiguity in text


def test_a_condition_is_told_with_threshold_force_evidence_and_note(reading):
    text = text_of(reading.get(reverse("rules:version_detail", args=["R7"])))

    [part] = re.findall(
        r'<section class="rule-condition"\s+id="night_opening.daily_hours".*?</section>',
        text,
        re.DOTALL,
    )
    for words in (
        "原則として必要",
        "1日の開所時間が基準を超えること",
        "分数：360分",
        "週の開所予定",
        "「原則として」がどこまで及ぶか",
        "人の判断（申立て）",
    ):
        assert words in part


@pytest.mark.parametrize("version", load_overlays(), ids=lambda version: version.code)
def test_the_texts_beside_the_guideline_are_readable_and_never_compared(reading, version):
    text = text_of(reading.get(reverse("rules:version_detail", args=[version.code])))
    compared = reading.get(reverse("rules:comparison"), {"old": version.code, "new": "R7"})

    assert version.rules[0].conditions[0].description in text
    assert compared.status_code == 422


def test_the_draft_was_never_in_force(reading):
    text = text_of(reading.get(reverse("rules:version_list")))

    assert "適用されたことがない" in text
    assert "9999" not in text
    assert "案（参考）" in text


def test_a_version_without_text_says_so(reading):
    text = text_of(reading.get(reverse("rules:version_detail", args=["R6"])))

    assert "本文未登録" in text
    assert "条件1" not in text


def test_a_version_that_is_not_there_is_no_page(reading):
    assert reading.get(reverse("rules:version_detail", args=["R9"])).status_code == 404
    assert reading.get(reverse("rules:version_pdf", args=["R9"])).status_code == 404


class TestSearch:
    def search(self, reading, q, code="R7"):
        return reading.get(reverse("rules:version_detail", args=[code]), {"q": q})

    def test_hits_are_marked_and_the_rest_is_left_out(self, reading):
        response = self.search(reading, "採択")

        text = text_of(response)
        assert "<mark>採択</mark>" in text
        assert {part.rule.id for part in response.context["parts"]} >= {"night_opening"}
        assert 'id="night_opening.daily_hours"' not in text
        assert f"{response.context['hits']}件の条件が見つかりました" in text

    def test_clauses_are_found_in_either_width(self, reading):
        narrow = self.search(reading, "4(1)④オ(ア)").context["hits"]
        wide = self.search(reading, "４（１）④オ（ア）").context["hits"]  # noqa: RUF001 -- as typed here

        assert narrow == wide > 0

    def test_all_words_are_needed(self, reading):
        both = self.search(reading, "夜間 採択").context["parts"]

        assert [part.rule.id for part in both] == ["night_opening"]

    def test_no_hit_says_so(self, reading):
        text = text_of(self.search(reading, "金糸雀"))

        assert "0件の条件が見つかりました" in text
        assert "見つかりませんでした" in text

    def test_nothing_asked_shows_everything(self, reading):
        assert (
            self.search(reading, "　 ").context["hits"] == self.search(reading, "").context["hits"]
        )

    @pytest.mark.parametrize("q", ["あ" * 101, "\x00"])
    def test_what_cannot_be_searched_is_explained(self, reading, q):
        response = self.search(reading, q)

        assert response.status_code == 422
        assert response.context["form"].errors["q"]

    def test_typed_markup_stays_text(self, reading):
        response = self.search(reading, "<b>")

        assert "<b>" not in response.content.decode().replace("<b>0</b>", "")

    @pytest.mark.parametrize(
        ("text", "asked", "marked"),
        [
            ("夜間加算", "加算", ["加算"]),
            ("ｶﾌｪとカフェ", "カフェ", ["ｶﾌｪ", "カフェ"]),
            ("abcABC", "b", ["b", "B"]),
            ("夜間", "", []),
            ("㍻25年", "平成", ["㍻"]),
        ],
    )
    def test_a_hit_is_cut_out_as_it_is_printed(self, text, asked, marked):
        parts = parts_of(text, words_of(asked))

        assert "".join(part for part, _ in parts) == text
        assert [part for part, is_hit in parts if is_hit] == marked


def test_the_center_s_page_links_each_clause_to_the_rule_book(client_for, finance_clerk, center):
    CenterDesignationFactory(center=center)
    url = reverse("subsidies:center_supplements", args=[center.pk, 2025])

    text = text_of(client_for(finance_clerk).get(url, {"date": "2025-10-01"}))

    assert (
        f'href="{reverse("rules:version_detail", args=["R7"])}#night_opening.daily_hours"' in text
    )


@pytest.mark.parametrize("code", ["R2", "R6", "R7"])
def test_a_whole_version_is_printed(reading, code):
    response = reading.get(reverse("rules:version_pdf", args=[code]))

    text = pdf_text(response)
    [version] = [version for version in load_versions() if version.code == code]
    assert response["Content-Type"] == "application/pdf"
    assert re.sub(r"\s", "", version.title) in text
    for rule in version.rules:
        assert re.sub(r"\s", "", rule.name) in text
    assert ("本文未登録" in text) is not version.text_held


@pytest.mark.parametrize("page", ["version_list", "version_detail"])
def test_the_pages_take_few_queries(published, reading, django_assert_max_num_queries, page):
    url = reverse(f"rules:{page}", args=[] if page == "version_list" else ["R7"])

    with django_assert_max_num_queries(9):
        reading.get(url)

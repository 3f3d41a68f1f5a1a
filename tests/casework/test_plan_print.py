"""The sheet for the family: what it says, in which words, with which readings."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from casework.furigana import marked_name, with_readings, without_readings
from casework.identity import identity_of
from casework.models import SupportPlan
from casework.plan_enums import MeasureKind, PlanBasis
from casework.plan_sheets import fixed_words, sheet_of
from shared.wareki import format_wareki
from tests.plan_factories import PlanGoalFactory, PlanVersionFactory, a_plan_of, in_days


@pytest.fixture
def plan(case, consultant):
    return a_plan_of(
        case,
        consultant,
        issues="夜の｜支援《しえん》がない。",
        plain_issues="夜に 手伝う 人が いません。",
    )


def test_readings_are_those_that_were_typed():
    text = "｜子育て《こそだて》の支援《しえん》<b>と相談"

    assert without_readings(text) == "子育ての支援<b>と相談"
    html = with_readings(text)
    assert '<span class="rt">こそだて</span><span class="rb">子育て</span>' in html
    assert "&lt;b&gt;と相談" in html


def test_a_word_stays_on_the_line_of_the_kana_it_ends_with():
    html = with_readings("｜聞《き》きたいことが、｜話《はなし》・産後《さんご》ケア")

    assert "</span></span>\N{WORD JOINER}きたいことが、<span" in html
    assert html.count("\N{WORD JOINER}") == 1


@pytest.mark.parametrize(
    ("name", "kana", "marked"),
    [
        ("家庭 葉子", "カテイ ヨウコ", "｜家庭 葉子《かてい ようこ》"),
        ("家庭 葉子", "", "家庭 葉子"),
        ("家庭《葉子", "カテイ", "家庭《葉子"),
    ],
)
def test_a_name_is_read_as_it_is_registered(name, kana, marked):
    assert marked_name(name, kana) == marked


def test_each_basis_and_kind_has_its_words():
    names = {f"basis_{each}" for each in PlanBasis} | {f"kind_{each}" for each in MeasureKind}

    assert names <= set(fixed_words())


def test_no_fixed_word_keeps_its_marks():
    for told in fixed_words().values():
        assert set(told) == {"formal", "plain"}
        for words in told.values():
            assert not set("｜《》") & set(without_readings(words))


def test_plain_words_are_printed_where_somebody_typed_them(plan, case):
    version = plan.versions.whole().get()
    identity = identity_of(case, case.opened_on)

    plain = sheet_of(version, identity, wording="plain", has_readings=False)
    formal = sheet_of(version, identity, wording="formal", has_readings=False)

    assert plain.issues == "夜に 手伝う 人が いません。"
    assert formal.issues == "夜の支援がない。"
    assert plain.goals[0].text == "夜に続けて4時間眠る"
    assert (plain.without_plain, formal.without_plain) == (2, 0)
    assert plain.words["title"] != formal.words["title"]


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("wording", ["formal", "plain"])
def test_the_pdf_holds_the_plan(client_for, consultant, plan, case, size, wording):
    answer = client_for(consultant).get(
        reverse("cases:plan_print", args=[plan.pk]), {"wording": wording, "size": size}
    )

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    tidy = text.replace(" ", "").replace("\n", "")
    assert answer["Content-Type"] == "application/pdf"
    assert f"support-plan-{case.number}-P{plan.serial}" in answer["Content-Disposition"]
    assert "夜に続けて4時間眠る" in tidy
    assert "家庭葉子" in tidy
    assert "案" not in tidy


def test_the_page_asks_how_and_tells_what_has_no_plain_words(client_for, consultant, plan):
    PlanGoalFactory(plan_version=plan.in_force, position=2, plain_text="わらう")

    page = client_for(consultant).get(reverse("cases:plan_print", args=[plan.pk]))

    assert page.status_code == 200
    assert page.context["without_plain"] == 2


def test_a_wrong_choice_makes_no_pdf(client_for, consultant, plan):
    answer = client_for(consultant).get(
        reverse("cases:plan_print", args=[plan.pk]), {"wording": "latin", "size": "huge"}
    )

    assert answer.status_code == 422


def test_the_date_of_the_last_review_and_the_proposal_of_a_revision(
    client_for, consultant, plan, case
):
    later = in_days(200)
    SupportPlan.objects.filter(pk=plan.pk).update(review_on=later)
    revised = PlanVersionFactory(plan=plan, number=2, issues="朝が つらい。")
    PlanGoalFactory(plan_version=revised)
    url, asked = (
        reverse("cases:plan_print", args=[plan.pk]),
        {"wording": "formal", "size": "normal"},
    )

    in_force, proposal = (
        "".join(
            page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages
        ).replace(" ", "")
        for answer in (
            client_for(consultant).get(url, asked),
            client_for(consultant).get(url, asked | {"proposal": "on"}),
        )
    )

    assert format_wareki(later) in in_force
    assert "朝がつらい。" not in in_force
    assert "朝がつらい。" in proposal
    assert "案" in proposal


def test_before_the_approval_it_is_a_proposal(client_for, consultant, case):
    proposal = a_plan_of(case, consultant, status="drafting")

    answer = client_for(consultant).get(
        reverse("cases:plan_print", args=[proposal.pk]), {"wording": "formal", "size": "normal"}
    )

    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert "案" in "".join(page.extract_text() for page in pages)

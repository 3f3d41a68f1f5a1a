"""The pages of the determination: recorded from the center's page, read, compared, filtered."""

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from shared.fiscal_year import FiscalYear
from subsidies.actions import create_judgement_sheet
from subsidies.determination_actions import check_determinations
from subsidies.models import Determination
from tests.factories import CenterDesignationFactory, CenterFactory, PostingFactory
from tests.subsidies.determinations import judge_one, publish, record_one, with_document

ASKED = {"type": "basic", "date": "2026-03-31", "stage": "actual"}
MISMATCH = "記録と一致しません"
LIST_QUERIES = 9


@pytest.fixture(autouse=True)
def _published(db):
    publish()


@pytest.fixture
def basic_center(center):
    CenterDesignationFactory(center=center)
    return center


@pytest.fixture
def officer(municipal_officer, client_for):
    return client_for(municipal_officer)


@pytest.fixture
def clerk(finance_clerk, client_for):
    return client_for(finance_clerk)


@pytest.fixture
def outdated(basic_center):
    """Recorded, then a document was filed, then the nightly check ran."""
    determination, _ = record_one(basic_center)
    with_document(basic_center)
    check_determinations(at=timezone.now())
    return determination


def text_of(response):
    return unescape(response.content.decode())


def page(name, *keys):
    return reverse(f"subsidies:{name}", args=keys)


def create_url(center, year=2025):
    return page("determination_create", center.pk, year)


def center_page(client, center):
    return text_of(client.get(page("center_supplements", center.pk, 2025), {"date": "2026-03-31"}))


class TestRecording:
    def test_the_button_on_the_center_records_what_the_page_shows(self, officer, basic_center):
        assert "判定として記録する" in center_page(officer, basic_center)

        response = officer.post(create_url(basic_center), ASKED, follow=True)

        determination = Determination.objects.get()
        assert response.redirect_chain[-1][0] == page("determination_detail", determination.pk)
        assert f"判定を記録しました（{determination}）。" in text_of(response)
        text = center_page(officer, basic_center)
        assert f">{determination}</a>" in text
        assert "判定をやり直す" in text

    def test_the_button_pressed_twice_makes_one(self, officer, basic_center):
        officer.post(create_url(basic_center), ASKED)
        again = officer.post(create_url(basic_center), ASKED, follow=True)

        assert "既に記録されているため、新しく記録していません" in text_of(again)
        assert Determination.objects.count() == 1

    def test_doing_it_again_shows_the_difference_and_asks_for_the_reason(
        self, officer, outdated, basic_center
    ):
        form = text_of(officer.get(create_url(basic_center), ASKED))
        assert "判定をやり直す理由" in form
        assert "事業計画書：" in form
        assert "未登録 → はい" in form

        refused = officer.post(create_url(basic_center), ASKED)
        assert refused.status_code == 422
        assert "判定をやり直す理由を入力してください。" in text_of(refused)
        assert Determination.objects.count() == 1

        officer.post(create_url(basic_center), ASKED | {"reason": "事業計画書を登録したため"})
        second = Determination.objects.standing().get()
        assert (second.supersedes, second.reason) == (outdated, "事業計画書を登録したため")

    @pytest.mark.usefixtures("outdated")
    def test_a_reason_that_is_too_long_is_kept_and_refused(self, officer, basic_center):
        reason = "長い理由" * 200

        response = officer.post(create_url(basic_center), ASKED | {"reason": reason})

        assert response.status_code == 422
        assert reason in text_of(response)
        assert Determination.objects.count() == 1

    def test_records_of_an_earlier_time_are_judged_as_asked(self, officer, basic_center):
        officer.post(create_url(basic_center), ASKED | {"known_at": "2025-07-01T09:00:00+09:00"})

        known_at = Determination.objects.get().known_at
        assert known_at == dt.datetime(2025, 7, 1, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ({"date": "令和8年4月1日"}, "令和7年度の日付を入力してください。"),
            ({"date": "令和7年2月30日"}, "2月30日という日付はありません。"),
            ({"type": "specific"}, "この日に、この類型の登録がありません。"),
            ({"known_at": "あした"}, "いつ時点の記録で"),
            ({"stage": "someday"}, "段階"),
        ],
    )
    def test_what_cannot_be_judged_is_not_recorded(self, officer, basic_center, data, message):
        response = officer.post(create_url(basic_center), ASKED | data)

        assert response.status_code == 422
        text = text_of(response)
        assert message in text
        assert all(value in text for name, value in data.items() if name in ("date", "known_at"))
        assert not Determination.objects.exists()

    def test_a_year_outside_the_calendar_is_no_page(self, officer, basic_center):
        assert officer.get(create_url(basic_center, 9999)).status_code == 404

    @pytest.mark.parametrize(
        "role",
        ["consultant", "chief_coordinator", "finance_clerk", "auditor", "contractor"],
    )
    def test_only_the_officer_records(self, request, client_for, basic_center, role):
        client = client_for(request.getfixturevalue(role))

        assert client.post(create_url(basic_center), ASKED).status_code == 403
        assert not Determination.objects.exists()

    @pytest.mark.parametrize("role", ["chief_coordinator", "finance_clerk", "auditor"])
    def test_who_only_reads_is_offered_no_button(self, request, client_for, basic_center, role):
        text = center_page(client_for(request.getfixturevalue(role)), basic_center)

        assert "この段階の判定は、まだ記録されていません。" in text
        assert "判定として記録する" not in text


class TestReading:
    def test_the_page_shows_the_judgement_as_recorded(self, clerk, basic_center):
        posting = PostingFactory(center=basic_center)
        determination, _ = record_one(basic_center)

        text = text_of(clerk.get(page("determination_detail", determination.pk)))

        assert determination.digest in text
        assert determination.rule_digest in text
        assert determination.engine_version in text
        assert determination.recorded_by.name in text
        assert "4(1)④ク" in text
        assert "まだ点検していません" in text
        assert posting.staff_member.number in text
        assert posting.staff_member.name not in text

    def test_a_mismatch_is_told_with_what_changed_and_since_when(self, clerk, outdated):
        text = text_of(clerk.get(page("determination_detail", outdated.pk)))

        assert MISMATCH in text
        assert "の点検から" in text
        assert "未登録 → はい" in text

    def test_a_match_is_told_too(self, clerk, basic_center):
        determination, _ = record_one(basic_center)
        check_determinations(at=timezone.now())

        text = text_of(clerk.get(page("determination_detail", determination.pk)))

        assert "記録と一致しています" in text
        assert MISMATCH not in text

    def test_one_that_was_superseded_leads_to_the_next_and_stays_readable(
        self, clerk, outdated, basic_center
    ):
        second, _ = record_one(basic_center, reason="事業計画書を登録したため")

        text = text_of(clerk.get(page("determination_detail", outdated.pk)))

        assert "この判定は差し替えられています。" in text
        assert f">{second}</a>" in text
        assert "判定の内容" in text

    def test_a_year_without_the_text_says_so(self, clerk, basic_center):
        determination, _ = record_one(basic_center, day=dt.date(2024, 10, 1))

        text = text_of(clerk.get(page("determination_detail", determination.pk)))

        assert "本文が登録されていません" in text
        assert "判定はすべて「要確認」になります" in text

    @pytest.mark.parametrize(("day", "told"), [(dt.date(2023, 10, 1), False), (None, True)])
    def test_a_result_before_the_end_of_the_year_is_warned_of(
        self, municipal_officer, client_for, basic_center, day, told
    ):
        asked = day or timezone.localdate()
        url = page("determination_create", basic_center.pk, FiscalYear.of(asked).year)

        text = text_of(
            client_for(municipal_officer).get(url, {"type": "basic", "date": str(asked)})
        )

        assert ("年度の途中です" in text) == told
        assert "確認できていません" in text  # both years: amendments not verified

    def test_the_chief_coordinator_reads_those_of_the_own_center_alone(
        self, chief_coordinator, client_for, basic_center
    ):
        other = CenterFactory(municipality=basic_center.municipality)
        CenterDesignationFactory(center=other)
        (own, _), (foreign, _) = record_one(basic_center), record_one(other)
        client = client_for(chief_coordinator)

        assert client.get(page("determination_detail", own.pk)).status_code == 200
        assert client.get(page("determination_detail", foreign.pk)).status_code == 404
        assert list(client.get(page("determination_list")).context["rows"]) == [own]

    @pytest.mark.parametrize("role", ["municipal_officer", "finance_clerk"])
    def test_a_sheet_leads_to_the_determination(
        self, request, client_for, finance_clerk, outdated, basic_center, role
    ):
        sheet, _ = create_judgement_sheet(
            judge_one(basic_center), fiscal_year=2025, by=finance_clerk, at=timezone.now()
        )
        client = client_for(request.getfixturevalue(role))

        text = text_of(client.get(page("judgement_sheet_detail", sheet.pk)))

        assert f">{outdated}</a>" in text
        assert MISMATCH in text


class TestList:
    @pytest.fixture
    def three(self, outdated, basic_center):
        plan, _ = record_one(basic_center, stage="plan")
        earlier, _ = record_one(basic_center, day=dt.date(2026, 3, 31), stage="interim")
        return {"actual": outdated, "plan": plan, "interim": earlier}

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", {"actual", "plan", "interim"}),
            ("?stage=plan", {"plan"}),
            ("?fiscal_year=2025&stage=actual", {"actual"}),
            ("?mismatched=on", {"actual"}),
            ("?mismatched=on&stage=plan", set()),
        ],
    )
    def test_filters(self, clerk, three, query, names):
        response = clerk.get(page("determination_list") + query)

        assert set(response.context["rows"]) == {three[name] for name in names}

    @pytest.mark.usefixtures("three")
    @pytest.mark.parametrize("query", ["?fiscal_year=1999", "?stage=someday"])
    def test_a_filter_that_does_not_exist_is_said(self, clerk, query):
        response = clerk.get(page("determination_list") + query)

        assert response.status_code == 422
        assert "入力内容を確認してください" in text_of(response)

    @pytest.mark.usefixtures("outdated")
    def test_what_was_superseded_is_not_listed(self, clerk, basic_center):
        second, _ = record_one(basic_center, reason="事業計画書を登録したため")

        assert list(clerk.get(page("determination_list")).context["rows"]) == [second]

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_of_rows_costs_no_query(
        self, clerk, municipality, number, django_assert_num_queries
    ):
        for _ in range(number):
            center = CenterFactory(municipality=municipality)
            CenterDesignationFactory(center=center)
            record_one(center)
        check_determinations(at=timezone.now())
        clerk.get(page("determination_list"))

        with django_assert_num_queries(LIST_QUERIES):
            clerk.get(page("determination_list"))

    @pytest.mark.usefixtures("outdated")
    def test_pages_keep_the_filter(self, clerk, basic_center, monkeypatch):
        record_one(basic_center, stage="plan")
        monkeypatch.setattr("subsidies.views.determinations.PAGE_SIZE", 1)

        first = clerk.get(page("determination_list") + "?fiscal_year=2025")
        second = clerk.get(page("determination_list") + "?fiscal_year=2025&page=2")

        assert first.context["next_url"] == "?fiscal_year=2025&page=2"
        assert second.context["previous_url"] == "?fiscal_year=2025&page=1"


class TestHistory:
    @pytest.fixture
    def second(self, outdated, basic_center):
        row, _ = record_one(basic_center, reason="事業計画書を登録したため")
        assert row.supersedes == outdated
        return row

    def test_the_last_two_are_compared_at_first(self, clerk, outdated, second):
        text = text_of(clerk.get(page("determination_history", outdated.pk)))

        assert f"{outdated} から {second} への違い" in text
        assert "未登録 → はい" in text
        assert "事業計画書を登録したため" in text

    def test_any_two_may_be_compared(self, clerk, outdated, second):
        url = page("determination_history", second.pk)

        back = text_of(clerk.get(url, {"before": second.pk, "after": outdated.pk}))
        same = text_of(clerk.get(url, {"before": second.pk, "after": second.pk}))

        assert "はい → 未登録" in back
        assert "違いはありません。" in same

    def test_one_of_another_subject_is_no_choice(self, clerk, second, basic_center):
        plan, _ = record_one(basic_center, stage="plan")

        response = clerk.get(page("determination_history", second.pk), {"before": plan.pk})

        assert response.status_code == 422
        assert response.context["shown"] == []

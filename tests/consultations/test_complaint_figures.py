"""The figures of a year: without a word that leads to a person."""

import csv
import datetime as dt
import io

import pytest

from consultations.complaint_figures import year_counts
from consultations.models import Complaint
from shared.fiscal_year import FiscalYear
from tests.access.watch import text_of
from tests.complaint_factories import ComplaintClockFactory, ComplaintFactory
from tests.consultations.complaints import FRIDAY, page, received, taken
from tests.factories import CenterFactory, PostingFactory


class TestFigures:
    def counts(self, user, year=2026):
        return year_counts(Complaint.objects.counted_by(user), FiscalYear(year))

    @pytest.fixture(autouse=True)
    def _year(self, center, consultant):
        first = received(center, consultant, wishes=["heard", "answer"])
        taken(first, "reported", consultant, dt.date(2026, 5, 2), ["responsible"])
        taken(first, "result_reported", consultant, dt.date(2026, 5, 11), ["complainant"])
        taken(first, "closed", consultant, dt.date(2026, 5, 12), outcome="resolved")
        received(center, consultant, subject_kind="privacy")
        # the last moment of the year before, in Japan
        received(center, consultant, dt.datetime(2026, 3, 31, 14, 59, tzinfo=dt.UTC))

    def test_what_was_received_in_the_year_is_counted(self, chief_coordinator):
        counts = self.counts(chief_coordinator)
        lines = {table.title: dict(table.lines) for table in counts.tables}

        assert counts.total == 2
        assert self.counts(chief_coordinator, 2025).total == 1
        assert lines["申出人の希望"]["話を聞いてほしい"] == 1
        assert lines["申出人の希望"]["回答してほしい"] == 2
        assert lines["苦情の種類"]["個人情報の取扱い"] == 1
        assert (lines["終結の結果"]["解決"], lines["終結の結果"]["対応中"]) == (1, 1)
        answer, closure = counts.days
        assert (answer.number, answer.fewest, answer.middle, answer.most) == (1, 10, 10, 10)
        assert (closure.number, closure.most, closure.late) == (1, 11, None)

    def test_what_is_late_and_open_stands_apart_from_what_was_done(
        self, chief_coordinator, center, consultant
    ):
        ComplaintClockFactory(municipality=center.municipality, recorded_by=consultant)
        late = received(center, consultant)
        taken(late, "reported", consultant, dt.date(2026, 5, 2), ["responsible"])
        taken(late, "closed", consultant, dt.date(2026, 10, 1), outcome="withdrawn")
        received(center, consultant)

        answer, closure = self.counts(chief_coordinator).days

        assert (closure.number, closure.late, closure.late_open) == (2, 1, 1)
        assert (answer.number, answer.late, answer.late_open) == (1, 0, 1)
        assert ("期限を過ぎてまだのもの（件）", 1) in closure.cells

    def test_one_about_oneself_is_counted_like_the_others(
        self, chief_coordinator, center, posted_chief
    ):
        ComplaintFactory(
            center=center, received_at=FRIDAY, about=[posted_chief], subject_kind="rights"
        )

        assert self.counts(chief_coordinator).total == 3

    @pytest.mark.parametrize("role", ["finance_clerk", "auditor"])
    def test_figures_alone_hold_no_word_and_lead_to_nobody(self, request, client_for, role):
        client = client_for(request.getfixturevalue(role))
        query = "?fiscal_year=2026"

        shown = client.get(page("count_year") + query)
        file = client.get(page("count_year_csv") + query)

        page_text = shown.content.decode()
        assert "2件" in text_of(shown)
        assert "葉子" not in page_text
        assert "/complaints/1" not in page_text
        assert 'href="/complaints/"' not in page_text
        assert 'name="center"' not in page_text
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert rows[0] == ["年度", "区分", "項目", "値"]
        assert ["令和8年度", "受け付けた苦情", "件数", "2"] in rows
        assert not any("葉子" in cell for row in rows for cell in row)

    def test_it_is_printed(self, client_for, auditor):
        answer = client_for(auditor).get(page("count_year_pdf") + "?fiscal_year=2026")

        assert answer.content.startswith(b"%PDF")

    @pytest.mark.parametrize("role", ["consultant", "contractor", "system_administrator"])
    def test_nobody_else_counts(self, request, client_for, role):
        client = client_for(request.getfixturevalue(role))

        for name in ("count_year", "count_year_pdf", "count_year_csv"):
            assert client.get(page(name)).status_code == 403

    @pytest.mark.parametrize("query", ["?fiscal_year=x", "?fiscal_year=1", "?center=999999"])
    def test_a_condition_that_cannot_be_read_is_left_out(
        self, client_for, chief_coordinator, query
    ):
        assert client_for(chief_coordinator).get(page("count_year") + query).status_code == 200

    def test_a_chief_counts_the_own_center(self, chief_coordinator, municipality):
        elsewhere = CenterFactory(municipality=municipality)
        ComplaintFactory(center=elsewhere, received_at=FRIDAY)

        assert self.counts(chief_coordinator).total == 2

    def test_figures_take_one_query(self, chief_coordinator, django_assert_num_queries):
        chief_coordinator.reach("complaint_count")
        with django_assert_num_queries(1):
            self.counts(chief_coordinator)


@pytest.fixture
def posted_chief(chief_coordinator, center):
    member = PostingFactory(center=center).staff_member
    member.user = chief_coordinator
    member.save()
    return member

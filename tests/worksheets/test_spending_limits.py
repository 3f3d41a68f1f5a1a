"""How many lines a center's 収支 may have: one limit, on the page, in drafts and in a table."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.sheet_factories import SpendingItemFactory
from tests.worksheets.test_spending import ROW, subject_of, text_of
from worksheets.models import SpendingItem
from worksheets.spending_actions import items_of
from worksheets.spending_list import MOST_ITEMS, TITLES, TOO_MANY_ITEMS


@pytest.fixture
def url(basic_center):
    return reverse("worksheets:spending_edit", args=[basic_center.pk, 2025, "application", "basic"])


class TestManyLines:
    """One limit, told in words; nothing that was typed falls off the page."""

    def rows(self, count):
        return {
            name.replace("_0", f"_{number}"): f"{value}{number}" if name == "subject_0" else value
            for number in range(count)
            for name, value in ROW.items()
        }

    def test_a_form_of_all_lines_fits_into_one_request(self, settings):
        assert MOST_ITEMS * len(ROW) + 10 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS

    def test_past_forty_lines_there_is_still_an_empty_one(
        self, client_for, finance_clerk, url, basic_center
    ):
        client = client_for(finance_clerk)

        saved = client.post(url, self.rows(45))
        page = client.get(url)

        assert (saved.status_code, len(items_of(subject_of(basic_center)))) == (302, 45)
        assert page.context["form"].count == 49
        assert TOO_MANY_ITEMS in text_of(page)

    def test_more_than_there_may_be_is_refused_and_stays_on_the_page(
        self, client_for, finance_clerk, url
    ):
        response = client_for(finance_clerk).post(url, self.rows(MOST_ITEMS + 1))

        assert response.status_code == 422
        assert TOO_MANY_ITEMS in text_of(response)
        assert f'value="給料{MOST_ITEMS}"' in text_of(response)
        assert not SpendingItem.objects.exists()

    def test_lines_that_were_sent_stay_where_others_left_fewer(
        self, client_for, finance_clerk, url
    ):
        client = client_for(finance_clerk)
        client.post(url, self.rows(60))
        seen = client.get(url).context["form"]["seen"].value()
        client.post(url, self.rows(10) | {"seen": seen})

        stale = client.post(url, self.rows(60) | {"seen": seen, "amount_59": "9,999,999"})

        assert stale.status_code == 422
        assert 'value="9,999,999"' in text_of(stale)

    def test_a_draft_keeps_and_shows_every_line(self, client_for, finance_clerk, url, basic_center):
        client = client_for(finance_clerk)
        key = f"worksheet-spending-{subject_of(basic_center).number}"

        kept = client.post(
            reverse("consultations:draft_save", args=[key]), self.rows(60) | {"seen": ""}
        )

        assert kept.status_code == 200
        assert client.get(url).context["form"]["subject_59"].value() == "給料59"

    def test_an_import_tells_of_the_limit_beside_the_line(
        self, client_for, finance_clerk, basic_center
    ):
        for number in range(MOST_ITEMS - 1):
            SpendingItemFactory(center=basic_center, subject=f"科目{number}")
        cells = [
            [basic_center.code, "基本型", "支出", "運営費", subject, "1", "1", ""]
            for subject in ("科目0", "あたらしい科目", "もうひとつの科目")
        ]
        text = "\r\n".join(",".join(row) for row in (TITLES, *cells))
        client = client_for(finance_clerk)

        handed_in = client.post(
            "/worksheets/spending/imports/",
            {
                "fiscal_year": 2025,
                "stage": "application",
                "file": SimpleUploadedFile("収支.csv", text.encode("utf-8-sig")),
            },
        )

        lines = client.get(handed_in.url).context["preview"].lines
        assert [line.state for line in lines] == ["changed", "new", "broken"]
        assert lines[2].problems == [TOO_MANY_ITEMS]

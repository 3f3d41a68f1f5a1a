"""新旧対照: what differs between two versions, and what that changes for the centers."""

import datetime as dt
import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from centers.enums import ActivityKind, CenterType
from shared.fiscal_year import FiscalYear
from subsidies.comparison_table import segments
from subsidies.impact import Turn
from tests.factories import (
    ActivityPlanFactory,
    CenterDesignationFactory,
    CenterFactory,
    MunicipalityFactFactory,
    OpeningHoursFactory,
)


def text_of(response):
    return unescape(response.content.decode())


def compare(client, old="R3", new="R7", page="comparison"):
    return client.get(reverse(f"rules:{page}"), {"old": old, "new": new})


def night_center(municipality):
    center = CenterFactory(municipality=municipality)
    CenterDesignationFactory(center=center)
    this_year = FiscalYear.of(timezone.localdate()).year
    ActivityPlanFactory(center=center, kind=ActivityKind.AFTER_HOURS, fiscal_year=this_year)
    for weekday in (1, 2, 3):
        OpeningHoursFactory(
            center=center, weekday=weekday, opens_at=dt.time(13), closes_at=dt.time(20)
        )
    return center


def effect(response, rule_id="night_opening"):
    [found] = [each for each in response.context["impact"].effects if each.rule_id == rule_id]
    return found


class TestPage:
    @pytest.fixture
    def client(self, client_for, consultant):
        return client_for(consultant)

    def test_the_columns_are_new_and_old_with_what_differs_underlined(self, client):
        text = text_of(compare(client))

        assert text.index("改正後（R7）") < text.index("改正前（R3）")
        assert "<u>「保育提供体制の確保のための実施計画」の採択</u>" in text
        assert "（新設）" in text
        assert "（削除）" in text

    def test_without_a_choice_the_two_newest_texts_are_compared(self, client):
        comparison = client.get(reverse("rules:comparison")).context["comparison"]

        assert (comparison.old.code, comparison.new.code) == ("R3", "R7")

    @pytest.mark.parametrize(
        ("old", "new", "field"),
        [
            ("R7", "R7", "new"),
            ("R6", "R7", "old"),
            ("R3", "R6", "new"),
            ("R1", "R7", "old"),
            ("", "R7", "old"),
        ],
    )
    @pytest.mark.parametrize("page", ["comparison", "comparison_pdf"])
    def test_a_choice_that_cannot_be_compared_is_explained(self, client, old, new, field, page):
        response = compare(client, old, new, page)

        assert response.status_code == 422
        assert response.context["form"].errors[field]
        assert response.context["comparison"] is None

    def test_backwards_is_a_choice_too(self, client):
        text = text_of(compare(client, "R7", "R3"))

        assert text.index("改正後（R3）") < text.index("改正前（R7）")

    def test_who_may_not_see_judgements_sees_no_center(self, client, center):
        CenterDesignationFactory(center=center)
        response = compare(client)

        assert response.context["impact"] is None
        assert center.name not in text_of(response).replace("scope", "").split("条件の新旧対照")[1]

    def test_it_is_printed_on_a4(self, client):
        response = compare(client, page="comparison_pdf")

        reader = PdfReader(io.BytesIO(response.content))
        text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
        assert response["Content-Type"] == "application/pdf"
        assert [round(side) for side in reader.pages[0].mediabox[2:]] == [595, 842]
        assert "新旧対照表" in text
        assert "改正後" in text
        assert "（新設）" in text
        assert "保育提供体制の確保のための実施計画" in text


class TestImpact:
    @pytest.fixture
    def officer(self, client_for, municipal_officer):
        return client_for(municipal_officer)

    def test_a_supplement_is_lost_with_the_plan_that_is_not_there(self, officer, municipality):
        center = night_center(municipality)
        MunicipalityFactFactory(municipality=municipality, kind="emergency_measures")
        MunicipalityFactFactory(
            municipality=municipality, kind="childcare_provision_plan", holds=False
        )

        found = effect(compare(officer))

        assert (found.center, found.turn) == (center, Turn.LOST)
        [deciding] = found.deciding
        assert (deciding.version, deciding.condition_id, deciding.clause) == (
            "R7",
            "night_opening.municipality",
            "4(1)④オ柱書",
        )

    def test_and_gained_the_other_way_round(self, officer, municipality):
        night_center(municipality)
        MunicipalityFactFactory(municipality=municipality, kind="emergency_measures")
        MunicipalityFactFactory(
            municipality=municipality, kind="childcare_provision_plan", holds=False
        )

        response = compare(officer, "R7", "R3")

        found = effect(response)
        assert found.turn is Turn.GAINED
        assert [each.version for each in found.deciding] == ["R7"]
        assert "新たに満たすもの（1件）" in text_of(response)

    def test_what_is_unknown_is_neither_gained_nor_lost(self, officer, municipality):
        night_center(municipality)
        MunicipalityFactFactory(municipality=municipality, kind="emergency_measures")

        response = compare(officer)

        assert effect(response).turn is Turn.UNCLEAR
        assert "要確認のため、得失を言えないもの" in text_of(response)

    def test_a_type_that_was_abolished_is_told_with_the_version(self, officer, municipality):
        center = night_center(municipality)
        center.designations.all().delete()
        CenterDesignationFactory(center=center, subtype="Ⅲ")
        MunicipalityFactFactory(municipality=municipality, kind="emergency_measures")

        [deciding] = effect(compare(officer)).deciding

        assert deciding.clause == "4(1)④柱書"
        assert "基本Ⅲ型" in deciding.text

    def test_other_municipalities_are_not_judged(self, officer, municipality):
        night_center(municipality)
        CenterDesignationFactory(center=CenterFactory())

        assert compare(officer).context["impact"].centers == 1

    def test_a_chief_coordinator_sees_the_own_center(self, client_for, chief_coordinator, center):
        CenterDesignationFactory(center=center)
        night_center(center.municipality)

        assert compare(client_for(chief_coordinator)).context["impact"].centers == 1

    @pytest.mark.parametrize("count", [1, 4])
    def test_the_queries_do_not_grow_with_the_centers(
        self, count, officer, municipality, django_assert_num_queries
    ):
        for _ in range(count):
            night_center(municipality)

        with django_assert_num_queries(36):
            response = compare(officer)

        assert response.context["impact"].centers == count

    def test_a_rule_only_one_version_has_is_not_granted_by_the_other(self, officer, municipality):
        center = CenterFactory(municipality=municipality)
        CenterDesignationFactory(center=center, type=CenterType.MATERNAL_CHILD, subtype="")

        impact = compare(officer).context["impact"]

        of_the_type = [each for each in impact.effects if each.rule_id.startswith("maternal")]
        assert of_the_type
        assert {each.turn for each in of_the_type} <= {Turn.UNCLEAR, Turn.LOST}
        assert all(each.new == "not_applicable" for each in of_the_type)


@pytest.mark.parametrize(
    ("old", "new", "in_old", "in_new"),
    [
        ("週3日以上ある。", "週4日以上ある。", ["3"], ["4"]),
        ("ある。", "", ["ある。"], []),
        ("", "ある。", [], ["ある。"]),
        ("同じ", "同じ", [], []),
        ("", "", [], []),
        (
            "緊急対策に取り組む。",
            "計画の採択を受ける。",
            ["緊急対策に取り組む。"],
            ["計画の採択を受ける。"],
        ),
    ],
)
def test_only_what_differs_is_underlined(old, new, in_old, in_new):
    before, after = segments(old, new)

    assert "".join(text for text, _ in before) == old
    assert "".join(text for text, _ in after) == new
    assert [text for text, differs in before if differs] == in_old
    assert [text for text, differs in after if differs] == in_new

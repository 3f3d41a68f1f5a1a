"""What docs/demo.md promises of the demo's rows."""

import datetime as dt
from fractions import Fraction

import pytest
from django.contrib.auth.hashers import check_password
from django.db.models import Count

from accounts.models import RoleGrant, User
from accounts.passwords import DEMO_PASSWORD
from centers.calendar import open_days
from centers.enums import CenterType, FactKind, Service
from centers.models import (
    Center,
    CenterDesignation,
    Contract,
    LocalResource,
    Municipality,
    MunicipalityFact,
    OpeningHours,
    PartnerAgency,
    ResourceVacancy,
)
from consultations.figures import per_open_day
from consultations.models import (
    AddressProtection,
    Consultation,
    ConsultationCorrection,
    Household,
    Person,
    RecordAccess,
)
from demo.municipalities import tsunagi_code
from demo.period import FIRST_DAY, JAPAN, LAST_DAY
from demo.volumes import TOTALS
from shared import municipal_code
from staffing.models import StaffMember
from worksheets.models import Worksheet

pytestmark = pytest.mark.usefixtures("demo_database")

LOOKED_AT = [dt.date(2025, 10, 1), dt.date(2026, 3, 31), dt.date(2026, 10, 31)]


@pytest.fixture
def tsunagi():
    return Municipality.objects.get(code=tsunagi_code())


@pytest.fixture
def log(tsunagi):
    return Consultation.objects.standing().filter(municipality=tsunagi)


def center(number):
    return Center.objects.get(code=f"{tsunagi_code()}-{number}")


def test_no_real_municipality_has_the_codes():
    codes = set(Municipality.objects.values_list("code", flat=True))

    assert all(municipal_code.is_valid(code) and not municipal_code.find(code) for code in codes)
    assert set(Municipality.objects.values_list("is_fictional", flat=True)) == {True}


def test_six_centers_show_the_current_types(tsunagi):
    in_force = CenterDesignation.objects.filter(center__municipality=tsunagi)

    assert sorted((row.center.code[-2:], row.type + row.subtype) for row in in_force) == [
        ("01", f"{CenterType.BASIC}Ⅰ"),
        ("02", f"{CenterType.BASIC}Ⅱ"),
        ("03", f"{CenterType.BASIC}Ⅲ"),
        ("04", CenterType.SPECIFIC),
        ("05", CenterType.FAMILY_CENTER),
        ("06", CenterType.PREGNANCY_SUPPORT),
    ]


def test_every_year_of_the_cap_is_known(tsunagi):
    years = MunicipalityFact.objects.current().filter(
        municipality=tsunagi, kind=FactKind.POPULATION_0_5
    )

    assert sorted(row.starts_on.year for row in years) == list(range(2013, 2025))


def test_exactly_six_thousand_consultations_stand(log):
    assert log.count() == TOTALS["tsunagi"] == 6000
    assert Consultation.objects.exclude(withdrawn_at=None).count() == 15
    corrected = ConsultationCorrection.objects.filter(consultation__withdrawn_at=None)
    assert corrected.count() == 40


def test_a_few_records_are_restricted_and_each_names_its_author(log):
    restricted = log.filter(confidentiality="restricted")

    assert restricted.count() == 6
    for row in restricted:
        assert row.named_readers.standing().filter(user=row.recorded_by).exists()
        assert row.named_readers.standing().count() <= 2
    soudan = User.objects.get(username="soudan")
    assert not restricted.filter(named_readers__user=soudan).exists()


def test_three_records_were_opened_with_a_reason():
    accesses = RecordAccess.objects.order_by("opened_at")

    assert [(row.kind, row.opened_by.username, row.outcome) for row in accesses] == [
        ("break_glass", "soudan", "justified"),
        ("break_glass", "soyokaze2", ""),
        ("reasoned", "shokan", ""),
    ]
    assert [row.is_overdue(LAST_DAY) for row in accesses] == [False, True, False]
    assert not any(row.opened_by == row.consultation.recorded_by for row in accesses)


def test_the_contract_of_the_commissioned_center_shows_records_from_its_second_year():
    terms = Contract.objects.current().order_by("starts_on")

    assert {row.center for row in terms} == {center("02")}
    assert [row.records_visible for row in terms] == ["no", "yes"]


def test_a_little_more_than_half_of_the_callers_give_no_name(log):
    assert 0.5 < log.filter(is_anonymous=True).count() / log.count() < 0.6


def test_every_consultation_has_words_and_topics(log):
    assert not log.filter(response="").exists()
    assert not log.filter(content__contains="{").exists()
    assert not log.annotate(number=Count("topics")).filter(number=0).exists()
    assert log.values("content").distinct().count() > 4000


@pytest.mark.parametrize("day", LOOKED_AT)
def test_one_center_stands_above_five_a_day_and_one_just_below(day):
    above, below = center("01"), center("02")
    first = dt.date(day.year - (day.month < 4), 4, 1)

    figures = per_open_day([above.pk, below.pk], first=first, last=day)

    assert figures[above.pk].average >= 5
    assert Fraction("4.97") <= figures[below.pk].average <= Fraction("4.99")
    assert not figures[below.pk].unrecorded_days


def test_a_handful_of_days_is_unrecorded_at_one_center():
    keys = {row.pk: row.code[-2:] for row in Center.objects.filter(code__startswith=tsunagi_code())}
    days = open_days(keys, first=FIRST_DAY, last=LAST_DAY)

    missing = {keys[pk]: len(found.unrecorded) for pk, found in days.items() if found.unrecorded}

    assert missing == {"04": 5}


def test_consultations_take_place_on_open_days_within_the_hours():
    days = open_days(Center.objects.values_list("pk", flat=True), first=FIRST_DAY, last=LAST_DAY)
    hours = list(OpeningHours.objects.filter(service=Service.GENERAL))
    extra = {(row.center_id, row.held_on): row for row in _extra_openings()}

    for row in Consultation.objects.all():
        at = row.occurred_at.astimezone(JAPAN)
        assert row.occurred_on in days[row.center_id].opened
        intervals = (
            [extra[row.center_id, row.occurred_on]]
            if (row.center_id, row.occurred_on) in extra
            else [each for each in hours if _is_of(each, row)]
        )
        assert any(each.opens_at <= at.time() < each.closes_at for each in intervals), row.pk
        assert row.recorded_at > row.occurred_at


def _extra_openings():
    from centers.models import ExtraOpening  # noqa: PLC0415 -- beside its only use

    return ExtraOpening.objects.all()


def _is_of(hours, row):
    return (
        hours.center_id == row.center_id
        and hours.weekday == row.occurred_on.isoweekday()
        and hours.starts_on <= row.occurred_on
        and (hours.ends_on is None or row.occurred_on <= hours.ends_on)
    )


def test_whoever_writes_was_posted_there_on_the_day(log):
    for row in log.select_related("recorded_by__staff_member").order_by("?")[:300]:
        postings = row.recorded_by.staff_member.postings.filter(center=row.center_id)
        assert any(
            each.starts_on <= row.occurred_on <= (each.ends_on or LAST_DAY) for each in postings
        )


def test_forty_members_of_staff_keep_their_names_byte_for_byte(tsunagi):
    names = set(StaffMember.objects.filter(municipality=tsunagi).values_list("name", flat=True))

    assert len(names) == 40
    assert names >= {
        "髙橋 美和",
        "宮\ufa11 健",
        "渡邉 恵子",
        "渡邊 一葉",
        "\u845b\U000e0100城 真一",
        "\U00020bb7野 あかね",
    }


def test_seven_accounts_sign_in_with_the_demo_password():
    accounts = User.objects.filter(is_demo=True)
    sign_ins = {row.username: row for row in accounts if row.has_usable_password()}

    assert set(sign_ins) == {"soudan", "toukatsu", "shokan", "keiri", "kansa", "kanri", "jutaku"}
    assert check_password(DEMO_PASSWORD, sign_ins["soudan"].password)
    assert accounts.count() == User.objects.count() == 24


def test_the_grants_of_the_sign_ins_begin_with_the_demo_and_do_not_end():
    grants = RoleGrant.objects.filter(user__username__in=["soudan", "toukatsu", "jutaku"])

    assert {(row.user.username, row.center.code[-2:]) for row in grants} == {
        ("soudan", "01"),
        ("toukatsu", "01"),
        ("toukatsu", "05"),
        ("jutaku", "02"),
    }
    assert {(row.starts_on, row.ends_on) for row in grants} == {(FIRST_DAY, None)}


def test_the_neighbor_is_small_and_nobody_of_it_signs_in(tsunagi):
    neighbor = Municipality.objects.exclude(pk=tsunagi.pk).get()

    assert Consultation.objects.filter(municipality=neighbor).count() == 30
    assert neighbor.centers.count() == 1
    assert neighbor.staff_members.count() == 2
    grants = RoleGrant.objects.filter(municipality=neighbor).select_related("user")
    assert not any(row.user.has_usable_password() for row in grants)


@pytest.mark.parametrize(
    "rows",
    [
        Center,
        StaffMember,
        MunicipalityFact,
        OpeningHours,
        CenterDesignation,
        LocalResource,
        PartnerAgency,
        ResourceVacancy,
    ],
)
def test_what_was_built_passes_the_checks_of_the_forms(rows):
    for row in rows.objects.all():
        row.full_clean()


def test_a_dozen_households_have_a_part_of_the_log(tsunagi, log):
    attached = log.exclude(household=None)

    assert (
        Household.objects.filter(municipality=tsunagi).count() == 12 + 2 + 5
    )  # registered again; of the ledger
    assert Household.objects.filter(consultations__in=attached).distinct().count() == 12
    assert 24 < attached.count() < 600
    for row in attached.select_related("household"):
        assert row.center_id == row.household.center_id
        names = row.household.memberships.values_list("person__registered_name", flat=True)
        assert row.caller_name in names


def test_one_household_is_protected_from_somebody_with_a_household_of_his_own():
    protection = AddressProtection.objects.get()
    day = LOOKED_AT[-1]

    covered = set(Person.objects.covered(day).values_list("registered_name", flat=True))

    assert covered == {"星野 沙織", "星野 ゆい"}
    assert protection.counter_party.memberships.get().household.memberships.count() == 1


def test_sheets_that_lack_nothing_are_submitted_and_the_others_wait(tsunagi):
    sheets = Worksheet.objects.filter(municipality=tsunagi, fiscal_year=2025, center__isnull=False)

    assert sheets.exists()
    for sheet in sheets:
        assert sheet.is_submitted == (not sheet.content["missing"])
        assert not sheet.is_submitted or sheet.checked_by != sheet.prepared_by

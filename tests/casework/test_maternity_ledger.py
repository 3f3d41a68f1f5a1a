"""妊産婦等支援台帳: opened from a household, listed by month, changed without losing a word."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from casework.maternity_enums import MaternityPhase
from casework.maternity_weeks import months_after, week_text
from casework.models import (
    Pregnancy,
)
from consultations.models import Person
from shared.templatetags.tsunagi import month_ja
from shared.wareki import format_wareki
from tests.casework.maternity import MOTHER, NEXT_STEP, family_of, stands
from tests.factories import RoleGrantFactory, UserFactory
from tests.household_factories import AddressProtectionFactory, HouseholdMembershipFactory
from tests.maternity_factories import (
    LossRecordFactory,
    MaternityRiskFactory,
    PregnancyChangeFactory,
    PregnancyFactory,
)

DUE = dt.date(2026, 11, 20)
EXPECTED = localdate() + dt.timedelta(days=100)


@pytest.fixture
def family(center, consultant):
    return family_of(center, consultant)


def page_of(client, name, *args, query=""):
    return client.get(reverse(f"maternity:{name}", args=args) + query).content.decode()


def ledger_form(mother, **more):
    return {
        "submission_key": str(uuid.uuid4()),
        "mother": str(mother.pk),
        "notified_on": (EXPECTED - dt.timedelta(days=200)).isoformat(),
        "due_on": EXPECTED.isoformat(),
        "fetus_count": "2",
        "expects_children": "on",
        "situation": "つわりが重い。",
    } | more


class TestWeeks:
    @pytest.mark.parametrize(
        ("day", "text"),
        [
            (DUE, "妊娠40週0日"),
            (DUE - dt.timedelta(days=84), "妊娠28週0日"),
            (DUE - dt.timedelta(days=81), "妊娠28週3日"),
            (DUE + dt.timedelta(days=9), "妊娠41週2日"),
            (DUE - dt.timedelta(days=281), ""),
            (DUE + dt.timedelta(days=60), ""),
        ],
    )
    def test_the_week_follows_from_the_day(self, day, text):
        assert week_text(DUE, day) == text

    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
            (dt.date(2026, 11, 30), 4, dt.date(2027, 3, 30)),
            (dt.date(2026, 3, 31), -24, dt.date(2024, 3, 31)),
        ],
    )
    def test_months_end_with_their_last_day(self, day, months, later):
        assert months_after(day, months) == later

    @pytest.mark.parametrize(
        ("told", "phase"),
        [
            ({}, MaternityPhase.EXPECTING),
            ({"due_on": localdate() - dt.timedelta(days=1)}, MaternityPhase.OVERDUE),
            ({"delivered_on": localdate()}, MaternityPhase.AFTER_BIRTH),
            ({"moved_out_on": localdate()}, MaternityPhase.MOVED_OUT),
            ({"closed_on": localdate()}, MaternityPhase.CLOSED),
        ],
    )
    def test_the_situation_follows_from_the_dates(self, told, phase):
        row = Pregnancy(**{"due_on": localdate() + dt.timedelta(days=30)} | told)

        assert row.phase(localdate()) == phase


class TestOpening:
    @pytest.fixture
    def home(self, center):
        return HouseholdMembershipFactory(
            household__center=center, person__registered_name="若葉 夏"
        )

    def test_twins_enter_the_registry_with_the_ledger(self, client_for, consultant, home):
        url = reverse("maternity:pregnancy_create", args=[home.household_id])

        client_for(consultant).post(url, ledger_form(home.person))

        row = Pregnancy.objects.get()
        names = list(row.children.values_list("person__registered_name", flat=True))
        assert (row.mother, row.due_on, row.fetus_count) == (home.person, EXPECTED, 2)
        assert names == ["若葉 夏の子 第1児（出生前）", "若葉 夏の子 第2児（出生前）"]
        assert Person.objects.filter(expected_on=EXPECTED).count() == 2

    def test_sent_twice_it_is_opened_once(self, client_for, consultant, home):
        client, form = client_for(consultant), ledger_form(home.person)
        url = reverse("maternity:pregnancy_create", args=[home.household_id])

        client.post(url, form)
        client.post(url, form)
        client.post(url, form | {"submission_key": str(uuid.uuid4())})

        assert Pregnancy.objects.count() == 1
        assert Person.objects.filter(expected_on=EXPECTED).count() == 2

    def test_a_form_sent_back_keeps_every_word(self, client_for, consultant, home):
        url = reverse("maternity:pregnancy_create", args=[home.household_id])
        form = ledger_form(
            home.person, due_on="", homecoming_from="R8.9.1", homecoming_until="R8.8.1"
        )

        answer = client_for(consultant).post(url, form)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "里帰りの開始日以後の日付を入力してください。" in page
        assert "つわりが重い。" in page
        assert Pregnancy.objects.count() == 0


class TestTheList:
    def test_it_is_by_month_with_everything_of_the_row(self, client_for, consultant, family):
        MaternityRiskFactory(pregnancy=family.pregnancy, level="support")
        row = family.pregnancy

        page = page_of(client_for(consultant), "ledger_list")

        for words in (
            f"{month_ja(row.due_on)}に出産予定",
            MOTHER,
            format_wareki(row.due_on),
            week_text(row.due_on, localdate()),
            "支援が必要",
            consultant.name,
            NEXT_STEP,
        ):
            assert words in page

    def test_conditions_narrow_it_down(self, client_for, consultant, family):
        MaternityRiskFactory(pregnancy=family.pregnancy, level="support")
        client, due_on = client_for(consultant), family.pregnancy.due_on
        month, in_era = f"{due_on:%Y-%m}", f"令和{due_on.year - 2018}年{due_on.month}月"

        pages = {
            query: MOTHER in page_of(client, "ledger_list", query=query)
            for query in (
                f"?month={month}",
                f"?month={in_era}",
                f"?month=Ｒ{due_on.year - 2018}．{due_on.month}",  # noqa: RUF001 -- as it is typed
                "?month=2019-01",
                "?month=abc",
                "?risk=support",
                "?risk=watch",
                "?whose=mine",
            )
        }

        assert pages == {
            f"?month={month}": True,
            f"?month={in_era}": True,
            f"?month=Ｒ{due_on.year - 2018}．{due_on.month}": True,  # noqa: RUF001 -- as it is typed
            "?month=2019-01": False,
            "?month=abc": False,
            "?risk=support": True,
            "?risk=watch": False,
            "?whose=mine": True,
        }

    def test_another_center_sees_nothing(self, client_for, elsewhere, family):
        client = client_for(elsewhere)

        assert MOTHER not in page_of(client, "ledger_list")
        assert (
            client.get(
                reverse("maternity:pregnancy_detail", args=[family.pregnancy.pk])
            ).status_code
            == 404
        )

    @pytest.mark.parametrize("role", ["finance_clerk", "auditor", "municipal_officer"])
    def test_offices_have_no_way_in(self, client_for, municipality, role):
        user = UserFactory()
        RoleGrantFactory(user=user, role=role, municipality=municipality)

        assert client_for(user).get(reverse("maternity:ledger_list")).status_code == 403

    def test_a_name_that_a_protection_cuts_is_hidden(self, client_for, consultant, family):
        partner = HouseholdMembershipFactory(
            household=family.household, person__registered_name="水鳥 渉", relationship="spouse"
        )
        AddressProtectionFactory(person=family.mother, counter_party=partner.person)

        assert MOTHER not in page_of(client_for(consultant), "ledger_list")

    @pytest.mark.parametrize("name", ["ledger_list", "ledger_csv", "due_list", "pregnancy_detail"])
    def test_nobody_is_told_where_the_protected_are(self, client_for, consultant, family, name):
        places = {"homecoming_place": "郭公台の実家", "moved_in_from": "鶺鴒町"}
        Pregnancy.objects.filter(pk=family.pregnancy.pk).update(
            **places, moved_in_on=localdate() - dt.timedelta(days=30)
        )
        PregnancyChangeFactory(
            pregnancy=family.pregnancy,
            changes={
                "homecoming_place": {
                    "label": "里帰り先",
                    "before": "鶺鴒町",
                    "after": "郭公台の実家",
                }
            },
        )
        client, args = client_for(consultant), ()
        if name == "pregnancy_detail":
            args = (family.pregnancy.pk,)
        before = page_of(client, name, *args)
        AddressProtectionFactory(person=family.mother)

        page = page_of(client, name, *args)

        assert "郭公台" in before
        assert not any(place in page for place in ("郭公台", "鶺鴒町"))

    @pytest.mark.parametrize("name", ["ledger_list", "due_list", "benefit_list", "stopped_list"])
    def test_each_list_asks_as_often_for_many(self, client_for, consultant, center, name):
        client, url = client_for(consultant), reverse(f"maternity:{name}")
        counts = []
        for number in (1, 4):
            for _ in range(number):
                PregnancyFactory(center=center)
                LossRecordFactory(pregnancy=PregnancyFactory(center=center))
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))

        assert counts[0] == counts[1]

    def test_the_file_says_what_the_list_says(self, client_for, consultant, family):
        answer = client_for(consultant).get(reverse("maternity:ledger_csv"))

        text = answer.content.decode("utf-8-sig")
        assert answer["Content-Type"].startswith("text/csv")
        assert MOTHER in text
        assert family.pregnancy.due_on.isoformat() in text


class TestChanging:
    def asked(self, row, **more):
        return {
            "due_on": row.due_on.isoformat(),
            "notified_on": row.notified_on.isoformat(),
            "fetus_count": "1",
            "worker": str(row.worker_id),
            "next_on": row.next_on.isoformat(),
            "next_step": row.next_step,
            "reason": "健診の結果",
            "version": str(row.version),
        } | more

    def test_what_stood_before_stays(self, client_for, consultant, family):
        url = reverse("maternity:pregnancy_edit", args=[family.pregnancy.pk])

        client_for(consultant).post(url, self.asked(family.pregnancy, homecoming_place="実家"))

        row = stands(family.pregnancy)
        assert (row.homecoming_place, row.version) == ("実家", 2)
        assert row.changes.get().changes == {
            "homecoming_place": {"label": "里帰り先", "before": "", "after": "実家"}
        }

    @pytest.mark.parametrize(
        ("told", "message"),
        [
            ({"delivered_on": -71}, "出産予定日から離れすぎています。"),
            ({"moved_in_on": -5, "moved_out_on": -6}, "転入日以後の日付を入力してください。"),
            ({"closed_on": -61}, "以後の日付を入力してください。"),
        ],
    )
    def test_days_that_cannot_be_are_refused(self, client_for, consultant, family, told, message):
        days = {
            name: (localdate() + dt.timedelta(days=number)).isoformat()
            for name, number in told.items()
        }
        url = reverse("maternity:pregnancy_edit", args=[family.pregnancy.pk])

        answer = client_for(consultant).post(url, self.asked(family.pregnancy, **days))

        assert answer.status_code == 422
        assert message in answer.content.decode()
        assert stands(family.pregnancy).version == 1

    @pytest.mark.parametrize(("typed", "place"), [("", "郭公台の実家"), ("雲雀町", "雲雀町")])
    def test_a_hidden_place_stays_unless_another_is_typed(
        self, client_for, consultant, family, typed, place
    ):
        Pregnancy.objects.filter(pk=family.pregnancy.pk).update(homecoming_place="郭公台の実家")
        AddressProtectionFactory(person=family.mother)
        client = client_for(consultant)
        url = reverse("maternity:pregnancy_edit", args=[family.pregnancy.pk])

        shown = client.get(url).content.decode()
        client.post(url, self.asked(family.pregnancy, homecoming_place=typed, situation="眠い。"))

        row = stands(family.pregnancy)
        assert "郭公台" not in shown
        assert (row.homecoming_place, row.situation) == (place, "眠い。")

    def test_what_somebody_else_changed_is_shown_and_nothing_is_lost(
        self, client_for, consultant, family
    ):
        client, url = (
            client_for(consultant),
            reverse("maternity:pregnancy_edit", args=[family.pregnancy.pk]),
        )
        first = self.asked(family.pregnancy, homecoming_place="実家")

        client.post(url, first)
        answer = client.post(url, self.asked(family.pregnancy, situation="眠れない日がある。"))

        page = answer.content.decode()
        assert answer.status_code == 409
        assert "眠れない日がある。" in page
        assert "実家" in page
        assert stands(family.pregnancy).situation == ""

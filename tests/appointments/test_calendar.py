import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.appointment_enums import AppointmentState
from tests.appointment_factories import AppointmentFactory, RoomFactory, tomorrow_at
from tests.consultations.registry import member
from tests.factories import RoleGrantFactory
from tests.household_factories import AddressProtectionFactory, HouseholdFactory

CALENDAR = reverse("appointments:calendar")


@pytest.fixture
def look(browser, tomorrow):
    def opened(**query):
        return browser.get(CALENDAR, {"date": tomorrow.isoformat()} | query)

    return opened


def cells(answer):
    """What stands where: heading or line, the other, and the numbers of the appointments."""
    table = answer.context["table"]
    return {
        (line.label, heading): [entry.appointment.pk for entry in cell.entries]
        for line in table.lines
        for heading, cell in zip(table.headings, line.cells, strict=True)
        if cell.entries
    }


def test_a_day_by_room_has_an_hour_a_line(look, center, room):
    one = AppointmentFactory(center=center, room=room, ends_at=tomorrow_at(11, 30))
    other = AppointmentFactory(center=center, starts_at=tomorrow_at(8, 45))

    answer = look()

    assert cells(answer) == {
        ("8:00", "部屋なし"): [other.pk],
        ("9:00", "部屋なし"): [other.pk],
        ("10:00", "相談室1"): [one.pk],
        ("11:00", "相談室1"): [one.pk],
    }
    assert answer.content.decode().count("10:00～11:30") == 1
    assert "（11:30まで）" in answer.content.decode()


def test_past_midnight_it_goes_on_the_next_day(look, center, tomorrow):
    late = AppointmentFactory(center=center, starts_at=tomorrow_at(23, 30))

    assert cells(look()) == {("23:00", "部屋なし"): [late.pk]}
    after = look(date=(tomorrow + dt.timedelta(days=1)).isoformat())
    assert cells(after) == {("0:00", "部屋なし"): [late.pk]}


def test_a_week_by_worker_has_a_line_for_each(look, center, consultant, colleague, tomorrow):
    own = AppointmentFactory(center=center, worker=consultant)
    nobodys = AppointmentFactory(center=center)

    answer = look(view="week", by="worker")

    [(line, heading), (last, same)] = cells(answer)
    assert (line, last, heading) == (consultant.name, "担当者未定", same)
    assert heading.startswith(f"{tomorrow.month}/{tomorrow.day}")
    assert list(cells(answer).values()) == [[own.pk], [nobodys.pk]]
    assert colleague.name in {line.label for line in answer.context["table"].lines}


def test_a_room_out_of_use_still_shows_what_was_booked_in_it(look, center):
    gone = RoomFactory(center=center, name="前の部屋", ends_on=dt.date(2021, 3, 31))
    AppointmentFactory(center=center, room=gone)

    assert {heading for _, heading in cells(look())} == {"前の部屋"}


def test_what_was_cancelled_is_shown_when_asked_for(look, center):
    gone = AppointmentFactory(center=center, state=AppointmentState.CANCELLED)

    assert cells(look()) == {}
    assert cells(look(all="on")) == {("10:00", "部屋なし"): [gone.pk]}


def test_names_are_left_out_for_the_wall(look, center, mother, consultant):
    AppointmentFactory(center=center, person=mother, alias="")
    AppointmentFactory(center=center, alias="花ママ", worker=consultant)

    named, unnamed = look().content.decode(), look(names="off").content.decode()

    assert "見本 花子" in named
    assert "花ママ" in named
    assert "見本 花子" not in unnamed
    assert "花ママ" not in unnamed
    assert consultant.name not in unnamed.split("<main")[1].split("</main>")[0]


def test_of_somebody_beyond_reach_only_that_there_is_one(look, center, other_center):
    stranger = member(HouseholdFactory(center=other_center), "金糸雀 花子")
    AppointmentFactory(center=center, person=stranger, alias="")

    text = look().content.decode()

    assert "金糸雀" not in text
    assert "登録された人" in text


def test_a_protected_person_is_marked(look, center, mother, father):
    AddressProtectionFactory(person=mother, counter_party=father)
    AppointmentFactory(center=center, person=mother, alias="")

    assert "支援措置" in look().content.decode()


def test_other_centers_are_not_shown(look, other_center):
    AppointmentFactory(center=other_center, alias="金糸雀")

    answer = look(center=str(other_center.pk), view="week")

    assert cells(answer) == {}
    assert other_center.name not in answer.content.decode()


@pytest.mark.parametrize("date", ["x", "9999-12-31", "0001-01-01", "R8.2.31", "R元.13.1", "あ"])
def test_a_day_that_is_none_is_said_beside_its_box(look, date):
    answer = look(date=date)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["period"].day == timezone.localdate()
    assert f'value="{date}"' in text
    assert 'id="id_date_error"' in text


def test_no_day_is_today(look):
    answer = look(date="")

    assert answer.status_code == 200
    assert answer.context["period"].day == timezone.localdate()


def test_the_way_back_and_on_keeps_what_was_chosen(look, tomorrow):
    urls = look(view="week", by="worker", names="off").context["urls"]

    assert f"date={tomorrow + dt.timedelta(days=7)}" in urls["next"]
    assert "view=week&by=worker&names=off" in urls["next"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_calendar_takes_the_same_queries_for_any_number(
    client_for, consultant, center, household, django_assert_num_queries, number
):
    for hour in range(number):
        AppointmentFactory(
            center=center,
            person=member(household, f"見本 {hour}子"),
            alias="",
            worker=consultant,
            room=RoomFactory(center=center),
            starts_at=tomorrow_at(9 + hour),
        )
    client = client_for(consultant)

    with django_assert_num_queries(18):
        client.get(CALENDAR, {"date": tomorrow_at(9).date().isoformat(), "by": "worker"})


@pytest.mark.parametrize(
    "role", ["municipal_officer", "finance_clerk", "auditor", "system_administrator"]
)
def test_who_answers_no_consultations_sees_no_appointments(request, client_for, role):
    client = client_for(request.getfixturevalue(role))

    assert client.get(CALENDAR).status_code == 403
    assert "きょうの予約" not in client.get("/").content.decode()


@pytest.mark.parametrize("role", ["consultant", "contractor", "chief_coordinator"])
def test_who_works_at_the_center_does(request, client_for, role, appointment):
    client = client_for(request.getfixturevalue(role))

    assert client.get(CALENDAR).status_code == 200
    detail = reverse("appointments:appointment_detail", args=[appointment.pk])
    assert client.get(detail).status_code == 200


def test_a_second_center_has_lines_of_its_own(look, center, other_center, consultant):
    RoleGrantFactory(
        user=consultant,
        role="consultant",
        municipality=other_center.municipality,
        center=other_center,
    )

    headings = look().context["table"].headings

    assert headings == [f"{center.name}：部屋なし", f"{other_center.name}：部屋なし"]

"""Who comes to a conference, what binds them, and who gets the pack."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from casework.conference_actions import duty_of_agency
from casework.conference_enums import ConferenceKind, ConferenceState, SecrecyDuty
from casework.models import ConferenceAttendee
from tests.case_factories import NotificationFactory, a_case_of
from tests.conference_factories import (
    ConferenceAttendeeFactory,
    ConferenceDecisionFactory,
    ConferenceFactory,
    ConferenceItemFactory,
    TaskFactory,
)
from tests.directory_factories import PartnerAgencyFactory


@pytest.fixture
def conference(case, center, consultant):
    made = ConferenceFactory(center=center, kind=ConferenceKind.INTAKE, chair=consultant)
    ConferenceItemFactory(conference=made, case=case)
    return made


class TestSecrecy:
    @pytest.fixture
    def printed(self, monkeypatch):
        pages = []
        monkeypatch.setattr(
            "consultations.printing.print_pdf", lambda html, _style: pages.append(html) or b"%PDF-"
        )
        return pages

    @pytest.mark.parametrize(
        ("told", "duty"),
        [
            ({"is_council_member": True}, SecrecyDuty.COUNCIL),
            ({"has_secrecy_duty": True, "secrecy_basis": "医師法"}, SecrecyDuty.LAW),
            ({"has_secrecy_duty": True}, SecrecyDuty.UNCONFIRMED),
            ({"has_secrecy_duty": False}, SecrecyDuty.NONE),
            ({}, SecrecyDuty.UNCONFIRMED),
        ],
    )
    def test_the_register_says_what_binds_an_agency(self, told, duty):
        assert duty_of_agency(PartnerAgencyFactory(**told))[0] == duty

    def test_an_agency_is_called_with_the_duty_of_the_register(
        self, client_for, consultant, municipality, conference
    ):
        agency = PartnerAgencyFactory(municipality=municipality, is_council_member=True)

        client_for(consultant).post(
            reverse("cases:attendee_create", args=[conference.pk]),
            {"kind": "agency", "agency": str(agency.pk), "name": "主任"},
        )

        made = ConferenceAttendee.objects.get(agency=agency)
        assert (made.secrecy_duty, made.is_bound) == (SecrecyDuty.COUNCIL, True)

    @pytest.mark.parametrize("duty", ["law", "pledge"])
    def test_which_law_or_pledge_is_asked_for(self, client_for, consultant, conference, duty):
        answer = client_for(consultant).post(
            reverse("cases:attendee_create", args=[conference.pk]),
            {"kind": "other", "name": "見本 次郎", "secrecy_duty": duty},
        )

        assert "secrecy_note" in answer.context["form"].errors
        assert not ConferenceAttendee.objects.exists()

    def test_without_a_duty_the_pack_is_withheld(self, client_for, consultant, conference, printed):
        stranger = ConferenceAttendeeFactory(conference=conference)

        answer = client_for(consultant).get(
            reverse("cases:attendee_pack", args=[stranger.pk]), follow=True
        )

        assert printed == []
        assert "守秘義務が確かめられていないため" in answer.content.decode()

    def test_the_pack_names_its_reader_and_never_the_notifier(
        self, client_for, consultant, case, conference, printed
    ):
        NotificationFactory(case=case, notifier_name="通告 良子", content="夜に泣き声が続く")
        attendee = ConferenceAttendeeFactory(
            conference=conference, secrecy_duty="pledge", secrecy_note="誓約書（令和8年4月1日）"
        )

        answer = client_for(consultant).get(reverse("cases:attendee_pack", args=[attendee.pk]))

        [page] = printed
        assert answer["Content-Type"] == "application/pdf"
        assert attendee.name in page
        assert "誓約書（令和8年4月1日）" in page
        assert "家庭 若葉" in page
        for hidden in ("通告 良子", "000-1111-2222", "夜に泣き声が続く", case.route.label):
            assert hidden not in page

    def test_the_pack_is_silent_about_cases_that_are_not_on_the_agenda(
        self, client_for, consultant, case, center, printed
    ):
        day = localdate()
        earlier, joint = (
            ConferenceFactory(center=center, kind=ConferenceKind.JOINT, held_on=held_on)
            for held_on in (day - dt.timedelta(days=30), day)
        )
        ConferenceItemFactory(conference=joint, case=case)
        other = a_case_of(consultant, center)
        for about, content in (
            (case, "議題のケースの宿題"),
            (None, "会議全体の宿題"),
            (other, "よそのケースの宿題"),
        ):
            TaskFactory(
                center=center,
                case=about,
                origin="decision",
                content=content,
                decision=ConferenceDecisionFactory(conference=earlier),
            )
        attendee = ConferenceAttendeeFactory(
            conference=joint, secrecy_duty="pledge", secrecy_note="誓約書"
        )
        client = client_for(consultant)

        client.get(reverse("cases:attendee_pack", args=[attendee.pk]))
        screen = client.get(reverse("cases:conference_detail", args=[joint.pk])).content.decode()

        [page] = printed
        assert "議題のケースの宿題" in page
        assert "会議全体の宿題" in page
        assert "よそのケースの宿題" not in page
        assert other.number not in page
        assert "よそのケースの宿題" in screen

    def test_attendance_makes_it_held(self, client_for, consultant, conference):
        attendee = ConferenceAttendeeFactory(conference=conference)

        client_for(consultant).post(
            reverse("cases:attendance_edit", args=[conference.pk]),
            {"version": "1", f"attendee_{attendee.pk}": "absent"},
        )

        conference.refresh_from_db()
        attendee.refresh_from_db()
        assert (conference.state, attendee.attendance) == (ConferenceState.HELD, "absent")


class TestTwoAtOnce:
    def test_what_a_colleague_said_meanwhile_is_shown_and_not_written_over(
        self, client_for, consultant, colleague, conference
    ):
        attendee = ConferenceAttendeeFactory(conference=conference)
        url = reverse("cases:attendee_edit", args=[attendee.pk])
        typed = {"secrecy_duty": "pledge", "attendance": "expected", "version": "1"}
        client_for(colleague).post(url, typed | {"secrecy_note": "誓約書（4月1日）"})

        answer = client_for(consultant).post(url, typed | {"secrecy_note": "別の誓約書"})

        attendee.refresh_from_db()
        page = answer.content.decode()
        assert answer.status_code == 409
        assert (attendee.secrecy_note, attendee.version) == ("誓約書（4月1日）", 2)
        assert "誓約書（4月1日）" in page
        assert "別の誓約書" in page

    def test_sent_again_it_is_saved(self, client_for, consultant, conference):
        attendee = ConferenceAttendeeFactory(conference=conference, version=2)
        url = reverse("cases:attendee_edit", args=[attendee.pk])

        client_for(consultant).post(
            url,
            {
                "secrecy_duty": "pledge",
                "secrecy_note": "誓約書",
                "attendance": "expected",
                "version": "2",
            },
        )

        attendee.refresh_from_db()
        assert (attendee.secrecy_note, attendee.version) == ("誓約書", 3)

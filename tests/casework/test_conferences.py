"""会議: called with a warning, moved, and read by those who may."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.conference_enums import ConferenceKind, ConferenceState
from casework.enums import CaseStatus
from casework.models import Case, Conference
from tests.case_factories import (
    CouncilRegistrationFactory,
    a_case_of,
)
from tests.conference_factories import (
    ConferenceFactory,
    ConferenceItemFactory,
)


@pytest.fixture
def calling(consultant):
    return {
        "submission_key": str(uuid.uuid4()),
        "kind": ConferenceKind.URGENT_INTAKE,
        "held_on": timezone.localdate().isoformat(),
        "begins": "14:00",
        "place": "相談室",
        "chair": str(consultant.pk),
        "reason": "けがの経過が分からないため",
    }


class TestCalling:
    def test_a_conference_of_a_case_is_called_once(self, client_for, consultant, case, calling):
        client = client_for(consultant)
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        first, again = client.post(url, calling), client.post(url, calling)

        made = Conference.objects.get()
        assert first["Location"] == again["Location"]
        assert (made.kind, made.items.get().case) == (ConferenceKind.URGENT_INTAKE, case)
        assert made.attendees.get().user == consultant
        assert made.sections.count() == 4
        assert (
            "緊急受理会議"
            in client.get(reverse("cases:case_detail", args=[case.pk])).content.decode()
        )

    def test_called_for_a_case_that_somebody_else_ended_keeps_what_was_typed(
        self, client_for, consultant, case, calling
    ):
        Case.objects.filter(pk=case.pk).update(
            status=CaseStatus.NOT_ACCEPTED, ended_on=timezone.localdate()
        )
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        answer = client_for(consultant).post(url, calling)

        assert answer.status_code == 422
        assert "このケースは終わっています" in answer.content.decode()
        assert calling["reason"] in answer.content.decode()
        assert not Conference.objects.exists()

    def test_a_registered_case_warns_before_a_second_conference(
        self, client_for, consultant, case, calling
    ):
        CouncilRegistrationFactory(case=case)
        client = client_for(consultant)
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        page = client.get(url).content.decode()
        refused = client.post(url, calling)
        called = client.post(url, calling | {"has_checked_council": "on"})

        assert "要対協に登録されています" in page
        assert refused.status_code == 422
        assert "has_checked_council" in refused.context["form"].errors
        assert called.status_code == 302
        assert Conference.objects.count() == 1

    def test_a_conference_ahead_warns_as_well(self, client_for, consultant, case, conference):
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        page = client_for(consultant).get(url)

        assert page.context["warning"]["others"] == [conference]

    def test_intake_conferences_are_offered_to_new_cases_alone(
        self, client_for, consultant, case, calling
    ):
        case.status = CaseStatus.SUPPORTING
        case.save()
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        answer = client_for(consultant).post(url, calling)

        assert answer.status_code == 422
        assert "このケースでは開けない会議です" in answer.content.decode()

    def test_bad_input_changes_nothing_and_stays(self, client_for, consultant, case, calling):
        url = reverse("cases:conference_of_case_create", args=[case.pk])

        answer = client_for(consultant).post(url, calling | {"held_on": "2月30日"})

        assert answer.status_code == 422
        assert answer.context["form"]["held_on"].value() == "2月30日"
        assert not Conference.objects.exists()

    def test_only_a_chief_calls_a_joint_conference(
        self, client_for, consultant, chief_coordinator, center, calling
    ):
        url = reverse("cases:conference_create")
        told = calling | {"kind": ConferenceKind.JOINT, "center": str(center.pk)}

        assert client_for(consultant).post(url, told).status_code == 403
        answer = client_for(chief_coordinator).post(url, told)

        made = Conference.objects.get()
        assert answer["Location"] == reverse("cases:agenda_edit", args=[made.pk])

    def test_it_is_cancelled_with_a_reason_and_changed_no_more(
        self, client_for, consultant, conference
    ):
        client, told = client_for(consultant), {"version": "1", "reason": "合同ケース会議で扱う"}

        client.post(reverse("cases:conference_cancel", args=[conference.pk]), told)
        late = client.get(reverse("cases:minutes_edit", args=[conference.pk]))

        conference.refresh_from_db()
        assert (conference.state, late.status_code) == (ConferenceState.CANCELLED, 302)


class TestMoving:
    @pytest.fixture
    def moved(self, client_for, consultant, conference):
        def to(day):
            told = {
                "version": str(conference.version),
                "held_on": day.isoformat(),
                "begins": "10:00",
                "place": conference.place,
                "chair": str(consultant.pk),
            }
            url = reverse("cases:conference_edit", args=[conference.pk])
            return client_for(consultant).post(url, told)

        return to

    def test_one_that_is_planned_is_put_off(self, conference, moved):
        later = timezone.localdate() + dt.timedelta(days=7)

        assert moved(later).status_code == 302
        conference.refresh_from_db()
        assert conference.held_on == later

    def test_one_that_was_held_is_not_ahead(self, conference, moved):
        conference.state = ConferenceState.HELD
        conference.save()

        answer = moved(timezone.localdate() + dt.timedelta(days=1))

        assert "held_on" in answer.context["form"].errors

    def test_it_is_not_before_the_case(self, case, moved):
        answer = moved(case.opened_on - dt.timedelta(days=1))

        assert "held_on" in answer.context["form"].errors
        assert moved(case.opened_on).status_code == 302

    def test_the_day_of_a_decision_stays(self, item, moved, chief_coordinator):
        item.decision, item.decided_by = "accepted", chief_coordinator
        item.decided_at = timezone.now()
        item.save()

        answer = moved(timezone.localdate() - dt.timedelta(days=1))

        assert "変更できません" in str(answer.context["form"].errors["held_on"])
        assert moved(timezone.localdate()).status_code == 302


class TestReach:
    def test_a_conference_of_closed_cases_is_closed(
        self, client_for, consultant, colleague, center
    ):
        closed = a_case_of(consultant, center, confidentiality="restricted")
        conference = ConferenceFactory(center=center)
        ConferenceItemFactory(conference=conference, case=closed)
        url = reverse("cases:conference_detail", args=[conference.pk])

        assert client_for(consultant).get(url).status_code == 200
        assert client_for(colleague).get(url).status_code == 404

    def test_with_its_case_taken_off_it_stays_closed(
        self, client_for, consultant, colleague, center
    ):
        closed = a_case_of(consultant, center, confidentiality="restricted")
        conference = ConferenceFactory(center=center, kind=ConferenceKind.JOINT)
        ConferenceItemFactory(
            conference=conference,
            case=closed,
            withdrawn_at=timezone.now(),
            withdrawn_by=consultant,
        )
        url = reverse("cases:conference_detail", args=[conference.pk])

        assert client_for(consultant).get(url).status_code == 200
        assert client_for(colleague).get(url).status_code == 404

    def test_a_case_taken_off_opens_no_conference_of_a_closed_one(
        self, client_for, consultant, colleague, case, center
    ):
        conference = ConferenceFactory(center=center, kind=ConferenceKind.JOINT)
        closed = a_case_of(consultant, center, confidentiality="restricted")
        ConferenceItemFactory(conference=conference, case=closed)
        ConferenceItemFactory(
            conference=conference, case=case, withdrawn_at=timezone.now(), withdrawn_by=consultant
        )
        url = reverse("cases:conference_detail", args=[conference.pk])

        assert client_for(colleague).get(url).status_code == 404

    def test_the_one_case_of_a_conference_is_not_taken_off(
        self, client_for, chief_coordinator, conference, item
    ):
        client = client_for(chief_coordinator)
        url = reverse("cases:item_withdraw", args=[item.pk])

        client.post(url, {"version": "1"})

        item.refresh_from_db()
        detail = reverse("cases:conference_detail", args=[conference.pk])
        assert item.withdrawn_at is None
        assert url not in client.get(detail).content.decode()

    def test_another_center_finds_nothing(self, client_for, elsewhere, conference):
        url = reverse("cases:conference_detail", args=[conference.pk])

        assert client_for(elsewhere).get(url).status_code == 404

    @pytest.mark.parametrize("number", [1, 4])
    def test_the_list_takes_the_same_queries(
        self, client_for, consultant, center, number, django_assert_max_num_queries
    ):
        for _ in range(number):
            ConferenceItemFactory(conference__center=center)
        client, url = client_for(consultant), reverse("cases:conference_list")
        client.get(url)

        with django_assert_max_num_queries(18):
            client.get(url)

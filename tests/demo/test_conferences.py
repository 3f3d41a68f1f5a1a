"""The demonstration fills the screens of conferences, tasks, issues and the board."""

import pytest
from django.utils import timezone

from accounts.models import User
from casework.board import counts, supervised_by
from casework.conference_enums import ConferenceKind
from casework.models import (
    AbsenceCover,
    CommunityIssue,
    Conference,
    ConferenceAttendee,
    ConferenceItem,
    Task,
)
from casework.views.conferences import undone_before

pytestmark = pytest.mark.usefixtures("demo_database")


def test_every_kind_but_the_ordinary_intake_has_taken_place_or_is_planned():
    kinds = set(Conference.objects.values_list("kind", flat=True))

    assert set(ConferenceKind) - kinds == {ConferenceKind.INTAKE}


@pytest.mark.parametrize(
    "model", [AbsenceCover, CommunityIssue, Conference, ConferenceAttendee, ConferenceItem, Task]
)
def test_what_was_built_passes_the_checks_of_the_forms(model):
    for row in model.objects.all():
        row.full_clean()


def test_a_second_joint_conference_begins_with_what_the_first_left_undone():
    user = User.objects.get(username="toukatsu")
    second = Conference.objects.filter(kind=ConferenceKind.JOINT).latest("held_on")
    cases = list(second.items.values_list("case", flat=True))

    assert [task.content for task in undone_before(second, user, cases)]


def test_the_board_has_something_to_show():
    scope = supervised_by(User.objects.get(username="toukatsu"), timezone.now())
    told = {each.tile.code: each.count for each in counts(scope)}

    assert told["no_minutes"]
    assert told["overdue_task"]
    assert told["no_contact"] is not None

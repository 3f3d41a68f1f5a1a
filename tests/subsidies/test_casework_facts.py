"""What case work tells of 合同ケース会議 and of the way of a case from intake to its end."""

import datetime as dt

import pytest

from casework.conference_enums import ConferenceKind, IntakeDecision
from casework.enums import CaseStatus
from centers.enums import CenterType
from subsidies.facts.casework import JOINT, PROCESS, CaseworkSource
from subsidies.facts.query import Period
from tests.case_factories import CaseFactory, CaseStatusChangeFactory
from tests.conference_factories import ConferenceFactory, ConferenceItemFactory, wrote
from tests.factories import CenterDesignationFactory, UserFactory
from tests.subsidies.determinations import facts_of, finding_of, publish

HELD = dt.date(2025, 7, 15)
WRITTEN = dt.datetime(2025, 7, 16, tzinfo=dt.UTC)
LAST = dt.date(2026, 3, 31)
STEPS = (
    CaseStatus.INVESTIGATING,
    CaseStatus.CONFERRING,
    CaseStatus.SUPPORTING,
    CaseStatus.CLOSED,
)


@pytest.fixture
def family_center(center):
    CenterDesignationFactory(center=center, type=CenterType.FAMILY_CENTER, subtype="")
    return center


def told(center, day, **query):
    return facts_of(center, day, **query).get("work", {})


def a_joint_conference(center, *, with_minutes=True, **more):
    conference = ConferenceFactory(center=center, kind=ConferenceKind.JOINT, held_on=HELD, **more)
    if with_minutes:
        wrote(conference.sections.get(), "3件を検討した。", by=UserFactory(), at=WRITTEN)
    return conference


class TestJointConferences:
    def test_one_with_minutes_is_told_from_its_day_to_the_end_of_the_year(self, family_center):
        a_joint_conference(family_center)

        assert "joint_conferences" not in told(family_center, HELD - dt.timedelta(days=1))
        assert told(family_center, HELD)["joint_conferences"] is True
        assert told(family_center, LAST)["joint_conferences"] is True
        assert "joint_conferences" not in told(family_center, LAST + dt.timedelta(days=1))

    @pytest.mark.parametrize(
        "more",
        [
            {"with_minutes": False},
            {"state": "cancelled", "cancel_reason": "延期"},
        ],
    )
    def test_without_minutes_or_cancelled_nothing_is_known(self, family_center, more):
        a_joint_conference(family_center, **more)

        assert "joint_conferences" not in told(family_center, LAST)

    def test_another_kind_is_no_joint_conference(self, family_center):
        conference = ConferenceFactory(center=family_center, held_on=HELD)
        wrote(conference.sections.get(), "検討した。", by=UserFactory(), at=WRITTEN)

        assert "joint_conferences" not in told(family_center, LAST)

    def test_minutes_written_later_were_not_known_before(self, family_center):
        a_joint_conference(family_center)
        before = WRITTEN - dt.timedelta(hours=1)

        assert "joint_conferences" not in told(family_center, HELD, known_at=before)
        assert told(family_center, HELD, known_at=WRITTEN)["joint_conferences"] is True

    def test_the_condition_follows(self, family_center):
        publish()
        target, condition = "family_center.work", "family_center.work.conference"
        a_joint_conference(family_center)

        assert finding_of(family_center, target, condition, day=LAST).status == "met"


class TestCaseProcess:
    @pytest.fixture
    def processed(self, family_center):
        """Everything from the intake conference to the closing, each step a month later."""

        def done(*steps, decision=IntakeDecision.ACCEPTED):
            case = CaseFactory(center=family_center, opened_on=dt.date(2025, 4, 10))
            conference = ConferenceFactory(
                center=family_center, kind=ConferenceKind.INTAKE, held_on=dt.date(2025, 4, 11)
            )
            decided = {"decided_at": WRITTEN, "decided_by": UserFactory()} if decision else {}
            ConferenceItemFactory(
                conference=conference, case=case, decision=decision or "", **decided
            )
            for number, after in enumerate(steps):
                CaseStatusChangeFactory(
                    case=case,
                    before=CaseStatus.RECEIVED,
                    after=after,
                    changed_on=dt.date(2025, 5 + number, 1),
                    changed_at=WRITTEN,
                )

        return done

    def test_all_steps_of_the_year_together_are_the_process(self, family_center, processed):
        processed(*STEPS)

        assert "case_process" not in told(family_center, dt.date(2025, 7, 31))
        assert told(family_center, dt.date(2025, 8, 1))["case_process"] is True

    @pytest.mark.parametrize("missing", STEPS)
    def test_one_step_missing_leaves_it_unknown(self, family_center, processed, missing):
        processed(*(step for step in STEPS if step != missing))

        assert "case_process" not in told(family_center, LAST)

    def test_without_a_decided_intake_it_is_unknown(self, family_center, processed):
        processed(*STEPS, decision=None)

        assert "case_process" not in told(family_center, LAST)


def test_the_days_of_change_are_told(family_center):
    a_joint_conference(family_center)
    source = CaseworkSource([family_center.pk], Period(dt.date(2025, 4, 1), LAST, None))

    [turn] = source.turns(family_center)

    assert (turn.day, turn.keys) == (HELD, (JOINT,))
    assert PROCESS not in turn.keys

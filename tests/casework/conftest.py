import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Role
from casework.conference_enums import ConferenceKind
from casework.enums import CaseCodeKind, SubjectRole
from tests.case_factories import CaseCodeFactory, CaseSubjectFactory, a_case_of
from tests.conference_factories import ConferenceFactory, ConferenceItemFactory
from tests.factories import CenterFactory, RoleGrantFactory, UserFactory
from tests.household_factories import HouseholdFactory, HouseholdMembershipFactory

PASSWORD = "a long enough password"


@pytest.fixture
def codes():
    return {
        "category": CaseCodeFactory(),
        "abuse": CaseCodeFactory(code="C01"),
        "route": CaseCodeFactory(kind=CaseCodeKind.ROUTE, code="R08"),
    }


@pytest.fixture
def household(center):
    """A mother and a child of four."""
    home = HouseholdFactory(center=center)
    HouseholdMembershipFactory(household=home, person__registered_name="家庭 葉子")
    HouseholdMembershipFactory(
        household=home,
        person__registered_name="家庭 若葉",
        person__date_of_birth=timezone.localdate() - dt.timedelta(days=4 * 366),
        relationship="child",
    )
    return home


@pytest.fixture
def case(consultant, center, household):
    """An ordinary case that the consultant works on, opened ten days ago."""
    opened_on = timezone.localdate() - dt.timedelta(days=10)
    made = a_case_of(consultant, center, household=household, opened_on=opened_on)
    for member in household.memberships.order_by("pk"):
        role = SubjectRole.CHILD if member.relationship == "child" else SubjectRole.GUARDIAN
        CaseSubjectFactory(case=made, person=member.person, role=role)
    return made


@pytest.fixture
def colleague(municipality, center):
    user = UserFactory(name="同僚 良子")
    RoleGrantFactory(user=user, role=Role.CONSULTANT, municipality=municipality, center=center)
    return user


@pytest.fixture
def other_center(municipality):
    return CenterFactory(municipality=municipality, name="となりのセンター")


@pytest.fixture
def elsewhere(municipality, other_center):
    """A consultant of another center of the same municipality."""
    user = UserFactory(name="隣席 次郎")
    RoleGrantFactory(
        user=user, role=Role.CONSULTANT, municipality=municipality, center=other_center
    )
    return user


@pytest.fixture
def with_password():
    def given(user):
        user.set_password(PASSWORD)
        user.save()
        return user

    return given


@pytest.fixture
def conference(case, center, consultant):
    made = ConferenceFactory(center=center, kind=ConferenceKind.INTAKE, chair=consultant)
    ConferenceItemFactory(conference=made, case=case)
    return made


@pytest.fixture
def item(conference):
    return conference.items.get()

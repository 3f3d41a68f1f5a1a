import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from consultations.forms.consultation import ConsultationForm
from consultations.models import Consultation
from shared.clock_time import format_clock
from shared.wareki import format_wareki
from tests.consultations.registry import PASSWORD, member
from tests.factories import (
    CenterFactory,
    ConsultationChildFactory,
    ConsultationFactory,
    RoleGrantFactory,
    TopicFactory,
    UserFactory,
)
from tests.household_factories import HouseholdFactory

CREATE = "consultations:consultation_create"


@pytest.fixture
def topic():
    return TopicFactory(code="03", label="授乳・離乳食・栄養")


@pytest.fixture
def filled(center, topic):
    """What a browser sends for a telephone call; `None` leaves a field out."""

    def form_data(**changes):
        now = timezone.localtime()
        data = {
            "submission_key": str(uuid.uuid4()),
            "method": "phone",
            "is_anonymous": "on",
            "caller_name": "",
            "children": "6か月",
            "topics": [str(topic.pk)],
            "content": "離乳食を食べてくれない。",
            "response": "",
            "next_step": "",
            "next_on": "",
            "occurred_on": format_wareki(now.date()),
            "occurred_time": format_clock(now.time()),
            "duration_minutes": "",
            "place": "",
            "center": str(center.pk),
        }
        changed = data | changes
        return {name: value for name, value in changed.items() if value is not None}

    return form_data


@pytest.fixture
def log(client_for, consultant, filled):
    """Send the log form as the consultant."""

    def send(**changes):
        return client_for(consultant).post(reverse(CREATE), filled(**changes))

    return send


@pytest.fixture
def only_record():
    """The one record there is."""
    return Consultation.objects.get


@pytest.fixture
def other_center(municipality):
    return CenterFactory(municipality=municipality)


@pytest.fixture
def colleague(municipality, center):
    """Another consultant of the same center."""
    user = UserFactory(name="見本 次郎")
    RoleGrantFactory(user=user, role=Role.CONSULTANT, municipality=municipality, center=center)
    return user


@pytest.fixture
def stranger(municipality, other_center):
    """A consultant of another center of the same municipality."""
    user = UserFactory(name="見本 三郎")
    RoleGrantFactory(
        user=user, role=Role.CONSULTANT, municipality=municipality, center=other_center
    )
    return user


@pytest.fixture
def record(center, colleague, topic):
    """見本 葉子 about a child of three, by telephone, record by a colleague."""
    record = ConsultationFactory(
        center=center,
        is_anonymous=False,
        caller_name="見本 葉子",
        content="ことばが遅い。",
        children_count=1,
        recorded_by=colleague,
        topics=[topic],
    )
    ConsultationChildFactory(consultation=record, age_years=3, age_months=2)
    return record


@pytest.fixture
def as_shown(client_for, consultant):
    """What the correction form would send unchanged."""

    def form_data(record, **changes):
        form = ConsultationForm(user=consultant, now=timezone.now(), record=record)
        data = {name: form[name].value() for name in form.fields}
        data = {name: "" if value is None else value for name, value in data.items()}
        data |= {"version": record.version, "reason": "聞き取りの誤り"}
        data |= changes
        if not data["is_anonymous"]:
            del data["is_anonymous"]
        return data

    return form_data


@pytest.fixture
def household(center):
    return HouseholdFactory(center=center)


@pytest.fixture
def mother(household):
    return member(household, "見本 花子")


@pytest.fixture
def child(household):
    return member(household, "見本 小鳥", relationship="child")


@pytest.fixture
def father(household):
    return member(household, "見本 太郎", relationship="spouse")


@pytest.fixture
def browser(client_for, consultant):
    consultant.set_password(PASSWORD)
    consultant.save()
    return client_for(consultant)


@pytest.fixture
def chief(client_for, chief_coordinator):
    return client_for(chief_coordinator)

"""A complaint about the responsible person of the desk; and steps that go forward in time."""

import pytest

from consultations.complaint_enums import ComplaintState
from consultations.views import complaints as views
from tests.access.watch import text_of
from tests.complaint_factories import ComplaintFactory, ComplaintOfficerFactory
from tests.consultations.complaints import day, page, step_form
from tests.factories import StaffMemberFactory, UserFactory


@pytest.fixture
def browser(client_for, chief_coordinator):
    return client_for(chief_coordinator)


@pytest.fixture(params=["account", "name"])
def complaint(request, center):
    """About the responsible person, who is known by the account or by the name alone."""
    account = UserFactory(name="見本 責子") if request.param == "account" else None
    officer = ComplaintOfficerFactory(
        center=center, role="responsible", account=account, name="見本 責子"
    )
    ComplaintOfficerFactory(center=center, outsider=True)
    member = StaffMemberFactory(
        municipality=center.municipality, user=officer.account, name="見本 責子"
    )
    return ComplaintFactory(center=center, about=[member])


def report(browser, complaint, **changes):
    return browser.post(page("step_create", complaint), step_form("reported", **changes))


@pytest.mark.parametrize("party", ["third_party", "office"])
def test_it_is_reported_to_somebody_else(browser, complaint, party):
    report(browser, complaint, audience=[party])

    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.REPORTED


def test_the_page_says_to_whom_and_the_concerned_person_alone_is_refused(browser, complaint):
    shown = browser.get(page("complaint_detail", complaint))
    answer = report(browser, complaint, audience=["responsible"])

    assert "第三者委員か所管課に報告します" in text_of(shown)
    assert answer.status_code == 422
    complaint.refresh_from_db()
    assert complaint.state == ComplaintState.RECEIVED


def test_the_receipt_does_not_name_them(browser, complaint, monkeypatch):
    seen = {}
    printed = views.printed
    monkeypatch.setattr(
        views, "printed", lambda *args, **kwargs: seen.update(args[1]) or printed(*args, **kwargs)
    )

    browser.get(page("complaint_receipt", complaint))

    assert [officer.role for officer in seen["officers"]] == ["third_party"]


def test_the_responsible_person_stays_the_first_of_all_others(browser, center):
    ComplaintOfficerFactory(center=center, role="responsible")
    member = StaffMemberFactory(municipality=center.municipality)
    complaint = ComplaintFactory(center=center, about=[member])

    answer = report(browser, complaint, audience=["third_party"])

    assert "まず苦情解決責任者に報告します" in text_of(answer)


def test_no_step_lies_before_the_last_one(browser, center):
    complaint = ComplaintFactory(center=center)
    report(browser, complaint, audience=["responsible"], happened_on=day())

    answer = browser.post(
        page("step_create", complaint), step_form("facts_checked", happened_on=day(-1))
    )

    assert answer.status_code == 422
    assert f"{day()}以後の日付を入力してください。" in text_of(answer)
    assert complaint.steps.count() == 2

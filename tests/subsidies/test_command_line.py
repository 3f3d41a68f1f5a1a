"""`facts` and `judge`: what the command line says is what the screen shows."""

import datetime as dt
import io
import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from centers.models import Center
from shared.fiscal_year import FiscalYear
from tests.demo.fixtures import demo_database  # noqa: F401 -- a fixture
from tests.factories import CenterDesignationFactory, MunicipalityFactFactory

DAYS = [dt.date(2025, 10, 1), dt.date(2026, 3, 31), dt.date(2026, 10, 31)]


def facts(*arguments):
    output = io.StringIO()
    call_command("facts", *arguments, stdout=output)
    return output.getvalue()


def judge(text):
    """The command as a user runs it: another process, without any database."""
    return subprocess.run(
        [sys.executable, "manage.py", "judge", "/dev/stdin"],
        input=text,
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env={"SECRET_KEY": "unused", "DATABASE_URL": "postgresql://nowhere.invalid/none"},
        check=False,
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_facts_through_judge_give_the_statuses_of_the_screen(demo_database, client_for, day):  # noqa: F811 -- a fixture, asked for by its name
    client = client_for(User.objects.get(username="keiri"))
    year = FiscalYear.of(day).year
    centers = Center.objects.filter(municipality__code="980013").order_by("code")
    assert len(centers) == 6

    cases = [json.loads(facts(center.code, "--date", day.isoformat())) for center in centers]
    answered = judge(json.dumps([case for of_center in cases for case in of_center]))

    told = {result["id"]: result for result in json.loads(answered.stdout)}
    for center in centers:
        page = client.get(
            reverse("subsidies:center_supplements", args=[center.pk, year]), {"date": str(day)}
        )
        for part in page.context["judgements"]:
            for rule in part.rules:
                result = told[f"{center.code}/{rule.result.target}"]
                assert result["overall"] == rule.result.overall
                assert result["conditions"] == {
                    row.finding.condition_id: row.finding.status for row in rule.conditions
                }
                assert result["missing"] == list(rule.result.missing)
    assert set(told) == {case["id"] for of_center in cases for case in of_center}


def test_every_answer_occurs_in_the_demo(demo_database):  # noqa: F811 -- a fixture, asked for by its name
    cases = []
    for center in Center.objects.filter(municipality__code="980013"):
        cases += json.loads(facts(center.code, "--date", "2025-10-01"))

    answers = {result["overall"] for result in json.loads(judge(json.dumps(cases)).stdout)}

    assert answers == {"met", "not_met", "unknown", "not_applicable"}


def test_facts_as_known_at_an_earlier_moment(center):
    CenterDesignationFactory(center=center)
    MunicipalityFactFactory(
        municipality=center.municipality, recorded_at=dt.datetime(2025, 8, 1, tzinfo=dt.UTC)
    )
    asked = (center.code, "--date", "2025-10-01", "--known-at")

    before = json.loads(facts(*asked, "2025-07-31T12:00+09:00"))
    after = json.loads(facts(*asked, "2025-09-01T12:00+09:00"))

    assert "childcare_provision_plan" not in before[0]["facts"]["municipality"]
    assert after[0]["facts"]["municipality"]["childcare_provision_plan"] is True
    assert before[0]["known_at"] == "2025-07-31T12:00:00+09:00"


def test_facts_of_an_unknown_center_are_refused():
    with pytest.raises(CommandError, match="999999-01"):
        facts("999999-01", "--date", "2025-10-01")


@pytest.mark.parametrize(
    ("case", "path"),
    [
        ({"facts": {"activity": {"consultations": -1}}}, "activity.consultations"),
        ({"facts": {"opening": {"weekly": [["mon", "25:00", "26:00"]]}}}, "opening.weekly"),
        ({"facts": {"staffs": []}}, "staffs"),
        ({"date": "2025-02-30"}, "date"),
        ({"target": "夜間加算"}, "target"),
    ],
)
def test_malformed_input_is_refused_with_case_and_path(case, path):
    whole = {"id": "見本7", "target": "night_opening", "date": "2025-10-01", "type": "basic"}

    answered = judge(json.dumps([whole | case]))

    assert answered.returncode == 2
    assert answered.stdout == ""
    assert "見本7" in answered.stderr
    assert path in answered.stderr

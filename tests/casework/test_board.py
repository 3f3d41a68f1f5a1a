"""こぼれ落ちを防ぐ: the number of a tile is the length of its list, whatever it counts."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from casework import board, due_reviews
from casework.board import counts, supervised_by
from casework.enums import CaseStatus, WorkerRole
from casework.models import BoardThreshold, Case
from casework.task_enums import ThresholdKind
from casework.views import board as board_views
from tests.case_factories import (
    CaseFactory,
    CaseRecordFactory,
    CaseTransferFactory,
    CaseWorkerFactory,
    SupportNoteFactory,
    a_case_of,
)
from tests.conference_factories import (
    BoardThresholdFactory,
    ConferenceFactory,
    TaskFactory,
    wrote,
)
from tests.desk_factories import AbuseIntakeFactory
from tests.factories import (
    ConsultationDraftFactory,
    ConsultationFactory,
    PostingFactory,
    RecordAccessFactory,
    StaffMemberFactory,
    UserFactory,
)

TODAY = timezone.localdate()
LONG_AGO = TODAY - dt.timedelta(days=200)


def days_ago(number):
    return timezone.now() - dt.timedelta(days=number)


@pytest.fixture
def counted(chief_coordinator):
    """By code, as the board says it now."""

    def count():
        scope = supervised_by(chief_coordinator, timezone.now())
        return {each.tile.code: each.count for each in counts(scope)}

    return count


@pytest.fixture
def listed(client_for, chief_coordinator):
    def rows(code):
        url = reverse("cases:board_list", args=[code])
        return client_for(chief_coordinator).get(url).context["rows"]

    return rows


@pytest.fixture
def quiet(consultant, center):
    """A case in which nothing has happened for a long time."""
    return a_case_of(consultant, center, opened_on=LONG_AGO)


def test_without_a_setting_nothing_is_counted(client_for, chief_coordinator, quiet, counted):
    told = counted()
    page = client_for(chief_coordinator).get(reverse("cases:board")).content.decode()

    assert told["no_contact"] is None
    assert told["draft"] is None
    assert "未設定" in page


class TestNoContact:
    @pytest.fixture(autouse=True)
    def _sixty_days(self, municipality):
        BoardThresholdFactory(municipality=municipality, days=60)

    def test_a_quiet_case_is_found_with_the_page_that_mends_it(self, quiet, counted, listed):
        [row] = listed("no_contact")

        assert counted()["no_contact"] == 1
        assert row.action_url == reverse("cases:note_create", args=[quiet.pk])

    def test_a_talk_or_a_consultation_is_contact(self, consultant, center, quiet, counted):
        other = a_case_of(consultant, center, opened_on=LONG_AGO)
        SupportNoteFactory(case=quiet, occurred_at=days_ago(10))
        CaseRecordFactory(
            case=other,
            consultation=ConsultationFactory(center=center, occurred_at=days_ago(20)),
        )

        assert counted()["no_contact"] == 0

    def test_old_talks_and_other_notes_are_none(self, quiet, counted):
        SupportNoteFactory(case=quiet, occurred_at=days_ago(90))
        SupportNoteFactory(case=quiet, kind="supervision", occurred_at=days_ago(3))

        assert counted()["no_contact"] == 1

    def test_a_young_or_an_ended_case_is_left_alone(self, consultant, center, counted):
        a_case_of(consultant, center, opened_on=TODAY - dt.timedelta(days=30))
        a_case_of(
            consultant,
            center,
            opened_on=LONG_AGO,
            status=CaseStatus.TRANSFERRED,
            ended_on=TODAY,
        )

        assert counted()["no_contact"] == 0

    @pytest.mark.usefixtures("quiet")
    def test_the_latest_setting_of_the_day_holds(self, municipality, counted):
        BoardThresholdFactory(municipality=municipality, days=300, starts_on=TODAY)
        BoardThresholdFactory(
            municipality=municipality, days=1, starts_on=TODAY + dt.timedelta(days=1)
        )

        assert counted()["no_contact"] == 0


class TestWorkers:
    def test_a_case_without_a_main_worker(self, center, consultant, counted, listed):
        orphan = CaseFactory(center=center)
        CaseWorkerFactory(case=orphan, user=consultant, role=WorkerRole.SUPPORT)

        [row] = listed("no_worker")
        assert counted()["no_worker"] == 1
        assert row.action_url == reverse("cases:case_worker_assign", args=[orphan.pk])

    def test_one_who_left_is_no_longer_there(self, center, counted):
        assert counted()["worker_left"] == 0
        a_case_of(UserFactory(), center)  # no role in the center

        assert counted()["worker_left"] == 1

    def test_a_stopped_account_and_an_ended_posting(
        self, municipality, center, consultant, colleague, counted
    ):
        a_case_of(consultant, center)
        a_case_of(colleague, center)
        colleague.is_active = False
        colleague.save()
        member = StaffMemberFactory(municipality=municipality, user=consultant)
        posting = PostingFactory(center=center, staff_member=member)
        assert counted()["worker_left"] == 1

        posting.ends_on = TODAY - dt.timedelta(days=1)
        posting.save()

        assert counted()["worker_left"] == 2


class TestOtherTiles:
    def test_overdue_tasks(self, center, case, counted, listed):
        task = TaskFactory(center=center, case=case, due_on=TODAY - dt.timedelta(days=1))
        TaskFactory(center=center, case=case, due_on=TODAY)

        [row] = listed("overdue_task")
        assert counted()["overdue_task"] == 1
        assert row.action_url == reverse("cases:task_move", args=[task.pk])

    def test_tasks_of_somebody_who_left(self, center, consultant, counted, listed):
        orphan = TaskFactory(center=center, owner=UserFactory())
        TaskFactory(center=center, owner=consultant)

        [row] = listed("orphan_task")
        assert counted()["orphan_task"] == 1
        assert row.action_url == reverse("cases:task_hand_over", args=[orphan.pk])

    def test_conferences_without_minutes(self, center, consultant, counted, listed):
        yesterday = TODAY - dt.timedelta(days=1)
        silent = ConferenceFactory(center=center, held_on=yesterday)
        written = ConferenceFactory(center=center, held_on=yesterday)
        wrote(written.sections.get(), "報告があった。", by=consultant)
        ConferenceFactory(center=center, held_on=TODAY)
        ConferenceFactory(center=center, held_on=yesterday, state="cancelled", cancel_reason="延期")

        [row] = listed("no_minutes")
        assert counted()["no_minutes"] == 1
        assert row.action_url == reverse("cases:minutes_edit", args=[silent.pk])

    def test_running_clocks_unread_accesses_and_arriving_cases(self, center, other_center, counted):
        AbuseIntakeFactory(consultation__center=center)
        AbuseIntakeFactory(consultation__center=other_center)
        RecordAccessFactory(consultation__center=center)
        CaseTransferFactory(
            case__center=other_center,
            recipient_kind="center",
            recipient_center=center,
            recipient_name="",
        )
        told = counted()

        assert (told["safety_clock"], told["unread_access"], told["arriving_case"]) == (1, 1, 1)

    def test_an_old_draft_is_counted_and_never_shown(
        self, municipality, consultant, counted, client_for, chief_coordinator
    ):
        BoardThresholdFactory(municipality=municipality, kind=ThresholdKind.DRAFT, days=7)
        ConsultationDraftFactory(
            author=consultant,
            municipality=municipality,
            form_key="new",
            payload={"content": "書きかけの秘密"},
            saved_on_server=days_ago(8),
        )

        url = reverse("cases:board_list", args=["draft"])
        page = client_for(chief_coordinator).get(url).content.decode()

        assert counted()["draft"] == 1
        assert consultant.name in page
        assert "書きかけの秘密" not in page

    def test_whoever_keeps_plans_plugs_in(self, monkeypatch, case, counted, listed):
        monkeypatch.setattr(due_reviews, "_sources", [])
        assert counted()["plan_review"] is None

        due_reviews.register(lambda _day: Case.objects.filter(pk=case.pk))

        assert counted()["plan_review"] == len(listed("plan_review")) == 1


@pytest.mark.parametrize("number", [1, 6])
def test_any_number_of_cases_takes_the_same_queries(
    client_for,
    chief_coordinator,
    consultant,
    center,
    municipality,
    number,
    django_assert_max_num_queries,
):
    BoardThresholdFactory(municipality=municipality)
    for _ in range(number):
        made = a_case_of(consultant, center, opened_on=LONG_AGO)
        TaskFactory(center=center, case=made, due_on=LONG_AGO)
    client = client_for(chief_coordinator)
    client.get(reverse("cases:board"))

    with django_assert_max_num_queries(BOARD_QUERIES):
        client.get(reverse("cases:board"))
    with django_assert_max_num_queries(BOARD_QUERIES):
        client.get(reverse("cases:board_list", args=["no_contact"]))


BOARD_QUERIES = 28


def test_every_tile_counts_what_it_lists(quiet, center, municipality, counted, listed):
    BoardThresholdFactory(municipality=municipality)
    BoardThresholdFactory(municipality=municipality, kind=ThresholdKind.DRAFT)
    CaseFactory(center=center)
    TaskFactory(center=center, due_on=LONG_AGO)

    for code, number in counted().items():
        assert len(listed(code)) == (number or 0), code


def test_a_long_list_is_paged_and_begins_with_what_waits_longest(
    monkeypatch, client_for, chief_coordinator, consultant, center, municipality
):
    monkeypatch.setattr(board_views, "PAGE_SIZE", 2)
    BoardThresholdFactory(municipality=municipality, days=60)
    oldest, *_ = cases = [
        a_case_of(consultant, center, opened_on=LONG_AGO + dt.timedelta(days=number))
        for number in range(3)
    ]
    url = reverse("cases:board_list", args=["no_contact"])
    client = client_for(chief_coordinator)

    first, second = client.get(url), client.get(url, {"page": "2"})

    rows = [*first.context["rows"], *second.context["rows"]]
    links = [reverse("cases:case_detail", args=[case.pk]) for case in cases]
    assert [row.url for row in rows] == links
    assert first.context["rows"][0].since == oldest.opened_on
    assert "3件中 1～2件目" in first.content.decode()


def test_the_load_of_a_worker_counts_the_weight(
    client_for, chief_coordinator, consultant, colleague, center
):
    a_case_of(consultant, center, weight=3, attention_level="protection")
    shared = a_case_of(consultant, center, weight=2)
    CaseWorkerFactory(case=shared, user=colleague, role=WorkerRole.SUPPORT)

    page = client_for(chief_coordinator).get(reverse("cases:board"))

    told = {row["user"]: row for row in page.context["load"]}
    mine, theirs = told[consultant.pk], told[colleague.pk]
    assert (mine["main"], mine["severe"], mine["weight"], mine["support"]) == (2, 1, 5, 0)
    assert (theirs["main"], theirs["weight"], theirs["support"]) == (0, 0, 1)


def test_the_officer_sees_counts_by_center_and_no_name(
    client_for, municipal_officer, consultant, center, other_center, household
):
    a_case_of(consultant, center, household=household, alias="仮の名")
    CaseFactory(center=other_center)

    page = client_for(municipal_officer).get(reverse("cases:board_overview"))

    text = page.content.decode()
    tiles = [tile.code for tile in page.context["tiles"]]
    told = {row[0]: dict(zip(tiles, row[1], strict=True)) for row in page.context["rows"]}
    assert told[center]["no_worker"] == 0
    assert told[other_center]["no_worker"] == 1
    assert "draft" not in tiles
    for hidden in ("家庭 葉子", "仮の名", consultant.name):
        assert hidden not in text


@pytest.mark.parametrize("name", ["board", "board_overview", "threshold_edit"])
def test_a_consultant_has_no_board(client_for, consultant, name):
    assert client_for(consultant).get(reverse(f"cases:{name}")).status_code == 403


def test_a_tile_nobody_has_is_not_found(client_for, chief_coordinator):
    url = reverse("cases:board_list", args=["nonsense"])

    assert client_for(chief_coordinator).get(url).status_code == 404


def test_a_code_is_given_once():
    with pytest.raises(ValueError, match="no_worker"):
        board.register(board.tile_of("no_worker"))


class TestThresholds:
    def test_a_line_is_added_from_a_day_on(self, client_for, municipal_officer, municipality):
        told = {
            "municipality": str(municipality.pk),
            "kind": "no_contact",
            "days": "60",
            "starts_on": TODAY.isoformat(),
            "reason": "進行管理の手順書",
        }

        client_for(municipal_officer).post(reverse("cases:threshold_edit"), told)

        made = BoardThreshold.objects.get()
        assert (made.days, made.recorded_by) == (60, municipal_officer)

    def test_the_past_is_not_changed(self, client_for, municipal_officer, municipality):
        told = {
            "municipality": str(municipality.pk),
            "kind": "no_contact",
            "days": "0",
            "starts_on": LONG_AGO.isoformat(),
            "reason": "手順書",
        }

        answer = client_for(municipal_officer).post(reverse("cases:threshold_edit"), told)

        assert {"days", "starts_on"} <= set(answer.context["form"].errors)
        assert not BoardThreshold.objects.exists()

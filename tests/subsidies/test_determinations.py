"""判定: recorded once, never changed, superseded by the next, and marked when evidence changes."""

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from subsidies.actions import digest_of
from subsidies.determination_actions import (
    ReasonMissingError,
    check_determinations,
    judged,
)
from subsidies.determination_difference import compare
from subsidies.engine_version import engine_version, source_digest
from subsidies.models import Determination, DeterminationCheck, Snapshot
from tests.factories import CenterDesignationFactory, CenterFactory, UserFactory
from tests.subsidies.determinations import (
    AVERAGE,
    judge_one,
    publish,
    record_one,
    with_average,
    with_document,
    withdraw_one,
)

NOW = dt.datetime(2026, 4, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _published(db):
    publish()


@pytest.fixture
def basic_center(center):
    CenterDesignationFactory(center=center)
    return center


def condition_of(determination, condition_id):
    return next(
        part
        for rule in determination.findings["rules"]
        for part in rule["conditions"]
        if part["id"] == condition_id
    )


def check(at=None):
    return check_determinations(at=at or timezone.now())


def checks_of(determination):
    return list(determination.checks.order_by("pk").values_list("matches", flat=True))


class TestMustShowFive:
    @pytest.fixture
    def busy_center(self, center):
        return with_average(center)

    def test_a_withdrawn_consultation_marks_the_determination_and_names_the_figures(
        self, busy_center
    ):
        determination, _ = record_one(busy_center)
        before = Determination.objects.values().get(pk=determination.pk)
        assert condition_of(determination, AVERAGE)["status"] == "met"
        assert check().mismatches == 0

        withdraw_one(busy_center)
        checked = check()

        assert (checked.determinations, checked.mismatches) == (1, 1)
        assert Determination.objects.values().get(pk=determination.pk) == before
        [listed] = Determination.objects.for_listing()
        latest = DeterminationCheck.objects.latest("pk")
        assert (listed.latest_matches, listed.mismatched_at) == (False, latest.checked_at)
        [turned] = [part for part in latest.changes["conditions"] if part["turns"]]
        assert turned["condition_id"] == AVERAGE
        assert (turned["before"]["status"], turned["after"]["status"]) == ("met", "not_met")
        assert turned["causes"] == [
            {
                "kind": "evidence",
                "figures": [{"name": "相談件数", "before": "1,200件", "after": "1,199件"}],
            }
        ]

    def test_judging_again_supersedes_and_tells_the_same_difference(self, busy_center):
        first, _ = record_one(busy_center)
        withdraw_one(busy_center)

        second, is_new = record_one(busy_center, reason="重複した相談記録を取り消したため")

        assert is_new
        assert second.supersedes == first
        assert list(Determination.objects.standing()) == [second]
        difference = compare(judged(first), judged(second))
        assert [part.condition_id for part in difference.differences if part.turns] == [AVERAGE]
        assert check().mismatches == 0


def test_recording_keeps_all_that_is_needed_to_read_it_later(basic_center):
    user, moment = UserFactory(), timezone.now()

    determination, is_new = record_one(basic_center, by=user, at=moment)

    judgement = judge_one(basic_center)
    assert is_new
    assert str(determination) == f"D-{determination.pk:08d}"
    assert determination.rule_version.code == "R7"
    assert determination.rule_digest == determination.rule_version.digest
    assert determination.engine_version == engine_version()
    assert determination.snapshot.facts == judgement.facts.facts
    assert determination.snapshot.digest == digest_of(judgement.facts.facts)
    assert (determination.recorded_by, determination.recorded_at) == (user, moment)
    assert (determination.known_at, determination.subtype) == (moment, "Ⅰ")
    assert [rule["id"] for rule in determination.findings["rules"]] == [
        result.target for result in judgement.results
    ]
    average = condition_of(determination, AVERAGE)
    assert {"clause", "reason", "values", "missing", "flags", "evidence", "content"} <= set(average)


def test_a_determination_as_known_earlier_says_so(basic_center):
    moment = dt.datetime(2026, 1, 10, tzinfo=dt.UTC)

    determination, _ = record_one(basic_center, known_at=moment)

    assert determination.known_at == moment


def test_pressing_twice_makes_one(basic_center):
    first, _ = record_one(basic_center)

    again, is_new = record_one(basic_center)

    assert (again, is_new) == (first, False)
    assert Determination.objects.count() == Snapshot.objects.count() == 1


def test_another_answer_needs_a_reason(basic_center):
    first, _ = record_one(basic_center)
    with_document(basic_center)

    with pytest.raises(ReasonMissingError) as refused:
        record_one(basic_center)

    assert refused.value.standing == first
    assert list(Determination.objects.all()) == [first]
    assert Snapshot.objects.count() == 1


def test_each_stage_has_its_own(basic_center):
    plan, _ = record_one(basic_center, stage="plan")
    interim, _ = record_one(basic_center, stage="interim")
    actual, _ = record_one(basic_center)

    assert set(Determination.objects.standing()) == {plan, interim, actual}
    assert interim.findings == actual.findings  # judged like the actual stage, on its data


@pytest.mark.parametrize("model", [Determination, DeterminationCheck])
def test_rows_never_change_even_by_sql(basic_center, model):
    record_one(basic_center)
    check()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(digest="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=model.objects.latest("pk").pk).delete()


class TestOneStands:
    """The database itself keeps the rows of one subject in one chain."""

    @pytest.fixture
    def first(self, basic_center):
        return record_one(basic_center)[0]

    def copy_of(self, row, **values):
        copy = Determination.objects.get(pk=row.pk)
        copy.pk = None
        for name, value in values.items():
            setattr(copy, name, value)
        return copy

    @pytest.mark.parametrize("same", [True, False])
    def test_two_without_a_predecessor_are_refused(self, first, same):
        copy = self.copy_of(first, **({} if same else {"judged_on": dt.date(2025, 10, 1)}))

        with pytest.raises(IntegrityError, match="one_determination_stands"), transaction.atomic():
            copy.save()

    def test_two_that_supersede_the_same_are_refused(self, first):
        self.copy_of(first, supersedes=first, reason="一度目").save()

        with pytest.raises(IntegrityError), transaction.atomic():
            self.copy_of(first, supersedes=first, reason="二度目").save()

    @pytest.mark.parametrize(
        "values", [{"stage": "plan"}, {"fiscal_year": 2024}, {"center_type": "specific"}]
    )
    def test_none_supersedes_another_subject(self, first, values):
        copy = self.copy_of(first, supersedes=first, reason="別の対象", **values)

        copy.save()

        with pytest.raises(IntegrityError, match="supersedes_its_own_subject"):
            connection.check_constraints()

    def test_none_supersedes_itself(self, first):
        copy = self.copy_of(first, supersedes_id=first.pk + 1000, reason="自身")
        copy.pk = first.pk + 1000

        with pytest.raises(IntegrityError, match="an_earlier_one"), transaction.atomic():
            copy.save(force_insert=True)

    @pytest.mark.parametrize("has_predecessor", [True, False])
    def test_a_reason_stands_just_where_one_is_superseded(self, first, has_predecessor):
        copy = (
            self.copy_of(first, supersedes=first, reason="")
            if has_predecessor
            else self.copy_of(first, stage="plan", reason="初めてなのに理由")
        )

        with pytest.raises(IntegrityError, match="for_a_reason"), transaction.atomic():
            copy.save()

    @pytest.mark.parametrize("values", [{"digest": "x"}, {"rule_digest": ""}])
    def test_digests_are_whole(self, first, values):
        with pytest.raises(IntegrityError, match="digests_are_sha256"), transaction.atomic():
            self.copy_of(first, stage="plan", **values).save()


class TestChecking:
    def test_a_check_is_kept_only_when_the_answer_is_new(self, basic_center):
        determination, _ = record_one(basic_center)
        check()
        check()
        document = with_document(basic_center)
        check(NOW)
        check()
        document.superseded_at = timezone.now()
        document.save()
        check()

        assert checks_of(determination) == [True, False, True]

    def test_since_when_counts_from_the_last_agreement(self, basic_center):
        record_one(basic_center)
        with_document(basic_center)
        check(NOW)
        with_document(basic_center, kind="pr")
        check(NOW + dt.timedelta(days=1))

        [listed] = Determination.objects.for_listing()
        assert (listed.latest_matches, listed.mismatched_at) == (False, NOW)

    def test_what_was_superseded_is_not_checked(self, basic_center):
        first, _ = record_one(basic_center)
        with_document(basic_center)
        record_one(basic_center, reason="事業計画書を登録したため")

        check()

        assert checks_of(first) == []

    def test_a_type_that_is_gone_is_a_change(self, basic_center):
        record_one(basic_center)
        designation = basic_center.designations.get()
        designation.superseded_at = timezone.now()
        designation.save()

        check()

        assert DeterminationCheck.objects.get().changes["also"] == "no_designation"

    def test_a_year_without_the_text_is_checked_too(self, basic_center):
        determination, _ = record_one(basic_center, day=dt.date(2024, 10, 1))

        check()

        assert determination.rule_version.code == "R6"
        assert checks_of(determination) == [True]

    def test_a_year_before_any_version_is_checked_too(self, center):
        CenterDesignationFactory(center=center, starts_on=dt.date(2005, 4, 1))
        determination, _ = record_one(center, day=dt.date(2010, 10, 1))

        check()

        assert (determination.rule_version, determination.rule_digest) == (None, "")
        assert checks_of(determination) == [True]

    def test_a_check_tells_what_changed_or_that_nothing_did(self, basic_center):
        determination, _ = record_one(basic_center)

        with pytest.raises(IntegrityError, match="tells_what_changed"), transaction.atomic():
            DeterminationCheck.objects.create(
                determination=determination,
                checked_at=NOW,
                matches=False,
                changes={},
                digest="0" * 64,
            )

    def test_the_command_says_how_many(self, basic_center):
        record_one(basic_center)
        with_document(basic_center)
        said = io.StringIO()

        call_command("check_determinations", stdout=said)

        assert said.getvalue() == (
            "判定1件を点検しました。記録と一致しないもの1件、新しい結果1件。\n"
        )


class TestRecordingAll:
    @pytest.fixture
    def office(self, municipality):
        for _ in range(3):
            CenterDesignationFactory(center=CenterFactory(municipality=municipality))
        CenterDesignationFactory(center=CenterFactory())
        return municipality

    def record(self, office, by, *more):
        said = io.StringIO()
        call_command(
            "record_determinations",
            f"--municipality={office.code}",
            "--fiscal-year=2025",
            "--stage=actual",
            f"--by={by.username}",
            *more,
            stdout=said,
        )
        return said.getvalue()

    def test_each_center_of_the_municipality_gets_one(self, office, municipal_officer):
        said = self.record(office, municipal_officer)

        assert said == "3件を記録しました。同じ内容で記録済み0件、見送り0件。\n"
        rows = Determination.objects.all()
        assert {row.center.municipality for row in rows} == {office}
        assert {row.municipality for row in rows} == {office}
        assert {row.judged_on for row in rows} == {dt.date(2026, 3, 31)}

    def test_only_what_changed_is_recorded_again_and_only_with_a_reason(
        self, office, municipal_officer
    ):
        self.record(office, municipal_officer)
        with_document(Determination.objects.earliest("pk").center)

        without = self.record(office, municipal_officer)
        with_reason = self.record(office, municipal_officer, "--reason=事業計画書を登録したため")

        assert without.startswith("0件を記録しました。同じ内容で記録済み2件、見送り1件。\nD-")
        assert with_reason == "1件を記録しました。同じ内容で記録済み2件、見送り0件。\n"
        assert Determination.objects.standing().count() == 3

    @pytest.mark.parametrize(
        ("option", "message"),
        [
            ("--municipality=000000", "団体コード 000000 は登録されていません。"),
            ("--by=nobody", "利用者 nobody は、この自治体の判定を記録できません。"),
            ("--date=2024-04-01", "基準日は令和7年度の日付にしてください。"),
        ],
    )
    def test_what_cannot_be_done_is_said(self, office, municipal_officer, option, message):
        with pytest.raises(CommandError, match=message):
            self.record(office, municipal_officer, option)

    def test_somebody_without_the_right_is_refused(self, office, finance_clerk):
        with pytest.raises(CommandError, match="判定を記録できません"):
            self.record(office, finance_clerk)


def test_the_engine_is_told_by_version_and_source(tmp_path):
    (tmp_path / "a.py").write_text("1")
    before = source_digest(tmp_path)
    (tmp_path / "a.py").write_text("2")

    assert engine_version().startswith("0.1.0+")
    assert source_digest(tmp_path) != before

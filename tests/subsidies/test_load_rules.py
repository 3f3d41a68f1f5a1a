import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from subsidies.judge.versions import RULES
from subsidies.models import RuleVersion, RuleVersionProposal
from tests.factories import (
    CenterDesignationFactory,
    MunicipalityFactFactory,
    OpeningHoursFactory,
)

SAMPLE = Path(__file__).parent / "data" / "R8.toml"


def load_rules(*arguments):
    output = io.StringIO()
    call_command("load_rules", *map(str, arguments), stdout=output)
    return output.getvalue()


def edited(tmp_path, old, new, *, of=SAMPLE):
    source = of.read_text(encoding="utf-8")
    assert old in source
    path = tmp_path / of.name
    path.write_text(source.replace(old, new), encoding="utf-8")
    return path


def refusal(*arguments):
    with pytest.raises(CommandError) as refused:
        load_rules(*arguments)
    assert not RuleVersionProposal.objects.exists()
    return str(refused.value)


def test_every_version_is_published_once():
    first, second = load_rules(), load_rules()

    assert [line.split("：")[0] for line in first.splitlines()] == ["R2", "R3", "R6", "R7"]
    assert first.count("公開しました") == 4
    assert second.count("公開済みです") == 4
    assert RuleVersion.objects.count() == 4


def test_a_dry_run_of_the_shipped_files_publishes_nothing():
    before = load_rules("--dry-run")
    load_rules()

    assert before.count("公開されていません") == 4
    assert load_rules("--dry-run").count("公開済みです") == 4


def test_a_published_version_is_never_replaced():
    RuleVersion.objects.create(
        code="R7",
        title="別の内容",
        effective_from="2025-04-01",
        text_held=True,
        content="{}",
        digest="0" * 64,
        published_at="2025-04-01T00:00:00Z",
    )

    with pytest.raises(CommandError, match="R7"):
        load_rules()
    assert "異なります" in load_rules("--dry-run")


class TestFile:
    @pytest.fixture(autouse=True)
    def _published(self):
        load_rules()

    def test_a_dry_run_shows_everything_and_writes_nothing(self, center):
        CenterDesignationFactory(center=center)
        MunicipalityFactFactory(municipality=center.municipality)
        for weekday in (1, 2, 3):
            OpeningHoursFactory(center=center, weekday=weekday, opens_at="13:00", closes_at="20:00")

        told = load_rules(SAMPLE, "--dry-run", "--ends", "R7")

        assert "検査：R8" in told
        assert "新旧対照：R7 → R8" in told
        assert "4(1)④オ(ア) night_opening.records：追加" in told
        assert "日数：3日 → 4日" in told
        assert "センター1か所" in told
        assert f"{center.municipality.name} {center.code} 夜間加算：unknown → not_met" in told
        assert "何も登録していません" in told
        assert not RuleVersionProposal.objects.exists()
        assert RuleVersion.objects.get(code="R7").effective_until is None

    def test_a_file_becomes_a_proposal_of_the_proposer(self, municipal_officer):
        before = AuditEvent.objects.latest("pk").pk

        told = load_rules(
            SAMPLE, "--ends", "R7", "--proposer", municipal_officer.username, "--note", "見本第1号"
        )

        proposal = RuleVersionProposal.objects.get()
        assert f"案を登録しました（{proposal}）" in told
        assert (proposal.code, proposal.proposed_by) == ("R8", municipal_officer)
        assert proposal.source == SAMPLE.read_text(encoding="utf-8")
        assert proposal.ends.code == "R7"
        assert not RuleVersion.objects.filter(code="R8").exists()
        events = AuditEvent.objects.filter(pk__gt=before)
        assert [event.action for event in events.order_by("pk")] == ["command", "create"]
        assert events.get(action="create").actor_id == municipal_officer.pk

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (["--note", "見本"], "--proposer"),
            (["--note", "見本", "--proposer", "nobody"], "--proposer"),
            (["--proposer", "nobody"], "--note"),
        ],
    )
    def test_a_proposal_needs_a_person_and_a_reason(self, arguments, reason):
        assert reason in refusal(SAMPLE, "--ends", "R7", *arguments)

    def test_toml_that_cannot_be_read_is_refused_with_its_line(self, tmp_path):
        path = edited(tmp_path, 'code = "R8"', "code = R8")

        assert "3行目：TOMLとして読めません" in refusal(path)

    def test_every_problem_is_told_with_its_line(self, tmp_path):
        path = edited(tmp_path, 'force = "must"', 'force = "shall"')

        lines = refusal(path).splitlines()

        conditions = SAMPLE.read_text(encoding="utf-8").count('force = "must"')
        assert sum("知らない語です：shall" in line for line in lines) == conditions
        assert all("行目：" in line for line in lines[1:])

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("late_days_at_least", "late_days_at_lest", "知らない述語です：late_days_at_lest"),
            ("minutes = 360", "minuts = 360", "述語に合わない引数です"),
            ("minutes = 360", 'minutes = "360"', "引数の型が違います：minutes"),
            (
                'key = "activity.records"',
                'key = "activity.record"',
                "知らない記録です：activity.record",
            ),
            ("night_opening.records", "night_opening.consult", "2回書かれています"),
            ('code = "R8"', 'code = "r8"', "大文字の英字と数字"),
            ('types = ["basic"]', 'types = ["basik"]', "知らない類型です：basik"),
            ("verified_through", "verified_until", "知らない項目です：verified_until"),
        ],
    )
    def test_what_could_not_be_judged_by_is_refused(self, tmp_path, old, new, reason):
        assert reason in refusal(edited(tmp_path, old, new), "--dry-run")

    def test_a_period_that_overlaps_is_refused_with_the_way_out(self):
        told = refusal(SAMPLE, "--dry-run")

        assert "公開済みの版 R7 と重なっています" in told
        assert "--ends" in told

    def test_an_edited_published_file_is_refused_with_what_differs(self, tmp_path):
        path = edited(tmp_path, "minutes = 360", "minutes = 300", of=RULES / "R7.toml")

        told = refusal(path)

        assert "R7 は公開済みです。公開した内容は変えられません。" in told
        assert "night_opening.daily_hours：変更" in told
        assert "分数：360分 → 300分" in told
        assert told.count("：変更") == 1

    def test_an_edited_wording_of_a_published_file_is_refused_too(self, tmp_path):
        path = edited(tmp_path, "1日6時間より長い", "1日6時間を超える", of=RULES / "R7.toml")

        told = refusal(path)

        assert "night_opening.daily_hours：表記のみの変更" in told
        assert "1日6時間より長い" in told

    def test_the_published_file_itself_changes_nothing(self):
        assert "同じ内容で公開済みです" in load_rules(RULES / "R7.toml")

    @pytest.mark.parametrize("content", [b"\xff\xfe", None], ids=["letters", "absent"])
    def test_a_file_that_cannot_be_opened_is_refused(self, tmp_path, content):
        path = tmp_path / "R8.toml"
        if content:
            path.write_bytes(content)

        assert "読めません" in refusal(path)

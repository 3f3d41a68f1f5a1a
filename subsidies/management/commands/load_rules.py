"""`manage.py load_rules [FILE]`: the shipped rule files, or one file as a proposal.

A file is validated, compared with the version before it and tried on the centers; what is stored
is a proposal of `--proposer`, which another person publishes on the page 「要綱の版の案」.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import User
from centers.models import Center
from shared import audit
from shared.audited_command import AuditedCommand
from shared.municipal_context import all_municipalities
from shared.wareki import format_wareki
from subsidies.actions import PublishedOtherwiseError, publish_version
from subsidies.facts import Query
from subsidies.impact import Effect, Impact, impact_of
from subsidies.judge.differences import compare
from subsidies.judge.rulebook import Version
from subsidies.judge.versions import load_versions
from subsidies.models import RuleVersion
from subsidies.rule_actions import (
    RefusedRuleFileError,
    RuleFile,
    difference_lines,
    differences_of_published,
    ended_by,
    propose_version,
    read_rule_file,
    refuse_unpublishable,
)
from subsidies.rule_book import version_before

LARGEST_FILE = 2 * 1024 * 1024


class Command(AuditedCommand):
    help = (
        "要綱の版をファイルから読み込みます。ファイルを指定しない場合は、同梱の版を公開します"
        "（公開済みの版は変わりません）。指定した場合は、検査・新旧対照・影響を示して案として登録し、"
        "登録者とは別の人が画面で公開します。"
    )
    audited_options = ("ends", "dry_run")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="版のファイル（TOML）")
        parser.add_argument("--dry-run", action="store_true", help="何も登録しません")
        parser.add_argument("--proposer", help="案を登録する人の利用者ID（公開は別の人が行います）")
        parser.add_argument("--note", default="", help="登録の理由・通知の出典")
        parser.add_argument("--ends", default="", help="この版の適用開始により適用を終える版")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is None:
            self._publish_shipped(is_dry=options["dry_run"])
            return
        try:
            self._propose(options)
        except RefusedRuleFileError as error:
            refused = "\n".join(error.reasons)
            raise CommandError(f"登録できません（何も変更していません）。\n{refused}") from error

    def _publish_shipped(self, *, is_dry: bool) -> None:
        for version in load_versions():
            if is_dry:
                self._tell_standing(version)
                continue
            try:
                published, is_new = publish_version(version, by=None, at=timezone.now())
            except PublishedOtherwiseError as error:
                raise CommandError(_published_otherwise(version)) from error
            state = "公開しました" if is_new else "公開済みです"
            self.stdout.write(f"{published.code}：{state}（{published.digest[:12]}）")

    def _tell_standing(self, version: Version) -> None:
        published = RuleVersion.objects.filter(code=version.code).first()
        if published is None:
            state = "公開されていません"
        elif published.digest == version.digest:
            state = "公開済みです"
        else:
            state = "公開済みの内容と異なります"
        self.stdout.write(f"{version.code}：{state}（{version.digest[:12]}）")

    def _propose(self, options: dict[str, Any]) -> None:
        file = read_rule_file(_text_of(options["file"]), name=options["file"].name)
        version = file.version
        if RuleVersion.objects.filter(code=version.code, digest=version.digest).exists():
            self.stdout.write(f"{version.code}：同じ内容で公開済みです（{version.digest[:12]}）")
            return
        ends = ended_by(version, options["ends"])
        refuse_unpublishable(version, ends=ends)
        self._show(version)
        if options["dry_run"]:
            self.stdout.write("検査のみを行いました。何も登録していません。")
            return
        self._store(file, ends, options)

    def _store(self, file: RuleFile, ends: RuleVersion | None, options: dict[str, Any]) -> None:
        if not options["note"].strip():
            raise CommandError("登録の理由・通知の出典を --note に書いてください。")
        proposer = User.objects.filter(username=options["proposer"] or "", is_active=True).first()
        if proposer is None:
            raise CommandError("--proposer に、有効な利用者IDを指定してください。")
        proposal = propose_version(
            file, note=options["note"].strip(), ends=ends, by=proposer, at=timezone.now()
        )
        audit.write(
            None,
            audit.Entry(
                action=audit.Action.CREATE,
                target_kind=proposal._meta.label,
                target_ids=[proposal.pk],
                count=1,
                actor=proposer,
            ),
        )
        self.stdout.write(
            f"{file.version.code} の案を登録しました（{proposal}）。"
            "登録者とは別の人が、画面「要綱の版の案」で確かめて公開します。"
        )

    def _show(self, version: Version) -> None:
        self.stdout.write(f"検査：{version.code}（{version.title}）に誤りはありません。")
        before = version_before(version)
        if before is None:
            self.stdout.write("比べることのできる、前の版がありません。")
            return
        comparison = compare(before, version)
        self.stdout.write(f"新旧対照：{before.code} → {version.code}")
        for line in difference_lines(comparison) or ["・異なる点はありません。"]:
            self.stdout.write(line)
        with all_municipalities():
            today = timezone.localdate()
            centers = Center.objects.operating_on(today).select_related("municipality")
            impact = impact_of(before, version, centers, Query(day=today))
            self._show_impact(impact)

    def _show_impact(self, impact: Impact | None) -> None:
        if impact is None:
            self.stdout.write("影響：本文を保有しない版とは比べられません。")
            return
        self.stdout.write(
            f"影響：{format_wareki(impact.query.day)}現在の記録による"
            f"（センター{impact.centers}か所、変わらない判定{impact.same}件、"
            f"うちどちらの版でも要確認{impact.unknown_under_both}件）"
        )
        for label, effects in (
            ("新たに満たす", impact.gained),
            ("満たさなくなる", impact.lost),
            ("要確認", impact.unclear),
        ):
            self.stdout.write(f"{label}：{len(effects)}件")
            for effect in effects:
                self.stdout.write(_effect_line(effect))


def _effect_line(effect: Effect) -> str:
    center = effect.center
    reasons = "／".join(f"{part.version} {part.clause} {part.text}" for part in effect.deciding)
    return (
        f"　{center.municipality.name} {center.code} {effect.rule_name}："
        f"{effect.old} → {effect.new}（{reasons}）"
    )


def _published_otherwise(version: Version) -> str:
    lines = "\n".join(differences_of_published(version))
    return (
        f"{version.code}：公開済みの内容と異なるため読み込みません。"
        f"新しい版として登録してください。\n{lines}"
    )


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise RefusedRuleFileError([f"{path.name}：ファイルが大きすぎます。"])
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RefusedRuleFileError([f"{path.name}：読めません：{error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise RefusedRuleFileError([f"{path.name}：UTF-8の文字として読めません。"]) from error

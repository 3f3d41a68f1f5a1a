"""`make test`: everything that must hold before a change is good, in the order of its cost."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import time

from ops import cluster, environment, preparation
from ops.paths import ROOT, STATE, VENV, VENV_PYTHON
from ops.say import StopError, say

FULLY_COVERED = "subsidies/judge/*,accounts/policy.py"
SUMMARY = re.compile(r"\b\d+ (passed|failed|error)")
PYTHON_TOOLS = {
    "書式 (ruff format)": ["ruff", "format", "--check", "."],
    "規約 (ruff check)": ["ruff", "check", "."],
    "テンプレート (djlint)": ["djlint", "templates", "--check", "--lint"],
    "型 (mypy)": ["mypy", "."],
}
PRODUCTION = {
    "TSUNAGI_DEMO": "0",
    "TSUNAGI_HTTPS": "1",
    "ALLOWED_HOSTS": "tsunagi.example.lg.jp",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",
    "SECRET_KEY": secrets.token_urlsafe(48),
}
PYTEST = ["-m", "pytest", "-n", "2", "--cov", "--cov-branch", "--cov-report=", "--cov-fail-under=0"]


def run():
    """Run the whole gate; stop at the first step that fails."""
    preparation.tools(preparation.Steps(2), testing=True)
    database = cluster.test()
    try:
        database.hold()
        env = environment.for_tests() | own_variables()
        for title, words, extra in steps():
            check(title, words, env | extra)
        summary = check("テスト (pytest)", PYTEST, env, keep=SUMMARY)
        check("網羅率", ["-m", "coverage", "report"], env)
        strict = ["-m", "coverage", "report", f"--include={FULLY_COVERED}", "--fail-under=100"]
        check("判定と権限の網羅率 100 %", strict, env)
    finally:
        database.release()
    say(f"\nすべて合格しました。\n{summary}")


def own_variables():
    """Variables of the tools: their data and their browser."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or ""
    return {
        "COVERAGE_FILE": str(STATE / "coverage"),
        "PLAYWRIGHT_BROWSERS_PATH": str(STATE / "browsers"),
        "CHROMIUM": browser,
    }


def steps():
    """Yield each static check: its title, its words and variables of its own."""
    for title, words in PYTHON_TOOLS.items():
        yield title, ["-m", *words], {}
    yield "輸入の向き (import-linter)", [VENV / "bin" / "lint-imports"], {}
    yield "移行漏れ (makemigrations)", ["manage.py", "makemigrations", "--check", "--dry-run"], {}
    yield (
        "本番の設定 (check --deploy)",
        ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    )


def check(title, words, env, *, keep=None):
    """Run one step in sight of the user; return the last line that `keep` finds."""
    say(f"\n▸ {title}")
    begun = time.monotonic()
    kept = ""
    with subprocess.Popen(
        [VENV_PYTHON, *words],
        cwd=ROOT,
        env=env,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as program:
        for line in program.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            if keep and keep.search(line):
                kept = line.strip()
    say(f"  {'合格' if program.returncode == 0 else '不合格'} {time.monotonic() - begun:.1f} 秒")
    if program.returncode:
        raise StopError(f"{title} で止まりました。{os.linesep}{kept}")
    return kept

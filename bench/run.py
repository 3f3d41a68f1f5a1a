"""Entry point of `make bench`: `make bench ARGS="access_overhead --size L"`."""

import argparse
import os
import platform
import subprocess
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEASUREMENTS = ("access_overhead", "note_search", "person_search", "print_jobs")
SIZES = {"S": 10_000, "M": 100_000, "L": 1_000_000}  # consultations


def main():
    words = argparse.ArgumentParser(description="性能を測ります。合否はありません。")
    words.add_argument("measurement", nargs="*", choices=[*MEASUREMENTS, []], default=[])
    words.add_argument("--size", choices=SIZES, default="M", help="相談記録の件数")
    words.add_argument("--rounds", type=int, default=40)
    asked = words.parse_args()
    prepare()
    describe(asked)
    for name in asked.measurement or MEASUREMENTS:
        print(f"\n{name}\n", flush=True)
        measurement = import_module(f"bench.{name}")  # needs Django
        measurement.measure(measurement.ensure(SIZES[asked.size]), rounds=asked.rounds)


def prepare():
    """Bring the database up to date as its owner; go on as the application."""
    sys.path[0] = str(ROOT)
    os.environ.pop("TSUNAGI_AS_OWNER", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "-v", "0"], check=True)
    import django  # noqa: PLC0415 -- after the variables

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- only after the environment is set

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.TOTP_ROLES = frozenset()


def describe(asked):
    """What the figures were measured on."""
    import django  # noqa: PLC0415 -- only after the environment is set
    from django.db import connection  # noqa: PLC0415 -- only after the environment is set

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        [server] = cursor.fetchone()
    print(
        f"size {asked.size}: {SIZES[asked.size]:,} consultations · {os.cpu_count()} cores"
        f" · PostgreSQL {server} · Python {platform.python_version()} · Django {django.__version__}"
    )


if __name__ == "__main__":
    main()

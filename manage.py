"""Django's command line. `ops` chooses the interpreter, the environment and the database."""

import os
import sys

from ops.command import prepare


def main() -> None:
    prepare(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after prepare

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

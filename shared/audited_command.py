"""Commands whose use is written to the audit trail."""

from typing import Any, ClassVar

from django.core.management.base import BaseCommand

from shared import audit


class AuditedCommand(BaseCommand):
    """Writes that it begins, before it does anything: what fails half-way is written down too.

    `audited_options` name the options whose values are codes, dates or numbers.
    """

    audited_options: ClassVar[tuple[str, ...]] = ()

    def execute(self, *args: Any, **options: Any) -> str | None:
        arguments = {
            name: str(options[name])
            for name in self.audited_options
            if options.get(name) is not None
        }
        command = type(self).__module__.rsplit(".", 1)[-1]
        audit.write(
            None,
            audit.Entry(
                action=audit.Action.COMMAND,
                outcome=audit.Outcome.STARTED,
                details={"command": command, "arguments": arguments},
            ),
        )
        return super().execute(*args, **options)

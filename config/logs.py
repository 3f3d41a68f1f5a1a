"""Logs without personal data: no message of an exception, which may repeat what somebody typed."""

import logging
import re
import traceback
from types import TracebackType

TIME_WITH_OFFSET = "%Y-%m-%dT%H:%M:%S%z"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class SparingFormatter(logging.Formatter):
    """Where it happened and of which class; PostgreSQL's own log has the rest, without values."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's name
        """One entry is one line: an address with a line break in it begins no second one."""
        return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))

    def formatException(self, ei: "ExceptionInfo | tuple[None, None, None]") -> str:  # noqa: N802 -- logging's name
        error: BaseException | None = ei[1]
        lines: list[str] = []
        while error is not None:
            places = traceback.extract_tb(error.__traceback__)
            lines += [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__
        return "\n".join(lines)


def logging_settings(*, sparing: bool) -> dict[str, object]:
    """Everything to standard error, nothing by mail."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "config.logs.SparingFormatter" if sparing else "logging.Formatter",
                "format": "{asctime} {levelname} {name} {message}",
                "style": "{",
                "datefmt": TIME_WITH_OFFSET,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            # Django's own: its mail to the administrators carries the whole request.
            "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            # The names of forged hosts and the like are an attacker's text.
            "django.security": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "tsunagi": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        },
    }

import logging
import re
import sys

import pytest

from config.logs import SparingFormatter, logging_settings


def _stumble():
    try:
        int("見本 花子")
    except ValueError as error:
        raise RuntimeError("見本 花子") from error


def test_a_log_says_where_and_what_kind_but_never_which_words():
    try:
        _stumble()
    except RuntimeError:
        record = logging.LogRecord("a", logging.ERROR, __file__, 1, "fault", (), sys.exc_info())

    text = SparingFormatter().format(record)

    assert "見本" not in text
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\x1b[2J", "\u2028"])
def test_an_address_with_a_line_break_begins_no_second_entry(mark):
    settings = logging_settings(sparing=True)["formatters"]["line"]
    formatter = SparingFormatter(settings["format"], settings["datefmt"], settings["style"])
    record = logging.LogRecord("a", logging.ERROR, __file__, 1, "%s", (f"/x{mark}偽の行",), None)

    text = formatter.format(record)

    assert mark not in text
    assert len(text.splitlines()) == 1
    assert "偽の行" in text


def test_a_log_tells_the_time_with_its_offset():
    settings = logging_settings(sparing=True)["formatters"]["line"]
    formatter = SparingFormatter(settings["format"], settings["datefmt"], settings["style"])

    text = formatter.format(logging.LogRecord("a", logging.INFO, __file__, 1, "x", (), None))

    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} INFO a x", text)

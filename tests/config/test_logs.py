import logging
import sys

from config.logs import SparingFormatter


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

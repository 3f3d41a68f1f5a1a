"""A sheet as it was stored once, and the words that are printed of it.

`python -m tests.worksheets.golden_sheet` writes the words anew. Whoever has to do so changes what
every submitted sheet looks like: after a release that is to be a decision, not an accident.
"""

import html
import json
import os
import re
from pathlib import Path

import django

FOLDER = Path(__file__).parent / "golden"
DOCUMENT, WORDS = FOLDER / "sheet.json", FOLDER / "sheet.txt"


def printed_words():
    """Line by line as they stand on the paper."""
    from worksheets.printable import sheet_of_document  # noqa: PLC0415 -- needs the settings
    from worksheets.printing import sheet_html  # noqa: PLC0415 -- likewise

    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    body = sheet_html(sheet_of_document(document)).partition("<body")[2].partition(">")[2]
    text = html.unescape(re.sub(r"<[^>]+>", "\n", body))
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    WORDS.write_text(printed_words(), encoding="utf-8")

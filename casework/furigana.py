"""ふりがな as staff type it: ｜支援《しえん》. No reading is ever made up here.

`｜` begins what is read, `《》` holds the reading; before a word of kanji alone it may be left out.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

JOINER = "\N{WORD JOINER}"
READING = r"《(?P<{name}>[ぁ-ゖァ-ヺー・ 　]+)》"
MARKED = re.compile(
    r"｜(?P<base>[^｜《》\n]+)"
    + READING.format(name="reading")
    + r"|(?P<kanji>[々〆ヶ㐀-䶿一-鿿豈-﫿𠀀-𳎯]+)"
    + READING.format(name="kanji_reading")
)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """The text as pairs of what is written and how it is read; "" where nobody said."""
    end = 0
    for match in MARKED.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], ""
        yield (
            match["base"] or match["kanji"],
            (match["reading"] or match["kanji_reading"]).strip(),
        )
        end = match.end()
    if end < len(text):
        yield text[end:], ""


def without_readings(text: str) -> str:
    return "".join(written for written, _ in pieces(text))


def with_readings(text: str) -> SafeString:
    """As HTML: each reading above its word, whatever draws the page."""
    return format_html_join("", "{}", ((_piece(*each),) for each in _kept_together(pieces(text))))


def _kept_together(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """No line ends between a word and the kana that it ends with (聞｜きたい)."""
    follows_word = False
    for written, reading in found:
        joined = follows_word and not reading and "ぁ" <= written[0] <= "ゖ"
        yield (JOINER + written if joined else written), reading
        follows_word = bool(reading)


def _piece(written: str, reading: str) -> SafeString:
    if not reading:
        return format_html("{}", written)
    return format_html(
        '<span class="ruby"><span class="rt">{}</span><span class="rb">{}</span></span>',
        reading,
        written,
    )


def marked_name(name: str, kana: str) -> str:
    """A registered name with its registered reading, in the marks that staff type."""
    if not kana or set(name + kana) & set("｜《》\n"):
        return name
    return f"｜{name}《{to_hiragana(kana)}》"


def to_hiragana(kana: str) -> str:
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in kana)

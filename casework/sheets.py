"""アセスメント様式 as text: what somebody types, read into questions.

■ 見出し
・質問｜はい／いいえ
・質問｜自由記述
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "assessment_forms"
FREE = "自由記述"
HEADING, QUESTION, PARTING, OR = "■", "・", "｜", "／"
MOST_QUESTIONS = 60
LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000


class SheetTextError(ValueError):
    """The text is no form; says in which line."""


@dataclass(frozen=True)
class Question:
    """One question; without `options` it is answered in words."""

    number: int
    heading: str
    text: str
    options: tuple[str, ...] = ()

    @property
    def field_name(self) -> str:
        return f"q_{self.number}"


@dataclass(frozen=True)
class Example:
    """A sheet that the product brings along, to be edited."""

    code: str
    kind: str
    title: str
    notice: str
    body: str


@dataclass(frozen=True)
class Answered:
    """One question with its answer, and what was answered the time before."""

    question: Question
    answer: str
    before: str = ""


def questions_of(body: str) -> list[Question]:
    """In their order. Raises SheetTextError, in words for whoever typed it."""
    found: list[Question] = []
    heading = ""
    for number, raw in enumerate(body.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith(HEADING):
            heading = line.removeprefix(HEADING).strip()
            if not heading:
                raise SheetTextError(f"{number}行目：見出しの文がありません。")
        elif line.startswith(QUESTION):
            found.append(_question(line, number, heading, position=len(found) + 1))
        else:
            raise SheetTextError(
                f"{number}行目：行の初めに「■」（見出し）か「・」（質問）を付けてください。"
            )
    _check(found)
    return found


def _question(line: str, number: int, heading: str, *, position: int) -> Question:
    text, parting, answers = line.removeprefix(QUESTION).partition(PARTING)
    text, answers = text.strip(), answers.strip()
    if not parting or not text or not answers:
        raise SheetTextError(
            f"{number}行目：質問と答え方を「｜」で区切ってください（例：・けががある｜はい／いいえ）。"
        )
    if len(text) > LONGEST_QUESTION:
        raise SheetTextError(f"{number}行目：質問は{LONGEST_QUESTION}文字以内にしてください。")
    if answers == FREE:
        return Question(position, heading, text)
    options = tuple(each.strip() for each in answers.split(OR))
    if len(options) == 1 or not all(options):
        raise SheetTextError(
            f"{number}行目：選択肢は「／」で区切って2つ以上にするか、「{FREE}」と書いてください。"
        )
    if len(set(options)) < len(options):
        raise SheetTextError(f"{number}行目：同じ選択肢が2回あります。")
    return Question(position, heading, text, options)


def _check(found: Sequence[Question]) -> None:
    if not found:
        raise SheetTextError("質問を1つ以上書いてください。")
    if len(found) > MOST_QUESTIONS:
        raise SheetTextError(f"質問は{MOST_QUESTIONS}問以内にしてください（現在{len(found)}問）。")
    texts = [each.text for each in found]
    again = next((text for text in texts if texts.count(text) > 1), "")
    if again:
        raise SheetTextError(f"同じ質問が2回あります：{again}")


def answered(
    body: str,
    answers: Mapping[str, str],
    *,
    before: Mapping[str, str] | None = None,
) -> list[Answered]:
    """Each question of a published body with its answer; `before` holds answers by question."""
    earlier = before or {}
    return [
        Answered(each, answers.get(str(each.number), ""), earlier.get(each.text, ""))
        for each in questions_of(body)
    ]


def answers_by_question(body: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The wording leads from one version to the next: a question worded otherwise is another."""
    return {each.question.text: each.answer for each in answered(body, answers) if each.answer}


@cache
def examples() -> tuple[Example, ...]:
    """The sheets in `data/assessment_forms/`, by file name."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            told = tomllib.load(file)
        found.append(Example(**{**told, "body": told["body"].strip()}))
    return tuple(found)


def example_of(code: str) -> Example | None:
    return next((each for each in examples() if each.code == code), None)

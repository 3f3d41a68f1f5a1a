"""The words of a consultation note, put together from the sentences in `demo/data/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from demo.data_files import read, read_notes
from demo.families import AGENCY

# How likely a note has so many further sentences.
DETAILS = {0: 34, 1: 46, 2: 20}
RESPONSES = {1: 46, 2: 44, 3: 10}
BUSY = 1.8  # how much likelier a subject is in its months
SECOND_TOPIC = 0.28
OPENING = 0.55
CLOSING = 0.3
NEXT_STEP = 0.28


@dataclass(frozen=True)
class Note:
    content: str
    response: str
    next_step: str


class Notebook:
    """All subjects with their sentences, and how consultations reach a center."""

    def __init__(self) -> None:
        self.subjects = read_notes()
        self.contacts = read("contacts")

    def subject(self, chance: Random, *, center_type: str, month: int) -> dict[str, Any]:
        weights = [
            subject["weights"][center_type] * (BUSY if month in subject.get("busy", ()) else 1)
            for subject in self.subjects
        ]
        return chance.choices(self.subjects, weights)[0]

    def method(self, chance: Random, *, center_type: str) -> str:
        shares = self.contacts["shares"][center_type]
        return chance.choices(list(shares), list(shares.values()))[0]

    def topics(self, chance: Random, subject: dict[str, Any]) -> list[str]:
        first, *others = subject["topics"]
        return [first, *(code for code in others if chance.random() < SECOND_TOPIC)]

    def caller(self, chance: Random, subject: dict[str, Any]) -> str:
        callers = self.contacts["callers"]
        words = subject.get("callers")
        who: str = words[0] if words else chance.choices(callers["words"], callers["weights"])[0]
        return who

    def note(
        self,
        chance: Random,
        subject: dict[str, Any],
        told: dict[str, Any],
        *,
        child: str,
        who: str,
        method: str,
    ) -> Note:
        """`told` is one of the subject's contents; only answers that fit it are given."""
        content = [told["text"], *_some(chance, subject["details"], DETAILS)]
        if chance.random() < OPENING and who != AGENCY:
            opening = chance.choice(self.contacts["method"][method]["openings"])
            content.insert(0, opening.replace("{who}", who))
        response = _some(chance, _fitting(subject["responses"], told["answers"]), RESPONSES)
        if chance.random() < CLOSING:
            response.append(chance.choice(self.contacts["closings"]["sentences"]))
        steps = _fitting(subject["next_steps"], told["next"])
        return Note(
            content=self._as_spoken("".join(content), method).replace("{child}", child),
            response=self._as_spoken("".join(response), method),
            next_step=chance.choice(steps) if steps and chance.random() < NEXT_STEP else "",
        )

    def _as_spoken(self, text: str, method: str) -> str:
        """Nothing is handed over on the telephone."""
        if method in self.contacts["remote"]["methods"]:
            for word, instead in self.contacts["remote"]["words"]:
                text = text.replace(word, instead)
        return text


def _fitting(sentences: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """The data numbers sentences from 1."""
    return [sentences[number - 1] for number in numbers]


def _some(chance: Random, sentences: Sequence[str], numbers: dict[int, int]) -> list[str]:
    """A few of the sentences, in their order."""
    number = min(chance.choices(list(numbers), list(numbers.values()))[0], len(sentences))
    return [sentences[place] for place in sorted(chance.sample(range(len(sentences)), number))]

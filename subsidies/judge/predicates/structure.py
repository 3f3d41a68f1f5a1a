"""What a text says of its own build: which types there are, whom it is for, what it leaves out."""

from subsidies.judge.kleene import Status
from subsidies.judge.predicates.register import predicate
from subsidies.judge.question import Question, Verdict, compared, unknown

TYPE_NAMES = {
    "basic": "基本型",
    "specific": "特定型",
    "maternal_child": "母子保健型",
    "family_center": "こども家庭センター型",
    "pregnancy_support": "妊婦等包括相談支援事業型",
}


@predicate("key", "listed")
def named_among(question: Question) -> Verdict:
    """A word that has to be one of those the text lists."""
    key, listed = question.text("key"), question.texts("listed")
    value = question.facts.get(key)
    if value is None:
        return unknown([key])
    words = "当たります" if value in listed else "当たりません"
    return compared(holds=value in listed, reason=f"{value}は{'・'.join(listed)}に{words}。")


@predicate()
def type_of_version(question: Question) -> Verdict:
    """A type that came later, or was abolished, cannot be judged by this version."""
    if question.type is None:
        return unknown(["type"])
    holds = question.type in question.types
    words = "定められた類型です" if holds else "ない類型です"
    return compared(holds=holds, reason=f"{TYPE_NAMES[question.type]}は、この版に{words}。")


@predicate("subtypes")
def subtype_among(question: Question) -> Verdict:
    if question.subtype is None:
        return unknown(["subtype"])
    if question.subtype in question.texts("subtypes"):
        return compared(holds=True, reason=f"基本{question.subtype}型です。")
    reason = f"基本{question.subtype}型についての規定ではありません。"
    return Verdict(status=Status.NOT_APPLICABLE, reason=reason)


@predicate("reason")
def not_asked_of_type(question: Question) -> Verdict:
    return Verdict(status=Status.NOT_APPLICABLE, reason=question.text("reason"))


@predicate()
def reading_matter(question: Question) -> Verdict:  # noqa: ARG001 -- a draft asks nothing
    reason = "案の記載であり、判定には用いません。"
    return Verdict(status=Status.UNKNOWN, reason=reason)

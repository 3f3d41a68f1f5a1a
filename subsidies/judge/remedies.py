"""What would have to change for a rule that is not met: in plain words, and in figures where the
missing number can be computed."""

from dataclasses import dataclass, replace

from subsidies.judge.kleene import Status, conjunction, disjunction
from subsidies.judge.result import Finding, Result
from subsidies.judge.rulebook import (
    ADVISORY,
    Force,
    Group,
    Leaf,
    Listing,
    Node,
    Proviso,
    Reference,
    Version,
    When,
)

OR_SIGNED = "届かない場合も、理由を付した申立てによって認められることがあります。"


@dataclass(frozen=True, kw_only=True)
class Remedy:
    """One thing that would help. Of several alternatives, one is enough."""

    condition_id: str
    clause: str
    text: str
    alternative: bool


def what_would_change(result: Result, version: Version) -> tuple[Remedy, ...]:
    """The conditions that stand against a rule that is not met; nothing for any other answer."""
    rule = version.rule(result.rule_id)
    if rule is None or result.overall is not Status.NOT_MET:
        return ()
    found = {finding.condition_id: finding for finding in result.findings}
    remedies = _Walk(found, version).remedies(rule.logic)
    return tuple({remedy.condition_id: remedy for remedy in remedies}.values())


class _Walk:
    def __init__(self, found: dict[str, Finding], version: Version) -> None:
        self.found, self.version = found, version

    def remedies(self, node: Node) -> list[Remedy]:
        if self._status(node) is not Status.NOT_MET:
            return []
        if isinstance(node, Leaf):
            return [_remedy(self.found[node.condition])]
        parts = _parts(node, self.version)
        found = [remedy for part in parts for remedy in self.remedies(part)]
        if len(parts) > 1 and not _is_every(node):
            return [replace(remedy, alternative=True) for remedy in found]
        return found

    def _status(self, node: Node) -> Status:
        if isinstance(node, Leaf):
            finding = self.found.get(node.condition)
            if finding is None or finding.force in ADVISORY:
                return Status.NOT_APPLICABLE
            return finding.status
        statuses = [self._status(part) for part in _parts(node, self.version)]
        return conjunction(statuses) if _is_every(node) else disjunction(statuses)


def _parts(node: Node, version: Version) -> tuple[Node, ...]:
    if isinstance(node, (Group, Listing)):
        return node.parts
    if isinstance(node, Proviso):
        return (node.main, node.exception)
    if isinstance(node, When):
        return (node.then,)
    if isinstance(node, Reference):
        return (version.known_rule(node.rule).logic,)
    return ()


def _is_every(node: Node) -> bool:
    return not isinstance(node, Proviso) and not (isinstance(node, Group) and not node.every)


def _remedy(finding: Finding) -> Remedy:
    text = finding.remedy or f"「{finding.description.removesuffix('。')}」ことが必要です。"
    if finding.force is Force.PRINCIPLE:
        text = f"{text}{OR_SIGNED}"
    return Remedy(
        condition_id=finding.condition_id, clause=finding.clause, text=text, alternative=False
    )

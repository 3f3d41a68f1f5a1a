"""`docs/permissions.md`: the policy table as a document, for the office and for reviewers."""

from accounts.enums import Role
from accounts.policy import CONFIDENTIALITY, NARROWED_BY_CONFIDENTIALITY, POLICY
from shared.access import Capability, Confidentiality, Scope

HEADING = """# 権限表

`accounts/policy.py` から `manage.py print_permissions` で作成しています（手で直さないでください）。

- 「自センター」は役割を付与されたセンターだけ、「自治体内」はその自治体のすべてのセンターに及びます。
- 「－」はできません（403）。範囲の外にあるものは、存在しないものと同じ応答（404）になります。
- 「自分の記録」は自センターで自分が記録したもの、「指名された者」は自センターで指名された記録だけに及びます。
- ※の権限は、記録の区分によってさらに狭まります。二つの表のうち、狭いほうの範囲になります。
- 「自治体内」でも、委託のセンターの相談記録は、相談日に適用中の契約に「記録の閲覧：可」の定めがあるものだけに及びます。件数はすべて数えます。
- 「提供の承諾がある、ほかのセンターの相談記録」は、家庭の承諾（又は法令等の根拠）が自センターへの提供について続いている間だけ、通常の記録だけを読めます。撤回した時から読めません。
- 家庭が閲覧の承諾をしていない（撤回した）記録は、「制限」と同じ範囲になります。記録者は読めます。
- 役割には期間があります。終了日を過ぎた役割、取り消された役割は、その時から何もできません。
"""


def permissions_document() -> str:
    capabilities = _table("権限", capability_rows())
    confidentialities = _table("記録の区分", confidentiality_rows())
    return f"{HEADING}\n{capabilities}\n## 記録の区分\n\n{confidentialities}"


def capability_rows() -> list[tuple[str, list[str]]]:
    """Each capability with its scope for every role; ※ is narrowed by the second table."""
    return [
        (
            f"{capability.label}{'※' if capability in NARROWED_BY_CONFIDENTIALITY else ''}",
            [_label(POLICY[role].get(capability)) for role in Role],
        )
        for capability in Capability
    ]


def confidentiality_rows() -> list[tuple[str, list[str]]]:
    return [
        (
            str(confidentiality.label),
            [_label(CONFIDENTIALITY[confidentiality].get(role)) for role in Role],
        )
        for confidentiality in Confidentiality
    ]


def _label(scope: Scope | None) -> str:
    return str(Scope(scope or Scope.NONE).label)


def _table(title: str, rows: list[tuple[str, list[str]]]) -> str:
    titles = [title, *(str(role.label) for role in Role)]
    lines = [titles, ["---"] * len(titles), *([label, *scopes] for label, scopes in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)

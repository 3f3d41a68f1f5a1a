"""`docs/permissions.md`: the policy table as a document, for the office and for reviewers."""

from accounts.enums import Role
from accounts.policy import scope_of
from shared.access import Capability, Scope

HEADING = """# 権限表

`accounts/policy.py` から `manage.py print_permissions` で作成しています（手で直さないでください）。

- 「自センター」は役割を付与されたセンターだけ、「自治体内」はその自治体のすべてのセンターに及びます。
- 「－」はできません（403）。範囲の外にあるものは、存在しないものと同じ応答（404）になります。
- 役割には期間があります。終了日を過ぎた役割、取り消された役割は、その時から何もできません。
"""


def permissions_document() -> str:
    titles = ["権限", *(role.label for role in Role)]
    rows = [[capability.label, *_scopes(capability)] for capability in Capability]
    lines = [titles, ["---"] * len(titles), *rows]
    table = "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
    return f"{HEADING}\n{table}\n"


def _scopes(capability: Capability) -> list[str]:
    return [str(Scope(scope_of(role, capability)).label) for role in Role]

"""廃棄証明書: how much went of each kind, by which rule, decided by whom; no client is in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Max, Min
from django.template.loader import render_to_string

from retention.enums import ItemState
from retention.models import Disposal, DisposalItem, RetentionRule
from shared.pdf import print_pdf
from shared.retention import find_kind, kinds

STYLE = settings.BASE_DIR / "static/css/letter_print.css"


@dataclass(frozen=True)
class Line:
    """One kind of record of a disposal."""

    label: str
    counts: Counter[str]
    rules: Sequence[RetentionRule]
    first_event: date | None
    last_event: date | None
    reasons: Sequence[tuple[str, int]]

    @property
    def waiting(self) -> int:
        return self.counts[ItemState.WAITING]

    @property
    def disposed(self) -> int:
        return self.counts[ItemState.DISPOSED]

    @property
    def kept(self) -> int:
        return self.counts[ItemState.KEPT]


@dataclass(frozen=True)
class Certificate:
    """A disposal as the register tells it."""

    disposal: Disposal
    lines: Sequence[Line]

    @property
    def total(self) -> int:
        return sum(line.disposed for line in self.lines)


def certificate_of(disposal: Disposal) -> Certificate:
    """In four queries, however many records."""
    items = DisposalItem.objects.filter(disposal=disposal)
    counts: dict[str, Counter[str]] = {}
    for (kind, state), number in items.counts().items():
        counts.setdefault(kind, Counter())[state] = number
    days = {
        row["kind"]: row for row in _by_kind(items, first=Min("event_on"), last=Max("event_on"))
    }
    reasons: dict[str, list[tuple[str, int]]] = {}
    kept = items.filter(state=ItemState.KEPT)
    for row in _by_kind(kept, "kept_because", number=Count("*")):
        reasons.setdefault(row["kind"], []).append((row["kept_because"], row["number"]))
    used = RetentionRule.objects.filter(pk__in=items.exclude(rule=None).values("rule"))
    rules: dict[str, list[RetentionRule]] = {}
    for rule in used.order_by("pk"):
        rules.setdefault(rule.kind, []).append(rule)
    return Certificate(
        disposal,
        [
            Line(
                label=_label(code),
                counts=counts[code],
                rules=rules.get(code, ()),
                first_event=days[code]["first"],
                last_event=days[code]["last"],
                reasons=reasons.get(code, ()),
            )
            for code in sorted(counts, key=_place)
        ],
    )


def tables_of(disposal: Disposal) -> list[tuple[str, int]]:
    """How many rows went of each table, by the table's name."""
    found: Counter[str] = Counter()
    items = DisposalItem.objects.filter(disposal=disposal, state=ItemState.DISPOSED)
    for rows in items.values_list("rows", flat=True).iterator():
        found.update(rows)
    named = [(str(apps.get_model(label)._meta.verbose_name), n) for label, n in found.items()]
    return sorted(named)


def certificate_pdf(disposal: Disposal) -> bytes:
    """The same disposal gives the same pages each time."""
    context = {"certificate": certificate_of(disposal), "tables": tables_of(disposal)}
    html = render_to_string("retention/certificate_print.html", context)
    return print_pdf(html, STYLE.read_text(encoding="utf-8"))


def _by_kind(items: Any, *columns: str, **numbers: Any) -> Any:
    return items.values("kind", *columns).annotate(**numbers).order_by("kind", *columns)


def _label(code: str) -> str:
    kind = find_kind(code)
    return kind.label if kind else code


def _place(code: str) -> tuple[int, str]:
    codes = [kind.code for kind in kinds()]
    return (codes.index(code) if code in codes else len(codes), code)

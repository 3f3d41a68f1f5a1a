"""里帰り・転出の引継ぎ: with a consent that stands, by a letter that holds what was chosen."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.forms.maternity_records import HandOverForm, standing_consents
from casework.losses import STOPPED, StoppedError, is_stopped, require_next_steps
from casework.maternity_draft_forms import HAND_OVER
from casework.maternity_enums import HandOverPart
from casework.maternity_identity import names_of
from casework.models import MaternityHandOver, Pregnancy
from casework.views.maternity_reaching import Adding, add_page, pregnancy_of
from consultations.enums import ContactKind
from consultations.masking import contacts_of
from consultations.printing import printed
from consultations.views.drafts import left_over
from shared import audit
from shared.access import Capability, requires
from shared.wareki import format_wareki

TOLD_CONTACTS = (ContactKind.POSTAL_CODE, ContactKind.ADDRESS, ContactKind.PHONE)
CONSENT_ENDED = "よりどころとした承諾が続いていないため、文書を作成していません。"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def hand_over_create(request: UserRequest, pk: int) -> HttpResponse:
    pregnancy = pregnancy_of(request, pk, Capability.MATERNITY_WRITE)
    if is_stopped(pregnancy):
        messages.warning(request, STOPPED)
        back = reverse("maternity:pregnancy_detail", args=[pregnancy.pk])
        return left_over(request, f"{HAND_OVER}{pregnancy.pk}", back)
    return add_page(
        request,
        pk,
        Adding(
            form_class=HandOverForm,
            title="里帰り・転出の引継ぎ",
            page="hand_over",
            prefix=HAND_OVER,
            words="引継ぎ先への提供の承諾が続いているときだけ、引継ぎができます。渡すのは、ここで選んだものだけです。",
        ),
    )


@never_cache
@require_safe
@requires(Capability.MATERNITY_WRITE)
def hand_over_print(request: UserRequest, pk: int) -> HttpResponse:
    """Composed anew each time: a protection, a withdrawal or a loss since then is heeded."""
    rows = MaternityHandOver.objects.visible_to(request.user, Capability.MATERNITY_WRITE)
    hand_over = get_object_or_404(rows.select_related("consent", "recorded_by"), pk=pk)
    pregnancy = pregnancy_of(request, hand_over.pregnancy_id, Capability.MATERNITY_WRITE)
    try:
        require_next_steps(pregnancy)
    except StoppedError:
        messages.warning(request, STOPPED)
        return redirect("maternity:pregnancy_detail", pregnancy.pk)
    if not standing_consents(pregnancy.household_id).filter(pk=hand_over.consent_id).exists():
        messages.warning(request, CONSENT_ENDED)
        return redirect("maternity:pregnancy_detail", pregnancy.pk)
    context = {
        "hand_over": hand_over,
        "center": pregnancy.center,
        "lines": _lines(pregnancy, hand_over.parts),
    }
    answer = printed("maternity/hand_over_print.html", context, name=f"hand-over-{pk}")
    audit.record(request, audit.Action.PRINT, hand_over, pregnancy=pregnancy.pk)
    return answer


def _lines(pregnancy: Pregnancy, parts: Any) -> list[tuple[str, str]]:
    day, mother = localdate(), pregnancy.mother
    lines: list[tuple[str, str]] = []
    if HandOverPart.NAME in parts:
        born = mother.date_of_birth
        lines += [
            ("氏名", names_of([pregnancy], day)[pregnancy.pk]),
            ("フリガナ", mother.registered_kana),
            ("生年月日", format_wareki(born) if born else ""),
        ]
    if HandOverPart.CONTACT in parts:
        known = contacts_of([mother], day=day)[mother.pk]
        lines += [(each.label, each.text) for each in known if each.kind in TOLD_CONTACTS]
    if HandOverPart.DUE in parts:
        lines += [
            ("出産予定日", format_wareki(pregnancy.due_on)),
            ("胎児の数", f"{pregnancy.fetus_count}人"),
        ]
    if HandOverPart.INTERVIEWS in parts:
        held = pregnancy.interviews.standing().order_by("occurred_at")
        lines += [
            (f"面談（{each.get_stage_display()}）", format_wareki(localdate(each.occurred_at)))
            for each in held
        ]
    if HandOverPart.RISK in parts:
        risk = pregnancy.risks.order_by("-judged_on", "-pk").first()
        if risk is not None:
            lines += [("支援の必要度", risk.get_level_display()), ("理由", risk.reason)]
    return [(label, text) for label, text in lines if text]

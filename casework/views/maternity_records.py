"""What is added to a row: need of support, scores, contacts, questionnaire, payments."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from casework.forms.maternity_records import (
    BenefitForm,
    ContactForm,
    QuestionnaireForm,
    RiskForm,
    ScoreForm,
)
from casework.losses import stopped_among
from casework.maternity_actions import record_contact
from casework.maternity_data import settings
from casework.maternity_draft_forms import CONTACT, QUESTIONNAIRE
from casework.maternity_enums import BENEFIT_DONE, BenefitPayment
from casework.maternity_identity import names_of
from casework.maternity_rows import benefit_states
from casework.models import BenefitStep, Pregnancy
from casework.views.maternity_reaching import Adding, add_page
from centers.listing import pagination
from shared import audit
from shared.access import Capability, requires

PAGE_SIZE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def risk_create(request: UserRequest, pk: int) -> HttpResponse:
    return add_page(
        request, pk, Adding(form_class=RiskForm, title="支援の必要度の判断", page="risk")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def score_create(request: UserRequest, pk: int) -> HttpResponse:
    return add_page(request, pk, Adding(form_class=ScoreForm, title="尺度の得点", page="score"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def contact_create(request: UserRequest, pk: int) -> HttpResponse:
    return add_page(
        request,
        pk,
        Adding(
            form_class=ContactForm,
            title="妊産婦への連絡の記録",
            page="contact",
            prefix=CONTACT,
            save=_save_contact,
        ),
    )


def _save_contact(form: Any, request: UserRequest) -> tuple[Any, bool]:
    return record_contact(
        form.made(),
        planned=form.planned(),
        version=form.cleaned_data["version"],
        by=request.user,
        at=timezone.now(),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def questionnaire_create(request: UserRequest, pk: int) -> HttpResponse:
    return add_page(
        request,
        pk,
        Adding(
            form_class=QuestionnaireForm,
            title="妊娠届出時の質問票",
            page="questionnaire",
            prefix=QUESTIONNAIRE,
            words="どの質問にも、答えないことができます。空欄は「未回答」として残ります。",
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.MATERNITY_WRITE)
def benefit_create(request: UserRequest, pk: int) -> HttpResponse:
    return add_page(
        request,
        pk,
        Adding(
            form_class=BenefitForm,
            title="妊婦支援給付の段階",
            page="benefit",
            words=f"{settings()['benefit']['source']}。"
            f"胎児の数の届出：{settings()['benefit']['fetus_count_source']}",
        ),
    )


def _done(payment: BenefitPayment) -> Any:
    """The steps after which nothing is left to be done for this payment of the row outside."""
    return BenefitStep.objects.filter(
        pregnancy=OuterRef("pk"), payment=payment, act__in=BENEFIT_DONE
    )


@never_cache
@require_safe
@requires(Capability.MATERNITY_VIEW)
def benefit_list(request: UserRequest) -> HttpResponse:
    """Payments not yet done. Neither a loss nor the end of the support ever hides one; the page
    says to whom to speak with care."""
    rows = Pregnancy.objects.visible_to(request.user).for_reading()
    for_each = [Exists(_done(payment)) for payment in BenefitPayment]
    rows = rows.exclude(*for_each)
    page = Paginator(rows.order_by("due_on", "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    shown, day = list(page.object_list), localdate()
    audit.record(
        request,
        audit.Action.LIST,
        Pregnancy,
        shown=shown,
        count=page.paginator.count,
        page="benefits",
    )
    names, states, careful = names_of(shown, day), benefit_states(shown), stopped_among(shown)
    context = {
        "rows": [(row, names[row.pk], states[row.pk], row.pk in careful) for row in shown],
        "source": settings()["benefit"]["source"],
        "pagination": pagination(page, request.GET, unit="件"),
    }
    return TemplateResponse(request, "maternity/benefit_list.html", context)

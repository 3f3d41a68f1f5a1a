"""The pages on which evidence rows are recorded, replaced and withdrawn, the same for all apps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from shared import audit
from shared.access import ActorRequest
from shared.ledger import AlreadySupersededError, LedgerEntry, supersede
from shared.ledger_forms import BOOKKEEPING, Change, LedgerEntryForm
from shared.ledger_sections import cells, headings
from shared.ledgers import Ledger
from shared.model_forms import CHANGED_MEANWHILE


def entry_form(
    request: ActorRequest, ledger: Ledger, entry: LedgerEntry, *, template: str
) -> HttpResponse:
    """Record `entry` if it is new, else put another in its place."""
    is_new, back_url = entry.pk is None, ledger.home_url(entry)
    if request.method == "GET" and not entry.is_current:
        messages.warning(
            request, "この登録は既に差し替えられています。最新の内容を表示しています。"
        )
        return redirect(back_url)
    if request.method == "POST":
        form = ledger.form(request.POST, instance=entry, user=request.user)
        if form.is_valid():
            if not is_new and not form.has_changed():
                messages.info(request, "変更はありませんでした。")
                return redirect(back_url)
            if form.save_entry(by=request.user, at=timezone.now()):
                _write_down(request, ledger, form)
                messages.success(
                    request, f"{ledger.title}を{'登録' if is_new else '変更'}しました。"
                )
                return redirect(ledger.home_url(form.instance))
    else:
        # A link may say what is to be recorded: …/documents/create/?fiscal_year=2025&kind=pr
        initial = request.GET.dict() if is_new else None
        form = ledger.form(instance=entry, user=request.user, initial=initial)
    if ledger.about_persons and not is_new:
        audit.record(request, audit.Action.READ, entry, page="replace")
    context = {
        "form": form,
        "ledger": ledger,
        "owner": ledger.owner_of(entry),
        "back_url": back_url,
        "standing": form.standing,
        "withdraw_url": ledger.withdraw_url(form.standing) if form.standing else "",
    }
    return TemplateResponse(request, template, context)


def entry_withdraw(
    request: ActorRequest, ledger: Ledger, entry: LedgerEntry, *, template: str
) -> HttpResponse:
    """Ask, then take `entry` out of force; it stays readable in the history."""
    if request.method == "POST":
        try:
            supersede(entry, by=request.user, at=timezone.now())
        except AlreadySupersededError:
            messages.error(request, CHANGED_MEANWHILE)
        else:
            audit.record(request, audit.Action.WITHDRAW, entry)
            messages.success(request, f"{ledger.title}を取り消しました。記録は履歴に残ります。")
        return redirect(ledger.home_url(entry))
    if ledger.about_persons:
        audit.record(request, audit.Action.READ, entry, page="withdraw")
    context = {
        "ledger": ledger,
        "entry": entry,
        "owner": ledger.owner_of(entry),
        "values": list(zip(headings(ledger), cells(ledger, entry), strict=True)),
        "back_url": ledger.home_url(entry),
    }
    return TemplateResponse(request, template, context)


def _write_down(request: ActorRequest, ledger: Ledger, form: LedgerEntryForm) -> None:
    """One entry for one save, whichever number of rows it recorded or replaced."""
    audit.record(
        request,
        audit.Action.CHANGE if form.standing else audit.Action.CREATE,
        ledger.model,
        shown=[change.new for change in form.written],
        replaced=[change.old.pk for change in form.written if change.old],
        fields={
            str(change.new.pk): _fields(ledger, change) for change in form.written if change.old
        },
    )


def _fields(ledger: Ledger, change: Change) -> dict[str, object]:
    names = [
        field.name for field in change.new._meta.concrete_fields if field.name not in BOOKKEEPING
    ]
    old = change.old or change.new
    found = audit.differences(old, change.new, names, with_values=not ledger.about_persons)
    return dict(found)

"""要綱の読み方: what the notices leave open and the municipality has chosen, with its history."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import UserRequest
from centers.models import Municipality
from shared import ledger_pages
from shared.access import Capability, requires
from shared.ledger import LedgerEntry
from shared.ledger_sections import Section, section_of
from subsidies.judge.settings import Setting, load_settings
from subsidies.ledgers import SETTINGS
from subsidies.models import MunicipalSetting

UNUSABLE = 422


@dataclass(frozen=True)
class SettingPart:
    """One reading on screen: what holds today, and the rows behind it."""

    setting: Setting
    section: Section

    @property
    def current(self) -> str:
        """The choice in force today; empty while none is."""
        in_force = [row for row in self.section.rows if row.state and row.state.is_in_force]
        return in_force[0].cells[0] if in_force else ""

    @property
    def unset_label(self) -> str:
        """How it is read while nothing is registered; empty where the answer stays unknown."""
        return self.setting.label(self.setting.unset) if self.setting.unset else ""


@require_safe
@requires(Capability.MUNICIPALITY_VIEW)
def setting_list(request: UserRequest, municipality_pk: int) -> HttpResponse:
    visible = Municipality.objects.visible_to(request.user)
    municipality = get_object_or_404(visible, pk=municipality_pk)
    section = section_of(SETTINGS, municipality, day=timezone.localdate())
    reach = request.user.reach(Capability.MUNICIPALITY_EDIT)
    context = {
        "municipality": municipality,
        "parts": [
            SettingPart(setting, _of_key(section, key)) for key, setting in load_settings().items()
        ],
        "can_edit": reach.covers(municipality_id=municipality.pk),
    }
    return TemplateResponse(request, "subsidies/setting_list.html", context)


def _of_key(section: Section, key: str) -> Section:
    entries: list[LedgerEntry] = [
        entry
        for entry in section.entries
        if isinstance(entry, MunicipalSetting) and entry.key == key
    ]
    return replace(section, entries=entries)


@require_http_methods(["GET", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def setting_create(request: UserRequest, municipality_pk: int, key: str) -> HttpResponse:
    editable = Municipality.objects.visible_to(request.user, Capability.MUNICIPALITY_EDIT)
    municipality = get_object_or_404(editable, pk=municipality_pk)
    if key not in load_settings():
        raise Http404
    return _form(request, MunicipalSetting(municipality=municipality, key=key))


@require_http_methods(["GET", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def setting_replace(request: UserRequest, pk: int) -> HttpResponse:
    return _form(request, _editable(request, pk))


@require_http_methods(["GET", "POST"])
@requires(Capability.MUNICIPALITY_EDIT)
def setting_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    return ledger_pages.entry_withdraw(
        request, SETTINGS, _editable(request, pk), template="subsidies/setting_withdraw.html"
    )


def _form(request: UserRequest, entry: MunicipalSetting) -> HttpResponse:
    response = ledger_pages.entry_form(
        request, SETTINGS, entry, template="subsidies/setting_form.html"
    )
    if request.method == "POST" and isinstance(response, TemplateResponse):
        response.status_code = UNUSABLE
    return response


def _editable(request: UserRequest, pk: int) -> MunicipalSetting:
    """A reading that the rule files no longer ask for has no form."""
    editable = MunicipalSetting.objects.visible_to(request.user, Capability.MUNICIPALITY_EDIT)
    return get_object_or_404(
        editable.select_related("municipality", "recorded_by", "superseded_by"),
        pk=pk,
        key__in=load_settings(),
    )

"""Every named address: whose object its number means, and which methods it has.

The capability is not repeated here: it is read from the view (`view.capability`).
"""

from django.urls import URLResolver, get_resolver

from tests.access.case_surfaces import CASE_SURFACES
from tests.access.surface import (
    ACT,
    ANY_SIGNED_IN,
    FORM,
    FORM_WITHOUT_HEAD,
    PUBLIC,
    Surface,
)

SHEET_STAGE: dict[str, str | int] = {"fiscal_year": 2025, "stage": "application"}
SHEET_TYPE: dict[str, str | int] = {**SHEET_STAGE, "center_type": "basic"}

SURFACES = {
    "home": Surface(opened_by=ANY_SIGNED_IN),
    "healthz": Surface(opened_by=PUBLIC),
    "accounts:sign_in": Surface(FORM, opened_by=PUBLIC),
    "accounts:sign_out": Surface(ACT, opened_by=ANY_SIGNED_IN),
    "accounts:password_change": Surface(FORM, opened_by=ANY_SIGNED_IN),
    "accounts:policy": Surface(),
    "accounts:sign_in_again": Surface(ACT, opened_by=PUBLIC),
    "accounts:session_status": Surface(opened_by=PUBLIC),
    "accounts:session_keep": Surface(ACT, opened_by=ANY_SIGNED_IN),
    "accounts:sessions": Surface(opened_by=ANY_SIGNED_IN),
    "accounts:sessions_end": Surface(ACT, opened_by=ANY_SIGNED_IN),
    "accounts:second_factor": Surface(FORM, opened_by=ANY_SIGNED_IN),
    "accounts:second_factor_setup": Surface(FORM, opened_by=ANY_SIGNED_IN),
    "accounts:audit_list": Surface(),
    "accounts:audit_sample": Surface(),
    "accounts:audit_review": Surface(FORM_WITHOUT_HEAD, of="audit_event"),
    "accounts:account_list": Surface(),
    "accounts:account_create": Surface(FORM),
    "accounts:account_edit": Surface(FORM, of="account"),
    "accounts:account_suspend": Surface(ACT, of="account"),
    "accounts:account_resume": Surface(ACT, of="account"),
    "accounts:password_reset": Surface(ACT, of="account"),
    "accounts:second_factor_reset": Surface(ACT, of="account"),
    "accounts:grant_create": Surface(FORM, of="account"),
    "accounts:grant_revoke": Surface(ACT, of="grant"),
    "accounts:single_sign_on": Surface(opened_by=PUBLIC),
    "accounts:single_sign_on_callback": Surface(opened_by=PUBLIC),
    "accounts:single_sign_on_done": Surface(opened_by=ANY_SIGNED_IN),
    "accounts:identity_link": Surface(FORM, of="account"),
    "accounts:identity_unlink": Surface(ACT, of="external_identity"),
    "centers:center_list": Surface(),
    "centers:center_create": Surface(FORM_WITHOUT_HEAD, reaches_whole_municipality=True),
    "centers:center_detail": Surface(of="center"),
    "centers:center_edit": Surface(FORM_WITHOUT_HEAD, of="center"),
    "centers:open_days": Surface(of="center"),
    "centers:open_days_confirm": Surface(ACT, of="center"),
    "centers:open_days_record": Surface(ACT, of="center"),
    "centers:entry_create": Surface(
        FORM_WITHOUT_HEAD, of="center", arguments={"ledger": "closures"}
    ),
    "centers:entry_replace": Surface(
        FORM_WITHOUT_HEAD, of="closure", arguments={"ledger": "closures"}
    ),
    "centers:entry_withdraw": Surface(
        FORM_WITHOUT_HEAD, of="closure", arguments={"ledger": "closures"}
    ),
    "centers:municipality_list": Surface(),
    "centers:municipality_detail": Surface(of="municipality"),
    "centers:fact_kinds": Surface(of="municipality"),
    "centers:fact_create": Surface(
        FORM_WITHOUT_HEAD, of="municipality", arguments={"kind": "childcare_provision_plan"}
    ),
    "centers:fact_replace": Surface(FORM_WITHOUT_HEAD, of="fact"),
    "centers:fact_withdraw": Surface(FORM_WITHOUT_HEAD, of="fact"),
    "directory:resource_list": Surface(),
    "directory:resource_create": Surface(FORM_WITHOUT_HEAD),
    "directory:resource_detail": Surface(of="resource"),
    "directory:resource_edit": Surface(FORM_WITHOUT_HEAD, of="resource"),
    "directory:vacancy_record": Surface(FORM_WITHOUT_HEAD, of="resource"),
    "directory:handout": Surface(),
    "directory:handout_pdf": Surface(),
    "directory:import_list": Surface(),
    "directory:import_create": Surface(FORM_WITHOUT_HEAD),
    "directory:import_detail": Surface(of="resource_import"),
    "directory:import_confirm": Surface(ACT, of="resource_import"),
    "directory:import_discard": Surface(ACT, of="resource_import"),
    "directory:vacancy_import_create": Surface(FORM_WITHOUT_HEAD),
    "directory:vacancy_import_detail": Surface(of="vacancy_import"),
    "directory:vacancy_import_confirm": Surface(ACT, of="vacancy_import"),
    "directory:vacancy_import_discard": Surface(ACT, of="vacancy_import"),
    "directory:agency_list": Surface(),
    "directory:agency_create": Surface(FORM_WITHOUT_HEAD),
    "directory:agency_detail": Surface(of="agency"),
    "directory:agency_edit": Surface(FORM_WITHOUT_HEAD, of="agency"),
    "staffing:staff_list": Surface(),
    "staffing:staff_search": Surface(ACT),
    "staffing:staff_create": Surface(FORM_WITHOUT_HEAD),
    "staffing:staff_detail": Surface(of="staff_member"),
    "staffing:staff_edit": Surface(FORM_WITHOUT_HEAD, of="staff_member"),
    "staffing:entry_create": Surface(
        FORM_WITHOUT_HEAD, of="staff_member", arguments={"ledger": "licences"}
    ),
    "staffing:entry_replace": Surface(
        FORM_WITHOUT_HEAD, of="licence", arguments={"ledger": "licences"}
    ),
    "staffing:entry_withdraw": Surface(
        FORM_WITHOUT_HEAD, of="licence", arguments={"ledger": "licences"}
    ),
    "complaints:complaint_list": Surface(),
    "complaints:complaint_detail": Surface(of="complaint"),
    "complaints:complaint_correct": Surface(FORM, of="complaint"),
    "complaints:step_create": Surface(ACT, of="complaint"),
    "complaints:complaint_receipt": Surface(of="complaint"),
    "complaints:complaint_report": Surface(of="complaint"),
    "complaints:desk_list": Surface(),
    "complaints:desk_detail": Surface(of="center"),
    "complaints:complaint_create": Surface(FORM, of="center"),
    "complaints:officer_create": Surface(FORM_WITHOUT_HEAD, of="center"),
    "complaints:officer_replace": Surface(FORM_WITHOUT_HEAD, of="complaint_officer"),
    "complaints:officer_withdraw": Surface(FORM_WITHOUT_HEAD, of="complaint_officer"),
    "complaints:clock_edit": Surface(FORM),
    "complaints:count_year": Surface(),
    "complaints:count_year_pdf": Surface(),
    "complaints:count_year_csv": Surface(),
    "consultations:consultation_list": Surface(),
    "consultations:today": Surface(),
    "consultations:consultation_create": Surface(FORM),
    "consultations:count_only_create": Surface(ACT),
    "consultations:record_search": Surface(FORM),
    "consultations:shared_list": Surface(),
    "consultations:consultation_detail": Surface(of="consultation"),
    "consultations:consultation_readers": Surface(of="consultation"),
    "consultations:consultation_correct": Surface(FORM, of="consultation"),
    "consultations:consultation_withdraw": Surface(FORM, of="consultation"),
    "consultations:consultation_restrict": Surface(FORM, of="consultation"),
    "consultations:consultation_lift": Surface(FORM, of="restricted"),
    "consultations:record_open": Surface(FORM, of="consultation"),
    "consultations:record_opened": Surface(of="restricted", needs_access=True),
    "consultations:access_list": Surface(),
    "consultations:access_review": Surface(FORM, of="access"),
    "consultations:caller_search": Surface(ACT),
    "consultations:given_search": Surface(ACT),
    "consultations:given_handout": Surface(of="consultation"),
    "favourites:favourite_list": Surface(),
    "favourites:favourite_create": Surface(FORM),
    "favourites:favourite_retire": Surface(ACT, of="favourite"),
    "consultations:follow_up_list": Surface(),
    "consultations:follow_up_close": Surface(FORM, of="consultation"),
    "consultations:intake_raise": Surface(FORM, of="consultation"),
    "intakes:intake_list": Surface(),
    "intakes:intake_detail": Surface(FORM, of="intake"),
    "intakes:acceptance_correct": Surface(FORM, of="intake"),
    "intakes:intake_withdraw": Surface(FORM, of="intake"),
    "intakes:clock_edit": Surface(FORM, reaches_whole_municipality=True),
    "text_templates:template_list": Surface(),
    "text_templates:template_create": Surface(FORM),
    "text_templates:template_edit": Surface(FORM, of="text_template"),
    "text_templates:template_retire": Surface(ACT, of="text_template"),
    "consultations:follow_up_done": Surface(ACT, of="consultation"),
    "consultations:draft_save": Surface(
        ACT, arguments={"form_key": "no-form"}, opened_by=ANY_SIGNED_IN, needs_key=True
    ),
    "consultations:draft_discard": Surface(
        ACT, arguments={"form_key": "no-form"}, opened_by=ANY_SIGNED_IN, needs_key=True
    ),
    "consultations:count_list": Surface(),
    "households:household_list": Surface(),
    "households:household_search": Surface(FORM),
    "households:household_create": Surface(FORM),
    "households:household_detail": Surface(of="household"),
    "households:member_create": Surface(FORM, of="household"),
    "households:household_readers": Surface(of="household"),
    "households:household_family": Surface(of="household"),
    "households:unborn_create": Surface(FORM, of="household"),
    "households:membership_end": Surface(FORM, of="membership"),
    "households:duplicate_list": Surface(),
    "households:duplicate_hint": Surface(ACT),
    "households:postal_code_search": Surface(ACT),
    "households:merge_undo": Surface(FORM, of="merge"),
    "households:distinction_withdraw": Surface(FORM, of="distinction"),
    "households:person_detail": Surface(of="person"),
    "households:person_compare": Surface(FORM, of="person"),
    "households:person_born": Surface(FORM, of="person", is_overtaken=True),
    "households:name_create": Surface(FORM, of="person"),
    "households:name_end": Surface(FORM, of="other_name"),
    "households:relation_create": Surface(FORM, of="person"),
    "households:relation_end": Surface(FORM, of="relation"),
    "households:person_edit": Surface(FORM, of="person"),
    "households:address_reveal": Surface(FORM, of="person"),
    "households:protection_create": Surface(FORM, of="person"),
    "households:protection_end": Surface(FORM, of="protection"),
    "households:reveal_list": Surface(),
    "households:household_choose": Surface(FORM, of="consultation"),
    "households:household_attach": Surface(ACT, of="consultation"),
    "households:household_detach": Surface(ACT, of="consultation"),
    "consents:household_consents": Surface(of="household"),
    "consents:household_consent_create": Surface(FORM, of="household"),
    "consents:consent_ledger_pdf": Surface(of="household"),
    "consents:consent_sheet_pdf": Surface(of="household"),
    "consents:record_consents": Surface(of="consultation"),
    "consents:record_consent_create": Surface(FORM, of="consultation"),
    "consents:consent_withdraw": Surface(FORM, of="consent"),
    "referrals:referral_list": Surface(),
    "referrals:referral_detail": Surface(of="referral"),
    "referrals:step_create": Surface(ACT, of="referral"),
    "referrals:referral_letter": Surface(of="referral"),
    "referrals:household_referrals": Surface(of="household"),
    "referrals:referral_of_household_create": Surface(FORM, of="household"),
    "referrals:referral_of_record_create": Surface(FORM, of="consultation"),
    "referrals:suggestion_create": Surface(FORM, of="household"),
    "referrals:suggestion_choose": Surface(FORM, of="suggestion"),
    "appointments:calendar": Surface(),
    "appointments:appointment_create": Surface(FORM),
    "appointments:person_search": Surface(ACT),
    "appointments:appointment_detail": Surface(of="appointment"),
    "appointments:appointment_change": Surface(FORM, of="appointment"),
    "appointments:appointment_state": Surface(ACT, of="appointment"),
    "appointments:reminder_create": Surface(ACT, of="appointment"),
    "appointments:reminder_list": Surface(),
    "appointments:feed_settings": Surface(),
    "appointments:feed_issue": Surface(ACT),
    "appointments:feed_revoke": Surface(ACT),
    "appointments:feed": Surface(opened_by=PUBLIC, needs_key=True),
    "outreach:session_list": Surface(),
    "outreach:session_detail": Surface(of="outreach_session"),
    "outreach:publicity_create": Surface(FORM_WITHOUT_HEAD, of="outreach_session"),
    "outreach:publicity_replace": Surface(FORM_WITHOUT_HEAD, of="publicity"),
    "outreach:publicity_withdraw": Surface(FORM_WITHOUT_HEAD, of="publicity"),
    "rooms:room_list": Surface(of="center"),
    "rooms:room_create": Surface(FORM_WITHOUT_HEAD, of="center"),
    "rooms:room_edit": Surface(FORM_WITHOUT_HEAD, of="room"),
    "waiting_list:follow_up_list": Surface(),
    "waiting_list:follow_up_detail": Surface(of="follow_up"),
    "waiting_list:contact_create": Surface(ACT, of="follow_up"),
    "waiting_list:follow_up_create": Surface(FORM, of="household"),
    "rules:version_list": Surface(),
    "rules:version_detail": Surface(arguments={"code": "R7"}),
    "rules:version_pdf": Surface(arguments={"code": "R6"}),
    "rules:comparison": Surface(),
    "rules:comparison_pdf": Surface(),
    "rules:proposal_list": Surface(),
    "rules:proposal_detail": Surface(of="proposal", is_national=True),
    "rules:proposal_publish": Surface(ACT, of="proposal", is_national=True),
    "rules:proposal_reject": Surface(ACT, of="proposal", is_national=True),
    "subsidies:dashboard": Surface(),
    "subsidies:supplement_list": Surface(),
    "subsidies:center_supplements": Surface(of="center", arguments={"fiscal_year": 2025}),
    "subsidies:center_year": Surface(of="center", arguments={"fiscal_year": 2025}),
    "subsidies:attestation_list": Surface(),
    "subsidies:attestation_detail": Surface(of="attestation"),
    "subsidies:attestation_create": Surface(
        FORM,
        of="center",
        arguments={"fiscal_year": 2025, "condition": "night_opening.daily_hours"},
    ),
    "subsidies:attestation_withdraw": Surface(FORM, of="attestation"),
    "subsidies:setting_list": Surface(of="municipality"),
    "subsidies:setting_create": Surface(
        FORM_WITHOUT_HEAD, of="municipality", arguments={"key": "average_counting"}
    ),
    "subsidies:setting_replace": Surface(FORM_WITHOUT_HEAD, of="setting"),
    "subsidies:setting_withdraw": Surface(FORM_WITHOUT_HEAD, of="setting"),
    "worksheets:amount_overview": Surface(),
    "worksheets:amount_list": Surface(of="municipality", arguments={"fiscal_year": 2025}),
    "worksheets:amount_create": Surface(
        FORM_WITHOUT_HEAD, of="municipality", arguments={"fiscal_year": 2025, "kind": "amounts"}
    ),
    "worksheets:amount_confirm": Surface(ACT, of="municipality", arguments={"fiscal_year": 2025}),
    "worksheets:amount_withdraw": Surface(
        FORM_WITHOUT_HEAD, of="standard_amount", arguments={"kind": "amounts"}
    ),
    "worksheets:amount_export": Surface(
        of="municipality", arguments={"fiscal_year": 2025, "form": "csv"}
    ),
    "worksheets:amount_import_create": Surface(
        FORM_WITHOUT_HEAD, of="municipality", arguments={"fiscal_year": 2025}
    ),
    "worksheets:amount_import_detail": Surface(of="amount_import"),
    "worksheets:amount_import_confirm": Surface(ACT, of="amount_import"),
    "worksheets:amount_import_discard": Surface(ACT, of="amount_import"),
    "subsidies:determination_list": Surface(),
    "subsidies:determination_create": Surface(FORM, of="center", arguments={"fiscal_year": 2025}),
    "subsidies:determination_detail": Surface(of="determination"),
    "subsidies:determination_history": Surface(of="determination"),
    "subsidies:judgement_sheet_list": Surface(),
    "subsidies:judgement_sheet_create": Surface(ACT, of="center", arguments={"fiscal_year": 2025}),
    "subsidies:judgement_sheet_detail": Surface(of="judgement_sheet"),
    "subsidies:judgement_sheet_pdf": Surface(of="judgement_sheet"),
    "worksheets:stage_choice": Surface(),
    "worksheets:stage_list": Surface(of="municipality", arguments=SHEET_STAGE),
    "worksheets:stage_export": Surface(
        of="municipality", arguments={**SHEET_STAGE, "file_format": "csv"}
    ),
    "worksheets:stage_prepare": Surface(ACT, of="municipality", arguments=SHEET_STAGE),
    "worksheets:total_prepare": Surface(ACT, of="municipality", arguments=SHEET_STAGE),
    "worksheets:stage_check": Surface(ACT, of="municipality", arguments=SHEET_STAGE),
    "worksheets:stage_submit": Surface(ACT, of="municipality", arguments=SHEET_STAGE),
    "worksheets:deadline_edit": Surface(
        FORM_WITHOUT_HEAD, of="municipality", arguments=SHEET_STAGE
    ),
    "worksheets:deadline_withdraw": Surface(FORM_WITHOUT_HEAD, of="stage_deadline"),
    "worksheets:center_sheet": Surface(of="center", arguments=SHEET_TYPE),
    "worksheets:center_prepare": Surface(ACT, of="center", arguments=SHEET_TYPE),
    "worksheets:spending_edit": Surface(FORM, of="center", arguments=SHEET_TYPE),
    "worksheets:component_edit": Surface(
        FORM_WITHOUT_HEAD, of="center", arguments={**SHEET_TYPE, "component": "base"}
    ),
    "worksheets:component_withdraw": Surface(FORM_WITHOUT_HEAD, of="component_entry"),
    "worksheets:sheet_detail": Surface(of="sheet"),
    "worksheets:sheet_check": Surface(ACT, of="sheet"),
    "worksheets:sheet_return": Surface(ACT, of="sheet"),
    "worksheets:sheet_answer": Surface(ACT, of="sheet"),
    "worksheets:sheet_withdraw": Surface(ACT, of="sheet"),
    "worksheets:sheet_submit": Surface(ACT, of="sheet"),
    "worksheets:repayment_create": Surface(FORM_WITHOUT_HEAD, of="sheet"),
    "worksheets:repayment_replace": Surface(FORM_WITHOUT_HEAD, of="repayment"),
    "worksheets:repayment_withdraw": Surface(FORM_WITHOUT_HEAD, of="repayment"),
    "worksheets:spending_import_create": Surface(FORM_WITHOUT_HEAD),
    "worksheets:spending_import_detail": Surface(of="spending_import"),
    "worksheets:spending_import_confirm": Surface(ACT, of="spending_import"),
    "worksheets:spending_import_discard": Surface(ACT, of="spending_import"),
    "worksheets:spending_template": Surface(),
    "worksheets:worksheet_pdf": Surface(of="sheet"),
    "worksheets:worksheet_xlsx": Surface(of="sheet"),
    "worksheets:print_form_list": Surface(),
    "worksheets:print_form_edit": Surface(
        FORM, of="municipality", arguments={"kind": "center", "stage": "application"}
    ),
    "worksheets:print_form_preview": Surface(
        of="municipality", arguments={"kind": "center", "stage": "application"}
    ),
    "worksheets:print_form_sample": Surface(
        ACT, of="municipality", arguments={"kind": "center", "stage": "application"}
    ),
    "worksheets:print_job_list": Surface(),
    "worksheets:print_job_create": Surface(ACT),
    "worksheets:print_job_detail": Surface(of="print_job"),
    "worksheets:print_job_progress": Surface(of="print_job"),
    "worksheets:print_job_file": Surface(of="print_job"),
    "worksheets:print_job_cancel": Surface(ACT, of="print_job", needs_besides="worksheet_prepare"),
    "worksheets:print_job_retry": Surface(ACT, of="print_job", needs_besides="worksheet_prepare"),
} | CASE_SURFACES


def patterns(resolver=None, namespace=""):
    """Every address of the product, by its full name, however deep it is included."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


PATTERNS = dict(patterns())


def capability_of(name):
    """The capability that the view of this address asks for; None if it asks for none."""
    return getattr(PATTERNS[name].callback, "capability", None)

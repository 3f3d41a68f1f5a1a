"""Each page opens for the chief coordinator."""

from django.urls import reverse

from casework.enums import CaseStatus
from tests.case_factories import (
    CaseFactory,
    CaseLinkFactory,
    CaseRecordFactory,
    CaseTransferFactory,
    CaseWorkerFactory,
    CouncilRegistrationFactory,
    NotificationFactory,
    SupportNoteFactory,
)
from tests.factories import ConsultationFactory

PAGES = (
    "case_detail",
    "status_change",
    "attention_change",
    "case_amend",
    "case_restrict",
    "worker_assign",
    "subjects_edit",
    "council_edit",
    "link_create",
    "record_attach",
    "note_create",
    "notifier_reveal",
    "transfer_create",
    "case_pack",
)


def test_all(
    client_for,
    chief_coordinator,
    municipal_officer,
    case,
    household,
    center,
    codes,
    colleague,
    other_center,
    consultant,
):
    client = client_for(chief_coordinator)
    NotificationFactory(case=case)
    CouncilRegistrationFactory(case=case)
    note = SupportNoteFactory(case=case)
    record = ConsultationFactory(center=center, household=household)
    attached = CaseRecordFactory(case=case, consultation__household=household)
    link = CaseLinkFactory(case=case)
    support = CaseWorkerFactory(case=case, user=colleague, role="support")
    ended = CaseFactory(
        center=center,
        status=CaseStatus.CLOSED,
        ended_on=case.opened_on,
        opened_on=case.opened_on,
        closing_reason="improved",
    )
    sent = CaseTransferFactory(
        case__center=other_center,
        recipient_kind="center",
        recipient_center=center,
        recipient_name="",
    )
    out = CaseTransferFactory(case__center=center)
    restricted = CaseFactory(center=center, confidentiality="restricted")
    urls = [
        reverse("cases:case_list"),
        reverse("cases:case_list") + "?state=all&whose=mine&worker=%d&number=12" % consultant.pk,
        reverse("cases:notification_create"),
        reverse("cases:hand_over"),
        reverse("cases:hand_over") + f"?from={consultant.pk}",
        reverse("cases:hand_over_pdf", args=[consultant.pk]),
        reverse("cases:transfer_list"),
        reverse("cases:transfer_take_over", args=[sent.pk]),
        reverse("cases:transfer_receipt", args=[out.pk]),
        reverse("cases:note_detail", args=[note.pk]),
        reverse("cases:note_correct", args=[note.pk]),
        reverse("cases:note_withdraw", args=[note.pk]),
        reverse("cases:link_remove", args=[link.pk]),
        reverse("cases:record_detach", args=[attached.pk]),
        reverse("cases:support_end", args=[support.pk]),
        reverse("cases:case_of_record_create", args=[record.pk]),
        reverse("cases:case_of_household_create", args=[household.pk]),
        reverse("cases:case_reopen", args=[ended.pk]),
        reverse("cases:case_lift", args=[restricted.pk]),
        reverse("consultations:consultation_detail", args=[record.pk]),
        reverse("households:household_detail", args=[household.pk]),
        *[reverse(f"cases:{name}", args=[case.pk]) for name in PAGES],
        reverse("cases:case_pack", args=[case.pk])
        + "?"
        + "&".join(
            f"parts={p}"
            for p in (
                "summary",
                "names",
                "contacts",
                "history",
                "notes",
                "consultations",
                "notification",
                "open_matters",
            )
        ),
        *[
            reverse("cases:case_detail", args=[case.pk]) + f"?kind={k}"
            for k in (
                "note",
                "record",
                "status",
                "attention",
                "worker",
                "council",
                "link",
                "amendment",
                "reads",
            )
        ],
    ]
    bad = []
    for url in urls:
        try:
            answer = client.get(url)
            if answer.status_code != 200:
                bad.append((url, answer.status_code))
        except Exception:
            import traceback

            bad.append((url, traceback.format_exc()[-900:]))
    officer = client_for(municipal_officer)
    bad += [
        (answer.status_code)
        for answer in [officer.get(reverse("cases:case_overview"))]
        if answer.status_code != 200
    ]
    print(*bad, sep="\n")
    assert not bad

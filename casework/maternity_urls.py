from django.urls import path

from casework.views import (
    losses,
    maternity_due,
    maternity_hand_overs,
    maternity_imports,
    maternity_ledger,
    maternity_records,
    pregnancy_interviews,
)

app_name = "maternity"
urlpatterns = [
    path("", maternity_ledger.ledger_list, name="ledger_list"),
    path("csv/", maternity_ledger.ledger_csv, name="ledger_csv"),
    path("stopped/", maternity_ledger.stopped_list, name="stopped_list"),
    path("due/", maternity_due.due_list, name="due_list"),
    path("due/csv/", maternity_due.due_csv, name="due_csv"),
    path("due/pdf/", maternity_due.due_print, name="due_print"),
    path("benefits/", maternity_records.benefit_list, name="benefit_list"),
    path("imports/", maternity_imports.import_list, name="import_list"),
    path("imports/create/", maternity_imports.import_create, name="import_create"),
    path("imports/<int:pk>/", maternity_imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/confirm/", maternity_imports.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/discard/", maternity_imports.import_discard, name="import_discard"),
    path(
        "of-household/<int:pk>/create/",
        maternity_ledger.pregnancy_create,
        name="pregnancy_create",
    ),
    path("losses/<int:pk>/correct/", losses.loss_correct, name="loss_correct"),
    path("losses/<int:pk>/continue/", losses.continuation_create, name="continuation_create"),
    path("interviews/<int:pk>/", pregnancy_interviews.interview_detail, name="interview_detail"),
    path(
        "interviews/<int:pk>/correct/",
        pregnancy_interviews.interview_correct,
        name="interview_correct",
    ),
    path(
        "interviews/<int:pk>/withdraw/",
        pregnancy_interviews.interview_withdraw,
        name="interview_withdraw",
    ),
    path("hand-overs/<int:pk>/pdf/", maternity_hand_overs.hand_over_print, name="hand_over_print"),
    path("<int:pk>/", maternity_ledger.pregnancy_detail, name="pregnancy_detail"),
    path("<int:pk>/edit/", maternity_ledger.pregnancy_edit, name="pregnancy_edit"),
    path("<int:pk>/risk/", maternity_records.risk_create, name="risk_create"),
    path("<int:pk>/scores/", maternity_records.score_create, name="score_create"),
    path("<int:pk>/contacts/", maternity_records.contact_create, name="contact_create"),
    path(
        "<int:pk>/questionnaire/",
        maternity_records.questionnaire_create,
        name="questionnaire_create",
    ),
    path("<int:pk>/benefits/", maternity_records.benefit_create, name="benefit_create"),
    path("<int:pk>/interviews/", pregnancy_interviews.interview_create, name="interview_create"),
    path("<int:pk>/invitation/", maternity_due.invitation_print, name="invitation_print"),
    path("<int:pk>/loss/", losses.loss_create, name="loss_create"),
    path("<int:pk>/hand-over/", maternity_hand_overs.hand_over_create, name="hand_over_create"),
]

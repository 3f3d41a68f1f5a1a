from django.urls import path

from consultations.views import (
    accesses,
    corrections,
    count_only,
    counts,
    drafts,
    log,
    opening,
    readers,
    records,
    restriction,
    shared_records,
    today,
)

app_name = "consultations"
urlpatterns = [
    path("", records.consultation_list, name="consultation_list"),
    path("today/", today.today, name="today"),
    path("create/", log.consultation_create, name="consultation_create"),
    path("create/count-only/", count_only.count_only_create, name="count_only_create"),
    path("shared/", shared_records.shared_list, name="shared_list"),
    path("<int:pk>/", records.consultation_detail, name="consultation_detail"),
    path("<int:pk>/correct/", corrections.consultation_correct, name="consultation_correct"),
    path("<int:pk>/withdraw/", corrections.consultation_withdraw, name="consultation_withdraw"),
    path("<int:pk>/restrict/", restriction.consultation_restrict, name="consultation_restrict"),
    path("<int:pk>/lift/", restriction.consultation_lift, name="consultation_lift"),
    path("<int:pk>/open/", opening.record_open, name="record_open"),
    path("<int:pk>/opened/", opening.record_opened, name="record_opened"),
    path("accesses/", accesses.access_list, name="access_list"),
    path("accesses/<int:pk>/review/", accesses.access_review, name="access_review"),
    path("<int:pk>/readers/", readers.consultation_readers, name="consultation_readers"),
    path("<int:pk>/follow-up-done/", corrections.follow_up_done, name="follow_up_done"),
    path("drafts/<slug:form_key>/save/", drafts.draft_save, name="draft_save"),
    path("drafts/<slug:form_key>/discard/", drafts.draft_discard, name="draft_discard"),
    path("counts/", counts.count_list, name="count_list"),
]

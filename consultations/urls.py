from django.urls import path

from consultations.views import (
    accesses,
    callers,
    corrections,
    counts,
    drafts,
    follow_ups,
    intakes,
    log,
    opening,
    readers,
    records,
    restriction,
    today,
)

app_name = "consultations"
urlpatterns = [
    path("", records.consultation_list, name="consultation_list"),
    path("today/", today.today, name="today"),
    path("create/", log.consultation_create, name="consultation_create"),
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
    path("<int:pk>/follow-up/", follow_ups.follow_up_close, name="follow_up_close"),
    path("<int:pk>/intake/", intakes.intake_raise, name="intake_raise"),
    path("follow-ups/", follow_ups.follow_up_list, name="follow_up_list"),
    path("callers/search/", callers.caller_search, name="caller_search"),
    path("drafts/<slug:form_key>/save/", drafts.draft_save, name="draft_save"),
    path("drafts/<slug:form_key>/discard/", drafts.draft_discard, name="draft_discard"),
    path("counts/", counts.count_list, name="count_list"),
]

from django.urls import path

from casework.views import agenda, attendees, conferences, issues, minutes

urlpatterns = [
    path("conferences/", conferences.conference_list, name="conference_list"),
    path("conferences/create/", conferences.conference_create, name="conference_create"),
    path("conferences/<int:pk>/", conferences.conference_detail, name="conference_detail"),
    path("conferences/<int:pk>/edit/", conferences.conference_edit, name="conference_edit"),
    path("conferences/<int:pk>/cancel/", conferences.conference_cancel, name="conference_cancel"),
    path("conferences/<int:pk>/agenda/", agenda.agenda_edit, name="agenda_edit"),
    path("conferences/<int:pk>/minutes/", minutes.minutes_edit, name="minutes_edit"),
    path(
        "conferences/<int:pk>/minutes/history/",
        minutes.minutes_history,
        name="minutes_history",
    ),
    path("conferences/<int:pk>/minutes/print/", minutes.minutes_print, name="minutes_print"),
    path("conferences/<int:pk>/attendees/", attendees.attendee_create, name="attendee_create"),
    path("conferences/<int:pk>/attendance/", attendees.attendance_edit, name="attendance_edit"),
    path("conferences/<int:pk>/decisions/", agenda.decision_create, name="decision_create"),
    path("attendees/<int:pk>/", attendees.attendee_edit, name="attendee_edit"),
    path("attendees/<int:pk>/pack/", attendees.attendee_pack, name="attendee_pack"),
    path("items/<int:pk>/", agenda.item_edit, name="item_edit"),
    path("items/<int:pk>/withdraw/", agenda.item_withdraw, name="item_withdraw"),
    path("items/<int:pk>/intake/", agenda.intake_decide, name="intake_decide"),
    path("items/<int:pk>/roles/", agenda.role_create, name="role_create"),
    path("issues/", issues.issue_list, name="issue_list"),
    path("issues/create/", issues.issue_create, name="issue_create"),
    path("issues/<int:pk>/", issues.issue_edit, name="issue_edit"),
    path("<int:pk>/issues/create/", issues.issue_of_case_create, name="issue_of_case_create"),
    path(
        "<int:pk>/conferences/create/",
        conferences.conference_of_case_create,
        name="conference_of_case_create",
    ),
]

from django.urls import path

from consultations.views import appointment_calendar, appointments, feeds, reminders

app_name = "appointments"
urlpatterns = [
    path("", appointment_calendar.calendar, name="calendar"),
    path("create/", appointments.appointment_create, name="appointment_create"),
    path("people/search/", appointments.person_search, name="person_search"),
    path("<int:pk>/", appointments.appointment_detail, name="appointment_detail"),
    path("<int:pk>/change/", appointments.appointment_change, name="appointment_change"),
    path("<int:pk>/state/", appointments.appointment_state, name="appointment_state"),
    path("<int:pk>/reminders/create/", reminders.reminder_create, name="reminder_create"),
    path("reminders/", reminders.reminder_list, name="reminder_list"),
    path("feed/", feeds.feed_settings, name="feed_settings"),
    path("feed/issue/", feeds.feed_issue, name="feed_issue"),
    path("feed/revoke/", feeds.feed_revoke, name="feed_revoke"),
    path("feed/appointments.ics", feeds.feed, name="feed"),
]

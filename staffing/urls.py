from django.urls import path

from staffing.views import entries, staff

app_name = "staffing"
urlpatterns = [
    path("", staff.staff_list, name="staff_list"),
    path("search/", staff.staff_search, name="staff_search"),
    path("create/", staff.staff_create, name="staff_create"),
    path("<int:pk>/", staff.staff_detail, name="staff_detail"),
    path("<int:pk>/edit/", staff.staff_edit, name="staff_edit"),
    path("<int:staff_pk>/<slug:ledger>/create/", entries.entry_create, name="entry_create"),
    path("entries/<slug:ledger>/<int:pk>/replace/", entries.entry_replace, name="entry_replace"),
    path("entries/<slug:ledger>/<int:pk>/withdraw/", entries.entry_withdraw, name="entry_withdraw"),
]

from django.urls import path

from centers.views import centers, entries, municipalities, open_days

app_name = "centers"
urlpatterns = [
    path("", centers.center_list, name="center_list"),
    path("create/", centers.center_create, name="center_create"),
    path("<int:pk>/", centers.center_detail, name="center_detail"),
    path("<int:pk>/edit/", centers.center_edit, name="center_edit"),
    path("<int:pk>/open-days/", open_days.open_days, name="open_days"),
    path("<int:pk>/open-days/confirm/", open_days.open_days_confirm, name="open_days_confirm"),
    path("<int:pk>/open-days/record/", open_days.open_days_record, name="open_days_record"),
    path("<int:center_pk>/<slug:ledger>/create/", entries.entry_create, name="entry_create"),
    path("entries/<slug:ledger>/<int:pk>/replace/", entries.entry_replace, name="entry_replace"),
    path("entries/<slug:ledger>/<int:pk>/withdraw/", entries.entry_withdraw, name="entry_withdraw"),
    path("municipalities/", municipalities.municipality_list, name="municipality_list"),
    path(
        "municipalities/<int:pk>/", municipalities.municipality_detail, name="municipality_detail"
    ),
    path(
        "municipalities/<int:municipality_pk>/facts/create/",
        municipalities.fact_kinds,
        name="fact_kinds",
    ),
    path(
        "municipalities/<int:municipality_pk>/facts/<slug:kind>/create/",
        municipalities.fact_create,
        name="fact_create",
    ),
    path("facts/<int:pk>/replace/", municipalities.fact_replace, name="fact_replace"),
    path("facts/<int:pk>/withdraw/", municipalities.fact_withdraw, name="fact_withdraw"),
]

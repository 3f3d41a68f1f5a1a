from django.urls import path

from subsidies.views import dashboard, determinations, supplements, worksheets

app_name = "subsidies"
urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("supplements/", supplements.supplement_list, name="supplement_list"),
    path(
        "centers/<int:center_pk>/<int:fiscal_year>/",
        supplements.center_supplements,
        name="center_supplements",
    ),
    path("determinations/", determinations.determination_list, name="determination_list"),
    path(
        "centers/<int:center_pk>/<int:fiscal_year>/determinations/create/",
        determinations.determination_create,
        name="determination_create",
    ),
    path(
        "determinations/<int:pk>/",
        determinations.determination_detail,
        name="determination_detail",
    ),
    path(
        "determinations/<int:pk>/history/",
        determinations.determination_history,
        name="determination_history",
    ),
    path("worksheets/", worksheets.worksheet_list, name="worksheet_list"),
    path(
        "centers/<int:center_pk>/<int:fiscal_year>/worksheets/create/",
        worksheets.worksheet_create,
        name="worksheet_create",
    ),
    path("worksheets/<int:pk>/", worksheets.worksheet_detail, name="worksheet_detail"),
    path("worksheets/<int:pk>/pdf/", worksheets.worksheet_pdf, name="worksheet_pdf"),
]

from django.urls import path

from subsidies.views import (
    attestations,
    dashboard,
    determinations,
    judgement_sheets,
    settings,
    supplements,
    years,
)

app_name = "subsidies"
urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("supplements/", supplements.supplement_list, name="supplement_list"),
    path(
        "centers/<int:center_pk>/<int:fiscal_year>/",
        supplements.center_supplements,
        name="center_supplements",
    ),
    path(
        "centers/<int:center_pk>/<int:fiscal_year>/year/",
        years.center_year,
        name="center_year",
    ),
    path("attestations/", attestations.attestation_list, name="attestation_list"),
    path("attestations/<int:pk>/", attestations.attestation_detail, name="attestation_detail"),
    path(
        "attestations/<int:pk>/withdraw/",
        attestations.attestation_withdraw,
        name="attestation_withdraw",
    ),
    path(
        "centers/<int:center_pk>/<int:fiscal_year>/attestations/<str:condition>/create/",
        attestations.attestation_create,
        name="attestation_create",
    ),
    path(
        "municipalities/<int:municipality_pk>/settings/",
        settings.setting_list,
        name="setting_list",
    ),
    path(
        "municipalities/<int:municipality_pk>/settings/<str:key>/create/",
        settings.setting_create,
        name="setting_create",
    ),
    path("settings/<int:pk>/replace/", settings.setting_replace, name="setting_replace"),
    path("settings/<int:pk>/withdraw/", settings.setting_withdraw, name="setting_withdraw"),
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
    path("judgement-sheets/", judgement_sheets.judgement_sheet_list, name="judgement_sheet_list"),
    path(
        "centers/<int:center_pk>/<int:fiscal_year>/judgement-sheets/create/",
        judgement_sheets.judgement_sheet_create,
        name="judgement_sheet_create",
    ),
    path(
        "judgement-sheets/<int:pk>/",
        judgement_sheets.judgement_sheet_detail,
        name="judgement_sheet_detail",
    ),
    path(
        "judgement-sheets/<int:pk>/pdf/",
        judgement_sheets.judgement_sheet_pdf,
        name="judgement_sheet_pdf",
    ),
]

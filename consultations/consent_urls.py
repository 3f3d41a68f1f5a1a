from django.urls import path

from consultations.views import consents

app_name = "consents"
urlpatterns = [
    path("households/<int:pk>/", consents.household_consents, name="household_consents"),
    path(
        "households/<int:pk>/create/",
        consents.household_consent_create,
        name="household_consent_create",
    ),
    path("households/<int:pk>/pdf/", consents.consent_ledger_pdf, name="consent_ledger_pdf"),
    path("households/<int:pk>/sheet/", consents.consent_sheet_pdf, name="consent_sheet_pdf"),
    path("records/<int:pk>/", consents.record_consents, name="record_consents"),
    path("records/<int:pk>/create/", consents.record_consent_create, name="record_consent_create"),
    path("<int:pk>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
]

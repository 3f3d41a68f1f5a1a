from django.urls import include, path

from config import views

handler400 = "config.errors.bad_request"
handler500 = "config.errors.server_error"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("accounts.urls")),
    path("centers/", include("centers.urls")),
    path("directory/", include("centers.directory_urls")),
    path("staffing/", include("staffing.urls")),
    path("consultations/", include("consultations.urls")),
    path("intakes/", include("consultations.intake_urls")),
    path("text-templates/", include("consultations.text_template_urls")),
    path("favourites/", include("consultations.favourite_urls")),
    path("households/", include("consultations.household_urls")),
    path("consents/", include("consultations.consent_urls")),
    path("referrals/", include("consultations.referral_urls")),
    path("complaints/", include("consultations.complaint_urls")),
    path("appointments/", include("consultations.appointment_urls")),
    path("outreach/", include("consultations.outreach_urls")),
    path("rooms/", include("centers.room_urls")),
    path("cases/", include("casework.urls")),
    path("maternity/", include("casework.maternity_urls")),
    path("retention/", include("retention.urls")),
    path("waiting-list/", include("consultations.waiting_list_urls")),
    path("rules/", include("subsidies.rule_urls")),
    path("subsidies/", include("subsidies.urls")),
    path("worksheets/", include("worksheets.urls")),
]

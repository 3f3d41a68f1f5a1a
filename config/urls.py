from django.urls import include, path

from config import views

handler500 = "config.errors.server_error"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("accounts.urls")),
    path("centers/", include("centers.urls")),
    path("staffing/", include("staffing.urls")),
    path("consultations/", include("consultations.urls")),
    path("intakes/", include("consultations.intake_urls")),
    path("text-templates/", include("consultations.text_template_urls")),
    path("households/", include("consultations.household_urls")),
    path("rules/", include("subsidies.rule_urls")),
    path("subsidies/", include("subsidies.urls")),
]

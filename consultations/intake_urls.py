from django.urls import path

from consultations.views import intake_corrections, intakes

app_name = "intakes"
urlpatterns = [
    path("", intakes.intake_list, name="intake_list"),
    path("<int:pk>/", intakes.intake_detail, name="intake_detail"),
    path("<int:pk>/withdraw/", intakes.intake_withdraw, name="intake_withdraw"),
    path("<int:pk>/acceptance/", intake_corrections.acceptance_correct, name="acceptance_correct"),
    path("clock/", intakes.clock_edit, name="clock_edit"),
]

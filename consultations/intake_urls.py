from django.urls import path

from consultations.views import intakes

app_name = "intakes"
urlpatterns = [
    path("", intakes.intake_list, name="intake_list"),
    path("<int:pk>/", intakes.intake_detail, name="intake_detail"),
    path("<int:pk>/withdraw/", intakes.intake_withdraw, name="intake_withdraw"),
    path("clock/", intakes.clock_edit, name="clock_edit"),
]

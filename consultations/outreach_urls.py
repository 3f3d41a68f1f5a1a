from django.urls import path

from consultations.views import outreach

app_name = "outreach"
urlpatterns = [
    path("", outreach.session_list, name="session_list"),
    path("<int:pk>/", outreach.session_detail, name="session_detail"),
    path("<int:pk>/publicity/create/", outreach.publicity_create, name="publicity_create"),
    path("publicity/<int:pk>/replace/", outreach.publicity_replace, name="publicity_replace"),
    path("publicity/<int:pk>/withdraw/", outreach.publicity_withdraw, name="publicity_withdraw"),
]

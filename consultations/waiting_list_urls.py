from django.urls import path

from consultations.views import waiting_list

app_name = "waiting_list"
urlpatterns = [
    path("", waiting_list.follow_up_list, name="follow_up_list"),
    path("<int:pk>/", waiting_list.follow_up_detail, name="follow_up_detail"),
    path("<int:pk>/contacts/create/", waiting_list.contact_create, name="contact_create"),
    path("of-household/<int:pk>/create/", waiting_list.follow_up_create, name="follow_up_create"),
]

from django.urls import path

from consultations.views import attachments, households, protections, readers

app_name = "households"
urlpatterns = [
    path("", households.household_list, name="household_list"),
    path("search/", households.household_search, name="household_search"),
    path("create/", households.household_create, name="household_create"),
    path("<int:pk>/", households.household_detail, name="household_detail"),
    path("<int:pk>/members/create/", households.member_create, name="member_create"),
    path("<int:pk>/readers/", readers.household_readers, name="household_readers"),
    path("persons/<int:pk>/edit/", households.person_edit, name="person_edit"),
    path("persons/<int:pk>/reveal/", protections.address_reveal, name="address_reveal"),
    path("persons/<int:pk>/protect/", protections.protection_create, name="protection_create"),
    path("protections/<int:pk>/end/", protections.protection_end, name="protection_end"),
    path("reveals/", protections.reveal_list, name="reveal_list"),
    path("of-consultation/<int:pk>/", attachments.household_choose, name="household_choose"),
    path("of-consultation/<int:pk>/attach/", attachments.household_attach, name="household_attach"),
    path("of-consultation/<int:pk>/detach/", attachments.household_detach, name="household_detach"),
]

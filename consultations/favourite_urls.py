from django.urls import path

from consultations.views import favourites

app_name = "favourites"
urlpatterns = [
    path("", favourites.favourite_list, name="favourite_list"),
    path("create/", favourites.favourite_create, name="favourite_create"),
    path("<int:pk>/retire/", favourites.favourite_retire, name="favourite_retire"),
]

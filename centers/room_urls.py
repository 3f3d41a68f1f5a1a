from django.urls import path

from centers.views import rooms

app_name = "rooms"
urlpatterns = [
    path("of-center/<int:pk>/", rooms.room_list, name="room_list"),
    path("of-center/<int:pk>/create/", rooms.room_create, name="room_create"),
    path("<int:pk>/edit/", rooms.room_edit, name="room_edit"),
]

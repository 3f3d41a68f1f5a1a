from django.urls import path

from consultations.views import text_templates

app_name = "text_templates"
urlpatterns = [
    path("", text_templates.template_list, name="template_list"),
    path("create/", text_templates.template_create, name="template_create"),
    path("<int:pk>/edit/", text_templates.template_edit, name="template_edit"),
    path("<int:pk>/retire/", text_templates.template_retire, name="template_retire"),
]

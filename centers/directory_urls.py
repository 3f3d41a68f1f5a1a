from django.urls import path

from centers.views import agencies, handouts, resource_imports, resources, vacancy_imports

app_name = "directory"
urlpatterns = [
    path("", resources.resource_list, name="resource_list"),
    path("create/", resources.resource_create, name="resource_create"),
    path("<int:pk>/", resources.resource_detail, name="resource_detail"),
    path("<int:pk>/edit/", resources.resource_edit, name="resource_edit"),
    path("<int:pk>/vacancies/", resources.vacancy_record, name="vacancy_record"),
    path("handout/", handouts.handout, name="handout"),
    path("handout/pdf/", handouts.handout_pdf, name="handout_pdf"),
    path("imports/", resource_imports.import_list, name="import_list"),
    path("imports/create/", resource_imports.import_create, name="import_create"),
    path("imports/<int:pk>/", resource_imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/confirm/", resource_imports.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/discard/", resource_imports.import_discard, name="import_discard"),
    path("vacancies/import/", vacancy_imports.vacancy_import_create, name="vacancy_import_create"),
    path(
        "vacancies/imports/<int:pk>/",
        vacancy_imports.vacancy_import_detail,
        name="vacancy_import_detail",
    ),
    path(
        "vacancies/imports/<int:pk>/confirm/",
        vacancy_imports.vacancy_import_confirm,
        name="vacancy_import_confirm",
    ),
    path(
        "vacancies/imports/<int:pk>/discard/",
        vacancy_imports.vacancy_import_discard,
        name="vacancy_import_discard",
    ),
    path("agencies/", agencies.agency_list, name="agency_list"),
    path("agencies/create/", agencies.agency_create, name="agency_create"),
    path("agencies/<int:pk>/", agencies.agency_detail, name="agency_detail"),
    path("agencies/<int:pk>/edit/", agencies.agency_edit, name="agency_edit"),
]

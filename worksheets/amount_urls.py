"""Amounts, shares and handling; included by `worksheets.urls`, in its name space."""

from django.urls import path

from worksheets.views import amount_files, amounts

urlpatterns = [
    path("amounts/", amounts.amount_overview, name="amount_overview"),
    path(
        "amounts/<int:municipality_pk>/<int:fiscal_year>/", amounts.amount_list, name="amount_list"
    ),
    path(
        "amounts/<int:municipality_pk>/<int:fiscal_year>/confirm/",
        amounts.amount_confirm,
        name="amount_confirm",
    ),
    path(
        "amounts/<int:municipality_pk>/<int:fiscal_year>/export/<str:form>/",
        amount_files.amount_export,
        name="amount_export",
    ),
    path(
        "amounts/<int:municipality_pk>/<int:fiscal_year>/imports/create/",
        amount_files.amount_import_create,
        name="amount_import_create",
    ),
    path(
        "amounts/<int:municipality_pk>/<int:fiscal_year>/<str:kind>/create/",
        amounts.amount_create,
        name="amount_create",
    ),
    path(
        "amounts/imports/<int:pk>/", amount_files.amount_import_detail, name="amount_import_detail"
    ),
    path(
        "amounts/imports/<int:pk>/confirm/",
        amount_files.amount_import_confirm,
        name="amount_import_confirm",
    ),
    path(
        "amounts/imports/<int:pk>/discard/",
        amount_files.amount_import_discard,
        name="amount_import_discard",
    ),
    path("amounts/<str:kind>/<int:pk>/withdraw/", amounts.amount_withdraw, name="amount_withdraw"),
]

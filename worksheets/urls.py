from django.urls import path

from worksheets import amount_urls, print_urls
from worksheets.views import bulk, entries, sheets, spending, spending_imports, stages

app_name = "worksheets"
YEAR = "municipalities/<int:municipality_pk>/<int:fiscal_year>/<str:stage>/"
CENTER = "centers/<int:center_pk>/<int:fiscal_year>/<str:stage>/<str:center_type>/"
urlpatterns = [
    path("", stages.stage_choice, name="stage_choice"),
    path(YEAR, stages.stage_list, name="stage_list"),
    path(f"{YEAR}export/<str:file_format>/", stages.stage_export, name="stage_export"),
    path(f"{YEAR}prepare/", bulk.stage_prepare, name="stage_prepare"),
    path(f"{YEAR}total/prepare/", bulk.total_prepare, name="total_prepare"),
    path(f"{YEAR}check/", bulk.stage_check, name="stage_check"),
    path(f"{YEAR}submit/", bulk.stage_submit, name="stage_submit"),
    path(f"{YEAR}deadline/", entries.deadline_edit, name="deadline_edit"),
    path("deadlines/<int:pk>/withdraw/", entries.deadline_withdraw, name="deadline_withdraw"),
    path(CENTER, sheets.center_sheet, name="center_sheet"),
    path(f"{CENTER}prepare/", sheets.center_prepare, name="center_prepare"),
    path(f"{CENTER}spending/", spending.spending_edit, name="spending_edit"),
    path(
        f"{CENTER}components/<str:component>/",
        entries.component_edit,
        name="component_edit",
    ),
    path("components/<int:pk>/withdraw/", entries.component_withdraw, name="component_withdraw"),
    path("sheets/<int:pk>/", sheets.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/check/", sheets.sheet_check, name="sheet_check"),
    path("sheets/<int:pk>/return/", sheets.sheet_return, name="sheet_return"),
    path("sheets/<int:pk>/answer/", sheets.sheet_answer, name="sheet_answer"),
    path("sheets/<int:pk>/withdraw/", sheets.sheet_withdraw, name="sheet_withdraw"),
    path("sheets/<int:pk>/submit/", sheets.sheet_submit, name="sheet_submit"),
    path("sheets/<int:pk>/repayments/create/", entries.repayment_create, name="repayment_create"),
    path("repayments/<int:pk>/replace/", entries.repayment_replace, name="repayment_replace"),
    path("repayments/<int:pk>/withdraw/", entries.repayment_withdraw, name="repayment_withdraw"),
    path(
        "spending/imports/", spending_imports.spending_import_create, name="spending_import_create"
    ),
    path(
        "spending/imports/<int:pk>/",
        spending_imports.spending_import_detail,
        name="spending_import_detail",
    ),
    path(
        "spending/imports/<int:pk>/confirm/",
        spending_imports.spending_import_confirm,
        name="spending_import_confirm",
    ),
    path(
        "spending/imports/<int:pk>/discard/",
        spending_imports.spending_import_discard,
        name="spending_import_discard",
    ),
    path("spending/template/", spending_imports.spending_template, name="spending_template"),
    *amount_urls.urlpatterns,
    *print_urls.urlpatterns,
]

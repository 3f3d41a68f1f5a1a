"""Printing, below the addresses of worksheets: included by `worksheets.urls`."""

from django.urls import path

from worksheets.views import print_files, print_forms, print_jobs

urlpatterns = [
    path("sheets/<int:pk>/pdf/", print_files.worksheet_pdf, name="worksheet_pdf"),
    path("sheets/<int:pk>/xlsx/", print_files.worksheet_xlsx, name="worksheet_xlsx"),
    path("print-forms/", print_forms.print_form_list, name="print_form_list"),
    path(
        "print-forms/<int:municipality_pk>/<str:kind>/<str:stage>/",
        print_forms.print_form_edit,
        name="print_form_edit",
    ),
    path(
        "print-forms/<int:municipality_pk>/<str:kind>/<str:stage>/preview/",
        print_forms.print_form_preview,
        name="print_form_preview",
    ),
    path(
        "print-forms/<int:municipality_pk>/<str:kind>/<str:stage>/sample/",
        print_forms.print_form_sample,
        name="print_form_sample",
    ),
    path("print-jobs/", print_jobs.print_job_list, name="print_job_list"),
    path("print-jobs/create/", print_jobs.print_job_create, name="print_job_create"),
    path("print-jobs/<int:pk>/", print_jobs.print_job_detail, name="print_job_detail"),
    path("print-jobs/<int:pk>/progress/", print_jobs.print_job_progress, name="print_job_progress"),
    path("print-jobs/<int:pk>/file/", print_jobs.print_job_file, name="print_job_file"),
    path("print-jobs/<int:pk>/cancel/", print_jobs.print_job_cancel, name="print_job_cancel"),
    path("print-jobs/<int:pk>/retry/", print_jobs.print_job_retry, name="print_job_retry"),
]

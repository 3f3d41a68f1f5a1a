from django.urls import path

from consultations.views import complaint_desks as desks
from consultations.views import complaints

app_name = "complaints"
urlpatterns = [
    path("", complaints.complaint_list, name="complaint_list"),
    path("<int:pk>/", complaints.complaint_detail, name="complaint_detail"),
    path("<int:pk>/correct/", complaints.complaint_correct, name="complaint_correct"),
    path("<int:pk>/steps/create/", complaints.step_create, name="step_create"),
    path("<int:pk>/receipt/", complaints.complaint_receipt, name="complaint_receipt"),
    path("<int:pk>/report/", complaints.complaint_report, name="complaint_report"),
    path("desks/", desks.desk_list, name="desk_list"),
    path("desks/<int:pk>/", desks.desk_detail, name="desk_detail"),
    path("desks/<int:pk>/create/", complaints.complaint_create, name="complaint_create"),
    path("desks/<int:pk>/officers/create/", desks.officer_create, name="officer_create"),
    path("officers/<int:pk>/replace/", desks.officer_replace, name="officer_replace"),
    path("officers/<int:pk>/withdraw/", desks.officer_withdraw, name="officer_withdraw"),
    path("clock/", desks.clock_edit, name="clock_edit"),
    path("counts/", desks.count_year, name="count_year"),
    path("counts/pdf/", desks.count_year_pdf, name="count_year_pdf"),
    path("counts/csv/", desks.count_year_csv, name="count_year_csv"),
]

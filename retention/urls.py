from django.urls import path

from retention.views import disposals, due, holds, rules

app_name = "retention"
urlpatterns = [
    path("", due.due_list, name="due_list"),
    path("rules/", rules.rule_list, name="retention_rule_list"),
    path("rules/<slug:kind>/create/", rules.rule_create, name="retention_rule_create"),
    path("holds/", holds.hold_list, name="hold_list"),
    path("holds/create/", holds.hold_create, name="hold_create"),
    path("holds/<int:pk>/lift/", holds.hold_lift, name="hold_lift"),
    path("register/", disposals.disposal_list, name="disposal_list"),
    path("register/create/", disposals.disposal_create, name="disposal_create"),
    path("register/<int:pk>/", disposals.disposal_detail, name="disposal_detail"),
    path("register/<int:pk>/approve/", disposals.disposal_approve, name="disposal_approve"),
    path("register/<int:pk>/reject/", disposals.disposal_reject, name="disposal_reject"),
    path("register/<int:pk>/certificate.pdf", disposals.certificate, name="certificate"),
]

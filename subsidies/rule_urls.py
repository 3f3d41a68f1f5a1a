from django.urls import path

from subsidies.views import proposals, rule_book

app_name = "rules"
urlpatterns = [
    path("", rule_book.version_list, name="version_list"),
    path("compare/", rule_book.comparison, name="comparison"),
    path("compare/pdf/", rule_book.comparison_pdf, name="comparison_pdf"),
    path("proposals/", proposals.proposal_list, name="proposal_list"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/publish/", proposals.proposal_publish, name="proposal_publish"),
    path("proposals/<int:pk>/reject/", proposals.proposal_reject, name="proposal_reject"),
    path("<slug:code>/", rule_book.version_detail, name="version_detail"),
    path("<slug:code>/pdf/", rule_book.version_pdf, name="version_pdf"),
]

from django.urls import path

from accounts import audit_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/change/", views.password_change, name="password_change"),
    path("policy/", views.policy, name="policy"),
    path("audit/", audit_views.audit_list, name="audit_list"),
    path("audit/sample/", audit_views.audit_sample, name="audit_sample"),
    path("audit/<int:pk>/review/", audit_views.audit_review, name="audit_review"),
    path("", views.account_list, name="account_list"),
]

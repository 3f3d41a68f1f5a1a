from django.urls import path

from accounts import audit_views
from accounts.views import (
    account,
    external_identity,
    policy,
    second_factor,
    sessions,
    sign_in,
    single_sign_on,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/again/", sign_in.sign_in_again, name="sign_in_again"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("single-sign-on/", single_sign_on.single_sign_on, name="single_sign_on"),
    path(
        "single-sign-on/callback/",
        single_sign_on.single_sign_on_callback,
        name="single_sign_on_callback",
    ),
    path("single-sign-on/done/", single_sign_on.single_sign_on_done, name="single_sign_on_done"),
    path("session/status/", sign_in.session_status, name="session_status"),
    path("session/keep/", sign_in.session_keep, name="session_keep"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end/", sessions.sessions_end, name="sessions_end"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("second-factor/setup/", second_factor.second_factor_setup, name="second_factor_setup"),
    path("password/change/", sign_in.password_change, name="password_change"),
    path("policy/", policy.policy, name="policy"),
    path("audit/", audit_views.audit_list, name="audit_list"),
    path("audit/sample/", audit_views.audit_sample, name="audit_sample"),
    path("audit/<int:pk>/review/", audit_views.audit_review, name="audit_review"),
    path("", account.account_list, name="account_list"),
    path("create/", account.account_create, name="account_create"),
    path("<int:pk>/", account.account_edit, name="account_edit"),
    path("<int:pk>/grants/create/", account.grant_create, name="grant_create"),
    path("<int:pk>/password/reset/", account.password_reset, name="password_reset"),
    path("<int:pk>/second-factor/reset/", account.second_factor_reset, name="second_factor_reset"),
    path("<int:pk>/identity/link/", external_identity.identity_link, name="identity_link"),
    path("identities/<int:pk>/unlink/", external_identity.identity_unlink, name="identity_unlink"),
    path("<int:pk>/suspend/", account.account_suspend, name="account_suspend"),
    path("<int:pk>/resume/", account.account_resume, name="account_resume"),
    path("grants/<int:pk>/revoke/", account.grant_revoke, name="grant_revoke"),
]

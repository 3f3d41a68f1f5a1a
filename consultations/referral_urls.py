from django.urls import path

from consultations.views import referrals, suggestions

app_name = "referrals"
urlpatterns = [
    path("", referrals.referral_list, name="referral_list"),
    path("<int:pk>/", referrals.referral_detail, name="referral_detail"),
    path("<int:pk>/steps/create/", referrals.step_create, name="step_create"),
    path("<int:pk>/letter/", referrals.referral_letter, name="referral_letter"),
    path(
        "of-household/<int:pk>/",
        suggestions.household_referrals,
        name="household_referrals",
    ),
    path(
        "of-household/<int:pk>/create/",
        referrals.referral_of_household_create,
        name="referral_of_household_create",
    ),
    path(
        "of-record/<int:pk>/create/",
        referrals.referral_of_record_create,
        name="referral_of_record_create",
    ),
    path(
        "of-household/<int:pk>/suggestions/create/",
        suggestions.suggestion_create,
        name="suggestion_create",
    ),
    path("suggestions/<int:pk>/choose/", suggestions.suggestion_choose, name="suggestion_choose"),
]

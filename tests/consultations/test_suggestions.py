"""提案: what a household was told it could use, and what the family chose."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from shared.wareki import format_wareki
from tests.access.watch import text_of
from tests.sharing_factories import SuggestionFactory, WaitingListFollowUpFactory


def page(name, subject):
    return reverse(f"referrals:{name}", args=[subject.pk])


def day(days=0):
    return format_wareki(timezone.localdate() + dt.timedelta(days=days))


class TestSuggestions:
    def test_what_was_suggested_and_what_the_family_chose(self, client_for, consultant, household):
        client = client_for(consultant)
        client.post(
            page("suggestion_create", household),
            {"suggested_on": day(), "suggested": "一時預かり"},
        )
        suggestion = household.suggestions.get()

        client.post(
            page("suggestion_choose", suggestion),
            {"choice": "declines", "choice_words": "祖母に頼む", "chosen_on": day()},
        )

        text = text_of(client.get(page("household_referrals", household)))
        for word in ("一時預かり", "利用しない", "祖母に頼む"):
            assert word in text

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"choice": ""}, "choice"),
            ({"choice": "perhaps"}, "choice"),
            ({"chosen_on": ""}, "chosen_on"),
            ({"chosen_on": "令和2年1月1日"}, "chosen_on"),
        ],
    )
    def test_a_choice_is_complete(self, client_for, consultant, household, changes, field):
        suggestion = SuggestionFactory(household=household)
        data = {"choice": "uses", "choice_words": "", "chosen_on": day()} | changes

        response = client_for(consultant).post(page("suggestion_choose", suggestion), data)

        assert response.status_code == 422
        assert field in response.context["form"].errors

    def test_a_suggestion_says_something(self, client_for, consultant, household):
        response = client_for(consultant).post(
            page("suggestion_create", household), {"suggested_on": day(), "suggested": "  "}
        )

        assert "suggested" in response.context["form"].errors


def test_the_forms_begin_with_today_and_the_user(client_for, consultant, household, child):
    client = client_for(consultant)
    follow_up = WaitingListFollowUpFactory(child=child)

    def ready(address, pk, *names):
        form = client.get(reverse(address, args=[pk])).context["form"]
        return [form[name].value() for name in names]

    assert ready(
        "consents:household_consent_create", household.pk, "answered_on", "taken_by_name"
    ) == [day(), consultant.name]
    assert ready("referrals:referral_of_household_create", household.pk, "sent_on") == [day()]
    assert ready("referrals:suggestion_create", household.pk, "suggested_on") == [day()]
    assert ready("waiting_list:follow_up_detail", follow_up.pk, "contacted_on") == [day()]

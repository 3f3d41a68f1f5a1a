"""Length over composition; nothing common; nothing that everybody here would try first."""

import datetime as dt

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.passwords import LengthValidator, OwnWordsValidator, one_time_password
from tests.accounts.conftest import PASSWORD


def refusals(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {each.code for each in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("あいうえおかきくけこさ", {"password_too_short"}),
        ("あいうえおかきくけこさし", set()),
        ("correcthorsebattery", set()),
        ("あ" * 127 + "い", set()),
        ("あ" * 128 + "い", {"password_too_long"}),
        ("startfinding", {"password_too_common"}),
        ("Password1234", {"password_too_common"}),
        ("qwerty123456", {"password_too_common"}),
        ("ab12ab12ab12ab12", {"password_too_common"}),
        ("ああああああああああああ", {"password_too_common"}),
        ("tsunagi-2026!!", {"own_words"}),
        ("つなぎつなぎつなぎつなぎ", {"own_words", "password_too_common"}),
        ("つなぎ直した橋の上の白い犬", set()),
    ],
)
def test_a_password_is_long_and_not_common(password, codes):
    assert refusals(password) == codes


def test_the_own_place_is_no_password(consultant, center):
    assert refusals(f"{center.name}2026", consultant) == {"own_words"}
    assert refusals(f"{center.municipality.name}-20260401", consultant) == {"own_words"}
    assert refusals(PASSWORD, consultant) == set()


@pytest.mark.parametrize("role", ["municipal_officer", "auditor", "system_administrator"])
def test_offices_with_a_wide_view_need_longer_ones(request, role):
    user = request.getfixturevalue(role)

    assert refusals("あいうえおかきくけこさしすせ", user) == {"password_too_short"}
    assert refusals("あいうえおかきくけこさしすせそ", user) == set()


def test_the_rules_are_told_beforehand():
    assert "12文字以上" in LengthValidator().get_help_text()
    assert "自治体・センターの名称" in OwnWordsValidator().get_help_text()


def test_a_one_time_password_is_good_enough_for_everybody(auditor):
    first, second = one_time_password(), one_time_password()

    assert first != second
    assert refusals(first, auditor) == set()


@pytest.fixture
def newcomer(with_password, consultant):
    consultant.must_change_password = True
    consultant.initial_password_ends_on = timezone.localdate()
    return with_password(consultant)


def sign_in(client, user, password=PASSWORD):
    return client.post(
        reverse("accounts:sign_in"), {"username": user.username, "password": password}
    )


def test_with_an_initial_password_only_the_change_page_opens(client, newcomer):
    sign_in(client, newcomer)

    today = reverse("consultations:today")
    change = reverse("accounts:password_change")
    assert client.get(today).url == f"{change}?next={today}"
    assert "初期パスワードでサインインしています" in client.get(change).content.decode()

    new = "自分で決めた長い合言葉です"
    client.post(change, {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert client.get(today).status_code == 200
    newcomer = User.objects.get(pk=newcomer.pk)
    assert (newcomer.must_change_password, newcomer.initial_password_ends_on) == (False, None)


def test_the_same_password_is_no_new_one(client, newcomer):
    sign_in(client, newcomer)
    same = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}

    response = client.post(reverse("accounts:password_change"), same)

    assert response.context["form"].errors["new_password1"] == [
        "今のパスワードとは別のものにしてください。"
    ]
    assert User.objects.get(pk=newcomer.pk).must_change_password


def test_an_initial_password_ends_unused(client, newcomer):
    User.objects.update(initial_password_ends_on=timezone.localdate() - dt.timedelta(days=1))

    assert sign_in(client, newcomer).status_code == 200

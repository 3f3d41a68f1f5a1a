import pytest
from django.urls import reverse

from consultations.models import Consultation, ConsultationDraft
from tests.factories import CenterFactory, ConsultationFactory, RoleGrantFactory

WORKING = ["consultant", "chief_coordinator", "contractor"]
OTHERS = ["municipal_officer", "finance_clerk", "auditor", "system_administrator"]
PAGES = ["today", "consultation_list", "consultation_create"]
RECORD_PAGES = ["consultation_detail", "consultation_correct", "consultation_withdraw"]


@pytest.fixture
def record(center):
    return ConsultationFactory(center=center, content="この内容は見えない")


@pytest.fixture
def signed_in(request, client_for):
    return lambda role: client_for(request.getfixturevalue(role))


@pytest.mark.parametrize("role", WORKING)
def test_those_who_answer_consultations_open_every_page(signed_in, role, record):
    client = signed_in(role)

    for name in PAGES:
        assert client.get(reverse(f"consultations:{name}")).status_code == 200
    for name in RECORD_PAGES:
        page = client.get(reverse(f"consultations:{name}", args=[record.pk]))
        assert page.status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_opens_any(signed_in, role, record, filled):
    client = signed_in(role)

    answers = [client.get(reverse(f"consultations:{name}")) for name in PAGES]
    answers += [
        client.get(reverse(f"consultations:{name}", args=[record.pk])) for name in RECORD_PAGES
    ]
    answers += [
        client.post(reverse("consultations:consultation_create"), filled()),
        client.post(reverse("consultations:consultation_correct", args=[record.pk]), filled()),
        client.post(
            reverse("consultations:consultation_withdraw", args=[record.pk]), {"version": 1}
        ),
        client.post(reverse("consultations:follow_up_done", args=[record.pk]), {"version": 1}),
        client.post(reverse("consultations:draft_save", args=["new"]), filled()),
        client.post(reverse("consultations:draft_discard", args=["new"])),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert not any("この内容は見えない" in answer.content.decode() for answer in answers)
    assert Consultation.objects.get() == record
    assert not ConsultationDraft.objects.exists()


@pytest.mark.parametrize("elsewhere", ["same municipality", "other municipality"])
@pytest.mark.parametrize("role", WORKING)
def test_a_record_of_another_center_is_like_one_that_does_not_exist(
    signed_in, role, municipality, elsewhere
):
    place = {"municipality": municipality} if elsewhere == "same municipality" else {}
    hidden = ConsultationFactory(center=CenterFactory(**place), content="この内容は見えない")
    client, missing = signed_in(role), hidden.pk + 1

    for name in RECORD_PAGES:
        found = client.get(reverse(f"consultations:{name}", args=[hidden.pk]))
        none = client.get(reverse(f"consultations:{name}", args=[missing]))
        assert (found.status_code, none.status_code) == (404, 404)
        pages = [
            response.content.decode().replace(f"/{number}/", "//")
            for response, number in ((found, hidden.pk), (none, missing))
        ]
        assert pages[0] == pages[1]
    for name in ("consultation_correct", "consultation_withdraw", "follow_up_done"):
        url = reverse(f"consultations:{name}", args=[hidden.pk])
        assert client.post(url, {"version": 1, "reason": "試し"}).status_code == 404
    hidden.refresh_from_db()
    assert (hidden.version, hidden.is_withdrawn) == (1, False)


def test_a_role_that_has_ended_opens_nothing(client_for, consultant, record):
    consultant.role_grants.update(ends_on="2021-03-31")

    answer = client_for(consultant).get(
        reverse("consultations:consultation_detail", args=[record.pk])
    )

    assert answer.status_code == 403


def test_a_grant_for_a_whole_municipality_makes_nobody_a_consultant_of_its_centers(
    client_for, municipality, record
):
    user = RoleGrantFactory(role="consultant", municipality=municipality).user

    assert client_for(user).get(reverse("consultations:today")).status_code == 403


def test_whoever_is_signed_out_is_asked_to_sign_in(client, record):
    for name in PAGES:
        assert client.get(reverse(f"consultations:{name}")).status_code == 302
    for name in RECORD_PAGES:
        answer = client.get(reverse(f"consultations:{name}", args=[record.pk]))
        assert answer.status_code == 302


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("consultation_detail", ["pk"]),
        ("consultation_list", []),
        ("today", []),
        ("follow_up_done", ["pk"]),
    ],
)
def test_pages_answer_only_the_methods_they_have(client_for, consultant, record, name, arguments):
    url = reverse(f"consultations:{name}", args=[record.pk for _ in arguments])
    client = client_for(consultant)
    wrong = client.get if name == "follow_up_done" else client.post

    assert wrong(url).status_code == 405

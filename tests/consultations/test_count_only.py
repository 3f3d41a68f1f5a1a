"""記録の作成に承諾がない: the contact counts, and nothing of the person is left anywhere."""

import pytest
from django.db import connection
from django.urls import reverse
from psycopg import sql

from consultations.models import Consent, Consultation, ConsultationDraft
from tests.access.watch import text_of
from tests.consultations.conftest import CREATE
from tests.directory_factories import PartnerAgencyFactory
from tests.household_factories import HouseholdFactory

CONFIRM = reverse("consultations:count_only_create")
DRAFT = reverse("consultations:draft_save", args=["new"])
WORDS = (
    "金糸雀 花子",
    "離乳食を食べてくれない。",
    "ひみつの対応",
    "次は秘密",
    "秘密の場所",
    "7か月",
)
TOLD = {
    "is_anonymous": None,
    "caller_name": WORDS[0],
    "content": WORDS[1],
    "response": WORDS[2],
    "next_step": WORDS[3],
    "place": WORDS[4],
    "children": WORDS[5],
    "duration_minutes": "25",
    "make_consent": "refused",
}


@pytest.fixture
def asked(log):
    """The page that asks, after everything had been typed."""
    return log(**TOLD)


def confirmed(client, asked):
    form = asked.context["form"]
    data = {field.html_name: field.value() for field in form}
    return client.post(CONFIRM, {name: value for name, value in data.items() if value is not None})


def everything_stored():
    """Every row of every table of this app, as text."""
    tables = [name for name in connection.introspection.table_names() if "consultations_" in name]
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            statement = sql.SQL("SELECT to_jsonb(t)::text FROM {} AS t")
            cursor.execute(statement.format(sql.Identifier(table)))
            found += [text for (text,) in cursor.fetchall()]
    return "".join(found)


def test_it_first_says_what_is_kept_and_what_goes_and_stores_no_record(asked, topic):
    text = text_of(asked)

    assert asked.status_code == 200
    assert "件数だけを残します" in text
    assert str(topic) in text
    assert "25分" in text
    assert "相談者の氏名（匿名として数えます）" in text
    assert not [word for word in WORDS if word in text]
    assert not Consultation.objects.exists()
    assert ConsultationDraft.objects.get().payload["content"] == WORDS[1]


def test_once_confirmed_the_count_is_kept_and_every_word_is_gone(
    asked, client_for, consultant, center, topic
):
    assert WORDS[1] in everything_stored()

    response = confirmed(client_for(consultant), asked)

    record = Consultation.objects.get()
    assert response.url == reverse("consultations:today")
    assert (record.center, record.is_anonymous, record.method) == (center, True, "phone")
    assert (list(record.topics.all()), record.duration_minutes) == ([topic], 25)
    assert not ConsultationDraft.objects.exists()
    assert [word for word in WORDS if word in everything_stored()] == []


def test_the_refusal_stands_in_the_ledger_of_the_record(asked, client_for, consultant):
    confirmed(client_for(consultant), asked)

    consent = Consent.objects.get()
    assert (consent.purpose, consent.answer) == ("make", "refused")
    assert (consent.consultation, consent.household) == (Consultation.objects.get(), None)


def test_it_counts_like_any_other(asked, client_for, consultant):
    confirmed(client_for(consultant), asked)

    assert Consultation.objects.standing().count() == 1


def test_confirming_twice_counts_once(asked, client_for, consultant):
    client = client_for(consultant)

    confirmed(client, asked)
    confirmed(client, asked)

    assert Consultation.objects.count() == Consent.objects.count() == 1


def test_a_draft_that_arrives_late_is_not_kept(asked, client_for, consultant, filled):
    client = client_for(consultant)
    key = asked.context["form"]["submission_key"].value()
    confirmed(client, asked)

    late = client.post(DRAFT, filled(**TOLD, submission_key=key))

    assert late.status_code == 409
    assert not ConsultationDraft.objects.exists()


def test_going_back_finds_everything_typed(asked, client_for, consultant):
    page = client_for(consultant).get(reverse(CREATE))

    assert page.context["form"]["content"].value() == WORDS[1]


def test_what_is_counted_must_be_right(log):
    response = log(**TOLD | {"topics": None})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"topics"}
    assert response.context["form"]["content"].value() == WORDS[1]
    assert not Consultation.objects.exists()


def test_neither_name_nor_content_is_needed_to_count(log):
    response = log(is_anonymous=None, caller_name="", content="", make_consent="refused")

    assert "件数だけを残します" in text_of(response)


def test_bad_input_to_the_confirmation_changes_nothing(client_for, consultant):
    response = client_for(consultant).post(CONFIRM, {"center": "x", "topics": "y"}, follow=True)

    assert "保存できませんでした" in text_of(response)
    assert not Consultation.objects.exists()


class TestAsked:
    """The three questions of the log form."""

    def test_what_was_not_asked_leaves_no_row(self, log):
        log()

        assert Consultation.objects.count() == 1
        assert not Consent.objects.exists()

    def test_each_answer_is_a_row_of_the_ledger(self, log, other_center):
        log(
            make_consent="given",
            view_consent="refused",
            share_consent="given",
            share_with=other_center.name,
        )

        rows = list(Consent.objects.order_by("pk"))
        assert [(row.purpose, row.answer, row.manner) for row in rows] == [
            ("make", "given", "oral"),
            ("view", "refused", "oral"),
            ("share", "given", "oral"),
        ]
        assert rows[2].recipient_center == other_center
        assert {row.consultation for row in rows} == {Consultation.objects.get()}

    @pytest.mark.parametrize(
        ("typed", "kind"), [("所管課", "department"), ("見本保育所", "agency"), ("", "anyone")]
    )
    def test_a_recipient_is_read_from_its_name(self, log, municipality, typed, kind):
        PartnerAgencyFactory(municipality=municipality, name="見本保育所")
        log(share_consent="refused", share_with=typed)

        assert Consent.objects.get().recipient_kind == kind

    def test_to_whom_must_be_said(self, log):
        response = log(share_consent="given")

        assert "どこへの提供に承諾したか" in str(response.context["form"].errors["share_with"])
        assert not Consultation.objects.exists()

    def test_a_recipient_without_an_answer_is_asked_about(self, log):
        response = log(share_with="見本保育所")

        assert "share_consent" in response.context["form"].errors

    def test_an_unknown_answer_is_refused(self, log):
        response = log(make_consent="perhaps")

        assert response.status_code == 422
        assert not Consultation.objects.exists()

    def test_a_draft_keeps_the_answers(self, client_for, consultant, filled):
        client = client_for(consultant)
        client.post(DRAFT, filled(view_consent="refused", share_with="見本保育所"))

        form = client.get(reverse(CREATE)).context["form"]

        assert form["view_consent"].value() == "refused"
        assert form["share_with"].value() == "見本保育所"


def test_a_suspicion_of_abuse_is_never_only_counted(log):
    page = log(**TOLD, is_abuse_suspected="on")

    assert page.status_code == 422
    assert "虐待の疑いがあるときは、件数だけにはできません。" in text_of(page)
    assert page.context["form"]["content"].value() == WORDS[1]
    assert not Consultation.objects.exists()


def test_nothing_is_added_to_a_count(client_for, consultant, asked, center):
    client = client_for(consultant)
    confirmed(client, asked)
    record = Consultation.objects.get()

    for name in ("consultation_correct", "consultation_detail"):
        page = client.get(reverse(f"consultations:{name}", args=[record.pk]), follow=True)
        assert page.redirect_chain if name == "consultation_correct" else page.status_code == 200
    household = HouseholdFactory(center=center)
    url = reverse("households:household_attach", args=[record.pk])
    page = client.post(url, {"household": household.pk}, follow=True)

    record.refresh_from_db()
    assert record.household is None
    assert "件数だけを残した記録は、世帯に結び付けられません。" in text_of(page)


def test_a_record_that_was_saved_in_full_is_not_said_to_be_gone(client_for, consultant, filled):
    client, data = client_for(consultant), filled()
    client.post(reverse(CREATE), data)

    asked = client.post(reverse(CREATE), data | {"make_consent": "refused"})
    page = client.post(
        CONFIRM,
        {
            field.html_name: field.value()
            for field in asked.context["form"]
            if field.value() is not None
        },
        follow=True,
    )

    assert "内容を含めて保存済みのため、件数だけにはしていません。" in text_of(page)
    assert Consultation.objects.get().content == data["content"]

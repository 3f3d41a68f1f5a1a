from django.urls import reverse

from consultations.models import ConsultationDraft
from tests.factories import TopicFactory


def correct_url(record):
    return reverse("consultations:consultation_correct", args=[record.pk])


def test_two_people_correcting_at_once_see_each_others_words(
    client_for, consultant, colleague, record, as_shown
):
    mine = as_shown(record, content="私の訂正", response="私の対応")
    theirs = as_shown(record, content="同僚の訂正", place="見本公民館", children="4歳")
    client_for(colleague).post(correct_url(record), theirs | {"reason": "同僚の理由"})

    page = client_for(consultant).post(correct_url(record), mine)

    record.refresh_from_db()
    text, form = page.content.decode(), page.context["form"]
    assert page.status_code == 409
    assert (record.content, record.response) == ("同僚の訂正", "")
    assert [field.label for field in page.context["conflict"].fields if field.differs] == [
        "相談の内容"
    ]
    assert "同僚の訂正" in text
    assert "同僚の理由" in text
    assert form["content"].value() == "私の訂正"
    assert form["response"].value() == "私の対応"
    assert form["place"].value() == "見本公民館"
    assert form["children"].value() == "4歳"
    assert form["version"].value() == "2"
    assert ConsultationDraft.objects.get().payload["content"] == "私の訂正"

    again = {name: form[name].value() for name in form.fields if form[name].value()}
    client_for(consultant).post(correct_url(record), again)
    record.refresh_from_db()
    assert (record.content, record.place, record.version) == ("私の訂正", "見本公民館", 3)


def test_choices_of_the_other_person_are_taken_over(
    client_for, consultant, colleague, record, as_shown
):
    other = TopicFactory(code="05")
    theirs = as_shown(record, topics=[other.pk], is_anonymous="on", caller_name="")
    theirs |= {"occurred_on": "令和7年10月2日", "next_on": "令和7年10月9日"}
    client_for(colleague).post(correct_url(record), theirs)

    form = client_for(consultant).post(correct_url(record), as_shown(record)).context["form"]

    assert form["topics"].value() == [str(other.pk)]
    assert form["is_anonymous"].value() is True
    assert form["caller_name"].value() == ""
    assert form["occurred_on"].value() == "令和7年10月2日"
    assert form["next_on"].value() == "令和7年10月9日"


def test_a_name_put_back_by_the_other_person_is_taken_over(
    client_for, consultant, colleague, record, as_shown
):
    client_for(colleague).post(
        correct_url(record), as_shown(record, is_anonymous="on", caller_name="")
    )
    record.refresh_from_db()
    mine = as_shown(record)
    client_for(colleague).post(
        correct_url(record), as_shown(record, is_anonymous="", caller_name="見本 葉子")
    )

    form = client_for(consultant).post(correct_url(record), mine).context["form"]

    assert not form["is_anonymous"].value()
    assert form["caller_name"].value() == "見本 葉子"


def test_the_same_change_by_both_is_no_difference(
    client_for, consultant, colleague, record, as_shown
):
    data = as_shown(record, content="同じ訂正")
    client_for(colleague).post(correct_url(record), data)

    page = client_for(consultant).post(correct_url(record), data)

    assert "同じ内容です" in page.content.decode()


def test_a_version_that_never_was_is_a_conflict_without_fields(
    client_for, consultant, record, as_shown
):
    page = client_for(consultant).post(correct_url(record), as_shown(record, version=99))

    assert page.status_code == 409
    assert page.context["conflict"].fields == []


def test_a_withdrawal_of_words_not_yet_seen_asks_again(
    client_for, consultant, colleague, record, as_shown
):
    url = reverse("consultations:consultation_withdraw", args=[record.pk])
    client_for(colleague).post(correct_url(record), as_shown(record, content="同僚の訂正"))

    page = client_for(consultant).post(url, {"version": 1, "reason": "誤り"})
    form = page.context["form"]
    client_for(consultant).post(
        url, {"version": form["version"].value(), "reason": form["reason"].value()}
    )

    record.refresh_from_db()
    assert page.status_code == 409
    assert "同僚の訂正" in page.content.decode()
    assert "記録が訂正されました" in page.content.decode()
    assert record.is_withdrawn

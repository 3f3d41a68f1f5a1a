import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.assessment_actions import previous_of
from casework.models import Assessment, AssessmentForm
from casework.sheets import SheetTextError, answers_by_question, examples, questions_of
from consultations.models import ConsultationDraft
from tests.case_factories import CaseFactory
from tests.plan_factories import BODY, AssessmentFactory, AssessmentFormFactory, in_days


@pytest.fixture
def sheet(municipality):
    return AssessmentFormFactory(municipality=municipality, code="urgency")


@pytest.fixture
def assessment(case, sheet, consultant):
    return AssessmentFactory(case=case, form=sheet, recorded_by=consultant)


def typed(sheet, **more):
    return {
        "submission_key": str(uuid.uuid4()),
        "form": str(sheet.pk),
        "assessed_on": timezone.localdate().isoformat(),
        "q_1": "はい",
        "q_2": "左の腕に古いあざ",
        "child_wishes": "ここにいたい。",
        "summary": "早めに受診を勧める。",
    } | more


def published(**more):
    return {
        "after": "0",
        "code": "urgency",
        "kind": "urgency",
        "title": "緊急度の確認",
        "body": BODY,
        "is_in_use": "on",
        "reason": "自治体の様式として定めた。",
    } | more


class TestText:
    def test_questions_come_with_heading_and_answers(self):
        first, second = questions_of(BODY)

        assert (first.heading, first.text) == ("安全", "けががある")
        assert first.options == ("はい", "いいえ", "確かめられない")
        assert (second.number, second.options) == (2, ())

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("", "質問を1つ以上"),
            ("けががある", "1行目"),
            ("■ 安全\n・けががある", "2行目"),
            ("・けががある｜はい", "2つ以上"),
            ("・けががある｜はい／はい", "同じ選択肢"),
            ("・けががある｜はい／いいえ\n・けががある｜自由記述", "同じ質問"),
            ("\n".join(f"・質問{n}｜自由記述" for n in range(61)), "60問以内"),
        ],
    )
    def test_what_is_no_form_is_explained(self, body, words):
        with pytest.raises(SheetTextError, match=words):
            questions_of(body)

    def test_an_answer_belongs_to_the_wording_of_its_question(self):
        assert answers_by_question(BODY, {"1": "いいえ"}) == {"けががある": "いいえ"}

    def test_the_examples_say_that_they_are_examples(self):
        assert {each.code for each in examples()} == {"needs", "risk", "urgency"}
        for each in examples():
            assert "例" in each.title
            assert "国の様式ではありません" in each.notice
            assert questions_of(each.body)


class TestForms:
    def test_an_example_is_edited_and_published(self, client_for, chief_coordinator, municipality):
        client = client_for(chief_coordinator)
        page = client.get(reverse("cases:sheet_create"), {"example": "urgency"})

        answer = client.post(
            reverse("cases:sheet_create"), published(municipality=str(municipality.pk))
        )

        sheet = AssessmentForm.objects.get()
        assert page.context["form"]["title"].value() == "緊急度の確認（例）"
        assert answer["Location"] == reverse("cases:sheet_detail", args=[sheet.pk])
        assert (sheet.number, sheet.municipality) == (1, municipality)

    def test_a_published_form_stays_and_the_next_version_follows(
        self, client_for, chief_coordinator, municipality, assessment
    ):
        client, sheet = client_for(chief_coordinator), assessment.form
        body = "・けががある｜はい／いいえ\n・新しい質問｜自由記述"
        data = published(municipality=str(municipality.pk), body=body)

        refused = client.post(reverse("cases:sheet_create"), data)
        client.post(reverse("cases:sheet_create"), data | {"after": "1"})

        newest = AssessmentForm.objects.newest().get()
        sheet.refresh_from_db()
        assert (refused.status_code, refused.context["form"]["after"].value()) == (409, "1")
        assert (newest.number, sheet.body) == (2, BODY)
        assert assessment.form == sheet

    def test_a_text_that_is_no_form_is_refused_and_kept(
        self, client_for, chief_coordinator, municipality
    ):
        answer = client_for(chief_coordinator).post(
            reverse("cases:sheet_create"),
            published(municipality=str(municipality.pk), body="けがはありますか"),
        )

        assert answer.status_code == 422
        assert answer.context["form"].errors["body"] == [
            "1行目：行の初めに「■」（見出し）か「・」（質問）を付けてください。"
        ]
        assert not AssessmentForm.objects.exists()

    def test_consultants_read_forms_and_publish_none(self, client_for, consultant, sheet):
        client = client_for(consultant)

        page = client.get(reverse("cases:sheet_list"))

        assert list(page.context["rows"]) == [sheet]
        assert client.get(reverse("cases:sheet_detail", args=[sheet.pk])).status_code == 200
        assert client.get(reverse("cases:sheet_create")).status_code == 403

    def test_forms_of_other_municipalities_are_not_there(self, client_for, chief_coordinator):
        theirs = AssessmentFormFactory()
        client = client_for(chief_coordinator)

        assert client.get(reverse("cases:sheet_detail", args=[theirs.pk])).status_code == 404
        page = client.get(reverse("cases:sheet_create"), {"from": str(theirs.pk)})
        assert page.status_code == 404


def test_answers_are_saved_once_with_the_version_of_the_form(client_for, consultant, case, sheet):
    client, url = client_for(consultant), reverse("cases:assessment_create", args=[case.pk])
    data = typed(sheet)

    first, again = client.post(url, data), client.post(url, data)

    assessment = Assessment.objects.get()
    assert first["Location"] == again["Location"]
    assert assessment.form == sheet
    assert assessment.answers == {"1": "はい", "2": "左の腕に古いあざ"}
    assert assessment.child_wishes == "ここにいたい。"


def test_the_question_of_choice_takes_only_its_options(client_for, consultant, case, sheet):
    answer = client_for(consultant).post(
        reverse("cases:assessment_create", args=[case.pk]), typed(sheet, q_1="たぶん")
    )

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"q_1"}
    assert answer.context["form"]["q_2"].value() == "左の腕に古いあざ"


def test_the_answers_of_the_time_before_stand_beside(
    client_for, consultant, case, sheet, assessment
):
    changed = AssessmentFormFactory(
        municipality=sheet.municipality,
        code=sheet.code,
        number=2,
        body="・けががある｜はい／いいえ\n・別の質問｜自由記述",
    )

    page = client_for(consultant).get(
        reverse("cases:assessment_create", args=[case.pk]), {"form": str(changed.pk)}
    )

    assert page.context["previous"] == assessment
    assert [before for _question, _field, before in page.context["questions"]] == ["いいえ", ""]


def test_without_a_form_the_page_asks_which(client_for, consultant, case, sheet):
    client, url = client_for(consultant), reverse("cases:assessment_create", args=[case.pk])
    AssessmentFormFactory(municipality=sheet.municipality, is_in_use=False)
    theirs = AssessmentFormFactory()

    choices = client.get(url).context["form"].fields["form"].queryset
    foreign = client.get(url, {"form": str(theirs.pk)})

    assert list(choices) == [sheet]
    assert foreign.status_code == 422


def test_every_word_waits_in_a_draft_with_its_form(client_for, consultant, case, sheet):
    client, url = client_for(consultant), reverse("cases:assessment_create", args=[case.pk])
    save = reverse("consultations:draft_save", args=[f"assessment-{case.pk}"])
    data = typed(sheet, q_2="書きかけ")

    client.post(save, data)
    form = client.get(url).context["form"]
    client.post(url, data)

    assert form["q_2"].value() == "書きかけ"
    assert not ConsultationDraft.objects.exists()


def test_what_was_begun_is_not_typed_over_by_another_form(
    client_for, consultant, case, sheet, municipality
):
    client, url = client_for(consultant), reverse("cases:assessment_create", args=[case.pk])
    other = AssessmentFormFactory(municipality=municipality)
    save = reverse("consultations:draft_save", args=[f"assessment-{case.pk}"])

    client.post(save, typed(sheet, q_2="書きかけ"))
    page = client.get(url, {"form": str(other.pk)})

    assert page.context["sheet"] == sheet
    assert page.context["form"]["q_2"].value() == "書きかけ"
    assert "書きかけのアセスメントがあります" in page.content.decode()


def test_a_correction_follows_and_what_stood_stays(client_for, consultant, assessment, sheet):
    client = client_for(consultant)
    url = reverse("cases:assessment_correct", args=[assessment.pk])

    client.post(url, typed(sheet, reason="聞き取りの誤り"))
    late = client.post(url, typed(sheet, reason="もう一度", q_1="いいえ"))

    corrected = Assessment.objects.standing().get()
    old = client.get(reverse("cases:assessment_detail", args=[assessment.pk]))
    assert (corrected.replaces, corrected.answers["1"]) == (assessment, "はい")
    assert late["Location"] == reverse("cases:assessment_detail", args=[corrected.pk])
    assert old.context["follower"] == corrected
    assert old.context["answers"][0].answer == "いいえ"


def test_a_withdrawn_assessment_stays_readable(client_for, consultant, assessment):
    client = client_for(consultant)
    url = reverse("cases:assessment_withdraw", args=[assessment.pk])

    refused = client.post(url, {"reason": ""})
    client.post(url, {"reason": "別のケースの記録"})

    assessment.refresh_from_db()
    page = client.get(reverse("cases:assessment_detail", args=[assessment.pk]))
    assert refused.status_code == 422
    assert assessment.withdrawn_by == consultant
    assert "別のケースの記録" in page.content.decode()
    assert client.get(url)["Location"] == reverse("cases:assessment_detail", args=[assessment.pk])


def test_the_one_before_is_by_day_and_person(case, sheet):
    first = AssessmentFactory(case=case, form=sheet, assessed_on=in_days(-9))
    second = AssessmentFactory(case=case, form=sheet, assessed_on=in_days(-5))
    AssessmentFactory(case=CaseFactory(center=case.center), form=sheet)

    assert previous_of(case, sheet) == second
    assert previous_of(case, sheet, before=second) == first
    assert previous_of(case, sheet, before=first) is None


def test_other_centers_find_no_assessment(client_for, elsewhere, assessment, case):
    client = client_for(elsewhere)

    for name in ("assessment_detail", "assessment_correct", "assessment_withdraw"):
        assert client.get(reverse(f"cases:{name}", args=[assessment.pk])).status_code == 404
    assert client.get(reverse("cases:assessment_list", args=[case.pk])).status_code == 404


@pytest.mark.parametrize(
    "broken",
    [
        lambda: AssessmentFactory(summary=""),
        lambda: AssessmentFactory(withdrawn_at=timezone.now()),
        lambda: AssessmentFormFactory(body=""),
    ],
)
def test_the_database_refuses_what_is_not_whole(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        broken()


def test_one_correction_follows_and_says_why(assessment):
    again = {"case": assessment.case, "form": assessment.form, "replaces": assessment}

    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentFactory(**again)
    AssessmentFactory(**again, reason="誤り")
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessmentFactory(**again, reason="誤り")

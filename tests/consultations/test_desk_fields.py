"""What the desk notes besides the conversation, and the parts about single children."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from consultations.child_parts import parts_for_outside, parts_shown
from consultations.history import history_of
from consultations.models import ChildPart, Consultation
from shared.wareki import format_wareki
from tests.desk_factories import ChildPartFactory, TextTemplateFactory
from tests.factories import OutreachSessionFactory, RoleGrantFactory, UserFactory

DETAIL, CORRECT = "consultations:consultation_detail", "consultations:consultation_correct"
PARTS = {
    "part_1_label": "長男",
    "part_1_content": "園を休みがち。",
    "part_2_label": "長女",
    "part_2_content": "父のことを話した。",
    "part_2_visibility": "own_center",
}


def yesterday():
    return format_wareki(timezone.localdate() - dt.timedelta(days=1))


def test_the_end_gives_the_duration(log, only_record):
    log(occurred_on=yesterday(), occurred_time="9:30", ended_time="１０時１５分")

    assert only_record().duration_minutes == 45


def test_a_call_may_go_on_past_midnight(log, only_record):
    log(occurred_on=yesterday(), occurred_time="23:50", ended_time="0:20")

    assert only_record().duration_minutes == 30


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ended_time": "9:00"}, "開始時刻より後の時刻を入力してください。"),
        ({"ended_time": "10:00", "duration_minutes": "20"}, "どちらか一方を消してください。"),
        ({"ended_time": "25:00"}, "ended_time"),
    ],
)
def test_an_end_that_cannot_be_is_refused(log, changes, message):
    response = log(occurred_on=yesterday(), occurred_time="9:30", **changes)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Consultation.objects.exists()


def test_service_language_interpreter_and_what_was_given_are_kept(log, only_record, center):
    day = timezone.localdate() - dt.timedelta(days=1)
    session = OutreachSessionFactory(center=center, held_on=day)

    log(
        occurred_on=yesterday(),
        service="special_consideration",
        outreach_session=str(session.pk),
        language="vi",
        interpreter="remote",
        resources_given="子育てひろば、ファミリーサポート",
    )

    record = only_record()
    assert (record.service, record.outreach_session) == ("special_consideration", session)
    assert (record.language, record.interpreter) == ("vi", "remote")
    assert record.resources_given == "子育てひろば、ファミリーサポート"


def test_nothing_said_is_general_service_in_japanese(log, only_record):
    log()

    record = only_record()
    assert (record.service, record.language, record.interpreter) == ("general", "ja", "")


def test_a_session_of_another_day_or_center_is_refused(log, center, other_center):
    day = timezone.localdate() - dt.timedelta(days=2)
    elsewhen = OutreachSessionFactory(center=center, held_on=day)
    elsewhere = OutreachSessionFactory(center=other_center, held_on=day)

    texts = [
        log(occurred_on=yesterday(), outreach_session=str(session.pk)).content.decode()
        for session in (elsewhen, elsewhere)
    ]

    assert "に行われました。" in texts[0]
    assert "出張相談を選び直してください。" in texts[1]
    assert not Consultation.objects.exists()


def test_the_new_fields_are_corrected_with_history(client_for, consultant, record, as_shown):
    answer = client_for(consultant).post(
        reverse(CORRECT, args=[record.pk]),
        as_shown(
            record, language="en", interpreter="device", resources_given="一時預かり", **PARTS
        ),
    )

    assert answer.status_code == 302
    changes = record.corrections.get().changes
    assert changes["language"] == {"label": "使用した言語", "before": "日本語", "after": "英語"}
    assert changes["interpreter"]["after"] == "翻訳機・翻訳アプリ"
    assert changes["resources_given"]["after"] == "一時預かり"
    assert changes["child_parts"]["after"] == (
        "長男：園を休みがち。\n長女（このセンターの中だけ）：父のことを話した。"
    )


def test_an_unchanged_correction_of_everything_changes_nothing(
    client_for, consultant, record, as_shown
):
    ChildPartFactory(consultation=record)
    Consultation.objects.filter(pk=record.pk).update(language="zh", resources_given="ひろば")
    record.refresh_from_db()

    client_for(consultant).post(reverse(CORRECT, args=[record.pk]), as_shown(record))

    assert not record.corrections.exists()


def test_each_child_has_a_part_with_a_reach_of_its_own(log, only_record):
    log(**PARTS)

    first, second = only_record().child_parts.order_by("position")
    assert (first.label, first.is_kept) == ("長男", False)
    assert (second.label, second.content, second.is_kept) == ("長女", "父のことを話した。", True)


def test_half_a_part_is_refused_and_stays_on_the_page(log):
    response = log(part_1_content="誰のことか分からない。", part_2_label="次女")

    text = response.content.decode()
    assert response.status_code == 422
    assert "どのこどものことか入力してください。" in text
    assert "このこどもについての記述を入力してください。" in text
    assert "誰のことか分からない。" in text


def test_a_kept_part_stays_at_its_center(record, consultant, colleague, stranger, municipality):
    ChildPartFactory(consultation=record)
    kept = ChildPartFactory(consultation=record, position=2, label="長女", visibility="own_center")
    officer = UserFactory()
    RoleGrantFactory(user=officer, role=Role.MUNICIPAL_OFFICER, municipality=municipality)

    assert kept in parts_shown(record, consultant)
    assert kept in parts_shown(record, colleague)
    for outsider in (stranger, officer):
        assert [part.label for part in parts_shown(record, outsider)] == ["長男"]
    assert [part.label for part in parts_for_outside(record)] == ["長男"]
    assert ChildPart.objects.count() == 2


def test_the_history_tells_outsiders_no_words_of_parts(record, consultant, client_for, as_shown):
    client = client_for(consultant)
    client.post(reverse(CORRECT, args=[record.pk]), as_shown(record, **PARTS))
    read = Consultation.objects.for_reading().get(pk=record.pk)

    inside = history_of(read, with_kept_parts=True)[0].changes[0]
    outside = history_of(read, with_kept_parts=False)[0].changes[0]

    assert "父のことを話した。" in inside.after
    assert "父" not in outside.after + outside.before
    assert "父のことを話した。" in client.get(reverse(DETAIL, args=[record.pk])).content.decode()


def test_text_templates_of_oneself_and_the_center_are_offered(
    client_for, consultant, center, other_center, colleague
):
    TextTemplateFactory(center=center, code="ap", body="面談の予約を受けた。")
    TextTemplateFactory(
        center=None, municipality=center.municipality, owner=consultant, code="my", body="私の言葉"
    )
    TextTemplateFactory(center=other_center, body="よその言葉")
    TextTemplateFactory(
        center=None, municipality=center.municipality, owner=colleague, body="同僚の言葉"
    )

    text = client_for(consultant).get(reverse("consultations:consultation_create")).content.decode()

    assert "面談の予約を受けた。" in text
    assert "私の言葉" in text
    assert "よその言葉" not in text
    assert "同僚の言葉" not in text


def test_a_code_is_used_once_and_retiring_frees_it(client_for, consultant):
    client, create = client_for(consultant), reverse("text_templates:template_create")
    words = {"shared_with": "own", "code": "\uff39\uff2f", "body": "様子を聞いた。"}

    first, again = client.post(create, words), client.post(create, words)
    listed = client.get(reverse("text_templates:template_list")).context["templates"]
    client.post(reverse("text_templates:template_retire", args=[listed[0].pk]))
    third = client.post(create, words)

    assert [first.status_code, again.status_code, third.status_code] == [302, 422, 302]
    assert listed[0].code == "yo"
    assert "この記号は使われています" in again.content.decode()


def test_a_code_of_the_center_is_not_taken_for_oneself_nor_the_other_way(
    client_for, consultant, center
):
    TextTemplateFactory(center=center, code="hi")
    TextTemplateFactory(center=None, municipality=center.municipality, owner=consultant, code="yo")
    client, create = client_for(consultant), reverse("text_templates:template_create")

    own = client.post(create, {"shared_with": "own", "code": "hi", "body": "言葉"})
    shared = client.post(create, {"shared_with": str(center.pk), "code": "yo", "body": "言葉"})

    assert (own.status_code, shared.status_code) == (422, 422)
    assert "全員の定型文で使われています" in own.content.decode()
    assert "自分だけの定型文で使われています" in shared.content.decode()


def test_a_text_template_is_changed_for_those_who_use_it(client_for, consultant, center):
    template = TextTemplateFactory(center=center, code="ap")
    url = reverse("text_templates:template_edit", args=[template.pk])
    words = {"shared_with": str(center.pk), "code": "ap", "body": "変えた言葉"}

    client = client_for(consultant)
    taken = client.post(url, words | {"shared_with": "own"})
    client.post(url, words)

    template.refresh_from_db()
    assert taken.status_code == 422
    assert (template.body, template.center) == ("変えた言葉", center)

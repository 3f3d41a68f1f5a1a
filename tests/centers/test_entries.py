"""Recording, replacing and withdrawing: what is said of one ledger holds for all."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from centers import ledgers
from centers.models import (
    ActivityPlan,
    CenterDesignation,
    Closure,
    Document,
    NationalHolidayOpening,
    OutreachSession,
)
from shared import ledger_forms
from shared.ledgers import ledger_or_404
from tests.factories import ClosureFactory, DocumentFactory

CHANGED_MEANWHILE = "他の職員が先に変更しました。最新の内容を確認してください。"
GOOD = {
    "designations": {"type": "basic", "subtype": "Ⅱ", "starts_on": "R7.4.1", "source": "実施計画"},
    "contracts": {
        "contractor": "見本会",
        "records_visible": "no",
        "starts_on": "R7.4.1",
        "ends_on": "R8.3.31",
        "source": "契約書第7条",
    },
    "opening-hours": {
        "service": "general",
        "weekdays": ["1", "3"],
        "opens_at": "９時",
        "closes_at": "1730",
        "starts_on": "2025-04-01",
    },
    "national-holiday-openings": {"is_open": "False", "starts_on": "令和7年4月1日"},
    "closures": {"starts_on": "R7.12.29", "ends_on": "R8.1.3", "reason": "年末年始"},
    "extra-openings": {
        "held_on": "R7.10.12",
        "opens_at": "10:00",
        "closes_at": "15:00",
        "reason": "祭り",
    },
    "activity-plans": {"fiscal_year": "2025", "kind": "outreach", "is_carried_out": "True"},
    "documents": {
        "fiscal_year": "2025",
        "kind": "business_plan",
        "exists": "True",
        "title": "計画書",
    },
    "outreach-sessions": {"held_on": "R7.6.10", "place": "見本公民館", "attendance": "１２"},  # noqa: RUF001 -- as an IME types
}
CLOSURE = GOOD["closures"]


def create_url(center, slug):
    return reverse("centers:entry_create", args=[center.pk, slug])


def replace_url(entry, slug="closures"):
    return reverse("centers:entry_replace", args=[slug, entry.pk])


@pytest.fixture
def editor(client_for, chief_coordinator):
    return client_for(chief_coordinator)


@pytest.mark.parametrize("ledger", ledgers.CENTER_LEDGERS, ids=lambda ledger: ledger.slug)
def test_entry_is_recorded_with_who_and_when(editor, chief_coordinator, center, ledger):
    before = timezone.now()

    response = editor.post(create_url(center, ledger.slug), GOOD[ledger.slug])

    entries = ledger.model.objects.all()
    assert {(entry.center, entry.recorded_by) for entry in entries} == {(center, chief_coordinator)}
    assert all(before <= entry.recorded_at for entry in entries)
    assert response.url == ledger.home_url(entries[0])


@pytest.mark.parametrize("ledger", ledgers.CENTER_LEDGERS, ids=lambda ledger: ledger.slug)
def test_the_same_again_is_not_recorded_twice(editor, center, ledger):
    editor.post(create_url(center, ledger.slug), GOOD[ledger.slug])
    count = ledger.model.objects.count()

    response = editor.post(create_url(center, ledger.slug), GOOD[ledger.slug])

    assert len(response.context["form"].non_field_errors()) > 0
    assert ledger.model.objects.count() == count


@pytest.mark.parametrize("ledger", ledgers.CENTER_LEDGERS, ids=lambda ledger: ledger.slug)
def test_empty_form_says_what_is_missing(editor, center, ledger):
    response = editor.post(create_url(center, ledger.slug))

    form = response.context["form"]
    assert set(form.errors) == {name for name, field in form.fields.items() if field.required}
    assert ledger.model.objects.count() == 0


def test_typed_words_become_dates_numbers_and_answers(editor, center):
    for slug in (
        "national-holiday-openings",
        "activity-plans",
        "outreach-sessions",
        "designations",
    ):
        editor.post(create_url(center, slug), GOOD[slug])

    assert NationalHolidayOpening.objects.get().is_open is False
    assert ActivityPlan.objects.get().is_carried_out is True
    assert OutreachSession.objects.get().attendance == 12
    assert CenterDesignation.objects.get().starts_on == dt.date(2025, 4, 1)


def test_yes_or_no_is_never_chosen_beforehand(editor, center):
    form = editor.get(create_url(center, "activity-plans")).context["form"]

    assert form["is_carried_out"].value() is None


def test_link_may_say_what_is_to_be_recorded(editor, center):
    form = editor.get(
        create_url(center, "documents"), {"fiscal_year": "2025", "kind": "pr"}
    ).context["form"]

    assert (form["fiscal_year"].value(), form["kind"].value()) == ("2025", "pr")


@pytest.mark.parametrize(
    ("slug", "changes", "field", "message"),
    [
        (
            "closures",
            {"ends_on": "R7.12.1"},
            "ends_on",
            "終了日は開始日以後の日付にしてください。",
        ),
        ("closures", {"starts_on": "平成37年1月1日"}, "starts_on", None),
        (
            "extra-openings",
            {"closes_at": "9:00"},
            "closes_at",
            "終了時刻は開始時刻より後にしてください。",
        ),
        (
            "extra-openings",
            {"opens_at": "25:00"},
            "opens_at",
            "25:00という時刻はありません。0:00から23:59までで入力してください。",
        ),
        (
            "outreach-sessions",
            {"publicised_on": "R7.6.11"},
            "held_on",
            "実施日は、周知した日以後の日付にしてください。",
        ),
        (
            "designations",
            {"type": "specific"},
            "__all__",
            "Ⅰ型・Ⅱ型・Ⅲ型は基本型だけの区分です。",
        ),
    ],
)
def test_bad_input_is_explained_once_and_kept(editor, center, slug, changes, field, message):
    data = GOOD[slug] | changes
    ledger = ledger_or_404(ledgers.CENTER_LEDGERS, slug)

    response = editor.post(create_url(center, slug), data)

    form = response.context["form"]
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    assert message is None or form.errors[field] == [message]
    assert {name: form[name].value() for name in data} == data
    assert ledger.model.objects.count() == 0


def test_overlapping_period_is_explained(editor, center):
    ClosureFactory(center=center)

    response = editor.post(create_url(center, "closures"), CLOSURE | {"reason": "改修工事"})

    assert response.context["form"].non_field_errors() == ["休業の期間が重なっています。"]
    assert Closure.objects.count() == 1


def test_period_of_another_center_does_not_stand_in_the_way(editor, center):
    ClosureFactory()

    assert editor.post(create_url(center, "closures"), CLOSURE).status_code == 302


def test_replacing_keeps_the_old_row(editor, chief_coordinator, center):
    old = ClosureFactory(center=center)

    response = editor.post(replace_url(old), CLOSURE | {"reason": "改修工事"})

    old.refresh_from_db()
    new = Closure.objects.current().get()
    assert (old.reason, old.superseded_by) == ("年末年始", chief_coordinator)
    assert (new.reason, new.recorded_by, new.recorded_at) == (
        "改修工事",
        chief_coordinator,
        old.superseded_at,
    )
    assert response.url.endswith("?year=2025#closures")


def test_saving_without_a_change_records_nothing(editor, center):
    old = ClosureFactory(center=center)

    response = editor.post(replace_url(old), CLOSURE, follow=True)

    assert "変更はありませんでした。" in response.content.decode()
    assert Closure.objects.get() == old


def test_bad_replacement_leaves_the_old_row_in_force(editor, center):
    old = ClosureFactory(center=center)

    response = editor.post(replace_url(old), CLOSURE | {"reason": ""})

    assert response.context["form"].errors == {"reason": ["理由を入力してください。"]}
    assert Closure.objects.current().get() == old


def test_row_replaced_by_somebody_else_is_not_replaced_again(editor, municipal_officer, center):
    old = ClosureFactory(
        center=center, superseded_at=timezone.now(), superseded_by=municipal_officer
    )
    newer = ClosureFactory(center=center, reason="改修工事")
    data = CLOSURE | {"reason": "台風"}

    response = editor.post(replace_url(old), data)

    form = response.context["form"]
    assert form.non_field_errors() == [CHANGED_MEANWHILE]
    assert {name: form[name].value() for name in data} == data
    assert Closure.objects.current().get() == newer


def test_row_replaced_between_reading_and_saving_is_not_replaced_again(
    editor, municipal_officer, center, monkeypatch
):
    old = ClosureFactory(center=center)
    write = ledger_forms.LedgerEntryForm.write

    def write_after_somebody_else(form):
        Closure.objects.update(superseded_at=timezone.now(), superseded_by=municipal_officer)
        write(form)

    monkeypatch.setattr(ledger_forms.LedgerEntryForm, "write", write_after_somebody_else)

    response = editor.post(replace_url(old), CLOSURE | {"reason": "台風"})

    assert response.context["form"].non_field_errors() == [CHANGED_MEANWHILE]
    assert list(Closure.objects.all()) == [old]


def test_overlap_that_only_the_database_sees_is_explained(editor, center, monkeypatch):
    """Two at once: both forms were good, the second to arrive meets the constraint."""

    def record_unchecked(entry, *, by, at):
        ClosureFactory(center=center)
        entry.recorded_at, entry.recorded_by = at, by
        entry.save(force_insert=True)

    monkeypatch.setattr(ledger_forms, "record", record_unchecked)

    response = editor.post(create_url(center, "closures"), CLOSURE)

    assert response.context["form"].non_field_errors() == ["休業の期間が重なっています。"]
    assert Closure.objects.count() == 0


def test_opening_a_replaced_row_leads_to_the_newest(editor, center):
    old = ClosureFactory(center=center, superseded_at=timezone.now())

    response = editor.get(replace_url(old), follow=True)

    assert response.redirect_chain[0][0].endswith("?year=2025#closures")
    assert "この登録は既に差し替えられています。" in response.content.decode()


def test_withdrawing_asks_first_and_keeps_the_row(editor, chief_coordinator, center):
    entry = DocumentFactory(center=center)
    url = reverse("centers:entry_withdraw", args=["documents", entry.pk])

    asked = editor.get(url)
    entry.refresh_from_db()
    assert (asked.status_code, entry.is_current) == (200, True)
    response = editor.post(url)

    entry.refresh_from_db()
    assert (entry.is_current, entry.superseded_by) == (False, chief_coordinator)
    assert list(Document.objects.all()) == [entry]
    assert response.url == ledgers.DOCUMENTS.home_url(entry)


def test_withdrawing_twice_is_told(editor, municipal_officer, center):
    entry = ClosureFactory(
        center=center, superseded_at=timezone.now(), superseded_by=municipal_officer
    )
    url = reverse("centers:entry_withdraw", args=["closures", entry.pk])

    shown = editor.get(url).content.decode()
    response = editor.post(url, follow=True)

    entry.refresh_from_db()
    assert "この登録は既に差し替えられています。" in shown
    assert CHANGED_MEANWHILE in response.content.decode()
    assert entry.superseded_by == municipal_officer

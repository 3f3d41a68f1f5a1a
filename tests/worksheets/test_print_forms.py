"""調書の様式: registered and changed on a page, never overwritten."""

import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from consultations.models import ConsultationDraft
from tests.factories import CenterFactory, MunicipalityFactory
from tests.print_factories import STAGE, DraftSheetFactory, PrintFormFactory
from tests.sheet_factories import WorksheetFactory, submitted
from worksheets.models import PrintForm, Worksheet
from worksheets.printable import printables

TYPED = {
    "title": "所要額調書",
    "form_number": "様式第1号（第3条関係）",
    "document_number": "子発第12号",
    "addressee": "見本県知事　様",
    "sender": "見本市長",
    "subject": "交付申請について",
    "opening": "このことについて、\r\n下記のとおり提出します。",
    "shows_approval": "True",
    "approval_roles": "課長、担当",
    "shows_seal": "False",
    "unit": "thousand",
    "digits": "full",
    "is_final": "True",
    "note": "",
}


@pytest.fixture
def clerk(client_for, finance_clerk):
    return client_for(finance_clerk)


@pytest.fixture
def address(municipality):
    return reverse("worksheets:print_form_edit", args=[municipality.pk, "center", STAGE])


def seen_on(client, address):
    return client.get(address).context["form"]["seen"].value()


def test_a_form_is_registered_without_code(clerk, address, municipality, finance_clerk):
    response = clerk.post(address, TYPED | {"seen": seen_on(clerk, address)})

    form = PrintForm.objects.get()
    assert response.status_code == 302
    assert (form.municipality, form.kind, form.stage) == (municipality, "center", STAGE)
    assert form.recorded_by == finance_clerk
    layout = form.layout
    assert (layout.title, layout.approval_roles) == ("所要額調書", ("課長", "担当"))
    assert (layout.unit, layout.digits, layout.is_final) == ("thousand", "full", True)
    assert (layout.document_number, layout.subject) == ("子発第12号", "交付申請について")
    assert layout.opening == "このことについて、\n下記のとおり提出します。"


def test_the_page_begins_with_what_is_printed_until_then(clerk, address):
    form = clerk.get(address).context["form"]

    assert form["title"].value() == "利用者支援事業　調書　当初交付申請"
    assert form["approval_roles"].value() == "課長、係長、担当"


def test_a_change_keeps_the_form_before(clerk, address, municipality):
    before = PrintFormFactory(municipality=municipality)

    clerk.post(address, TYPED | {"seen": seen_on(clerk, address)})

    before.refresh_from_db()
    assert before.superseded_at is not None
    assert PrintForm.objects.current().get().title == "所要額調書"


def test_sent_twice_it_is_registered_once(clerk, address):
    data = TYPED | {"seen": seen_on(clerk, address)}

    answers = [clerk.post(address, data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert PrintForm.objects.count() == 1


def test_whoever_comes_second_sees_what_was_saved_and_loses_nothing(clerk, address, municipality):
    old_page = seen_on(clerk, address)
    PrintFormFactory(municipality=municipality, title="先に保存した表題")

    response = clerk.post(address, TYPED | {"seen": old_page})
    page = response.content.decode()

    assert response.status_code == 422
    assert "他の職員が先に変更しました" in page
    assert "先に保存した表題" in page
    assert 'value="所要額調書"' in page
    assert PrintForm.objects.current().get().title == "先に保存した表題"

    again = response.context["form"]["seen"].value()
    assert clerk.post(address, TYPED | {"seen": again}).status_code == 302
    assert PrintForm.objects.current().get().title == "所要額調書"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": ""}, "表題を入力してください。"),
        ({"approval_roles": ""}, "決裁欄の職名を入力してください。"),
        ({"approval_roles": "一、二、三、四、五、六、七"}, "職名は6つまでにしてください。"),
        ({"title": "題" * 61}, "60"),
    ],
)
def test_what_cannot_be_printed_is_told_beside_the_field(clerk, address, typed, said):
    response = clerk.post(address, TYPED | typed | {"seen": seen_on(clerk, address)})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert "見本県知事" in response.content.decode()
    assert PrintForm.objects.count() == 0


def draft_url(municipality_pk, act="save"):
    key = f"print-form-center-{STAGE}-{municipality_pk}"
    return reverse(f"consultations:draft_{act}", args=[key])


def test_what_was_typed_is_kept_restored_and_gone_with_the_save(clerk, address, municipality):
    typed = TYPED | {"title": "消えては困る表題", "seen": seen_on(clerk, address)}

    assert clerk.post(draft_url(municipality.pk), typed).status_code == 200
    page = clerk.get(address)
    assert "保存していない下書きを復元しました" in page.content.decode()
    assert page.context["form"]["title"].value() == "消えては困る表題"

    assert clerk.post(address, typed).status_code == 302
    assert not ConsultationDraft.objects.exists()


def test_what_is_sent_back_with_errors_is_kept(clerk, address):
    answer = clerk.post(address, TYPED | {"title": "", "seen": seen_on(clerk, address)})

    assert answer.status_code == 422
    assert ConsultationDraft.objects.get().payload["addressee"] == "見本県知事　様"


def test_nobody_keeps_a_draft_of_a_form_beyond_reach(clerk, client_for, auditor, municipality):
    elsewhere = MunicipalityFactory()

    assert clerk.post(draft_url(elsewhere.pk), TYPED).status_code == 404
    assert client_for(auditor).post(draft_url(municipality.pk), TYPED).status_code == 403
    assert not ConsultationDraft.objects.exists()


def test_a_draft_is_given_up(clerk, address, municipality):
    clerk.post(draft_url(municipality.pk), TYPED)

    answer = clerk.post(draft_url(municipality.pk, "discard"))

    assert answer.url == address
    assert not ConsultationDraft.objects.exists()


def test_the_boxes_may_be_left_out(clerk, address):
    data = TYPED | {"shows_approval": "False", "approval_roles": ""}

    clerk.post(address, data | {"seen": seen_on(clerk, address)})

    assert PrintForm.objects.get().layout.approval_roles == ()


def test_the_list_shows_every_kind_and_stage(clerk, municipality):
    PrintFormFactory(municipality=municipality, title="見本の表題", is_final=True)
    PrintFormFactory(title="よその表題")

    page = clerk.get(reverse("worksheets:print_form_list")).content.decode()

    assert page.count('data-label="種類・段階"') == 6
    assert "見本の表題" in page
    assert "よその表題" not in page


def test_a_sample_is_printed_in_the_form_that_stands(clerk, municipality):
    address = reverse("worksheets:print_form_preview", args=[municipality.pk, "center", STAGE])

    response = clerk.get(address)

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def sample_url(municipality):
    return reverse("worksheets:print_form_sample", args=[municipality.pk, "center", STAGE])


def test_a_sample_is_made_of_what_is_typed_and_nothing_is_saved(clerk, address, municipality):
    before = PrintFormFactory(municipality=municipality)

    response = clerk.post(sample_url(municipality), TYPED | {"seen": seen_on(clerk, address)})

    pages = PdfReader(io.BytesIO(response.content)).pages
    text = "".join("".join(page.extract_text() for page in pages).split())
    assert response["Content-Type"] == "application/pdf"
    for words in ("所要額調書", "子発第12号", "交付申請について", "下記のとおり提出します。記"):
        assert words in text
    assert PrintForm.objects.get() == before


def test_what_cannot_be_printed_makes_no_sample_and_is_saved_where_it_belongs(
    clerk, address, municipality
):
    response = clerk.post(sample_url(municipality), TYPED | {"title": ""})

    page = response.content.decode()
    assert response.status_code == 422
    assert "表題を入力してください。" in page
    assert "見本県知事" in page
    assert f'action="{address}"' in page
    assert PrintForm.objects.count() == 0


def test_only_who_prepares_sheets_makes_samples_of_what_is_typed(
    clerk, client_for, auditor, municipality
):
    assert clerk.get(sample_url(municipality)).status_code == 405
    assert client_for(auditor).post(sample_url(municipality), TYPED).status_code == 403
    assert clerk.post(sample_url(MunicipalityFactory()), TYPED).status_code == 404


@pytest.mark.parametrize(("kind", "stage"), [("person", STAGE), ("center", "never")])
def test_other_kinds_and_stages_do_not_exist(clerk, municipality, kind, stage):
    for page in ("edit", "preview"):
        address = reverse(f"worksheets:print_form_{page}", args=[municipality.pk, kind, stage])
        assert clerk.get(address).status_code == 404


def test_forms_of_another_municipality_do_not_exist(clerk):
    args = [MunicipalityFactory().pk, "center", STAGE]

    for page in ("edit", "preview"):
        assert clerk.get(reverse(f"worksheets:print_form_{page}", args=args)).status_code == 404


def test_the_auditor_reads_forms_and_changes_none(client_for, auditor, address):
    client = client_for(auditor)

    assert client.get(reverse("worksheets:print_form_list")).status_code == 200
    assert client.get(address).status_code == 403
    assert client.post(address, TYPED).status_code == 403


def loaded(*sheets):
    found = Worksheet.objects.for_listing().in_bulk([sheet.pk for sheet in sheets])
    return [found[sheet.pk] for sheet in sheets]


def test_a_submitted_sheet_is_printed_in_the_form_of_its_submission(center, municipality):
    before = PrintFormFactory(municipality=municipality, title="提出の時の様式", is_final=True)
    first = submitted(WorksheetFactory(center=center))
    PrintForm.objects.filter(pk=before.pk).update(superseded_at=timezone.now())
    PrintFormFactory(municipality=municipality, title="後の様式")
    other = CenterFactory(municipality=municipality)
    second = submitted(WorksheetFactory(center=other))

    then, later = printables(loaded(first, second))

    assert (then.layout.title, later.layout.title) == ("提出の時の様式", "後の様式")
    assert then.sheet.marks == ()
    assert then.sheet.day == "令和7年5月20日"
    assert later.sheet.marks == ("内部確認用",)


def test_without_a_form_the_look_of_the_submission_stays_too(center, municipality):
    sheet = submitted(WorksheetFactory(center=center))
    PrintFormFactory(municipality=municipality, title="後の様式")

    [printable] = printables(loaded(sheet))

    assert printable.layout.title == "利用者支援事業　調書　当初交付申請"


def test_forms_are_found_with_one_query_for_however_many_sheets(
    center, municipality, django_assert_num_queries
):
    PrintFormFactory(municipality=municipality)
    sheets = loaded(DraftSheetFactory(center=center))
    more = [*sheets * 3]

    for each in (sheets, more):
        with django_assert_num_queries(1):
            printables(each)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "別の表題"},
        {"unit": "thousand"},
        {"is_final": True},
        {"recorded_at": timezone.now},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_form_is_never_changed(municipality, change):
    form = PrintFormFactory(municipality=municipality)
    values = {name: value() if callable(value) else value for name, value in change.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        PrintForm.objects.filter(pk=form.pk).update(**values)


def test_a_form_is_replaced_once(municipality):
    form = PrintFormFactory(municipality=municipality)
    PrintForm.objects.filter(pk=form.pk).update(superseded_at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        PrintForm.objects.filter(pk=form.pk).update(superseded_at=None)


def test_one_form_of_a_kind_and_stage_stands(municipality):
    PrintFormFactory(municipality=municipality)

    with pytest.raises(IntegrityError), transaction.atomic():
        PrintFormFactory(municipality=municipality)


def test_boxes_without_roles_are_no_form(municipality):
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintFormFactory(municipality=municipality, shows_approval=True, approval_roles="")


def test_a_form_is_not_superseded_before_it_was_recorded(municipality):
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintFormFactory(
            municipality=municipality, superseded_at=dt.datetime(2019, 1, 1, tzinfo=dt.UTC)
        )

"""What of the directory is given in the log: ticked, kept with its name, counted, printed."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.given_cards import cards_of_given
from consultations.models import Consultation, ConsultationDraft, FavouriteResource, GivenResource
from tests.access.watch import text_of
from tests.consultations.conftest import CREATE
from tests.desk_factories import FavouriteResourceFactory, GivenResourceFactory
from tests.directory_factories import LocalResourceFactory, PartnerAgencyFactory
from tests.factories import CenterFactory

SEARCH, CORRECT = "consultations:given_search", "consultations:consultation_correct"
DETAIL, HANDOUT = "consultations:consultation_detail", "consultations:given_handout"


@pytest.fixture
def nursery(municipality):
    return LocalResourceFactory(
        municipality=municipality, name="日向保育園", name_kana="ヒナタホイクエン"
    )


@pytest.fixture
def agency(municipality):
    return PartnerAgencyFactory(municipality=municipality, name="見本保健センター", phone="0000")


@pytest.fixture
def found(client_for, consultant):
    """What the box brings for words."""

    def search(words):
        answer = client_for(consultant).post(reverse(SEARCH), {"resources_given": words})
        return [offer.entry.name for offer in answer.context["offers"]]

    return search


def keys(*entries):
    return [f"{'r' if hasattr(each, 'source_id') else 'a'}{each.pk}" for each in entries]


def test_several_entries_are_kept_with_their_names_and_the_day(
    log, only_record, consultant, nursery, agency
):
    log(given=keys(nursery, agency), resources_given="となりの公園")

    record = only_record()
    rows = record.given.order_by("pk")
    assert [(row.resource, row.agency, row.name) for row in rows] == [
        (nursery, None, "日向保育園"),
        (None, agency, "見本保健センター"),
    ]
    assert {row.given_on for row in rows} == {timezone.localdate()}
    assert {row.recorded_by for row in rows} == {consultant}
    assert record.resources_given == "となりの公園"


@pytest.mark.parametrize(
    "words",
    [
        "ひなた",
        "日向",
        "ﾎｲｸｴﾝ",
        "前の行\nひなた",
        "市役所、ひなた",
        "市役所を伝えた。 ひなた",
        "公園\u3000ひなた",
    ],
)
def test_an_entry_is_found_by_any_part_of_name_or_reading(found, nursery, agency, words):
    assert found(words) == ["日向保育園"]


def test_it_is_found_by_its_kind_too(found, nursery, agency):
    assert found("児童相談所") == ["見本保健センター"]


@pytest.mark.parametrize("words", ["", "日", ";hi", "日向\n", "あ" * 41, "日向\x00"])
def test_what_is_no_name_is_not_looked_for(found, nursery, words):
    assert found(words) == []


def test_what_has_closed_or_lies_elsewhere_is_not_offered(found, nursery):
    nursery.closed_on = timezone.localdate()
    nursery.save()
    LocalResourceFactory(name="日向第二保育園")

    assert found("日向") == []


@pytest.mark.parametrize("key", ["r999999", "x1", "r", "r１", "r" + "9" * 30])  # noqa: RUF001 -- no digit of ours
def test_a_key_that_names_nothing_is_refused(log, key):
    response = log(given=[key])

    assert response.status_code == 422
    assert "名簿にない" in str(response.context["form"].errors["given"])
    assert not Consultation.objects.exists()


def test_another_municipalitys_entry_is_as_good_as_none(log):
    response = log(given=keys(LocalResourceFactory()))

    assert "given" in response.context["form"].errors


def test_a_closed_entry_is_not_given_any_more(log, nursery):
    nursery.closed_on = timezone.localdate()
    nursery.save()

    assert "廃止されています" in str(log(given=keys(nursery)).context["form"].errors["given"])


def test_more_than_a_family_can_use_is_refused(log, municipality):
    many = LocalResourceFactory.create_batch(21, municipality=municipality)

    assert "20件まで" in str(log(given=keys(*many)).context["form"].errors["given"])


def test_the_button_searches_without_scripts_and_keeps_what_was_typed(
    client_for, consultant, filled, nursery, agency
):
    typed = filled(find_given="1", resources_given="公園\nひなた", given=keys(agency))

    page = client_for(consultant).post(reverse(CREATE), typed)

    form = page.context["form"]
    assert page.status_code == 200
    assert [offer.entry.name for offer in form.given_found.offers] == ["日向保育園"]
    assert [(offer.key, ticked) for offer, ticked in form.given_offered()] == [
        (*keys(agency), True)
    ]
    assert form["content"].value() == "離乳食を食べてくれない。"
    assert not Consultation.objects.exists()


def test_the_button_of_a_correction_does_the_same(
    client_for, consultant, record, as_shown, nursery
):
    url = reverse(CORRECT, args=[record.pk])
    typed = as_shown(record, find_given="1", resources_given="ひなた")

    page = client_for(consultant).post(url, typed)

    offers = page.context["form"].given_found.offers
    assert [offer.entry.name for offer in offers] == ["日向保育園"]
    assert not record.corrections.exists()


class TestCorrected:
    @pytest.fixture
    def given(self, record, nursery):
        return GivenResourceFactory(consultation=record, resource=nursery, name="旧ひなた園")

    @pytest.fixture
    def correct(self, client_for, consultant, record, as_shown):
        def send(**changes):
            url = reverse(CORRECT, args=[record.pk])
            return client_for(consultant).post(url, as_shown(record, **changes))

        return send

    @pytest.mark.usefixtures("given")
    def test_the_history_keeps_what_was_given_before(self, correct, record, agency, nursery):
        correct(given=keys(agency))

        assert record.corrections.get().changes == {
            "given": {
                "label": "案内した窓口・施設（名簿）",
                "before": f"旧ひなた園（地域資源{nursery.pk}）",
                "after": f"見本保健センター（関係機関{agency.pk}）",
            }
        }
        assert [row.agency for row in record.given.all()] == [agency]

    def test_what_stays_keeps_its_row_and_the_name_of_that_day(
        self, correct, record, given, agency, nursery
    ):
        nursery.closed_on = timezone.localdate()
        nursery.save()

        correct(given=keys(nursery, agency))

        kept = record.given.get(resource=nursery)
        assert (kept.pk, kept.name) == (given.pk, "旧ひなた園")

    @pytest.mark.usefixtures("given")
    def test_nothing_changed_is_no_correction(self, correct, record, nursery):
        correct(given=keys(nursery))

        assert not record.corrections.exists()

    @pytest.mark.usefixtures("given")
    def test_the_page_shows_name_link_and_todays_state(
        self, client_for, consultant, record, nursery
    ):
        nursery.closed_on = dt.date(2025, 10, 1)
        nursery.save()

        answer = client_for(consultant).get(reverse(DETAIL, args=[record.pk]))

        page = text_of(answer)
        assert "旧ひなた園" in page
        assert "令和7年10月1日に廃止" in page
        assert "今の名称：日向保育園" in page
        assert reverse("directory:resource_detail", args=[nursery.pk]) in answer.content.decode()


def test_the_directory_shows_how_often_and_of_whom_nothing(
    client_for, consultant, record, nursery, agency
):
    withdrawn = GivenResourceFactory(resource=nursery, consultation__center=record.center)
    Consultation.objects.filter(pk=withdrawn.consultation_id).update(
        withdrawn_at=timezone.now(), withdrawn_by=consultant
    )
    today = timezone.localdate()
    GivenResourceFactory(consultation=record, resource=nursery, given_on=today)
    GivenResourceFactory(
        consultation__center=record.center, resource=nursery, given_on=dt.date(2020, 4, 1)
    )

    client = client_for(consultant)
    pages = [
        text_of(client.get(reverse(f"directory:{name}_detail", args=[entry.pk])))
        for name, entry in (("resource", nursery), ("agency", agency))
    ]

    assert "2回" in pages[0]
    assert "今年度 1回" in pages[0]
    assert "0回" in pages[1]
    assert record.content not in pages[0]


class TestHandout:
    def test_one_click_prints_what_was_given_and_is_open(
        self, client_for, consultant, record, nursery, agency
    ):
        closed = LocalResourceFactory(
            municipality=nursery.municipality, closed_on=dt.date(2025, 4, 1)
        )
        for entry in (nursery, closed):
            GivenResourceFactory(consultation=record, resource=entry)
        GivenResourceFactory(consultation=record, resource=None, agency=agency)

        answer = client_for(consultant).get(reverse(HANDOUT, args=[record.pk]))

        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    def test_its_cards_say_nothing_of_the_family(self, record, nursery, agency):

        for more in ({"resource": nursery}, {"resource": None, "agency": agency}):
            GivenResourceFactory(consultation=record, **more)

        cards = cards_of_given(record, timezone.localdate())

        assert [card.name for card in cards] == ["日向保育園", "見本保健センター"]
        assert record.content not in str(cards)

    def test_nothing_given_leads_back(self, client_for, consultant, record):
        answer = client_for(consultant).get(reverse(HANDOUT, args=[record.pk]))

        assert answer.url == reverse(DETAIL, args=[record.pk])


class TestFavourites:
    @pytest.fixture
    def favourite(self, center, nursery):
        return FavouriteResourceFactory(center=center, code="01", resource=nursery)

    @pytest.mark.usefixtures("favourite")
    def test_they_stand_in_the_log_with_their_codes(self, client_for, consultant):
        FavouriteResourceFactory(center=CenterFactory(), code="02")

        form = client_for(consultant).get(reverse(CREATE)).context["form"]

        offered = [(offer.code, offer.entry.name, on) for offer, on in form.given_offered()]
        assert offered == [("01", "日向保育園", False)]

    @pytest.mark.usefixtures("favourite")
    def test_a_closed_one_is_not_offered_and_marked_in_the_list(
        self, client_for, consultant, nursery
    ):
        nursery.closed_on = timezone.localdate()
        nursery.save()
        client = client_for(consultant)

        assert client.get(reverse(CREATE)).context["form"].given_offered() == []
        assert "廃止" in text_of(client.get(reverse("favourites:favourite_list")))

    def test_one_is_found_chosen_and_taken_out_again(self, client_for, consultant, center, nursery):
        client, url = client_for(consultant), reverse("favourites:favourite_create")
        typed = {"words": "ひなた", "center": str(center.pk), "code": "ＨＩ"}  # noqa: RUF001 -- as typed

        found = client.post(url, typed | {"find": "1"})
        client.post(url, typed | {"entry": keys(nursery)[0]})

        assert [key for key, _ in found.context["form"].fields["entry"].choices] == keys(nursery)
        row = center_favourite(center)
        assert (row.code, row.resource, row.recorded_by) == ("hi", nursery, consultant)
        client.post(reverse("favourites:favourite_retire", args=[row.pk]))
        assert center_favourite(center) is None

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"entry": ""}, "entry"),
            ({"entry": "r999999"}, "entry"),
            ({"code": ""}, "code"),
            ({"code": "!"}, "code"),
            ({"code": "01"}, "code"),
            ({"center": "999999"}, "center"),
        ],
    )
    @pytest.mark.usefixtures("favourite")
    def test_what_cannot_be_is_refused_beside_its_field(
        self, client_for, consultant, center, nursery, changes, field
    ):
        typed = {"entry": keys(nursery)[0], "center": str(center.pk), "code": "zz"} | changes

        answer = client_for(consultant).post(reverse("favourites:favourite_create"), typed)

        assert answer.status_code == 422
        assert field in answer.context["form"].errors


def center_favourite(center):

    return FavouriteResource.objects.standing().filter(center=center).first()


def test_a_draft_keeps_what_was_ticked(client_for, consultant, filled, nursery):
    client = client_for(consultant)
    client.post(reverse("consultations:draft_save", args=["new"]), filled(given=keys(nursery)))

    assert ConsultationDraft.objects.get().payload["given"] == keys(nursery)
    assert client.get(reverse(CREATE)).context["form"]["given"].value() == keys(nursery)


def test_the_same_form_twice_gives_once(log, filled, nursery):
    key = "8f9c8a52-6f3b-45a0-9f1c-70a1f0d1f001"
    log(submission_key=key, given=keys(nursery))
    log(submission_key=key, given=keys(nursery))

    assert GivenResource.objects.count() == 1

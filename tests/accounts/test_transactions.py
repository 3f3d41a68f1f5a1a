"""A request is one transaction with the context of its user, through the template's last query."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.test import RequestFactory

from accounts.transactions import MunicipalContextMiddleware
from centers.models import Center
from shared.municipal_context import NOTHING, told
from tests.factories import CenterFactory, RoleGrantFactory, UserFactory

PAGE = "{% for center in centers %}[{{ center.name }}]{% endfor %}"


@pytest.fixture
def answer():
    """Sends a request of `user` through the middleware to a view, like Django's own handler."""

    def send(user, view):
        request = RequestFactory().get("/")
        request.user = user

        def handler(request):
            try:
                response = view(request)
                return response.render() if hasattr(response, "render") else response
            except Http404 as error:
                middleware.process_exception(request, error)
                return HttpResponse(str(Center.objects.count()), status=404)
            except PermissionDenied as error:
                middleware.process_exception(request, error)
                return HttpResponse(status=403)

        middleware = MunicipalContextMiddleware(handler)
        return middleware(request)

    return send


@pytest.fixture
def anybody(client):
    return client.get("/accounts/sign-in/").wsgi_request.user


def names(_request):
    return HttpResponse(", ".join(Center.objects.order_by("name").values_list("name", flat=True)))


def test_a_request_sees_the_municipalities_of_its_user(answer, consultant, center):
    CenterFactory(name="よその市のセンター")

    assert answer(consultant, names).content.decode() == center.name


def test_one_who_works_for_two_sees_both(answer, consultant, center):
    other = CenterFactory()
    RoleGrantFactory(user=consultant, municipality=other.municipality)

    assert answer(consultant, names).content.decode() == ", ".join(
        sorted([center.name, other.name])
    )


def test_one_without_a_role_today_sees_nothing(answer, center):
    user = UserFactory()
    RoleGrantFactory(user=user, municipality=center.municipality, ends_on="2020-04-02")

    assert answer(user, names).content == b""


def test_nobody_sees_anything_before_signing_in(answer, anybody, center):
    assert answer(anybody, names).content == b""


def test_a_queryset_in_a_template_finds_its_rows(answer, consultant, center):
    def view(request):
        page = engines["django"].from_string(PAGE)
        return TemplateResponse(request, page, {"centers": Center.objects.all()})

    assert answer(consultant, view).content.decode() == f"[{center.name}]"


@pytest.mark.parametrize(("error", "status"), [(Http404, 404), (PermissionDenied, 403)])
def test_whatever_ends_a_view_early_undoes_it(answer, consultant, center, error, status):
    def view(_request):
        Center.objects.update(name="書きかけ")
        raise error

    response = answer(consultant, view)

    assert response.status_code == status
    assert Center.objects.get().name == center.name


def test_the_page_that_says_so_may_still_read(answer, consultant, center):
    def view(_request):
        raise Http404

    assert answer(consultant, view).content == b"1"


def test_a_failure_outside_of_views_is_undone_too(answer, consultant, center):
    def view(_request):
        Center.objects.update(name="書きかけ")
        return HttpResponse(status=500)

    answer(consultant, view)

    assert Center.objects.get().name == center.name


def test_what_a_view_did_stands(answer, consultant, center):
    def view(_request):
        Center.objects.update(name="新しい名前")
        return HttpResponse()

    answer(consultant, view)

    assert Center.objects.get().name == "新しい名前"


def test_the_next_on_the_same_connection_starts_without_a_context(
    transactional_db, answer, consultant, center
):
    with told(NOTHING, for_session=True):
        assert answer(consultant, names).content.decode() == center.name

        assert not Center.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT nullif(current_setting('tsunagi.context', true), '')")
            assert cursor.fetchone() == (None,)

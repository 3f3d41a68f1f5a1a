"""IN01, IN05, IN06, IN09, IN11: what comes in as text goes out as text."""

import csv
import inspect
import io
import itertools
import re
import socket

import pytest
from django.db import connection
from django.urls import reverse

from accounts.enums import Role
from centers.models import Center
from subsidies.printing import judgement_sheet_html, judgement_sheet_pdf
from tests.access.surfaces import PATTERNS
from tests.access.watch import text_of
from tests.attack.conftest import opened_by

SQL = (
    "' OR 1=1--",
    "%' OR '%'='",
    "1;select pg_sleep(5)--",
    "'||(select current_setting('is_superuser'))||'",
    "order=name);select 1--",
    "\\",
    "１' or '1'='1",  # noqa: RUF001 -- a full-width digit, as an IME sends it
    "\x00",
    "9" * 400,
)
PARAMETERS = (
    *("page", "year", "month", "fiscal_year", "date", "stage", "type", "csv", "center", "method"),
    *("topic", "first", "last", "caller", "next_step", "withdrawn", "mine", "municipality"),
    *("role", "is_dedicated", "name", "q", "order", "kind", "period", "as_of", "next"),
)
BOTH = (Role.MUNICIPAL_OFFICER, Role.CHIEF_COORDINATOR)  # together they open every form
MARKUP = (
    '<script>window.__x=1</script>"><img src=x onerror=__x=1>{{7*7}}</textarea><svg onload=__x=1>'
)


def _rows():
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute(
            " union all ".join(f'select count(*) from "{t}"' for t in sorted(tables))  # noqa: S608 -- names of tables of our own
        )
        return dict(zip(sorted(tables), cursor.fetchall(), strict=True))


@pytest.mark.parametrize(
    ("role", "payload"), list(zip(itertools.cycle(BOTH), SQL, strict=False)), ids=range(len(SQL))
)
def test_in01_no_parameter_reaches_the_database_as_words_of_sql(world, login, url, role, payload):
    client, user = login(role.value), world.actors[role.value].user
    for name in opened_by(world, user, "GET"):
        response = client.get(url(name), dict.fromkeys(PARAMETERS, payload))
        assert response.status_code < 500, name


@pytest.mark.parametrize("payload", [SQL[0], SQL[3], *SQL[-2:]], ids=range(4))
def test_in01_nor_does_any_field_of_a_form(world, login, url, payload, paper):
    fields = (*PARAMETERS, "content", "starts_on", "ends_on", "reason", "number", "code", "version")
    for role in BOTH:
        client, user = login(role.value), world.actors[role.value].user
        names = [name for name in opened_by(world, user, "POST") if "withdraw" not in name]
        for name in names:
            client.post(url(name), dict.fromkeys(fields, payload))

    assert Center.objects.count() == 3


def test_in01_nothing_grows_by_a_refused_form(world, login, url):
    address, client = url("consultations:consultation_correct"), login("consultant")
    before = _rows()
    for payload in SQL[:4]:
        client.post(address, {"version": payload, "content": payload})
    grown = {name for name, count in _rows().items() if count != before[name]}

    bookkeeping = {"django_session", "accounts_signinsession", "accounts_auditevent"}
    assert grown <= {*bookkeeping, "consultations_consultationdraft"}


def test_in03_stored_markup_is_text_on_every_page(world, login, url, own, paper):
    center, record, member = own["center"], own["consultation"], own["staff_member"]
    center.name = center.address = member.name = member.name_kana = MARKUP
    center.save()
    member.save()
    for name in ("caller_name", "content", "response", "next_step", "place"):
        setattr(record, name, MARKUP)
    record.save()
    own["closure"].reason = own["fact"].source = MARKUP
    own["closure"].save()
    own["fact"].save()
    shown = 0
    for role in Role:
        client, user = login(role.value), world.actors[role.value].user
        for name in opened_by(world, user, "GET"):
            response = client.get(url(name))
            if response["Content-Type"].startswith("text/html"):
                page = response.content.decode()
                shown += "&lt;script&gt;window.__x=1" in page
                assert "<script>window.__x" not in page, name
                assert "<img src=x" not in page, name
                assert "<svg onload" not in page, name
    assert shown > 20


def test_in05_a_download_is_named_by_the_server(world, login, url):
    client = login("finance_clerk")
    for response in (
        client.get(url("subsidies:judgement_sheet_pdf")),
        client.get(url("subsidies:dashboard"), {"csv": "centers\r\nSet-Cookie: x=1"}),
    ):
        assert "x=1" not in str(response.headers)
        if response.status_code == 200:
            assert re.fullmatch(
                r'(inline|attachment); filename="[A-Za-z0-9_.-]+"', response["Content-Disposition"]
            )


DANGEROUS = (
    "=1+1",
    "+81-90",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "=cmd|'/c calc'!A0",
)


def test_in06_no_cell_of_an_export_is_a_formula(world, login, url):
    from subsidies.overview_tables import TABLES  # noqa: PLC0415 -- the tables there are

    centers = list(Center.objects.all())
    exported = 0
    for formula in DANGEROUS:
        for center in centers:
            center.name = formula
            center.save()
        for table in TABLES:
            response = login("municipal_officer").get(
                reverse("subsidies:dashboard"), {"csv": table}
            )
            cells = [
                cell
                for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
                for cell in row
            ]
            exported += f"'{formula}" in cells
            assert formula not in cells
    assert exported >= len(DANGEROUS)


def test_in06_every_module_that_answers_with_a_table_writes_it_safely():
    modules = {inspect.getmodule(inspect.unwrap(p.callback)) for p in PATTERNS.values()}
    sources = [inspect.getsource(module) for module in modules if module]
    exporting = [source for source in sources if re.search(r"text/csv|spreadsheetml", source)]

    assert exporting
    # The three writers keep words from being formulas; no module writes a table by itself.
    safe = re.compile(r"\b(write_csv|xlsx_of|workbook_of)\b")
    itself = re.compile(r"csv\.writer|openpyxl|xlsxwriter")
    assert [
        source for source in exporting if not safe.search(source) or itself.search(source)
    ] == []


def test_in09_printing_fetches_nothing_and_prints_tags_as_text(own):
    with socket.socket() as trap:
        trap.bind(("127.0.0.1", 0))
        trap.listen()
        trap.settimeout(0.2)
        port = trap.getsockname()[1]
        attack = (
            f"<img src=http://127.0.0.1:{port}/a><link rel=attachment href=file:///etc/passwd>"
            f"<style>@import url(http://127.0.0.1:{port}/b)</style>"
        )
        sheet = own["judgement_sheet"]
        sheet.center.name = attack
        sheet.content = _with_text(sheet.content, attack)

        pdf = judgement_sheet_pdf(sheet)

        with pytest.raises(TimeoutError):
            trap.accept()
    assert "&lt;img src=http" in judgement_sheet_html(sheet)
    assert b"/EmbeddedFile" not in pdf
    assert b"root:" not in pdf


def _with_text(content, text):
    """Every text of the frozen sheet replaced."""
    if isinstance(content, dict):
        return {key: _with_text(value, text) for key, value in content.items()}
    if isinstance(content, list):
        return [_with_text(value, text) for value in content]
    is_free_text = isinstance(content, str) and not content.isascii()
    return text if is_free_text else content


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x=1",
    ],
)
def test_in11_sign_in_leads_nowhere_else(world, login, target):
    user = world.actors["consultant"].user
    user.set_password("とても長い合言葉を覚えました")
    user.save()

    response = login().post(
        f"{reverse('accounts:sign_in')}?next={target}",
        {"username": user.username, "password": "とても長い合言葉を覚えました", "next": target},
    )

    assert response.status_code == 302
    assert response.url.startswith("/")
    assert not response.url.startswith(("//", "/\\"))
    assert "x=1" not in str(response.cookies)


def test_in11_a_forged_host_is_refused(login):
    response = login().get(reverse("accounts:sign_in"), headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "evil.example" not in text_of(response)

"""Looking over the shoulder of a request: what it writes, and what its answer holds."""

import contextlib
import io
import re

from django.db import connection
from pypdf import PdfReader, PdfWriter

WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE|COPY)\b", re.IGNORECASE)
# What even a refused request may write: its session and its entry in the trail.
BOOKKEEPING = ('"django_session"', "accounts_auditevent", '"accounts_signinsession"')


def _blank_page():
    output = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=72, height=72)
    writer.write(output)
    return output.getvalue()


UNPRINTED = _blank_page()  # where a test asks for `paper`


@contextlib.contextmanager
def written():
    """Collect the statements that write anything of substance."""
    found = []

    def look(execute, sql, params, many, context):
        if WRITES.match(sql) and not any(table in sql for table in BOOKKEEPING):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def text_of(response):
    """The readable text of an answer, its headers included; of a PDF what it prints."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    is_pdf = response.get("Content-Type", "").startswith("application/pdf")
    if is_pdf and response.content and not response.content.startswith(UNPRINTED):
        pages = PdfReader(io.BytesIO(response.content)).pages
        return headers + "".join(page.extract_text() for page in pages)
    return headers + response.content.decode("utf-8", "replace")


def tells_inner_workings(response):
    """A stack trace, a statement or a path on an error page."""
    text = response.content.decode("utf-8", "replace")
    return re.search(r"Traceback|SELECT .* FROM|/site-packages/|psycopg|DJANGO_SETTINGS", text)

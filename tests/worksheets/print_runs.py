"""What tests of print jobs share: a page that costs nothing, a run, and what it has left."""

import io

from django.utils import timezone
from pypdf import PdfWriter

from worksheets.models import PrintJob
from worksheets.print_work import work


def _one_page():
    writer, output = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=100, height=100)
    writer.write(output)
    return output.getvalue()


ONE_PAGE = _one_page()


def print_all():
    return work(clock=timezone.now)


def states(job):
    return list(job.parts.order_by("number").values_list("number", "pages", "failure"))


def file_of(job):
    return bytes(PrintJob.objects.with_file().get(pk=job.pk).file)

"""One sheet as PDF or xlsx, as often as one likes and each time the same."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.http import UserRequest
from shared import audit
from shared.access import Capability, requires
from shared.pdf import TooMuchToPrintError
from worksheets import printing
from worksheets.models import Worksheet
from worksheets.print_sheet import PrintedSheet
from worksheets.printable import printables
from worksheets.workbook import workbook_of

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNUSABLE = 422


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def worksheet_pdf(request: UserRequest, pk: int) -> HttpResponse:
    worksheet = _visible(request, pk)
    try:
        pdf = printing.sheet_pdf(_sheet(worksheet))
    except TooMuchToPrintError:
        context = {"worksheet": worksheet}
        return TemplateResponse(request, "worksheets/unprintable.html", context, status=UNUSABLE)
    audit.record(request, audit.Action.PRINT, worksheet)
    return file_answer(pdf, f"{worksheet}.pdf", content_type=PDF, inline=True)


@require_safe
@requires(Capability.WORKSHEET_VIEW)
def worksheet_xlsx(request: UserRequest, pk: int) -> HttpResponse:
    worksheet = _visible(request, pk)
    book = workbook_of([_sheet(worksheet)])
    audit.record(request, audit.Action.EXPORT, worksheet)
    return file_answer(book, f"{worksheet}.xlsx", content_type=XLSX)


def _visible(request: UserRequest, pk: int) -> Worksheet:
    return get_object_or_404(Worksheet.objects.visible_to(request.user).for_listing(), pk=pk)


def _sheet(worksheet: Worksheet) -> PrintedSheet:
    """Submitted, in the form of its submission; else in the form that stands today."""
    [printable] = printables([worksheet])
    return printable.sheet


def file_answer(
    content: bytes, name: str, *, content_type: str, inline: bool = False
) -> HttpResponse:
    """`name` holds numbers and codes only."""
    manner = "inline" if inline else "attachment"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'{manner}; filename="{name}"'},
    )

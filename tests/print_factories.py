"""Factories of print forms and print jobs, and sheets to print; every amount is fictional."""

import uuid

import factory
from django.utils import timezone

from centers.models import CenterDesignation
from tests.factories import (
    CenterDesignationFactory,
    CenterFactory,
    Factory,
    LedgerFactory,
    MunicipalityFactory,
    UserFactory,
)
from worksheets import models as worksheets
from worksheets.content import checksum_of
from worksheets.print_layout import PrintLayout
from worksheets.print_sample import STAMP, sample_content

YEAR, STAGE = 2026, "application"


def document(kind="center", **changes):
    """What a part is printed from; `changes` are of the content."""
    return {
        "content": sample_content(kind, STAGE, YEAR) | changes,
        "layout": PrintLayout().plain(),
        "stamp": STAMP.plain(),
    }


class DraftSheetFactory(Factory):
    """A sheet in work, as it is printed for internal use."""

    class Meta:
        model = worksheets.Worksheet
        skip_postgeneration_save = True

    center = factory.SubFactory(CenterFactory)
    municipality = factory.SelfAttribute("center.municipality")
    center_type = "basic"
    fiscal_year = YEAR
    stage = STAGE
    number = 1
    content = factory.LazyAttribute(
        lambda self: (
            sample_content("center", self.stage, self.fiscal_year)
            | {
                "center": {
                    "name": self.center.name,
                    "code": self.center.code,
                    "type": self.center_type,
                    "type_label": "基本型",
                }
            }
        )
    )
    checksum = factory.LazyAttribute(lambda self: checksum_of(self.content))
    version_hash = "0" * 64
    prepared_at = factory.LazyFunction(timezone.now)
    prepared_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def registration(self, create, _extracted, **_kwargs):
        """Its center is under the type: only such a sheet is printed with the pile."""
        of = {"center": self.center, "type": self.center_type}
        if create and not CenterDesignation.objects.current().filter(**of).exists():
            CenterDesignationFactory(**of)


class PrintFormFactory(LedgerFactory):
    class Meta:
        model = worksheets.PrintForm

    municipality = factory.SubFactory(MunicipalityFactory)
    kind = "center"
    stage = STAGE
    title = "見本調書"
    approval_roles = "課長、係長"


class PrintJobFactory(Factory):
    """With one part that waits."""

    class Meta:
        model = worksheets.PrintJob
        skip_postgeneration_save = True

    municipality = factory.SubFactory(MunicipalityFactory)
    fiscal_year = YEAR
    stage = STAGE
    selection = "latest"
    bundle = "pdf"
    submission_key = factory.LazyFunction(uuid.uuid4)
    requested_at = factory.LazyFunction(timezone.now)
    requested_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def parts(self, _create, extracted, **_):
        """`parts=3` makes three, `parts=0` none."""
        for number in range(1, 2 if extracted is None else extracted + 1):
            PrintJobPartFactory(job=self, number=number)


class PrintJobPartFactory(Factory):
    class Meta:
        model = worksheets.PrintJobPart

    job = factory.SubFactory(PrintJobFactory, parts=0)
    number = 1
    label = factory.LazyAttribute(lambda self: f"見本センター{self.number}（基本型）")
    document = factory.LazyAttribute(lambda self: numbered(self.number))


def numbered(number):
    """A document that names its number, so that a reader of the PDF finds it again."""
    center = {
        "name": f"見本センター{number}号",
        "code": f"999999-{number:02d}",
        "type": "basic",
        "type_label": "基本型",
    }
    return document(center=center)

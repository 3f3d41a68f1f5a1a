"""The desk: who serves there, the clock with its boundaries, the figures of a year."""

import csv
import datetime as dt
import io

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from consultations.complaint_enums import ComplaintRole
from consultations.complaint_figures import year_counts
from consultations.complaint_pages import clocks_of, complaint_notices
from consultations.models import Complaint, ComplaintClock, ComplaintOfficer
from shared.fiscal_year import FiscalYear
from tests.access.watch import text_of
from tests.complaint_factories import (
    ComplaintClockFactory,
    ComplaintFactory,
    ComplaintOfficerFactory,
)
from tests.consultations.complaints import complaint_form, day, page, step_form
from tests.factories import CenterFactory

TODAY = reverse("consultations:today")

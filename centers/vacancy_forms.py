"""Handing in a list of vacancies."""

from typing import Any

from django.utils import timezone

from centers.resource_forms import UploadForm
from shared.form_fields import WarekiDateField


class VacancyUploadForm(UploadForm):
    """The file, and the day of which it is if it does not say so itself."""

    dated_on = WarekiDateField(
        label="いつの空きか",
        required=False,
        latest=timezone.localdate,
        help_text="日付の列がない一覧のときに入力してください。",
    )

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, municipalities=municipalities, **kwargs)
        for name in ("area", "kind"):
            del self.fields[name]

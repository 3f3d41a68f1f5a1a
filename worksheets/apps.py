from django.apps import AppConfig


class WorksheetsConfig(AppConfig):
    name = "worksheets"
    verbose_name = "調書"

    def ready(self) -> None:
        from worksheets.draft_forms import register_sheet_forms  # noqa: PLC0415 -- models are loaded only now

        register_sheet_forms()

from django.apps import AppConfig


class WorksheetsConfig(AppConfig):
    name = "worksheets"
    verbose_name = "調書"

    def ready(self) -> None:
        from worksheets.draft_forms import register_sheet_forms  # noqa: PLC0415 -- needs the models
        from worksheets.print_draft_forms import register_print_forms  # noqa: PLC0415 -- likewise

        register_sheet_forms()
        register_print_forms()

from django.apps import AppConfig


class WorksheetsConfig(AppConfig):
    name = "worksheets"
    verbose_name = "調書"

    def ready(self) -> None:
        from worksheets.print_draft_forms import register_print_forms  # noqa: PLC0415 -- now loaded

        register_print_forms()

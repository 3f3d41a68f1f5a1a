from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    name = "subsidies"
    verbose_name = "加算・判定"

    def ready(self):
        from subsidies import checks  # noqa: F401, PLC0415 -- registers the system checks

from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "shared"
    verbose_name = "共通"

    def ready(self) -> None:
        from shared import checks  # noqa: F401, PLC0415 -- registers the system checks

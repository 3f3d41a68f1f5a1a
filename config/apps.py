from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "設定"

    def ready(self):
        from config import checks  # noqa: F401, PLC0415 -- registers the system checks

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "利用者と権限"

    def ready(self) -> None:
        from accounts import checks, receivers  # noqa: F401, PLC0415 -- both are listening now

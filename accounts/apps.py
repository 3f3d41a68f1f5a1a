from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "利用者と権限"

    def ready(self) -> None:
        from accounts import (  # noqa: PLC0415 -- the models are there only now
            audit,
            checks,  # noqa: F401 -- listening from here
            receivers,  # noqa: F401 -- listening from here
        )

        audit.connect()

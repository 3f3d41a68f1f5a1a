from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "ケース"

    def ready(self) -> None:
        from casework import open_matters, retention  # noqa: PLC0415 -- models are loaded only now
        from casework.draft_forms import register_forms  # noqa: PLC0415 -- likewise
        from casework.timeline_sources import register_kinds  # noqa: PLC0415 -- likewise

        register_kinds()
        open_matters.register_own()
        register_forms()
        retention.register_kinds()

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = "相談"

    def ready(self) -> None:
        from accounts import audit_notices  # noqa: PLC0415 -- models are loaded only now
        from centers.directory import mentions  # noqa: PLC0415 -- likewise
        from consultations.audit_notices import unreviewed_accesses  # noqa: PLC0415 -- likewise
        from consultations.directory_mentions import given_how_often  # noqa: PLC0415 -- likewise
        from consultations.draft_forms import register_forms  # noqa: PLC0415 -- likewise
        from consultations.retention import register_kinds  # noqa: PLC0415 -- likewise

        audit_notices.register(unreviewed_accesses)
        mentions.register(given_how_often)
        register_forms()
        register_kinds()

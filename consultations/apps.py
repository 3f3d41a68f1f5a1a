from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = "相談"

    def ready(self) -> None:
        from accounts import audit_notices  # noqa: PLC0415 -- models are loaded only now
        from consultations.audit_notices import unreviewed_accesses  # noqa: PLC0415 -- likewise
        from consultations.draft_forms import register_forms  # noqa: PLC0415 -- likewise
        from consultations.retention import register_kinds  # noqa: PLC0415 -- likewise

        audit_notices.register(unreviewed_accesses)
        register_forms()
        register_kinds()

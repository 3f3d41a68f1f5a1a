from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "retention"
    verbose_name = "保存と廃棄"

    def ready(self) -> None:
        from retention.models import Residue  # noqa: PLC0415 -- models are loaded only now
        from shared.retention import read_residues_by  # noqa: PLC0415 -- likewise

        read_residues_by(Residue.objects.counted)

from django.conf import settings
from django.db import models

from consultations.models.household import Person
from shared.municipal_field import InheritedMunicipality


class PersonChange(models.Model):
    """個人の変更: what the registry said of somebody before and after; never changed.

    `changes` is {label: {before, after}}. What a contact said stands in its own dated rows.
    """

    municipality = InheritedMunicipality("person")
    person = models.ForeignKey(
        Person, verbose_name="個人", on_delete=models.PROTECT, related_name="changes"
    )
    changes = models.JSONField("変更")
    changed_at = models.DateTimeField("変更日時")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="変更者", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "個人の変更"
        verbose_name_plural = verbose_name

    def __str__(self) -> str:
        return f"個人の変更 {self.pk}"

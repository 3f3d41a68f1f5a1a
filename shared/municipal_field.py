"""The municipality of a row that belongs to a center, a person, a record: copied, never typed.

Every table with municipal data has the column, because row-level security reads nothing but it.
"""

from typing import Any

from django.db import models


class InheritedMunicipality(models.ForeignKey):
    """Takes the municipality of the row's parent whenever the row is saved, alone or in bulk.

    A composite foreign key in the database (`shared.row_level_security`) holds both together.
    """

    def __init__(self, parent: str, **_kwargs: Any) -> None:
        self.parent = parent
        super().__init__(
            "centers.Municipality",
            verbose_name="自治体",
            on_delete=models.PROTECT,
            related_name="+",
            editable=False,
            blank=True,
            db_index=False,  # rows are found by their parent, which has an index
        )

    def deconstruct(self) -> Any:
        name, path, _args, _kwargs = super().deconstruct()
        return name, path, [self.parent], {}

    def pre_save(
        self,
        model_instance: models.Model,
        add: bool,  # noqa: ARG002, FBT001 -- Django's signature
    ) -> Any:
        known = getattr(model_instance, self.attname)
        at_hand = self.parent in model_instance._state.fields_cache  # noqa: SLF001 -- is it loaded?
        if known is None or at_hand:
            known = getattr(model_instance, self.parent).municipality_id
            setattr(model_instance, self.attname, known)
        return known

"""A column that follows another one: the key by which a name is searched.

It is renewed whenever a row is saved, alone or in bulk, so that nobody can forget it. What writes
the name past `save()` (`QuerySet.update`) writes the key as well.
"""

from collections.abc import Callable
from typing import Any

from django.db import models


class SearchKeyField(models.TextField):
    """`key` of the fields named, joined by a space; a text, since a key may outgrow its name."""

    def __init__(self, *sources: str, key: Callable[[str], str] = str, **kwargs: Any) -> None:
        self.sources, self.key = sources, key
        super().__init__(**{**kwargs, "editable": False, "blank": True})

    def deconstruct(self) -> Any:
        """To migrations it is a text like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(
        self,
        model_instance: models.Model,
        add: bool,  # noqa: ARG002, FBT001 -- Django's signature
    ) -> str:
        value = self.key(" ".join(str(getattr(model_instance, name)) for name in self.sources))
        setattr(model_instance, self.attname, value)
        return value

"""A column that follows another one: the key by which a name is searched.

It is renewed whenever a row is saved, alone or in bulk, so that nobody can forget it. What writes
the name past `save()` (`QuerySet.update`) writes the key as well.
"""

from collections.abc import Callable
from typing import Any

from django.db import models

LONGEST_KEY = 400  # letters, of four bytes at most: an index takes no more than 2,700 bytes


class SearchKeyField(models.TextField):
    """`key` of what `source` holds, a field or a property; a text, since a key may outgrow a name."""

    def __init__(self, *args: Any, source: str = "", key: Callable[[str], str] = str, **kw: Any):
        self.source, self.key = source, key
        super().__init__(*args, **{**kw, "editable": False, "blank": True, "default": ""})

    def deconstruct(self) -> Any:
        """To migrations it is a text like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(
        self,
        model_instance: models.Model,
        add: bool,  # noqa: ARG002, FBT001 -- Django's signature
    ) -> str:
        value = self.key(str(getattr(model_instance, self.source)))[:LONGEST_KEY]
        setattr(model_instance, self.attname, value)
        return value

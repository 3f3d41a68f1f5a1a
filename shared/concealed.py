"""Text that hides itself: a page, a file, a log line or `repr()` that forgets to ask shows no word.

A `ConcealedTextField` gives out `Concealed` values. What stands behind one comes out through
`disclosed()` alone; `consultations/masking.py` and, for who notified the office,
`casework/masking.py` are the places that call it.
"""

from typing import Any, NoReturn

from django.db import models
from django.db.models.query_utils import DeferredAttribute

MASK = "非表示（支援措置）"


class Concealed:
    """A text whose every rendering is the mask."""

    __slots__ = ("_mask", "_text")

    def __init__(self, text: str, mask: str = MASK) -> None:
        self._text, self._mask = text, mask

    def __str__(self) -> str:
        return self._mask

    __repr__ = __str__

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Concealed) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __copy__(self) -> "Concealed":
        return self

    def __deepcopy__(self, memo: object) -> "Concealed":
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("Concealed text is not written out.")


def disclosed(value: Concealed) -> str:
    """The text itself."""
    return value._text  # noqa: SLF001 -- the one door


class _Concealing(DeferredAttribute):
    """Text that is set on an instance is concealed at once, not only when it comes back."""

    field: "ConcealedTextField"

    def __set__(self, instance: models.Model, value: Any) -> None:
        concealed = Concealed(value, self.field.mask) if isinstance(value, str) else value
        instance.__dict__[self.field.attname] = concealed


class ConcealedTextField(models.TextField):
    """A text column whose values are `Concealed` wherever Django hands them out."""

    descriptor_class = _Concealing

    def __init__(self, *args: Any, mask: str = MASK, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mask = mask

    def from_db_value(self, value: str | None, *_: Any) -> Concealed | None:
        return None if value is None else Concealed(value, self.mask)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Concealed):
            return value
        return Concealed(str(value), self.mask)

    def get_prep_value(self, value: Any) -> Any:
        return disclosed(value) if isinstance(value, Concealed) else value

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))

    def formfield(self, **_: Any) -> None:
        """No model form shows it by chance."""

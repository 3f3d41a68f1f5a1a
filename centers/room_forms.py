from typing import ClassVar

from centers.models import Room
from shared.model_forms import SeenValuesMixin, TypedModelForm


class RoomForm(SeenValuesMixin, TypedModelForm):
    """部屋. Appointments keep the room they were booked in, also after its last day."""

    set_before = frozenset({"center"})

    class Meta(TypedModelForm.Meta):
        model = Room
        fields: ClassVar[list[str]] = ["name", "capacity", "starts_on", "ends_on"]

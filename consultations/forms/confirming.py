"""What is unlikely but may be so: said once beside a box that confirms it."""

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass

CONFIRMATION = "is_certain"


class ConfirmingMixin(forms.BaseForm, metaclass=DeclarativeFieldsMetaclass):
    """The box stands on the page only where something has to be confirmed."""

    def ask_to_confirm(self, doubt: str, label: str) -> None:
        """Refuse once with `doubt`; with the box ticked, the form is as valid as any other."""
        self.fields[CONFIRMATION] = forms.BooleanField(label=label, required=False)
        if not self.data.get(CONFIRMATION):
            self.add_error(CONFIRMATION, doubt)

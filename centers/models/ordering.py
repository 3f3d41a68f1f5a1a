from django.db.models import Case, IntegerField, TextChoices, Value, When


def in_order_of(kinds: type[TextChoices]) -> Case:
    """Sort by `kind` as its list is written, not by the codes."""
    places = [When(kind=kind, then=Value(place)) for place, kind in enumerate(kinds)]
    return Case(*places, output_field=IntegerField())

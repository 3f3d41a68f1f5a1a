"""Staff leave: the roles of a center end with the posting there, on the very day."""

from datetime import date

from django.db.models import BooleanField, DateField, F, Func, Q, Value


class HasLeft(Func):
    """Whether somebody on the roster is not posted at a center; the function is the migration's.

    Roles are asked for before there is a municipal context: a plain query of the roster would find
    nobody, and whoever has left would pass for one who was never on it.
    """

    function = "row_security.has_left"
    arity = 3
    output_field = BooleanField()


def grants_of_the_posted(day: date) -> Q:
    """Roles for no single center, of people outside the roster, or where somebody is posted."""
    on_day = Value(day, output_field=DateField())
    return Q(center=None) | ~Q(HasLeft(F("user_id"), F("center_id"), on_day))

"""The last search of a session: on the server, so that the way back from a hit needs no resending.

Words never enter an address; what is kept ends with the session, at the latest at sign-out.
"""

from collections.abc import Iterable

from django.forms import BaseForm
from django.http import QueryDict

from accounts.http import UserRequest

RECORDS, HOUSEHOLDS = "last_search_of_records", "last_search_of_households"


def keep_search(request: UserRequest, name: str, form: BaseForm, fields: Iterable[str]) -> None:
    """What was asked, as it was typed: of a form that is valid, so it is short."""
    typed = {field: str(form.data[field]) for field in fields if form.data.get(field)}
    if request.session.get(name) != typed:
        request.session[name] = typed


def last_search(request: UserRequest, name: str) -> QueryDict | None:
    """As if it were sent again; None where nothing has been searched."""
    typed = request.session.get(name)
    if typed is None:
        return None
    data = QueryDict(mutable=True)
    data.update(typed)
    return data


def forget_search(request: UserRequest, name: str) -> None:
    request.session.pop(name, None)

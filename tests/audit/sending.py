"""Opens a surface, or posts to it, as the office has its objects."""

from django.urls import reverse
from django.utils.timezone import localdate

from shared.wareki import format_wareki


def send(client, office, surface):
    keys = [_key(office, key) for key in surface.pk]
    numbers = {"resource": office.resource.pk, "worker": office.case_worker_user.pk}
    query = surface.query.format(**numbers)
    url = reverse(surface.url, args=keys) + query
    if surface.data is None:
        return client.get(url)
    data = {name: _named(office, value) for name, value in surface.data.items()}
    if "code" in data and surface.url.startswith(
        "centers:"
    ):  # the number of a center begins with that of its municipality
        data = data | {"code": f"{office.municipality.code}-77"}
    # What was searched is shown by the page to which a search leads.
    return client.post(url, data, follow=surface.action == "search")


def _key(office, key):
    """The number of that object; 「=center」 is the word itself."""
    if str(key).startswith("="):
        return key[1:]
    return getattr(office, key).pk if hasattr(office, str(key)) else key


def _named(office, value):
    """`@person` is the number of that object; `@today` the day; the key of the resource."""
    if value == "@resource_key":
        return f"r{office.resource.pk}"
    if value == "@today":
        return format_wareki(localdate())
    is_name = isinstance(value, str) and value.startswith("@")
    return getattr(office, value[1:]).pk if is_name else value

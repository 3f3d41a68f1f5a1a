"""What is said of one address, and the words for its methods."""

from dataclasses import dataclass, field

READ, ACT = ("GET", "HEAD"), ("POST",)
FORM, FORM_WITHOUT_HEAD = ("GET", "HEAD", "POST"), ("GET", "POST")
PUBLIC, ANY_SIGNED_IN = "public", "any signed-in"


@dataclass(frozen=True)
class Surface:
    """`of` names an object of the world (tests/access/world.py); none for pages without one."""

    methods: tuple[str, ...] = READ
    of: str = ""
    arguments: dict[str, str | int] = field(default_factory=dict)
    opened_by: str = ""  # only where the view names no capability
    reaches_whole_municipality: bool = False  # GET of center_create: nothing for one center only
    is_national: bool = False  # of no municipality: within everybody's reach
    needs_key: bool = False  # 404 for whoever brings none, signed in or not
    is_overtaken: bool = False  # the object of the world is already as a POST would make it: 409
    needs_besides: str = ""  # a capability: 403 for whoever reaches the object without it
    needs_access: bool = False  # 404 without an access of one's own that stands

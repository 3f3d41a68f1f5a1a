"""Rooms and publicity are seen within their municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

ROOM, PUBLICITY = "centers_room", "centers_outreachpublicity"


class Migration(migrations.Migration):
    dependencies = [("centers", "0008_rooms_and_publicity")]

    # The publicity's tie to its session is in consultations 0020: the session's key is made there.
    operations = [
        may_be_parent(ROOM),
        belongs_to(ROOM, "center_id", "centers_center"),
        *(protect(table) for table in (ROOM, PUBLICITY)),
    ]

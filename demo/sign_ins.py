"""The demo's accounts: seven that sign in, the others only stand as recorders."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from accounts.models import RoleGrant, User
from accounts.passwords import DEMO_PASSWORD
from demo.data_files import read
from demo.period import FIRST_DAY, moment
from demo.world import World


def build_accounts(world: World) -> str:
    shared_hash = make_password(DEMO_PASSWORD)  # hashed once: argon2 is slow on purpose
    rows = read("accounts")["account"]
    users = [_user(row, shared_hash) for row in rows]
    world.users = {user.username: user for user in User.objects.bulk_create(users)}
    sign_ins = sum(row.get("signs_in", False) for row in rows)
    return f"{len(users)}件（うちサインインできる利用者{sign_ins}件）"


def build_grants(world: World) -> str:
    grants = [
        _grant(world, row["username"], grant, row.get("starts_on", FIRST_DAY))
        for row in read("accounts")["account"]
        for grant in row["grants"]
    ]
    RoleGrant.objects.bulk_create(grants)
    return f"{len(grants)}件"


def _user(row: dict[str, Any], shared_hash: str) -> User:
    user = User(username=row["username"], name=row["name"], is_demo=True)
    if row.get("signs_in"):
        user.password = shared_hash
    else:
        user.set_unusable_password()
    return user


def _grant(world: World, username: str, grant: dict[str, str], starts_on: date) -> RoleGrant:
    center = world.centers.get(grant.get("center", ""))
    municipality = center.municipality if center else world.municipalities[grant["municipality"]]
    return RoleGrant(
        user=world.users[username],
        role=grant["role"],
        municipality=municipality,
        center=center,
        starts_on=starts_on,
        granted_at=moment(starts_on),
        granted_by=world.users["kanri"]
        if municipality == world.municipalities["tsunagi"]
        else None,
    )

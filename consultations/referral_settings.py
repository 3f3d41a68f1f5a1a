"""How long an answer to a referral is waited for (`data/referral.toml`)."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "referral.toml"


@cache
def reply_within() -> timedelta:
    with FILE.open("rb") as file:
        return timedelta(days=tomllib.load(file)["reply_within_days"])


def reply_due(sent_on: date) -> date:
    return sent_on + reply_within()

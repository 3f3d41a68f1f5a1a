"""What is measured on: fictional municipalities of very different size, made by SQL at once."""

import os
import subprocess
import sys
from dataclasses import dataclass

import environ
import psycopg
from django.db import connection
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from bench.run import ROOT
from consultations.models import Consultation
from shared.municipal_context import all_municipalities
from tests.factories import (
    CenterFactory,
    MunicipalityFactory,
    RoleGrantFactory,
    TopicFactory,
    UserFactory,
)

MUNICIPALITIES, CENTERS_EACH = 20, 5
SHARE_OF_THE_LARGEST = 0.3
READER, OFFICER, AUTHOR = "bench-reader", "bench-officer", "bench-author"

# The first center of each municipality has two fifths of its records.
CONSULTATIONS = """
INSERT INTO consultations_consultation (
    municipality_id, center_id, submission_key, occurred_at, duration_minutes, method, place,
    is_anonymous, caller_name, content, response, next_step, recorded_at, recorded_by_id, version,
    confidentiality, service, language, interpreter, resources_given
)
SELECT chosen.municipality_id, chosen.center_id, gen_random_uuid(), moment, 20,
    (ARRAY['phone', 'visit', 'online'])[1 + n %% 3], '', n %% 2 = 0,
    CASE WHEN n %% 2 = 0 THEN '' ELSE '見本 ' || n END,
    repeat('離乳食の進め方と夜の授乳について相談があった。', 6), '助言した。', '', moment, %(author)s, 1,
    'ordinary', 'general', 'ja', '', '支援センターの一覧'
FROM generate_series(1, %(count)s) AS n
CROSS JOIN LATERAL (
    SELECT timestamptz '2025-04-01 09:00+09' + (n %% 570) * interval '1 day'
        + (n %% 480) * interval '1 minute' AS moment
) AS times
CROSS JOIN LATERAL (
    SELECT CASE WHEN n %% 10 < {largest} THEN 0 ELSE 1 + (n / 10) %% {others} END AS place,
        greatest(0, n / 7 %% {centers} - 1) AS desk
) AS shares
JOIN LATERAL (
    SELECT (%(municipalities)s::bigint[])[place + 1] AS municipality_id,
        (%(centers)s::bigint[])[place * {centers_each} + desk + 1] AS center_id
) AS chosen ON true
"""
TOPICS = """
INSERT INTO consultations_consultationtopic (municipality_id, consultation_id, topic_id)
SELECT municipality_id, id, %s FROM consultations_consultation
"""


@dataclass(frozen=True)
class Data:
    """Who reads, and one record that both may read."""

    reader: User
    officer: User
    record_id: int

    def client_of(self, user):
        client = Client()
        client.force_login(user)
        return client


def as_owner():
    """A connection of the role that owns the tables."""
    url = environ.Env.db_url_config(os.environ["MIGRATION_DATABASE_URL"])
    return psycopg.connect(
        host=url["HOST"],
        port=url["PORT"] or None,
        dbname=url["NAME"],
        user=url["USER"],
        password=url["PASSWORD"],
        autocommit=True,
    )


def ensure(count):
    """Make `count` consultations, unless they are there from an earlier run."""
    if not _is_there(count):
        flushed()
        with all_municipalities():
            make(count)
        with as_owner() as owner:  # as a database that has lived for a while
            owner.execute("VACUUM ANALYZE")
    with all_municipalities():
        reader = User.objects.get(username=READER)
        record = Consultation.objects.filter(center_id=reader.roles_held[0].center_id)
        return Data(reader, User.objects.get(username=OFFICER), record.newest_first()[0].pk)


def flushed():
    """Nothing is left of what was measured on before."""
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "flush", "--no-input", "-v", "0"], check=True
    )


def _is_there(count):
    with all_municipalities():
        return (
            User.objects.filter(username=READER).exists() and Consultation.objects.count() == count
        )


def make(count):
    municipalities = MunicipalityFactory.create_batch(MUNICIPALITIES)
    centers = [
        CenterFactory(municipality=municipality)
        for municipality in municipalities
        for _ in range(CENTERS_EACH)
    ]
    topic = TopicFactory(code="03", label="授乳・離乳食・栄養")
    author, reader, officer = (UserFactory(username=name) for name in (AUTHOR, READER, OFFICER))
    at = {"municipality": municipalities[0]}
    RoleGrantFactory(user=reader, role=Role.CONSULTANT, center=centers[0], **at)
    RoleGrantFactory(user=officer, role=Role.MUNICIPAL_OFFICER, **at)
    statement = CONSULTATIONS.format(
        largest=int(SHARE_OF_THE_LARGEST * 10),
        others=MUNICIPALITIES - 1,
        centers=CENTERS_EACH + 1,
        centers_each=CENTERS_EACH,
    )
    values = {
        "author": author.pk,
        "count": count,
        "municipalities": [each.pk for each in municipalities],
        "centers": [each.pk for each in centers],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute(TOPICS, [topic.pk])

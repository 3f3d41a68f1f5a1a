"""Persons to search for: a fifth as many as notes, in the same municipality, made by SQL."""

from django.db import connection

from bench import notes
from bench.data import as_owner
from consultations.models import Person
from shared.japanese_text import fold_key, kana_key
from shared.municipal_context import municipal_context
from shared.name_sound import long_vowel_key, sound_key


def _words(text):
    return text.split(" ")


FIRST = dict(
    zip(
        "佐鈴高田伊渡山中小加吉藤木松井清斎林福西森阿池橋石前岡長近村遠青坂金新星菊平大渕",
        _words(
            "サ スズ タカ タ イ ワタ ヤマ ナカ コ カ ヨシ フジ キ マツ イ シ サイ ハヤシ フク ニシ モリ ア イケ ハシ イシ マエ オカ ナガ コン ムラ エン アオ サカ カネ ニイ ホシ キク ヒラ オオ フチ"
        ),
        strict=True,
    )
)
SECOND = dict(
    zip(
        "藤木橋中辺本川島村井上口原野沢崎谷部内下尾山岡松浜倉塚瀬越波戸垣峰",
        _words(
            "トウ キ ハシ ナカ ナベ モト カワ シマ ムラ イ ウエ グチ ハラ ヤ サワ サキ タニ ベ ウチ シタ オ ヤマ オカ マツ ハマ クラ ツカ セ ゴシ ナミ ド ガキ ミネ"
        ),
        strict=True,
    )
)
GIVEN = [
    (one + other, reading + more)
    for one, reading in zip(
        "葉陽結美愛大翔悠健真千恵優花香亜里沙由奈",
        _words("ヨ ヨウ ユ ミ アイ ダイ ショウ ユウ ケン マ チ ケイ ユウ カ カ ア リ サ ユ ナ"),
        strict=True,
    )
    for other, more in zip(
        "子美香斗太奈乃翔介菜人衣音",
        _words("コ ミ カ ト タ ナ ナイ ト スケ ナ ト イ ネ"),
        strict=True,
    )
]
SURNAMES = [
    (one + other, reading + more)
    for one, reading in FIRST.items()
    for other, more in SECOND.items()
]
STREETS = [
    "青葉台",
    "中央",
    "駅前",
    "若葉",
    "緑ヶ丘",
    "東町",
    "西町",
    "桜木",
    "川端",
    "本町",
    "朝日",
    "富士見",
    "花園",
    "泉",
    "松原",
    "日の出",
]
PERSON_OF_HOME = 2.5

HOMES = """
INSERT INTO consultations_household (municipality_id, center_id, recorded_at, recorded_by_id)
SELECT %(municipality)s, (%(centers)s::bigint[])[1 + n %% cardinality(%(centers)s::bigint[])],
    now(), %(author)s
FROM generate_series(1, %(homes)s) AS n
"""
# A random number squared chooses the names that stand first more often.
PEOPLE = """
INSERT INTO consultations_person (municipality_id, submission_key, registered_name,
    registered_kana, date_of_birth, name_key, kana_key, sound_key)
SELECT %(municipality)s, gen_random_uuid(),
    (%(surname)s::text[])[s] || ' ' || (%(given)s::text[])[g],
    (%(surname_kana)s::text[])[s] || ' ' || (%(given_kana)s::text[])[g],
    date '1960-01-01' + (random() * 23000)::int,
    (%(surname_key)s::text[])[s] || (%(given_key)s::text[])[g],
    (%(surname_kana_key)s::text[])[s] || (%(given_kana_key)s::text[])[g],
    (%(surname_sound)s::text[])[s] || (%(given_sound)s::text[])[g]
FROM (SELECT 1 + floor(power(random(), 2) * %(surnames)s)::int AS s,
        1 + floor(random() * %(givens)s)::int AS g
    FROM generate_series(1, %(people)s)) AS drawn
"""
MEMBERS = """
INSERT INTO consultations_householdmembership
    (municipality_id, household_id, person_id, relationship, starts_on, end_reason)
SELECT municipality_id, %(first_home)s + n %% %(homes)s, id, 'self', date '2021-04-01', ''
FROM (SELECT municipality_id, id, row_number() OVER (ORDER BY id) AS n FROM consultations_person
    WHERE id > %(before)s) AS numbered
"""
CONTACTS = """
INSERT INTO consultations_contactdetail
    (municipality_id, person_id, kind, value, value_key, starts_on)
SELECT p.municipality_id, p.id, told.kind, told.value, replace(told.value, '-', ''),
    date '2021-04-01'
FROM consultations_person AS p, LATERAL (VALUES
    ('phone', '0' || (70 + p.id %% 3 * 10) || '-' || lpad((p.id * 7919 %% 10000)::text, 4, '0')
        || '-' || lpad((p.id * 104729 %% 10000)::text, 4, '0')),
    ('address', '見本市' || (%(streets)s::text[])[1 + p.id %% cardinality(%(streets)s::text[])]
        || (1 + p.id %% 9) || '丁目' || (1 + p.id %% 31) || '番' || (1 + p.id %% 47) || '号')
) AS told (kind, value)
WHERE p.id > %(before)s
"""


def ensure(count: int) -> notes.Notes:
    """The notes of `bench.notes`, and the persons, unless they are there."""
    world = notes.ensure(count)
    people = count // 5
    with municipal_context([world.municipality_id]):
        is_there = Person.objects.count() == people
    if not is_there:
        with municipal_context([world.municipality_id]), connection.cursor() as cursor:
            _make(cursor, world, people)
        with as_owner() as owner:
            owner.execute("VACUUM ANALYZE")
    return world


def _make(cursor, world, people):
    homes = max(1, int(people / PERSON_OF_HOME))
    cursor.execute("SELECT coalesce(max(id), 0) FROM consultations_person")
    [before] = cursor.fetchone()
    centers = [grant.center_id for grant in world.reader.roles_held]
    values = {
        "municipality": world.municipality_id,
        "centers": centers,
        "author": world.reader.pk,
        "homes": homes,
        "people": people,
        "before": before,
        "streets": STREETS,
        "surnames": len(SURNAMES),
        "givens": len(GIVEN),
        "surname": [name for name, _ in SURNAMES],
        "surname_kana": [kana for _, kana in SURNAMES],
        "surname_key": [fold_key(name) for name, _ in SURNAMES],
        "surname_kana_key": [kana_key(kana) for _, kana in SURNAMES],
        "surname_sound": [sound_key(kana) for _, kana in SURNAMES],
        "given": [name for name, _ in GIVEN],
        "given_kana": [kana for _, kana in GIVEN],
        "given_key": [fold_key(name) for name, _ in GIVEN],
        "given_kana_key": [kana_key(kana) for _, kana in GIVEN],
        "given_sound": [long_vowel_key(kana) for _, kana in GIVEN],
    }
    cursor.execute(HOMES, values)
    cursor.execute("SELECT max(id) FROM consultations_household")
    values["first_home"] = cursor.fetchone()[0] - homes + 1
    cursor.execute(PEOPLE, values)
    cursor.execute(MEMBERS, values)
    cursor.execute(CONTACTS, values)

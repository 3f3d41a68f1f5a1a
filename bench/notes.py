"""Notes to search in: one municipality with all of them and twenty small ones, made by SQL."""

from dataclasses import dataclass

from django.db import connection

from accounts.enums import Role
from accounts.models import User
from bench.data import as_owner, flushed
from consultations.models import Consultation
from shared.municipal_context import all_municipalities
from tests.factories import CenterFactory, MunicipalityFactory, RoleGrantFactory, UserFactory

CENTERS, OTHERS, NOTES_OF_OTHERS = 5, 20, 500
READER, READER_OF_ONE = "bench-notes", "bench-notes-one"

# Common words stand first in each list: a random number cubed chooses them more often.
WHO = [
    "母",
    "父",
    "本人",
    "祖母",
    "保育園",
    "母親",
    "長男",
    "長女",
    "第二子",
    "妊婦",
    "祖父",
    "次男",
    "次女",
    "担任",
    "保健師",
    "近所の人",
    "夫",
    "民生委員",
    "幼稚園",
    "双子の兄",
    "里親",
    "保育士",
    "義母",
    "地区担当",
    "外国籍の母",
    "助産師",
    "叔母",
    "医療相談員",
    "園長",
    "主任児童委員",
    "学童保育の指導員",
]
ABOUT = [
    "離乳食",
    "夜泣き",
    "ことばの発達",
    "一時保育",
    "保育園の入所",
    "授乳",
    "予防接種",
    "育児の疲れ",
    "仕事への復帰",
    "トイレトレーニング",
    "きょうだいげんか",
    "保育料",
    "卒乳",
    "転入後の友だちづくり",
    "就園",
    "偏食",
    "かんしゃく",
    "登園しぶり",
    "産後の体調",
    "発達健診",
    "経済的な不安",
    "ひとり親の手当",
    "児童手当",
    "夫婦の関係",
    "指しゃぶり",
    "ファミリーサポート",
    "病児保育",
    "アレルギー",
    "睡眠のリズム",
    "育児休業の延長",
    "多胎の育児",
    "養育費",
    "家計",
    "住まい",
    "通訳の手配",
    "里帰り出産",
    "療育の見学",
    "未熟児の発育",
    "医療的ケア",
    "母子手帳",
    "子育てサロン",
    "企業主導型保育",
    "吃音",
    "斜視の手術",
    "場面緘黙",
    "転園の手続き",
    "舌小帯",
    "停留精巣",
    "人工内耳",
    "川崎病の既往",
]
SAID = [
    "について相談があった。",
    "のことで悩んでいる。",
    "が心配だという。",
    "の方法を知りたいとのこと。",
    "について説明した。",
    "の情報を提供した。",
    "について一緒に考えた。",
    "がうまくいかないと話す。",
    "の案内を渡した。",
    "について次回も聞くことにした。",
    "を園と共有してよいか確認した。",
    "に少し自信がついたようだ。",
    "のため窓口に同行した。",
    "の書類を一緒に記入した。",
    "をめぐり家族の意見が分かれている。",
]
MEANWHILE = [
    "表情は落ち着いていた。",
    "こどもは機嫌よく遊んでいた。",
    "話しながら涙ぐむ場面があった。",
    "来週また電話をもらう。",
    "関係機関に連絡する。",
    "体重は順調に増えている。",
    "夜は三時間おきに起きる。",
    "頼れる人が近くにいない。",
    "広場の利用を勧めた。",
    "家族の協力は得られている。",
    "特に心配な様子はなかった。",
    "睡眠が足りていない。",
    "助言を聞いて安心した様子。",
    "引き続き見守る。",
    "担当者の名前を伝えた。",
]
FIRST = list("佐鈴高田伊渡山中小加吉藤木松井清斎林福西森阿池橋石前岡長近村遠青坂金新星菊平大")
SECOND = list("藤木橋中辺本田川島村井上口原野沢崎谷部内下尾山岡松浜倉塚瀬越波戸垣峰淵纈蕗")
AREA = [
    "青葉台",
    "中央",
    "駅前",
    "若葉",
    "緑ヶ丘",
    "東町",
    "西町",
    "南",
    "北",
    "桜木",
    "川端",
    "本町",
    "朝日",
    "富士見",
    "花園",
    "泉",
    "松原",
    "日の出",
    "白鳥",
    "鷺沼",
    "桔梗ヶ原",
    "霞ヶ浦",
]
NAMED = [
    "ひまわり",
    "たんぽぽ",
    "すみれ",
    "つくし",
    "どんぐり",
    "あおぞら",
    "にじいろ",
    "こばと",
    "めだか",
    "かたばみ",
    "うぐいす",
    "れんげ",
    "やどかり",
    "ささゆり",
]
KIND = [
    "保育園",
    "こども園",
    "幼稚園",
    "児童館",
    "子育てひろば",
    "小児科",
    "療育センター",
    "吃音指導教室",
]
# Planted: each in twenty notes, spread over the years.
RARE = {2: "霹靂", 3: "虚弱児", 6: "言語聴覚士訪"}
COMMON = {2: "相談", 3: "保育園", 6: "相談があった"}

PICK = "(%({name})s::text[])[1 + floor(power(random(), {skew}) * {size})::int]"
NOTES = """
INSERT INTO consultations_consultation (
    municipality_id, center_id, submission_key, occurred_at, method, place, is_anonymous,
    caller_name, content, response, next_step, recorded_at, recorded_by_id, version,
    confidentiality, service, language, interpreter, resources_given
)
SELECT %(municipality)s, (%(centers)s::bigint[])[1 + n %% %(desks)s], gen_random_uuid(), moment,
    'phone', '', true, '', said.content, '', '', moment, %(author)s, 1, 'ordinary', 'general',
    'ja', '', ''
FROM generate_series(%(first)s, %(last)s) AS n
CROSS JOIN LATERAL (
    SELECT timestamptz '2021-04-01 09:00+09' + (n::float8 / %(of)s) * interval '2040 days'
        + (n %% 480) * interval '1 minute' AS moment
) AS times
CROSS JOIN LATERAL (
    SELECT string_agg({who} || 'から' || {about} || {said}
            || CASE WHEN s %% 2 = 0 THEN {meanwhile} ELSE '' END, '')
        || {first_half} || {second_half} || 'さんは' || {area} || {named} || {kind} || 'を利用。'
        || CASE WHEN n %% %(rarely)s = 7 THEN %(rare)s ELSE '' END AS content
    FROM generate_series(1, 6 + n %% 3) AS s
) AS said
"""
AT_ONCE = 25_000


@dataclass(frozen=True)
class Notes:
    """Who searches: in all centers of the municipality, and in one of them."""

    reader: User
    reader_of_one: User
    municipality_id: int
    count: int


def ensure(count: int) -> Notes:
    """Make `count` notes of one municipality, unless they are there from an earlier run."""
    if not _is_there(count):
        flushed()
        with all_municipalities():
            places = _places()
        _write(places, count)
    with all_municipalities():
        reader = User.objects.get(username=READER)
        return Notes(
            reader,
            User.objects.get(username=READER_OF_ONE),
            reader.roles_held[0].municipality_id,
            count,
        )


def _is_there(count: int) -> bool:
    with all_municipalities():
        known = User.objects.filter(username=READER).exists()
        return known and Consultation.objects.count() == count + OTHERS * NOTES_OF_OTHERS


def _places():
    author, reader, one = (UserFactory(username=name) for name in ("author", READER, READER_OF_ONE))
    municipality = MunicipalityFactory()
    centers = [CenterFactory(municipality=municipality) for _ in range(CENTERS)]
    for center in centers:
        RoleGrantFactory(
            user=reader, role=Role.CONSULTANT, municipality=municipality, center=center
        )
    RoleGrantFactory(user=one, role=Role.CONSULTANT, municipality=municipality, center=centers[0])
    others = [CenterFactory(municipality=MunicipalityFactory()) for _ in range(OTHERS)]
    return author.pk, [(municipality.pk, [each.pk for each in centers])] + [
        (other.municipality_id, [other.pk]) for other in others
    ]


def statement() -> str:
    lists = {
        "who": (WHO, 1.6),
        "about": (ABOUT, 2.2),
        "said": (SAID, 1.8),
        "meanwhile": (MEANWHILE, 1.3),
        "first_half": (FIRST, 2),
        "second_half": (SECOND, 2),
        "area": (AREA, 2),
        "named": (NAMED, 2),
        "kind": (KIND, 2),
    }
    picks = {
        name: PICK.format(name=name, skew=skew, size=len(words))
        for name, (words, skew) in lists.items()
    }
    return NOTES.format(**picks)


def _lists():
    return {
        "who": WHO,
        "about": ABOUT,
        "said": SAID,
        "meanwhile": MEANWHILE,
        "first_half": FIRST,
        "second_half": SECOND,
        "area": AREA,
        "named": NAMED,
        "kind": KIND,
        "rare": "".join(RARE.values()),
    }


def _write(places, count: int) -> None:
    """As a first import does: the index over the tokens is built once, at the end."""
    author, shares = places
    with as_owner() as owner:
        [definition] = owner.execute(
            "SELECT pg_get_indexdef('row_security.note_token_tokens'::regclass)"
        ).fetchone()
        owner.execute("DROP INDEX row_security.note_token_tokens")
        for municipality, centers in shares:
            total = count if len(centers) > 1 else NOTES_OF_OTHERS
            for first in range(0, total, AT_ONCE):
                _some(municipality, centers, author, first, total)
        owner.execute("SET maintenance_work_mem = '1GB'")
        owner.execute(definition)
        owner.execute("VACUUM ANALYZE")


def _some(municipality, centers, author, first, total):
    values = _lists() | {
        "municipality": municipality,
        "centers": centers,
        "desks": len(centers),
        "author": author,
        "first": first,
        "last": min(first + AT_ONCE, total) - 1,
        "of": total,
        "rarely": max(total // 20, 10),
    }
    with all_municipalities(), connection.cursor() as cursor:
        cursor.execute(statement(), values)

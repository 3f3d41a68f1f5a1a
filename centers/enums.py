from django.db import models


class CenterType(models.TextChoices):
    """類型, with the fiscal years in which the guideline knows it."""

    BASIC = "basic", "基本型"
    SPECIFIC = "specific", "特定型"
    MATERNAL_CHILD = "maternal_child", "母子保健型（令和5年度まで）"
    FAMILY_CENTER = "family_center", "こども家庭センター型"
    PREGNANCY_SUPPORT = "pregnancy_support", "妊婦等包括相談支援事業型"


class BasicSubtype(models.TextChoices):
    """基本型の型 (from the guideline of 2024, as amended in 2025)."""

    I = "Ⅰ", "Ⅰ型"  # noqa: E741 -- the guideline's own numeral
    II = "Ⅱ", "Ⅱ型"
    III = "Ⅲ", "Ⅲ型"


class Operation(models.TextChoices):
    """運営形態."""

    DIRECT = "direct", "直営"
    COMMISSIONED = "commissioned", "委託"


class RecordsVisible(models.TextChoices):
    """Whether a contract lets the municipality read the contractor's records (記録の閲覧)."""

    YES = "yes", "可（契約に定めあり）"
    NO = "no", "不可（契約に定めあり）"
    UNKNOWN = "unknown", "未確認"


class Service(models.TextChoices):
    """What the hours are for: the center's general service, or one with hours of its own."""

    GENERAL = "general", "一般の相談"
    SPECIAL_CONSIDERATION = "special_consideration", "配慮が必要な子育て家庭等への支援"
    CHILD_WELFARE = "child_welfare", "児童福祉機能"


class Weekday(models.IntegerChoices):
    """ISO weekday; `code` is the word used in scenario files."""

    MONDAY = 1, "月"
    TUESDAY = 2, "火"
    WEDNESDAY = 3, "水"
    THURSDAY = 4, "木"
    FRIDAY = 5, "金"
    SATURDAY = 6, "土"
    SUNDAY = 7, "日"

    @property
    def code(self) -> str:
        return self.name[:3].lower()


class FactKind(models.TextChoices):
    """自治体の事実: what a rule may ask about a municipality (values are scenario keys)."""

    EMERGENCY_MEASURES = "emergency_measures", "待機児童解消の緊急対策の実施・参加"
    NEW_CHILDCARE_PLAN = "new_childcare_plan", "新子育て安心プラン実施計画の採択"
    CHILDCARE_PROVISION_PLAN = (
        "childcare_provision_plan",
        "保育提供体制の確保のための実施計画の採択",
    )
    DESIGNATED_MUNICIPALITY = "designated_municipality", "特定市町村"
    NEEDS_INCREASE = "needs_increase", "保育ニーズの増大の見込み"
    WAITING = "waiting", "待機児童数（4月1日）"
    FILL_RATE = "fill_rate", "定員充足率（10月1日、1.0＝100%）"
    POPULATION_0_5 = "population_0_5", "0～5歳児人口（10月1日）"
    FACILITIES = "facilities", "保育所・幼保連携型認定こども園の数（4月1日）"
    POPULATION = "population", "総人口"
    CHILD_POPULATION = "child_population", "児童人口（国勢調査）"
    ABUSE_CASES = "abuse_cases", "児童虐待相談対応件数（年度）"
    EXPERIENCE_MONTHS_LICENSED = (
        "experience_months_licensed",
        "必要な実務経験の月数（有資格者）",
    )
    EXPERIENCE_MONTHS_OTHER = "experience_months_other", "必要な実務経験の月数（その他の者）"
    EXTRA_STAFF_NOTIFIED = "extra_staff_notified", "国や都道府県から通知された上乗せ人数"
    EXTRA_STAFF_COUNTED_PER_SITE = (
        "extra_staff_counted_per_site",
        "か所ごとの上乗せ人数の算定",
    )

    @property
    def is_yes_no(self) -> bool:
        return self in _YES_NO

    @property
    def is_on_one_day(self) -> bool:
        """A count on a reference day (基準日), not a state that lasts."""
        return self in _ON_ONE_DAY

    @property
    def is_of_fiscal_year(self) -> bool:
        return self == FactKind.ABUSE_CASES

    @property
    def unit(self) -> str:
        return _UNITS.get(self, "")


_YES_NO = frozenset(
    {
        FactKind.EMERGENCY_MEASURES,
        FactKind.NEW_CHILDCARE_PLAN,
        FactKind.CHILDCARE_PROVISION_PLAN,
        FactKind.DESIGNATED_MUNICIPALITY,
        FactKind.NEEDS_INCREASE,
        FactKind.EXTRA_STAFF_COUNTED_PER_SITE,
    }
)
_ON_ONE_DAY = frozenset(
    {
        FactKind.WAITING,
        FactKind.FILL_RATE,
        FactKind.POPULATION_0_5,
        FactKind.FACILITIES,
        FactKind.POPULATION,
        FactKind.CHILD_POPULATION,
    }
)
_UNITS = {
    FactKind.WAITING: "人",
    FactKind.POPULATION_0_5: "人",
    FactKind.FACILITIES: "か所",
    FactKind.POPULATION: "人",
    FactKind.CHILD_POPULATION: "人",
    FactKind.ABUSE_CASES: "件",
    FactKind.EXPERIENCE_MONTHS_LICENSED: "か月",
    FactKind.EXPERIENCE_MONTHS_OTHER: "か月",
    FactKind.EXTRA_STAFF_NOTIFIED: "人",
}


class NationalFactKind(models.TextChoices):
    """全国の統計."""

    ABUSE_CASES = "abuse_cases", "児童虐待相談対応件数（全国、年度）"
    CHILD_POPULATION = "child_population", "児童人口（全国、国勢調査）"


class DocumentKind(models.TextChoices):
    """文書: what an office keeps on file as evidence (values are scenario keys)."""

    BUSINESS_PLAN = "business_plan", "事業計画書"
    PUBLICITY = "pr", "周知・広報"
    RESULTS_PUBLISHED = "results_published", "実施状況の公表"
    ROTA_PLAN = "rota_plan", "人員配置の予定"
    ROTA_ACTUAL = "rota_actual", "人員配置の実績"
    OUTREACH_PLAN = "outreach_plan", "出張相談支援の計画"
    OUTREACH_PUBLICITY = "outreach_pr", "出張相談支援の広報"


class ActivityKind(models.TextChoices):
    """取組・事項: what a center carries out in a fiscal year, or states of itself, yes or no.

    Values are scenario keys, but for the first two; labels are the names of those facts.
    """

    OUTREACH = "outreach", "出張相談支援"
    AFTER_HOURS = "after_hours", "時間外（夜間・休日）の相談・助言"
    INTERPRETER = "interpreter", "通訳の配置"
    TRANSLATION_SYSTEM = "translation_system", "多言語音声翻訳システム等の導入"
    SPECIAL_EXPERT = "special_expert", "配慮が必要な家庭等への支援に当たる専門的な職員の配置"
    ROUNDS_STAFF_EQUIVALENT = "rounds_staff_equivalent", "巡回する職員の同程度の知識・経験"
    RESOURCE_DEVELOPMENT = "work.resource_development", "社会資源の開発等の取組"
    CHILDCARE_USE = "work.childcare_use", "保育の利用に向けた相談支援を主とすること"
    LOCAL_CONSULTATION_AGENCY = (
        "local_consultation_agency",
        "地域子育て相談機関としての位置付け",
    )
    LIAISON_WITH_FAMILY_CENTER = "liaison_with_family_center", "こども家庭センターとの連絡調整"
    EXISTING_STAFF_ONLY = (
        "center_liaison_met_by_existing_staff_only",
        "既存施設の職員のみで連携等加算の要件を満たすこと",
    )
    INTEGRATED_LIAISON_SUPPLEMENT = (
        "integrated_liaison_supplement_until_fy2023",
        "令和5年度以前の一体的相談支援機関連携等加算",
    )
    EXPECTED_AGENCY = (
        "expected_local_consultation_agency",
        "地域子育て相談機関となる見込み",
    )
    PLACE_NEAR = "place.near", "身近な場所であること"
    PLACE_DAILY_USE = "place.daily_use", "日常的に利用できること"
    PLACE_CONSULTATION = "place.consultation", "相談の機能があること"
    PLACE_COUNTER = "place.counter", "市町村窓口での実施"
    PLACE_MATERNAL_CHILD = "place.maternal_child", "母子保健の相談機能がある施設での実施"
    PLACE_BOTH_FUNCTIONS = "place.both_functions", "母子保健と児童福祉の支援機能"
    COORDINATION = "duties.coordination", "関係機関との連携の記録"
    PLEDGES = "duties.pledges", "職員の守秘の誓約書"
    INTEGRATED_SYSTEM = "duties.integrated", "一体的な運営体制"
    TYPE_BALANCE = "duties.type_balance", "所管課どうしの連携"
    FOLLOWUP_TRAINING = "duties.followup_training", "フォローアップ研修等の受講"
    ABUSE_REFERRALS = "duties.abuse_referrals", "児童虐待の疑いがあるケースの連携"
    USER_CHOICE = "duties.user_choice", "利用者の判断による選択"
    COMPLAINTS_DESK = "duties.complaints_desk", "苦情の相談窓口"
    COMPLAINTS_CONTACT = "duties.complaints_contact_published", "苦情の連絡先の周知"
    CONSENT = "activity.consent", "記録についての本人の承諾"
    COMMISSION_CONTRACT = "commission.contract", "委託の契約書等"
    COMMISSION_STAFF = "commission.trained_staff", "委託先における研修を受けた職員の配置"
    PRIVACY_TRAINING = "commission.privacy_training", "個人情報保護・守秘義務の研修の受講"
    CITY_TRAINING = "commission.city_training", "市が実施する研修の受講"
    INTEGRATED_OPERATION = "integrated_operation", "二つの機能の一体的な運営"
    STATUTORY_WORK = "statutory_work", "法定の業務の実施"
    INFORMATION_SHARED = "duties.information_shared", "情報の一元化・共有"
    SUPPORT_LEDGER = "work.ledger", "支援台帳"
    CONCURRENT_FULLTIME = "concurrent_fulltime", "二つの機能を兼ねる常勤の職員"
    DIFFICULT_CASES = "difficult_cases_carried_out", "困難事例への支援の実施"
    DIFFICULT_CASES_SNS = "difficult_cases.sns", "SNS等による相談や多職種のアウトリーチ"
    DIFFICULT_CASES_LIAISON = "difficult_cases.liaison", "関係機関との連携の強化"
    DIFFICULT_CASES_DOCTOR = "difficult_cases.doctor", "嘱託医師との連携によるケース対応"
    ADVISERS_POSTED = "advisers.posted", "弁護士・医師等の配置"
    ADVISERS_CONTRACT = "advisers.contract", "弁護士・医師等との助言の契約"
    WATCH_OVER_REGISTERED = (
        "community.watch_over_registered",
        "要保護児童対策地域協議会への登録",
    )
    WATCH_OVER_COMMISSIONED = "community.watch_over_commissioned", "民間団体への見守りの依頼"
    WATCH_OVER_REPORTS = "community.watch_over_reports", "民間団体からの報告"
    COMMUNITY_INTERPRETING = "community.interpreting", "通訳に関する業務の実施"
    CONSULTATION_UNTIL_TWO = "consultation_until_two", "概ね2歳までの随時の相談対応"
    INTERVIEW_RECORDS = "interview_records", "面談等の記録の管理"
    DIGITAL_OUTREACH = "digital_outreach", "アプリケーション等による情報発信など"

    @property
    def group(self) -> str:
        return next(name for name, first in reversed(_GROUPS) if self.position >= first.position)

    @property
    def position(self) -> int:
        """Its place among all the kinds, from the first on."""
        return list(type(self)).index(self)

    @classmethod
    def grouped_choices(cls) -> list[tuple[str, list[tuple[str, str]]]]:
        """All kinds under the headings that a form shows."""
        return [
            (name, [(kind.value, kind.label) for kind in cls if kind.group == name])
            for name, _ in _GROUPS
        ]


# Each group goes from its first kind to the first of the next one.
_GROUPS = (
    ("相談・助言と加算の取組", ActivityKind.OUTREACH),
    ("地域子育て相談機関", ActivityKind.LOCAL_CONSULTATION_AGENCY),
    ("場所・設備", ActivityKind.PLACE_NEAR),
    ("運営", ActivityKind.COORDINATION),
    ("委託", ActivityKind.COMMISSION_CONTRACT),
    ("こども家庭センター型・母子保健型", ActivityKind.INTEGRATED_OPERATION),
    ("妊婦等包括相談支援事業型", ActivityKind.CONSULTATION_UNTIL_TWO),
)


class ResourceKind(models.TextChoices):
    """地域資源の種別: those of the national open-data standard first, then what centers use daily."""

    NATIONAL_KINDERGARTEN = "national_kindergarten", "国立幼稚園"
    PUBLIC_KINDERGARTEN = "public_kindergarten", "公立幼稚園"
    PRIVATE_KINDERGARTEN = "private_kindergarten", "私立幼稚園"
    PUBLIC_NURSERY = "public_nursery", "公立保育所"
    PRIVATE_NURSERY = "private_nursery", "私立保育所"
    CERTIFIED_UNIFIED = "certified_unified", "認定こども園（幼保連携型）"
    CERTIFIED_KINDERGARTEN = "certified_kindergarten", "認定こども園（幼稚園型）"
    CERTIFIED_NURSERY = "certified_nursery", "認定こども園（保育所型）"
    CERTIFIED_LOCAL = "certified_local", "認定こども園（地方裁量型）"
    SMALL_NURSERY = "small_nursery", "小規模保育"
    HOME_NURSERY = "home_nursery", "家庭的保育"
    VISITING_NURSERY = "visiting_nursery", "居宅訪問型保育"
    WORKPLACE_NURSERY = "workplace_nursery", "事業所内保育"
    COMPANY_LED = "company_led", "企業主導型保育"
    UNLICENSED_NURSERY = "unlicensed_nursery", "認可外保育施設"
    TEMPORARY_CARE = "temporary_care", "一時預かり"
    SICK_CHILD_CARE = "sick_child_care", "病児・病後児保育"
    CHILD_REARING_BASE = "child_rearing_base", "地域子育て支援拠点"
    FAMILY_SUPPORT = "family_support", "ファミリー・サポート・センター"
    AFTER_SCHOOL = "after_school", "放課後児童クラブ"
    CHILDREN_HALL = "children_hall", "児童館"
    SHORT_STAY = "short_stay", "子育て短期支援"
    POSTNATAL_CARE = "postnatal_care", "産後ケア"
    DEVELOPMENTAL_SUPPORT = "developmental_support", "児童発達支援・放課後等デイサービス"
    CHILD_WELFARE_HOME = "child_welfare_home", "児童福祉施設（入所）"
    CIRCLE = "circle", "子育てサークル・サロン"
    GATHERING_PLACE = "gathering_place", "こども食堂・居場所"
    OTHER = "other", "その他"


# Before school: without an upper age of their own they take no child that goes to school.
PRESCHOOL_KINDS = tuple(ResourceKind)[: tuple(ResourceKind).index(ResourceKind.TEMPORARY_CARE)]


class FeeKind(models.TextChoices):
    """利用料の区分: what a list or a call told, never a guess."""

    FREE = "free", "無料"
    CHARGED = "charged", "有料"
    UNKNOWN = "unknown", "記載なし"


class AgeClass(models.TextChoices):
    """空きの対象: a class by age, or the place as a whole."""

    WHOLE = "whole", "全体"
    AGE_0 = "0", "0歳児"
    AGE_1 = "1", "1歳児"
    AGE_2 = "2", "2歳児"
    AGE_3 = "3", "3歳児"
    AGE_4 = "4", "4歳児"
    AGE_5 = "5", "5歳児"


class AgencyKind(models.TextChoices):
    """関係機関の種別."""

    CHILD_GUIDANCE_CENTER = "child_guidance_center", "児童相談所"
    WELFARE_OFFICE = "welfare_office", "福祉事務所"
    PUBLIC_HEALTH_CENTER = "public_health_center", "保健所"
    MUNICIPAL_HEALTH_CENTER = "municipal_health_center", "市町村保健センター"
    FAMILY_CENTER = "family_center", "こども家庭センター"
    SCHOOL = "school", "学校"
    BOARD_OF_EDUCATION = "board_of_education", "教育委員会"
    CHILDCARE = "childcare", "保育所・幼稚園・認定こども園"
    MEDICAL = "medical", "医療機関"
    POLICE = "police", "警察"
    WOMENS_SUPPORT = "womens_support", "女性相談支援センター・配偶者暴力相談支援センター"
    DEVELOPMENTAL_SUPPORT = "developmental_support", "発達支援機関"
    COUNCIL_OF_SOCIAL_WELFARE = "council_of_social_welfare", "社会福祉協議会"
    COMMISSIONED_VOLUNTEERS = "commissioned_volunteers", "民生委員・児童委員"
    LEGAL = "legal", "司法・人権"
    OTHER_MUNICIPALITY = "other_municipality", "他の自治体"
    PRIVATE_ORGANISATION = "private_organisation", "民間団体"
    OTHER = "other", "その他"


class ImportContent(models.TextChoices):
    """取り込むもの: what the rows of a list tell of."""

    RESOURCES = "resources", "地域資源の一覧"
    VACANCIES = "vacancies", "空き状況"


class ImportStage(models.TextChoices):
    """取込の状態."""

    PREVIEW = "preview", "確認待ち"
    CONFIRMED = "confirmed", "取り込み済み"
    DISCARDED = "discarded", "取りやめ"

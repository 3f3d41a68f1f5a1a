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
    """取組: what a center decides for a fiscal year to carry out or not."""

    OUTREACH = "outreach", "出張相談支援"
    AFTER_HOURS = "after_hours", "時間外（夜間・休日）の相談・助言"
    INTERPRETER = "interpreter", "通訳の配置"
    TRANSLATION_SYSTEM = "translation_system", "多言語音声翻訳システム等の導入"
    SPECIAL_EXPERT = "special_expert", "配慮支援の専門的な職員の配置"
    LOCAL_CONSULTATION_AGENCY = "local_consultation_agency", "地域子育て相談機関"
    LIAISON_WITH_FAMILY_CENTER = "liaison_with_family_center", "こども家庭センターとの連絡調整"
    EXISTING_STAFF_ONLY = (
        "center_liaison_met_by_existing_staff_only",
        "既存施設の職員のみによる連携等加算の要件の充足",
    )
    INTEGRATED_LIAISON_SUPPLEMENT = (
        "integrated_liaison_supplement_until_fy2023",
        "令和5年度以前の一体的相談支援機関連携等加算",
    )
    EXPECTED_AGENCY = (
        "expected_local_consultation_agency",
        "地域子育て相談機関となる見込み",
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


class ImportStage(models.TextChoices):
    """取込の状態."""

    PREVIEW = "preview", "確認待ち"
    CONFIRMED = "confirmed", "取り込み済み"
    DISCARDED = "discarded", "取りやめ"

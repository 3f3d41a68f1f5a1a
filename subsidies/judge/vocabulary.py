"""The facts the judgement may be told: their keys, their shapes and their names in Japanese."""

from subsidies.judge.shapes import (
    Shape,
    boolean,
    by_year,
    count,
    day,
    either,
    interval,
    listing,
    number,
    one_of,
    people,
    record,
    text,
)

TRAINING = record(
    {
        "basic_course": boolean,
        "basic_type_course": boolean,
        "specific_type_course": boolean,
    },
)
STAFF_MEMBER: dict[str, Shape] = {
    "id": text,
    "dedicated": boolean,
    "fulltime": boolean,
    "roles": listing(text),
    "training": TRAINING,
    "exemption": record({"row": one_of(1, 2, 3), "engaged_from": day, "attested": boolean}),
    "licensed": boolean,
    "experience_months": number,
    "child_family_social_worker": boolean,
    "orientation_done": boolean,
}
PERSON: dict[str, Shape] = STAFF_MEMBER | {
    "licence": text,
    "casework_months": number,
    "designated_course": boolean,
    "interim_training": boolean,
    "annex1_qualification": boolean,
    "field_experience_attested": boolean,
    "consult_experience": boolean,
    "municipality_recognised_equivalent": boolean,
    "training_done": boolean,
    "training_planned": boolean,
    "training_scheduled": day,
    "municipality_training_window_end": day,
}
MUNICIPALITY: dict[str, Shape] = {
    "emergency_measures": boolean,
    "childcare_provision_plan": boolean,
    "new_childcare_plan": boolean,
    "waiting": by_year(count),
    "fill_rate": by_year(number),
    "population_0_5": by_year(count),
    "facilities_20190401": count,
    "designated_municipality": boolean,
    "needs_increase": boolean,
    "specific_sites": count,
    "population": count,
    "child_population": count,
    "abuse_cases": count,
    "experience_months": record({"licensed": number, "other": number}),
}
OPENING: dict[str, Shape] = {
    "weekly": listing(interval),
    "national_holidays": boolean,
    "consult": boolean,
    "consult_night": boolean,
    "consult_holiday": boolean,
}
ON_DUTY = record({"full": count, "part": count})
ATTESTATION: dict[str, Shape] = {
    "condition": text,
    "decision": either(boolean, one_of("met", "not_met")),
    "reason": text,
    "document": text,
    "by": text,
    "on": day,
}
FACTS: dict[str, Shape] = {
    "municipality": record(MUNICIPALITY),
    "national": record({"abuse_cases": count, "child_population": count}),
    "opening": record(OPENING),
    "staff": people(STAFF_MEMBER),
    "person": record(PERSON),
    "outreach": record({"sessions": count, "planned": boolean, "pr": boolean}),
    "activity": record({"consultations": count, "open_days": count, "records": boolean}),
    "docs": record(
        dict.fromkeys(
            ("business_plan", "pr", "results_published", "rota_plan", "rota_actual"),
            boolean,
        ),
    ),
    "interpreter": boolean,
    "translation_system": boolean,
    "special_days_per_week": number,
    "special_expert": boolean,
    "rounds_days_per_week": number,
    "liaison_meetings": count,
    "meeting_extra_days_per_week": number,
    "rounds_staff_equivalent": boolean,
    "local_consultation_agency": boolean,
    "consult": boolean,
    "liaison_with_family_center": boolean,
    "integrated_liaison_supplement_until_fy2023": boolean,
    "expected_local_consultation_agency": boolean,
    "center_liaison_met_by_existing_staff_only": boolean,
    "maternal_child_staff": listing(record({"licence": text, "dedicated": boolean})),
    "difficult_cases_carried_out": boolean,
    "difficult_cases_staff": listing(record({"licence": text})),
    "on_duty": record(
        dict.fromkeys(("family_support", "psychological_support", "abuse_response"), ON_DUTY),
    ),
    "concurrent_fulltime": boolean,
    "class": one_of("A", "B", "C", "M", "L"),
    "abuse_response_assigned": count,
    "plans_child_welfare": count,
    "plans_maternal_child": count,
    "assigned": count,
    "chief": text,
    "chief_coordinator": text,
    "chief_coordinator_qualified": boolean,
    "integrated_operation": boolean,
    "statutory_work": boolean,
    "name_ok": boolean,
    "startup_activities": listing(one_of("i", "ii", "iii", "iv")),
    "previous_startup_grants": count,
    "mode": one_of("対面", "デジタル", "電話"),
    "reason": text,
    "reason_recorded": boolean,
    "extremely_difficult_attested": boolean,
    "interviewee": text,
    "municipality_recognises_interviewee": boolean,
    "interviewer": record(
        {
            "licence": text,
            "training": either(boolean, TRAINING),
            "municipality_recognised_training": boolean,
        },
    ),
    "interviews": record({"application": day, "before_birth": day, "after_birth": day}),
    "birth_date": day,
    "expected_birth": day,
    "attestations": listing(record(ATTESTATION)),
}

NAMES = {
    "municipality.emergency_measures": "緊急対策の実施",
    "municipality.childcare_provision_plan": "「保育提供体制の確保のための実施計画」の採択",
    "municipality.new_childcare_plan": "「新子育て安心プラン実施計画」の採択",
    "municipality.waiting": "4月1日の待機児童数",
    "municipality.fill_rate": "10月1日の定員充足率",
    "municipality.population_0_5": "10月1日の0～5歳児人口",
    "municipality.facilities_20190401": "保育所・幼保連携型認定こども園の数",
    "municipality.designated_municipality": "特定市町村への該当",
    "municipality.needs_increase": "保育ニーズの増大の見込み",
    "municipality.specific_sites": "特定型のか所数",
    "municipality.experience_months": "市町村長が定める実務経験の期間",
    "municipality.experience_months.licensed": "有資格者について市町村長が定める実務経験の期間",
    "municipality.experience_months.other": "有資格者以外について市町村長が定める実務経験の期間",
    "opening.weekly": "週の開所予定",
    "opening.national_holidays": "国民の祝日の開所",
    "opening.consult": "開所時間中の相談・助言",
    "opening.consult_night": "夜間の相談・助言",
    "opening.consult_holiday": "休日の相談・助言",
    "staff": "職員の配置",
    "person": "職員の記録",
    "outreach.sessions": "出張相談の回数",
    "outreach.planned": "出張相談の継続的・計画的な実施",
    "outreach.pr": "出張相談の広報",
    "activity.consultations": "相談件数",
    "activity.open_days": "開所日数",
    "activity.records": "相談記録簿等の整備",
    "docs.business_plan": "事業計画書",
    "docs.pr": "周知・広報の記録",
    "docs.results_published": "実施状況の公表",
    "docs.rota_plan": "人員配置の予定の記録",
    "docs.rota_actual": "人員配置の実績の記録",
    "interpreter": "通訳の配置",
    "translation_system": "多言語音声翻訳システム等の導入",
    "special_days_per_week": "配慮が必要な家庭等への支援の開設日数",
    "special_expert": "専門的な知識・経験を有する職員の配置",
    "rounds_days_per_week": "巡回の日数",
    "rounds_staff_equivalent": "巡回する職員の同程度の知識・経験",
    "liaison_meetings": "連絡会議の回数",
    "meeting_extra_days_per_week": "巡回のない日に行う連絡会議の日数",
    "local_consultation_agency": "地域子育て相談機関としての位置付け",
    "consult": "地域子育て相談機関としての相談・助言",
    "liaison_with_family_center": "こども家庭センターとの連絡調整",
    "integrated_liaison_supplement_until_fy2023": "令和5年度以前の一体的相談支援機関連携等加算",
    "expected_local_consultation_agency": "地域子育て相談機関となる見込み",
    "center_liaison_met_by_existing_staff_only": "既存施設の職員のみで連携等加算の要件を満たすこと",
}
PERSON_NAMES = {
    "training.basic_course": "基本研修の修了",
    "training.basic_type_course": "基本型専門研修の修了",
    "training.specific_type_course": "特定型専門研修の修了",
    "exemption.engaged_from": "従事を始めた日",
    "exemption.attested": "研修免除の事由の認定",
    "dedicated": "専任かどうか",
    "roles": "担当する業務",
    "licensed": "対人援助の資格の有無",
    "experience_months": "実務経験の月数",
    "child_family_social_worker": "こども家庭ソーシャルワーカーの資格の有無",
}


def name_of(key: str) -> str:
    """The Japanese name of a fact; a person's facts carry the person's id."""
    if key in NAMES:
        return NAMES[key]
    head, _, rest = key.partition(".")
    if head == "person":
        return PERSON_NAMES.get(rest, rest)
    if head == "staff":
        member, _, detail = rest.partition(".")
        return f"職員{member}の{PERSON_NAMES.get(detail, detail)}"
    parent, _, year = key.rpartition(".")
    return f"{year}年の{NAMES[parent]}" if parent in NAMES else key

"""The facts the judgement may be told: their keys and their shapes."""

from subsidies.judge.names import name_of
from subsidies.judge.settings import load_settings
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

__all__ = ["FACTS", "name_of"]


def _booleans(*keys: str) -> Shape:
    return record(dict.fromkeys(keys, boolean))


TRAINING = record(
    {
        "basic_course": boolean,
        "basic_type_course": boolean,
        "specific_type_course": boolean,
    },
)
STAFF_MEMBER: dict[str, Shape] = {
    "id": text,
    "licences": listing(text),
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
DEGREES = ("大学", "大学院", "外国の大学", "大学院への飛び入学")
SUBJECTS = ("心理学", "教育学", "社会学", "その他")
QUALIFICATION: dict[str, Shape] = {
    "licence": text,
    "licences": listing(text),
    "eligible_for": listing(text),
    "degree": one_of(*DEGREES),
    "degree_subject": one_of(*SUBJECTS),
    "designated_school_or_course": boolean,
    "designated_course": boolean,
    "appointment_course": boolean,
    "casework_months": number,
    "welfare_officer_months": number,
    "qualified_welfare_officer_months": number,
    "qualified_child_guidance_months": number,
    "qualified_child_welfare_months": number,
    "interim_training": boolean,
}
ROLES = ("family_support", "psychological_support", "abuse_response")
CHILD_WELFARE_MEMBER = QUALIFICATION | {"id": text, "role": one_of(*ROLES)}
DUTY = {"id": text, "role": one_of(*ROLES), "fulltime": boolean, "weekly": listing(interval)}
PERSON: dict[str, Shape] = (
    STAFF_MEMBER
    | QUALIFICATION
    | {
        "annex1_qualification": boolean,
        "field_experience_attested": boolean,
        "consult_experience": boolean,
        "municipality_recognised_equivalent": boolean,
        "training_done": boolean,
        "training_planned": boolean,
        "training_scheduled": day,
        "municipality_training_window_end": day,
    }
)
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
    "abuse_cases_fiscal_year": count,
    "census_year": count,
    "extra_staff_notified": count,
    "family_center_sites": count,
    "experience_months": record({"licensed": number, "other": number}),
}
OPENING: dict[str, Shape] = {
    "weekly": listing(interval),
    "national_holidays": boolean,
    "consult": boolean,
    "consult_night": boolean,
    "consult_holiday": boolean,
}
ACTIVITY: dict[str, Shape] = dict.fromkeys(
    ("consultations", "consultations_without_information", "open_days"), count
)
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
    "national": record(
        dict.fromkeys(
            ("abuse_cases", "child_population", "abuse_cases_fiscal_year", "census_year"), count
        ),
    ),
    "settings": record({key: one_of(*part.values) for key, part in load_settings().items()}),
    "implementer": text,
    "commissioned": boolean,
    "commission": _booleans("contract", "trained_staff", "privacy_training", "city_training"),
    "place": _booleans(
        "near", "daily_use", "consultation", "counter", "maternal_child", "both_functions"
    ),
    "duties": _booleans(
        "coordination",
        "pledges",
        "integrated",
        "type_balance",
        "followup_training",
        "abuse_referrals",
        "user_choice",
        "complaints_desk",
        "complaints_contact_published",
        "information_shared",
    ),
    "work": _booleans(
        "resource_development",
        "childcare_use",
        "ledger",
        "maternal_child_plans",
        "child_plans",
        "joint_plans",
        "joint_conferences",
        "case_process",
    ),
    "fee": count,
    "opening": record(OPENING),
    "staff": people(STAFF_MEMBER),
    "person": record(PERSON),
    "outreach": record({"sessions": count, "planned": boolean, "pr": boolean}),
    "activity": record(
        ACTIVITY | {"records": boolean, "consent": boolean, "twelve_months": record(ACTIVITY)}
    ),
    "docs": _booleans("business_plan", "pr", "results_published", "rota_plan", "rota_actual"),
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
    "difficult_cases_staff": listing(record({"licence": text, "dedicated": boolean})),
    "difficult_cases": _booleans("sns", "liaison", "doctor"),
    "child_welfare_staff": people(CHILD_WELFARE_MEMBER),
    "on_duty": record(dict.fromkeys(ROLES, ON_DUTY) | {"in_two_roles": count}),
    "standard_band": listing(interval),
    "duty_roster": listing(record(DUTY)),
    "concurrent_fulltime": boolean,
    "class": one_of("A", "B", "C", "M", "L"),
    "abuse_response_assigned": count,
    "plans_child_welfare": count,
    "plans_maternal_child": count,
    "assigned": count,
    "plan_writers_assigned": count,
    "coordinators_assigned": count,
    "extra_staff_counted_per_site": boolean,
    "extra_opening_hours_per_week": number,
    "advisers": _booleans("posted", "contract"),
    "community": record(
        {
            "events": count,
            "watch_over_registered": boolean,
            "watch_over_commissioned": boolean,
            "watch_over_reports": boolean,
            "interpreting": boolean,
        },
    ),
    "consultation_until_two": boolean,
    "interview_records": boolean,
    "digital_outreach": boolean,
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

"""Consents, referrals and the follow-up of waiting children are seen within the municipality only."""

from django.db import migrations

from shared.row_level_security import belongs_to, may_be_parent, protect

CENTER, HOUSEHOLD = "centers_center", "consultations_household"
PERSON, CONSULTATION = "consultations_person", "consultations_consultation"
CONSENT, REFERRAL = "consultations_consent", "consultations_referral"
REFERRAL_PERSON, STEP = "consultations_referralperson", "consultations_referralstep"
SUGGESTION = "consultations_suggestion"
FOLLOW_UP, CONTACT = "consultations_waitinglistfollowup", "consultations_waitinglistcontact"
TABLES = (CONSENT, REFERRAL, REFERRAL_PERSON, STEP, SUGGESTION, FOLLOW_UP, CONTACT)


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0014_sharing"),
        ("consultations", "0008_person_changes_row_level_security"),
        ("centers", "0004_contract_row_level_security"),
    ]

    operations = [
        *(may_be_parent(table) for table in (CONSENT, REFERRAL, FOLLOW_UP)),
        belongs_to(CONSENT, "household_id", HOUSEHOLD),
        belongs_to(CONSENT, "consultation_id", CONSULTATION),
        belongs_to(CONSENT, "person_id", PERSON),
        belongs_to(CONSENT, "recipient_center_id", CENTER),
        belongs_to(REFERRAL, "center_id", CENTER),
        belongs_to(REFERRAL, "household_id", HOUSEHOLD),
        belongs_to(REFERRAL, "consultation_id", CONSULTATION),
        belongs_to(REFERRAL, "consent_id", CONSENT),
        belongs_to(REFERRAL, "recipient_center_id", CENTER),
        belongs_to(REFERRAL_PERSON, "referral_id", REFERRAL),
        belongs_to(REFERRAL_PERSON, "person_id", PERSON),
        belongs_to(STEP, "referral_id", REFERRAL),
        belongs_to(SUGGESTION, "household_id", HOUSEHOLD),
        belongs_to(FOLLOW_UP, "child_id", PERSON),
        belongs_to(CONTACT, "follow_up_id", FOLLOW_UP),
        *(protect(table) for table in TABLES),
    ]

"""By which names the forms of cases keep their drafts: each with the number of its row after it."""

COMPLAINT_AT = "complaint-at-"  # a center
COMPLAINT_BY = "complaint-by-"  # somebody of the registry
COMPLAINT_STEP = "complaint-step-"
COMPLAINT_CORRECTION = "complaint-correct-"
REFERRAL_OF_HOUSEHOLD = "referral-of-household-"
REFERRAL_OF_RECORD = "referral-of-record-"
REFERRAL_STEP = "referral-step-"
SUGGESTION = "suggestion-of-household-"
CHOICE = "suggestion-choice-"
CONSENT_OF_HOUSEHOLD = "consent-of-household-"
CONSENT_OF_RECORD = "consent-of-record-"
APPOINTMENT = "appointment"
APPOINTMENT_CHANGE = "appointment-change-"
FOLLOW_UP = "follow-up-of-household-"  # 入所保留児フォロー
FOLLOW_UP_CONTACT = "follow-up-contact-"
SAFETY = "intake-safety-"
ACCEPTANCE = "intake-acceptance-"
TEXT_TEMPLATE = "text-template"  # 定型文
TEXT_TEMPLATE_CHANGE = "text-template-"

"""The closed vocabulary of appointments."""

from django.db import models

from consultations.enums import Method


class AppointmentMode(models.TextChoices):
    """予約の方法: how the conversation is to take place."""

    AT_CENTER = "at_center", "来所"
    PHONE = "phone", "電話"
    VISIT = "visit", "訪問"
    ONLINE = "online", "オンライン"
    OUTREACH = "outreach", "出張"

    @property
    def method(self) -> Method:
        """What the log calls it."""
        return _METHODS[self]


_METHODS = {
    AppointmentMode.AT_CENTER: Method.INTERVIEW,
    AppointmentMode.PHONE: Method.PHONE,
    AppointmentMode.VISIT: Method.VISIT,
    AppointmentMode.ONLINE: Method.ONLINE,
    AppointmentMode.OUTREACH: Method.OUTREACH,
}


class AppointmentState(models.TextChoices):
    """予約の状態."""

    BOOKED = "booked", "予約"
    ATTENDED = "attended", "来所（対応済み）"
    CHANGED = "changed", "変更"
    CANCELLED = "cancelled", "取消"
    NO_SHOW = "no_show", "無断キャンセル"

    @property
    def may_become(self) -> tuple["AppointmentState", ...]:
        """What may follow; 変更 only by booking another time in its place."""
        return _NEXT[self]

    def asks_why(self, before: "AppointmentState") -> bool:
        """Whether coming from `before` needs a reason."""
        return self == AppointmentState.CANCELLED or before != AppointmentState.BOOKED


_NEXT = {
    AppointmentState.BOOKED: (
        AppointmentState.ATTENDED,
        AppointmentState.NO_SHOW,
        AppointmentState.CANCELLED,
    ),
    AppointmentState.NO_SHOW: (AppointmentState.ATTENDED, AppointmentState.BOOKED),
    AppointmentState.ATTENDED: (AppointmentState.BOOKED,),
    AppointmentState.CANCELLED: (AppointmentState.BOOKED,),
    AppointmentState.CHANGED: (),
}
# They take up their room and their worker.
HOLDING = (AppointmentState.BOOKED, AppointmentState.ATTENDED)


class ReminderWish(models.TextChoices):
    """リマインドの希望."""

    NONE = "none", "不要"
    PHONE = "phone", "電話"
    EMAIL = "email", "メール"
    SMS = "sms", "ショートメッセージ"


class ReminderMeans(models.TextChoices):
    """連絡の方法."""

    PHONE = "phone", "電話"
    EMAIL = "email", "メール"
    SMS = "sms", "ショートメッセージ"
    IN_PERSON = "in_person", "対面"
    LETTER = "letter", "手紙"


class ReminderResult(models.TextChoices):
    """連絡の結果."""

    REACHED = "reached", "連絡済み"
    MESSAGE_LEFT = "message_left", "伝言・留守番電話"
    NOT_REACHED = "not_reached", "つながらない"

from django.db import models


class PublicityMedium(models.TextChoices):
    """周知の方法."""

    BULLETIN = "bulletin", "広報紙"
    WEBSITE = "website", "ホームページ"
    SNS = "sns", "SNS・アプリ"
    LEAFLET = "leaflet", "チラシ・ポスター"
    NURSERY_SCHOOL = "nursery_school", "園・学校を通じて"
    CHECKUP = "checkup", "健診・教室での案内"
    PARTNER = "partner", "関係機関・民生委員を通じて"
    NOTICE_BOARD = "notice_board", "掲示・回覧"
    OTHER = "other", "その他"

from django.db import models


class Method(models.TextChoices):
    """相談方法. The code before the label is what is typed to choose it."""

    PHONE = "phone", "電話"
    COUNTER = "counter", "窓口"
    INTERVIEW = "interview", "面談"
    VISIT = "visit", "訪問"
    OUTREACH = "outreach", "出張"
    EMAIL = "email", "メール"
    FAX = "fax", "FAX"
    SNS = "sns", "SNS"
    ONLINE = "online", "オンライン"

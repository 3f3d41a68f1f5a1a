from django.db import models


class SheetKind(models.TextChoices):
    """調書の種類."""

    CENTER = "center", "センター別"
    MUNICIPALITY = "municipality", "自治体計"


class PrintUnit(models.TextChoices):
    """金額の単位."""

    YEN = "yen", "円"
    THOUSAND = "thousand", "千円"


class PrintDigits(models.TextChoices):
    """数字の書き方."""

    HALF = "half", "半角（令和8年度）"
    FULL = "full", "全角（令和８年度。金額は半角）"


class PrintBundle(models.TextChoices):
    """まとめ方."""

    PDF = "pdf", "1つのPDF"
    ZIP = "zip", "ZIP（調書ごとのPDFとXLSX）"


class PrintSelection(models.TextChoices):
    """印刷する調書."""

    SUBMITTED = "submitted", "提出した調書だけ"
    LATEST = "latest", "最新の調書（提出前のものを含む）"


class PrintJobState(models.TextChoices):
    """一括印刷の状態."""

    OPEN = "open", "作成中"
    DONE = "done", "完了"
    FAILED = "failed", "ファイルを作成できませんでした"
    CANCELLED = "cancelled", "中止"

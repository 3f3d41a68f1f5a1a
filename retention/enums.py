from django.db import models


class CountedFrom(models.TextChoices):
    """From when the years run (起算)."""

    NEXT_FISCAL_YEAR = "next_fiscal_year", "その日の属する年度の翌年度の初日から"
    NEXT_DAY = "next_day", "その日の翌日から"


class DisposalStatus(models.TextChoices):
    """How far a disposal is (状態)."""

    PROPOSED = "proposed", "承認待ち"
    APPROVED = "approved", "承認済み（廃棄の実行待ち）"
    REJECTED = "rejected", "却下"
    CARRIED_OUT = "carried_out", "廃棄済み"


class ItemState(models.TextChoices):
    """What became of one record of a disposal (結果)."""

    WAITING = "waiting", "廃棄の前"
    DISPOSED = "disposed", "廃棄済み"
    KEPT = "kept", "残した"

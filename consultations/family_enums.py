"""The words of the registry for names, relations between persons, and leaving a household."""

from django.db import models


class OtherNameKind(models.TextChoices):
    """氏名の種別: by what else somebody is or was called."""

    MAIDEN = "maiden", "旧姓"
    ALIAS = "alias", "通称"
    FORMER = "former", "以前の氏名"
    LATIN = "latin", "アルファベット表記"
    OTHER = "other", "その他の呼び名"


class RelationKind(models.TextChoices):
    """関係: what the first person is to the second."""

    PARENT = "parent", "親"
    CHILD = "child", "子"
    SPOUSE = "spouse", "配偶者"
    PARTNER = "partner", "パートナー（内縁など）"
    FORMER_SPOUSE = "former_spouse", "元配偶者"
    SIBLING = "sibling", "兄弟姉妹"
    TWIN = "twin", "双子・多胎"
    GRANDPARENT = "grandparent", "祖父母"
    GRANDCHILD = "grandchild", "孫"
    STEP_PARENT = "step_parent", "継親"
    STEP_CHILD = "step_child", "継子"
    ADOPTIVE_PARENT = "adoptive_parent", "養親"
    ADOPTED_CHILD = "adopted_child", "養子"
    FOSTER_PARENT = "foster_parent", "里親"
    FOSTER_CHILD = "foster_child", "里子"
    GUARDIAN = "guardian", "後見人"
    WARD = "ward", "被後見人"
    OTHER = "other", "その他"

    @property
    def inverse(self) -> "RelationKind":
        """What the second person is to the first."""
        return _INVERSES.get(self, self)


_PAIRS = (
    (RelationKind.PARENT, RelationKind.CHILD),
    (RelationKind.GRANDPARENT, RelationKind.GRANDCHILD),
    (RelationKind.STEP_PARENT, RelationKind.STEP_CHILD),
    (RelationKind.ADOPTIVE_PARENT, RelationKind.ADOPTED_CHILD),
    (RelationKind.FOSTER_PARENT, RelationKind.FOSTER_CHILD),
    (RelationKind.GUARDIAN, RelationKind.WARD),
)
_INVERSES = {first: second for pair in _PAIRS for first, second in (pair, pair[::-1])}


class LeavingReason(models.TextChoices):
    """世帯を離れた理由."""

    MOVED_OUT = "moved_out", "転出・転居"
    INDEPENDENT = "independent", "独立・就職・進学"
    SEPARATED = "separated", "離婚・別居"
    REMARRIED = "remarried", "婚姻・再婚"
    PLACED = "placed", "施設入所・里親委託"
    DIED = "died", "死亡"
    NOT_BORN = "not_born", "出生に至らなかった"
    MISTAKEN = "mistaken", "登録の誤り"
    OTHER = "other", "その他"

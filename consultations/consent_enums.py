from django.db import models


class ConsentPurpose(models.TextChoices):
    """承諾の目的: what somebody was asked to agree to."""

    MAKE = "make", "記録の作成"
    VIEW = "view", "記録の閲覧"
    SHARE = "share", "記録・情報の提供"


class ConsentAnswer(models.TextChoices):
    """承諾の有無. The latest answer is what holds: `STANDING` opens, `CLOSED` closes."""

    GIVEN = "given", "承諾あり"
    REFUSED = "refused", "承諾なし"
    WITHDRAWN = "withdrawn", "撤回"
    NOT_REQUIRED = "not_required", "承諾を要しない（法令等）"


STANDING = (ConsentAnswer.GIVEN, ConsentAnswer.NOT_REQUIRED)
CLOSED = (ConsentAnswer.REFUSED, ConsentAnswer.WITHDRAWN)


class ConsentManner(models.TextChoices):
    """承諾の方法."""

    ORAL = "oral", "口頭"
    WRITTEN = "written", "書面"


class RecipientKind(models.TextChoices):
    """提供先の種別. A refusal or a withdrawal may be meant for everybody."""

    CENTER = "center", "市区町村内のほかのセンター"
    DEPARTMENT = "department", "所管課"
    AGENCY = "agency", "関係機関"
    ANYONE = "anyone", "すべての提供先（承諾なし・撤回のときだけ）"

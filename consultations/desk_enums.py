"""What the desk notes beside the conversation: language, interpreter, what became of a step."""

from django.db import models


class Language(models.TextChoices):
    """使用した言語. Those that offices meet most; any other is OTHER and named in the note."""

    JAPANESE = "ja", "日本語"
    PLAIN_JAPANESE = "ja_plain", "やさしい日本語"
    SIGN = "sign", "手話・筆談"
    CHINESE = "zh", "中国語"
    ENGLISH = "en", "英語"
    KOREAN = "ko", "韓国・朝鮮語"
    VIETNAMESE = "vi", "ベトナム語"
    TAGALOG = "tl", "フィリピノ語（タガログ語）"
    PORTUGUESE = "pt", "ポルトガル語"
    SPANISH = "es", "スペイン語"
    NEPALI = "ne", "ネパール語"
    INDONESIAN = "id", "インドネシア語"
    BURMESE = "my", "ミャンマー語"
    THAI = "th", "タイ語"
    UKRAINIAN = "uk", "ウクライナ語"
    OTHER = "other", "その他の言語"


class Interpreter(models.TextChoices):
    """通訳. Nothing chosen: none was used."""

    STAFF = "staff", "職員が対応"
    PRESENT = "present", "通訳者（同席）"
    REMOTE = "remote", "通訳者（電話・映像）"
    DEVICE = "device", "翻訳機・翻訳アプリ"
    FAMILY = "family", "家族・知人"


class PartVisibility(models.TextChoices):
    """こどもごとの記述の範囲: the part goes wherever the record goes, or stays at its center."""

    WITH_RECORD = "with_record", "記録と同じ"
    OWN_CENTER = "own_center", "このセンターの中だけ"


class FollowUpState(models.TextChoices):
    """次の対応の状態."""

    OPEN = "open", "予定"
    DONE = "done", "済み"
    POSTPONED = "postponed", "延期"
    DROPPED = "dropped", "取りやめ"


class SafetyCheck(models.TextChoices):
    """安全確認の方法."""

    SEEN_AT_HOME = "seen_at_home", "家庭訪問で目視"
    SEEN_ELSEWHERE = "seen_elsewhere", "園・学校などで目視"
    SEEN_AT_CENTER = "seen_at_center", "来所時に目視"
    BY_AGENCY = "by_agency", "関係機関による目視"
    HANDED_OVER = "handed_over", "児童相談所・警察へ引継ぎ"

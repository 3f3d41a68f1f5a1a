"""What a browser would send, for the forms that the attacks use."""

import uuid

from django.utils import timezone

from consultations.models import Topic
from shared.clock_time import format_clock
from shared.wareki import format_wareki


def consultation(center, **changes):
    now = timezone.localtime()
    return {
        "submission_key": str(uuid.uuid4()),
        "method": "phone",
        "is_anonymous": "on",
        "caller_name": "",
        "children": "6か月",
        "topics": [str(Topic.objects.get(code="03").pk)],
        "content": "離乳食を食べてくれない。",
        "response": "",
        "next_step": "",
        "next_on": "",
        "occurred_on": format_wareki(now.date()),
        "occurred_time": format_clock(now.time()),
        "duration_minutes": "",
        "place": "",
        "center": str(center.pk),
        **changes,
    }


def correction(record, **changes):
    data = {"version": record.version, "reason": "聞き取りの誤り", **changes}
    return {**consultation(record.center), **data}

"""Saving the consultations, set by set."""

from itertools import chain

from consultations.models import (
    Consultation,
    ConsultationChild,
    ConsultationCorrection,
    ConsultationTopic,
    Topic,
)
from demo.confidential import name_readers, open_records, restrict
from demo.contacts import Contact, contacts
from demo.corrections import corrections, withdrawals
from demo.desk import build_desk, note_more
from demo.given import build_given
from demo.households import build_households
from demo.world import World

BATCH = 1000


def build_log(world: World) -> str:
    standing = contacts(world)
    restrict(world, standing)
    note_more(world, standing)
    corrected = corrections(world, standing)
    doubles, withdrawn = withdrawals(world, standing)
    log = sorted(chain(standing, doubles), key=lambda each: each.consultation.recorded_at)
    households = build_households(world, log)
    Consultation.objects.bulk_create([each.consultation for each in log], batch_size=BATCH)
    _save_topics(log)
    _save_children(log)
    history = sorted(corrected + withdrawn, key=lambda each: each.corrected_at)
    ConsultationCorrection.objects.bulk_create(history)
    name_readers(world, log)
    open_records(world, standing)
    build_desk(world, log)
    build_given(world, log)
    return (
        f"{len(standing)}件（訂正{len(corrected)}件、このほか取消{len(withdrawn)}件）、"
        f"世帯{households}件"
    )


def _save_topics(log: list[Contact]) -> None:
    topics = {topic.code: topic.pk for topic in Topic.objects.all()}
    rows = [
        ConsultationTopic(consultation=each.consultation, topic_id=topics[code])
        for each in log
        for code in each.topics
    ]
    ConsultationTopic.objects.bulk_create(rows, batch_size=BATCH)


def _save_children(log: list[Contact]) -> None:
    rows = [
        ConsultationChild(
            consultation=each.consultation,
            position=position,
            is_unborn=child.is_unborn,
            age_years=child.age_years,
            age_months=child.age_months,
        )
        for each in log
        for position, child in enumerate(each.children, start=1)
    ]
    ConsultationChild.objects.bulk_create(rows, batch_size=BATCH)

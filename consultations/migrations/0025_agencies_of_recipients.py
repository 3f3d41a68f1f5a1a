"""The agencies that consents and referrals named in words become rows of the register.

One for each folded name and municipality; what the register has already is used.
"""

from django.db import migrations, models
from django.utils import timezone

from shared.japanese_text import fold_key
from shared.municipal_context import all_municipalities

NAMED_IN = ("consultations_consent", "consultations_referral")
NAMES = " UNION ".join(
    f"SELECT municipality_id, agency_name FROM {table} WHERE agency_name <> ''" for table in NAMED_IN
)
POINT = """
UPDATE {table} AS named SET agency_id = found.agency, recipient_key = 'agency:' || found.agency
FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS found (municipality, name, agency)
WHERE named.municipality_id = found.municipality AND named.agency_name = found.name
"""
REMARKS = "承諾・つなぎの記録にあった名称から登録しました。種別と連絡先を確かめてください。"


def register(apps, schema_editor):
    with all_municipalities(), schema_editor.connection.cursor() as cursor:
        cursor.execute(NAMES)
        named = cursor.fetchall()
        if not named:
            return
        known = _known(apps, {municipality for municipality, _ in named})
        known |= _entered(apps, named, known)
        found = [
            (municipality, name, known[municipality, fold_key(name)])
            for municipality, name in named
        ]
        columns = [list(column) for column in zip(*found, strict=True)]
        for table in NAMED_IN:
            cursor.execute(POINT.format(table=table), columns)
        # What is still to be checked would be in the way of the changes of the tables below.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _known(apps, municipalities):
    """By municipality and folded name; a name borne by several offices names none of them."""
    PartnerAgency = apps.get_model("centers", "PartnerAgency")
    rows = list(
        PartnerAgency.objects.filter(municipality__in=municipalities)
        .order_by("-pk")
        .values_list("municipality_id", "pk", "name", "department")
    )
    bare = [(municipality, fold_key(name)) for municipality, _, name, _ in rows]
    known = {
        key: row[1] for key, row in zip(bare, rows, strict=True) if bare.count(key) == 1
    }
    whole = {
        (municipality, fold_key(f"{name} {department}")): pk
        for municipality, pk, name, department in rows
    }
    return known | whole


def _entered(apps, named, known):
    PartnerAgency = apps.get_model("centers", "PartnerAgency")
    missing = {}
    for municipality, name in sorted(named):
        key = (municipality, fold_key(name))
        if key not in known:
            missing.setdefault(key, name)
    made = PartnerAgency.objects.bulk_create(
        PartnerAgency(
            municipality_id=municipality,
            kind="other",
            name=name,
            search_key=f"{key} ",
            remarks=REMARKS,
            recorded_at=timezone.now(),
        )
        for (municipality, key), name in missing.items()
    )
    return {key: row.pk for key, row in zip(missing, made, strict=True)}


class Migration(migrations.Migration):
    dependencies = [("consultations", "0024_given_resources_row_level_security")]

    operations = [
        migrations.RunPython(register, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='consent',
            name='agency_name',
        ),
        migrations.RemoveField(
            model_name='referral',
            name='agency_name',
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency', None), ('recipient_center__isnull', False), ('recipient_kind', 'center')), models.Q(('agency__isnull', False), ('recipient_center', None), ('recipient_kind', 'agency')), models.Q(('agency', None), ('recipient_center', None), ('recipient_kind__in', ['', 'department', 'anyone'])), _connector='OR'), name='consent_names_its_recipient', violation_error_message='提供先を、種別に合わせて入力してください。'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('agency', None), ('recipient_center__isnull', False), ('recipient_kind', 'center')), models.Q(('agency__isnull', False), ('recipient_center', None), ('recipient_kind', 'agency')), models.Q(('agency', None), ('recipient_center', None), ('recipient_kind__in', ['', 'department', 'anyone'])), _connector='OR'), models.Q(('recipient_kind__in', ['', 'anyone']), _negated=True)), name='referral_names_its_recipient', violation_error_message='つなぎ先を、種別に合わせて入力してください。'),
        ),
    ]

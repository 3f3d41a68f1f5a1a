"""What every table, key, role and function must be; a new municipal table that forgets it fails."""

from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.database.conftest import NOT_CLOSED, municipal_tables

# Tables without a municipality, each with the reason why nobody's data stands in it.
NOT_MUNICIPAL = {
    "accounts_auditreview": "what was found about an entry; read through `visible_to` of the trail",
    "accounts_auditseal": "seals over the whole trail: numbers and hashes",
    "accounts_externalidentity": "who may sign in; read before a context exists",
    "accounts_signinsession": "whose session is whose; asked before a context exists",
    "accounts_user": "who may sign in; read before a context exists",
    "axes_accessattempt": "failed sign-ins, by a masked name; written before a context exists",
    "axes_accessattemptexpiration": "likewise, unused",
    "axes_accessfailurelog": "likewise, unused",
    "axes_accesslog": "likewise, unused",
    "centers_nationalfact": "national statistics",
    "consultations_appointmentfeed": "whose address is whose, by a digest; asked before a context",
    "casework_casecode": "the national lists of codes of case work",
    "consultations_postalcode": "the national list of postal codes",
    "consultations_topic": "the national list of topics",
    "subsidies_ruleversion": "the ministry's rules",
    "subsidies_ruleversionproposal": "the ministry's rules, before they are published",
    "django_content_type": "Django's own",
    "django_migrations": "Django's own",
    "django_session": "Django's own; holds a user's number only",
    "auth_group": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
    "auth_permission": "Django's own, unused",
    "otp_static_staticdevice": "backup codes of an account; asked before its roles count",
    "otp_static_statictoken": "likewise",
    "otp_totp_totpdevice": "the authenticator of an account; likewise",
}
# An entry of the audit trail may tell of no municipality: of a stranger, or of a command.
OF_NONE_AT_ALL = ["accounts_auditevent"]
CLOSED_BY_ITS_OWN_NUMBER = {"centers_municipality"}


def asked(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


def test_every_table_is_municipal_or_says_why_not():
    tables = set(asked("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))

    assert tables - set(municipal_tables()) - CLOSED_BY_ITS_OWN_NUMBER == set(NOT_MUNICIPAL)
    assert {name for name in NOT_CLOSED if name in municipal_tables()} == {
        "accounts_auditevent",
        "accounts_rolegrant",
    }


def test_every_municipal_table_has_forced_row_security_and_one_rule_for_all():
    rule = (
        "(({column} = ANY (( SELECT row_security.visible_municipalities()"
        " AS visible_municipalities)::bigint[]))"
        " OR ( SELECT row_security.sees_everything() AS sees_everything))"
    )
    closed = asked("""
        SELECT c.relname, p.polcmd, p.polpermissive, p.polroles,
               regexp_replace(pg_get_expr(p.polqual, c.oid), '\\s+', ' ', 'g'),
               regexp_replace(pg_get_expr(p.polwithcheck, c.oid), '\\s+', ' ', 'g')
        FROM pg_class AS c JOIN pg_policy AS p ON p.polrelid = c.oid
        WHERE c.relrowsecurity AND c.relforcerowsecurity
    """)

    wanted = {name: "municipality_id" for name in municipal_tables() if name not in NOT_CLOSED}
    wanted |= dict.fromkeys(CLOSED_BY_ITS_OWN_NUMBER, "id")
    assert sorted(closed) == sorted(
        (name, "*", True, [0], rule.format(column=column), rule.format(column=column))
        for name, column in wanted.items()
    )


def test_the_municipality_of_a_row_is_never_unknown():
    unknown = asked("""
        SELECT table_name FROM information_schema.columns
        WHERE column_name = 'municipality_id' AND is_nullable = 'YES' AND table_schema = 'public'
    """)

    assert unknown == OF_NONE_AT_ALL


def test_no_key_between_municipal_tables_lacks_the_municipality():
    """Foreign keys look past row security: only a composite one keeps to a municipality."""
    bad = asked(
        """
        SELECT c.conrelid::regclass::text || '.' || c.conname FROM pg_constraint AS c
        WHERE c.contype = 'f'
          AND c.conrelid::regclass::text = ANY (%s) AND c.confrelid::regclass::text = ANY (%s)
          AND NOT (SELECT bool_or(a.attname = 'municipality_id') FROM pg_attribute AS a
                   WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey))
        """,
        municipal_tables(),
        municipal_tables(),
    )

    assert bad == []


def test_every_relation_between_municipal_models_is_a_key_in_the_database():
    keys = set(
        asked("""
        SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint AS c
        JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
        WHERE c.contype = 'f'
    """)
    )
    wanted = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.is_relation
    }

    assert wanted <= keys


def test_the_application_owns_nothing_and_goes_past_nothing():
    role = settings.APPLICATION_ROLE

    assert asked(
        "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolinherit"
        " FROM pg_roles WHERE rolname = %s",
        role,
    ) == [(False,) * 6]
    assert not asked("SELECT relname FROM pg_class WHERE relowner = %s::regrole", role)
    assert not asked("SELECT proname FROM pg_proc WHERE proowner = %s::regrole", role)
    assert not asked("SELECT 1 FROM pg_auth_members WHERE member = %s::regrole", role)


def test_the_application_deletes_and_empties_only_what_the_code_does():
    role = settings.APPLICATION_ROLE
    may = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND has_table_privilege(%s, oid, %s)"
    )

    assert set(asked(may, role, "DELETE")) == {
        "accounts_signinsession",
        "axes_accessattempt",
        "axes_accessattemptexpiration",
        "casework_casesubject",
        "casework_caseworker",
        "consultations_childpart",
        "consultations_complaintsubject",
        "consultations_consultationchild",
        "consultations_consultationdraft",
        "consultations_consultationtopic",
        "consultations_givenresource",
        "consultations_namepart",
        "django_session",
        "otp_static_staticdevice",
        "otp_static_statictoken",
        "otp_totp_totpdevice",
    }
    assert not asked(may, role, "TRUNCATE")
    assert not asked(may, role, "TRIGGER")


def test_functions_with_the_rights_of_the_owner_search_in_fixed_places():
    found = asked("""
        SELECT p.oid::regprocedure::text, p.proconfig FROM pg_proc AS p WHERE p.prosecdef
    """)

    assert sorted(found) == [
        ("row_security.contact_parts_renew()", ["search_path=pg_catalog, pg_temp"]),
        ("row_security.has_left(bigint,bigint,date)", ["search_path=pg_catalog, pg_temp"]),
        ("row_security.note_texts_gone()", ["search_path=pg_catalog, pg_temp"]),
        ("row_security.note_texts_of_parts()", ["search_path=pg_catalog, pg_temp"]),
        ("row_security.note_texts_of_records()", ["search_path=pg_catalog, pg_temp"]),
        ("row_security.note_texts_renew(bigint[])", ["search_path=pg_catalog, pg_temp"]),
        (
            "row_security.notes_holding(bigint[],text[])",
            ["search_path=pg_catalog, pg_temp", "enable_seqscan=off"],
        ),
        ("row_security.sees_everything()", ["search_path=pg_catalog, pg_temp"]),
        ("row_security.told()", ["search_path=pg_catalog, pg_temp"]),
        ("row_security.visible_municipalities()", ["search_path=pg_catalog, pg_temp"]),
        ("subsidies_withdraw_attestation()", ["search_path=pg_catalog, pg_temp"]),
    ]


def test_views_do_not_lend_the_rights_of_their_owner():
    assert not asked("""
        SELECT c.relname FROM pg_class AS c
        WHERE c.relkind IN ('v', 'm') AND c.relnamespace = 'public'::regnamespace
          AND NOT coalesce(c.reloptions @> ARRAY['security_invoker=true'], false)
    """)


def test_nobody_else_makes_triggers_of_what_has_the_rights_of_the_owner():
    """Firing asks for no right; making a trigger of one's own does."""
    open_to_all = asked("""
        SELECT p.oid::regprocedure::text FROM pg_proc AS p
        WHERE p.prosecdef AND p.prorettype = 'trigger'::regtype
            AND (p.proacl IS NULL OR has_function_privilege('public', p.oid, 'EXECUTE'))
    """)

    assert open_to_all == []

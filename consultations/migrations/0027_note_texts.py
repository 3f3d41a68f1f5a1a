"""What notes are searched by; the database itself keeps it up to date (ADR 16).

`consultations_notetext` holds the key of each record's words, behind row-level security like the
words. `row_security.note_token` holds hashed pairs of neighbouring letters, each bound to its
municipality, and is closed to everybody: `row_security.notes_holding` alone looks into it.
"""

from django.db import connection, migrations

from shared.municipal_context import all_municipalities
from shared.note_key import BETWEEN, HIRAGANA, KATAKANA, LEFT_OUT, RARE
from shared.row_level_security import belongs_to, protect

TEXT, TOKEN = "consultations_notetext", "row_security.note_token"
AT_ONCE = 5000
FIXED = "SET search_path = pg_catalog, pg_temp"
_SEPARATOR = f"chr({ord(BETWEEN)})"
_RARE, _PLAIN = "".join(RARE), "".join(RARE.values())
_RARE_CLASS = "[" + _RARE.replace("-", "") + "]"

KEY = f"""
CREATE FUNCTION row_security.note_key(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN plain ~ '{_RARE_CLASS}' THEN translate(plain, '{_RARE}', '{_PLAIN}')
    ELSE plain END
FROM (SELECT translate(lower(regexp_replace(normalize(words, NFKC), '{LEFT_OUT}', '', 'g')
    COLLATE "C"), '{HIRAGANA}', '{KATAKANA}') COLLATE "default" AS plain) AS folded
$$
"""
# Sixteen bits of the first letter over the second: collisions only cost a comparison.
TOKENS = f"""
CREATE FUNCTION row_security.note_tokens(municipality bigint, key text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT coalesce(array_agg(DISTINCT (municipality << 32)
    | (((ascii(pair.a)::bigint << 16) # ascii(pair.b)) & 4294967295)), '{{}}')
FROM (SELECT string_to_array(key, NULL) AS letters) AS split,
    unnest(split.letters, split.letters[2:]) AS pair(a, b)
WHERE pair.b IS NOT NULL AND {_SEPARATOR} NOT IN (pair.a, pair.b)
$$
"""
# The tokens themselves are read by the index alone: out of the row, so that it stays small.
TOKEN_TABLE = f"""
CREATE TABLE {TOKEN} (
    consultation_id bigint PRIMARY KEY,
    tokens bigint[] NOT NULL
) WITH (toast_tuple_target = 128)
"""
INDEX = f"""
CREATE INDEX note_token_tokens ON {TOKEN} USING gin (tokens) WITH (gin_pending_list_limit = 256)
"""
RENEW = f"""
CREATE FUNCTION row_security.note_texts_renew(ids bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER {FIXED} AS $$
WITH renewed AS (
    INSERT INTO public.{TEXT} AS known
        (consultation_id, municipality_id, center_id, occurred_at, key, kept_key)
    SELECT c.id, c.municipality_id, c.center_id, c.occurred_at,
        row_security.note_key(concat_ws({_SEPARATOR}, c.content, c.response, c.next_step,
            c.caller_name, c.place, c.resources_given, parts.shown)),
        coalesce(row_security.note_key(parts.kept), '')
    FROM public.consultations_consultation AS c
    LEFT JOIN LATERAL (
        SELECT
            string_agg(p.label || {_SEPARATOR} || p.content, {_SEPARATOR} ORDER BY p.position)
                FILTER (WHERE p.visibility = 'with_record') AS shown,
            string_agg(p.label || {_SEPARATOR} || p.content, {_SEPARATOR} ORDER BY p.position)
                FILTER (WHERE p.visibility <> 'with_record') AS kept
        FROM public.consultations_childpart AS p WHERE p.consultation_id = c.id
    ) AS parts ON true
    WHERE c.id = ANY (ids)
    ON CONFLICT (consultation_id) DO UPDATE SET
        center_id = excluded.center_id, occurred_at = excluded.occurred_at,
        key = excluded.key, kept_key = excluded.kept_key
    RETURNING consultation_id, municipality_id, key, kept_key
)
INSERT INTO {TOKEN} AS known (consultation_id, tokens)
SELECT consultation_id,
    row_security.note_tokens(municipality_id, key || {_SEPARATOR} || kept_key)
FROM renewed
ON CONFLICT (consultation_id) DO UPDATE SET tokens = excluded.tokens
    WHERE known.tokens IS DISTINCT FROM excluded.tokens
$$
"""
# A statement at a time: a bulk import makes its keys at once, at its end.
OF_RECORDS = f"""
CREATE FUNCTION row_security.note_texts_of_records() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {FIXED} AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM row_security.note_texts_renew(ARRAY(SELECT id FROM new_rows));
    ELSE
        PERFORM row_security.note_texts_renew(ARRAY(
            SELECT n.id FROM new_rows AS n JOIN old_rows AS o USING (id)
            WHERE ROW(n.content, n.response, n.next_step, n.caller_name, n.place,
                    n.resources_given, n.center_id, n.occurred_at)
                IS DISTINCT FROM ROW(o.content, o.response, o.next_step, o.caller_name, o.place,
                    o.resources_given, o.center_id, o.occurred_at)
        ));
    END IF;
    RETURN NULL;
END $$
"""
OF_PARTS = f"""
CREATE FUNCTION row_security.note_texts_of_parts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {FIXED} AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT DISTINCT consultation_id FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        changed := ARRAY(SELECT DISTINCT consultation_id FROM old_rows);
    ELSE
        changed := ARRAY(SELECT consultation_id FROM new_rows
            UNION SELECT consultation_id FROM old_rows);
    END IF;
    IF cardinality(changed) > 0 THEN
        PERFORM row_security.note_texts_renew(changed);
    END IF;
    RETURN NULL;
END $$
"""
GONE = f"""
CREATE FUNCTION row_security.note_texts_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {FIXED} AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE {TOKEN};
    ELSE
        DELETE FROM {TOKEN} WHERE consultation_id IN (SELECT consultation_id FROM old_rows);
    END IF;
    RETURN NULL;
END $$
"""
# The municipality is applied here, by the context of the transaction: a token of another one is
# another number. Whoever calls gets numbers of records only, and reads those through the policies.
# Never a sequential scan: it would unpack every array of every municipality.
HOLDING = f"""
CREATE FUNCTION row_security.notes_holding(municipalities bigint[], words text[])
RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER {FIXED} SET enable_seqscan = off AS $$
DECLARE
    everything boolean := row_security.sees_everything();
    visible bigint[] := row_security.visible_municipalities();
    one bigint;
    wanted bigint[];
BEGIN
    FOREACH one IN ARRAY municipalities LOOP
        CONTINUE WHEN NOT (everything OR one = ANY (visible));
        wanted := ARRAY(SELECT DISTINCT token FROM unnest(words) AS word,
            unnest(row_security.note_tokens(one, row_security.note_key(word))) AS token);
        CONTINUE WHEN cardinality(wanted) = 0;
        RETURN QUERY EXECUTE format(
            'SELECT consultation_id FROM {TOKEN} WHERE tokens @> %L::bigint[]', wanted);
    END LOOP;
END $$
"""
TRIGGERS = f"""
CREATE TRIGGER note_texts_logged AFTER INSERT ON consultations_consultation
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.note_texts_of_records();
CREATE TRIGGER note_texts_corrected AFTER UPDATE ON consultations_consultation
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.note_texts_of_records();
CREATE TRIGGER note_parts_added AFTER INSERT ON consultations_childpart
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.note_texts_of_parts();
CREATE TRIGGER note_parts_changed AFTER UPDATE ON consultations_childpart
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.note_texts_of_parts();
CREATE TRIGGER note_parts_removed AFTER DELETE ON consultations_childpart
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.note_texts_of_parts();
CREATE TRIGGER note_texts_deleted AFTER DELETE ON {TEXT}
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.note_texts_gone();
CREATE TRIGGER note_texts_truncated AFTER TRUNCATE ON {TEXT}
    FOR EACH STATEMENT EXECUTE FUNCTION row_security.note_texts_gone();
"""
NO_TRIGGERS = f"""
DROP TRIGGER note_texts_truncated ON {TEXT};
DROP TRIGGER note_texts_deleted ON {TEXT};
DROP TRIGGER note_parts_removed ON consultations_childpart;
DROP TRIGGER note_parts_changed ON consultations_childpart;
DROP TRIGGER note_parts_added ON consultations_childpart;
DROP TRIGGER note_texts_corrected ON consultations_consultation;
DROP TRIGGER note_texts_logged ON consultations_consultation;
"""
CLOSED = f"""
REVOKE ALL ON {TOKEN} FROM PUBLIC;
REVOKE ALL ON FUNCTION row_security.note_texts_renew(bigint[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION row_security.note_texts_of_records() FROM PUBLIC;
REVOKE ALL ON FUNCTION row_security.note_texts_of_parts() FROM PUBLIC;
REVOKE ALL ON FUNCTION row_security.note_texts_gone() FROM PUBLIC;
"""


def fill(apps, schema_editor):
    with all_municipalities(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM consultations_consultation")
        [last] = cursor.fetchone()
        for first in range(0, last + 1, AT_ONCE):
            cursor.execute(
                "SELECT row_security.note_texts_renew(ARRAY(SELECT id"
                " FROM consultations_consultation WHERE id >= %s AND id < %s))",
                [first, first + AT_ONCE],
            )


def function(statement, signature):
    # As a list: one statement, taken as it stands, for it holds percent signs.
    return migrations.RunSQL([statement], [f"DROP FUNCTION row_security.{signature}"])


class Migration(migrations.Migration):
    dependencies = [("consultations", "0026_note_search")]

    operations = [
        belongs_to(TEXT, "consultation_id", "consultations_consultation"),
        belongs_to(TEXT, "center_id", "centers_center"),
        protect(TEXT),
        function(KEY, "note_key(text)"),
        function(TOKENS, "note_tokens(bigint, text)"),
        migrations.RunSQL(TOKEN_TABLE, f"DROP TABLE {TOKEN}"),
        function(RENEW, "note_texts_renew(bigint[])"),
        function(OF_RECORDS, "note_texts_of_records()"),
        function(OF_PARTS, "note_texts_of_parts()"),
        function(GONE, "note_texts_gone()"),
        function(HOLDING, "notes_holding(bigint[], text[])"),
        migrations.RunSQL(CLOSED, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(INDEX, "DROP INDEX row_security.note_token_tokens"),
    ]

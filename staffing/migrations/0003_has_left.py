"""Whether somebody has left a center can be asked before there is a municipal context."""

from django.db import migrations

# The policies bind the owner too, so the function signs a context that sees everything, as
# `row_security.told()` verifies it, and puts back what stood before; an error undoes the setting.
# It says yes or no about one account at one center, and nothing else.
HAS_LEFT = """
CREATE FUNCTION row_security.has_left(user_id bigint, center_id bigint, on_day date)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    message text := concat_ws(
        '|', '*', pg_backend_pid(), ceil(extract(epoch FROM statement_timestamp()))::bigint + 60
    );
    mark text;
    before text := coalesce(current_setting('tsunagi.context', true), '');
    answer boolean;
BEGIN
    SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(message, 'UTF8'))), 'hex')
    INTO STRICT mark FROM row_security.context_key AS k;
    PERFORM set_config('tsunagi.context', message || '|' || mark, true);
    answer := EXISTS (
        SELECT FROM public.staffing_staffmember AS member WHERE member.user_id = has_left.user_id
    ) AND NOT EXISTS (
        SELECT FROM public.staffing_posting AS posting
        JOIN public.staffing_staffmember AS member ON member.id = posting.staff_member_id
        WHERE member.user_id = has_left.user_id
          AND posting.center_id = has_left.center_id
          AND posting.superseded_at IS NULL
          AND posting.starts_on <= on_day
          AND (posting.ends_on IS NULL OR posting.ends_on >= on_day)
    );
    PERFORM set_config('tsunagi.context', before, true);
    RETURN answer;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("staffing", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(HAS_LEFT, "DROP FUNCTION row_security.has_left(bigint, bigint, date)")
    ]

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "ケース"

    def ready(self) -> None:
        from casework import (  # noqa: PLC0415 -- models are loaded only now
            board_tiles,
            conference_drafts,
            conference_sources,
            losses,
            open_matters,
            retention,
        )
        from casework.draft_forms import register_forms  # noqa: PLC0415 -- likewise
        from casework.draft_forms_plans import register_forms as register_plan_forms  # noqa: PLC0415 -- models are loaded only now
        from casework.maternity_draft_forms import (  # noqa: PLC0415 -- likewise
            register_forms as register_maternity_forms,
        )
        from casework.maternity_sources import (  # noqa: PLC0415 -- likewise
            register_sources as register_maternity_sources,
        )
        from casework.plan_sources import register_sources  # noqa: PLC0415 -- likewise
        from casework.timeline_sources import register_kinds  # noqa: PLC0415 -- likewise

        losses.register_stop()
        register_kinds()
        open_matters.register_own()
        register_forms()
        register_plan_forms()
        register_maternity_forms()
        register_sources()
        register_maternity_sources()
        conference_sources.register()
        conference_drafts.register_forms()
        board_tiles.register_own()
        retention.register_kinds()

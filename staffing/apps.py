from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "staffing"
    verbose_name = "職員"

    def ready(self) -> None:
        from accounts import grant_conditions  # noqa: PLC0415 -- models are loaded only now
        from staffing.access import grants_of_the_posted  # noqa: PLC0415 -- likewise

        grant_conditions.register(grants_of_the_posted)

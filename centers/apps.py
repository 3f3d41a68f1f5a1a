from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CentersConfig(AppConfig):
    name = "centers"
    verbose_name = "センター"

    def ready(self):
        from shared import database_roles  # noqa: PLC0415 -- needs the settings

        # Once, after all tables are there; `shared` has no models and is told nothing.
        post_migrate.connect(database_roles.renew, sender=self)

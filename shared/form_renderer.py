from django.forms.renderers import TemplatesSetting


class TsunagiFormRenderer(TemplatesSetting):
    """Forms drawn by `templates/django/forms/`: `{{ form }}` and `{{ field.as_field_group }}`."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"

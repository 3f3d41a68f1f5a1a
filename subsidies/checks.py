"""System checks: the rule files, the predicates and the catalogue must fit together."""

from django.core.checks import Error, register

from subsidies.judge import auditing, load_catalogue, load_versions
from subsidies.judge.loading import RuleFileError
from subsidies.judge.versions import load_overlays


@register
def rule_files_fit_together(app_configs, **kwargs):  # noqa: ARG001 -- Django's signature
    try:
        versions, catalogue = load_versions(), load_catalogue()
        known = (*versions, *load_overlays())
    except RuleFileError as error:
        return [Error(str(error), id="subsidies.E001")]
    findings = {
        "subsidies.E002": auditing.unknown_predicates(known),
        "subsidies.E003": auditing.unused_predicates(known),
        "subsidies.E004": auditing.forgotten_conditions(known, catalogue),
        "subsidies.E005": auditing.overlapping_versions(versions),
        "subsidies.E006": auditing.unknown_settings(known),
    }
    return [Error(line, id=code) for code, lines in findings.items() for line in lines]

"""System checks: the rule files, the predicates and the catalogue must fit together."""

from django.core.checks import Error, register

from subsidies.judge import auditing, load_catalogue, load_versions
from subsidies.judge.loading import RuleFileError


@register
def rule_files_fit_together(app_configs, **kwargs):  # noqa: ARG001 -- Django's signature
    try:
        versions, catalogue = load_versions(), load_catalogue()
    except RuleFileError as error:
        return [Error(str(error), id="subsidies.E001")]
    findings = {
        "subsidies.E002": auditing.unknown_predicates(versions),
        "subsidies.E003": auditing.unused_predicates(versions),
        "subsidies.E004": auditing.forgotten_conditions(versions, catalogue),
        "subsidies.E005": auditing.overlapping_versions(versions),
    }
    return [Error(line, id=code) for code, lines in findings.items() for line in lines]

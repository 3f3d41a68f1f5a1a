"""What the house style promises and a linter cannot see."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLResolver, get_resolver, reverse

ROOT = Path(settings.BASE_DIR)
OUR_APPS = [
    "accounts",
    "centers",
    "staffing",
    "consultations",
    "casework",
    "subsidies",
    "worksheets",
    "retention",
    "demo",
]
OUR_FOLDERS = [*OUR_APPS, "config", "shared", "ops"]
OUR_MODELS = [model for label in OUR_APPS for model in apps.get_app_config(label).get_models()]
PUBLIC_URLS = {
    "accounts:sign_in",
    "accounts:sign_in_again",
    "accounts:session_status",
    "accounts:single_sign_on",
    "accounts:single_sign_on_callback",
    "appointments:feed",  # asks for a key instead
    "healthz",
}
FOUND_BY_DJANGO = {"403.html", "403_csrf.html", "404.html"}
PLANNED = {"starts", "ends"}  # of an appointment
NOBODYS = {
    "occurred",
    "sealed",
    "expires",
    "checked",
    "known",
    "disposed",
    "carried_out",
    "printed",
    "finished",
    "emptied",
}  # by nobody, by a job
# Whatever one sheet of a print job stumbles over, the others and other municipalities' are printed.
BROAD_FOR_A_REASON = {"worksheets/print_work.py"}
CLOCK_TIMES = {"opens", "closes"}  # 時刻 of the day, not a moment somebody acted
MOST_LINES = {"*.py": 400, "*.html": 200, "*.js": 150, "*.css": 400}
GLOSSARY = tomllib.loads((ROOT / "docs/glossary.toml").read_text(encoding="utf-8"))["term"]


def named_urls(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from named_urls(entry, f"{namespace}{entry.namespace}:")
        else:
            name = f"{namespace}{entry.name}"
            yield name, reverse(name, kwargs=dict.fromkeys(entry.pattern.converters, 1))


def source_files(pattern, *folders):
    return [
        path
        for folder in folders
        for path in (ROOT / folder).rglob(pattern)
        if "migrations" not in path.parts and "vendor" not in path.parts
    ]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_model_is_named_as_the_glossary_says(model):
    terms = {term["ja"]: term["en"] for term in GLOSSARY}

    assert terms[str(model._meta.verbose_name)].replace(" ", "") == model._meta.model_name


def test_no_identifier_uses_a_word_the_glossary_forbids():
    forbidden = {word for term in GLOSSARY for word in term.get("never", []) if word.isalpha()}
    forbidden -= {term["en"] for term in GLOSSARY}
    names = {model.__name__.lower() for model in OUR_MODELS}
    names |= {name.split(":")[-1].split("_")[0] for name, _ in named_urls()}

    assert forbidden & names == set()


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_a_japanese_label(model):
    inherited = {"password", "last_login"}
    own = [f for f in model._meta.local_fields if not f.primary_key and f.name not in inherited]

    assert [f.name for f in own if str(f.verbose_name).isascii()] == []


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_at_has_its_by(model):
    names = {field.name for field in model._meta.local_fields}
    stems = {name.removesuffix("_at") for name in names if name.endswith("_at")}
    # A notification may have been taken by somebody without an account: by name.
    named = {stem for stem in stems if f"{stem}_by_name" in names}
    moments = stems - CLOCK_TIMES - NOBODYS - PLANNED - named

    assert {f"{stem}_by" for stem in moments} <= names


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_constraint_explains_itself_in_japanese(model):
    constraints = [c for c in model._meta.constraints if c.violation_error_message.isascii()]

    assert [constraint.name for constraint in constraints] == []


def test_every_page_but_the_public_ones_asks_for_sign_in(client):
    answers = {name: client.get(url) for name, url in named_urls()}
    sign_in = reverse("accounts:sign_in")

    closed = {
        name
        for name, response in answers.items()
        if response.status_code == 302 and response.url.startswith(sign_in)
    }
    assert set(answers) - closed == PUBLIC_URLS


def test_every_template_is_used():
    texts = [
        path.read_text(encoding="utf-8")
        for path in source_files("*.py", *OUR_FOLDERS) + source_files("*.html", "templates")
    ]
    names = [
        str(path.relative_to(ROOT / "templates")) for path in source_files("*.html", "templates")
    ]

    unused = {name for name in names if not any(name in text for text in texts)}
    assert {name for name in unused if not name.startswith("django/forms/")} == FOUND_BY_DJANGO


@pytest.mark.parametrize(("pattern", "most"), MOST_LINES.items())
def test_no_file_has_outgrown_one_reading(pattern, most):
    folders = ["templates"] if pattern == "*.html" else [*OUR_FOLDERS, "tests", "static"]
    files = {str(path): path for path in source_files(pattern, *folders)}
    long = {
        name: lines
        for name, path in files.items()
        if (lines := path.read_text(encoding="utf-8").count("\n")) > most
    }

    assert long == {}


def test_no_template_compares_with_a_stored_value():
    comparison = re.compile(r"{% (el)?if [^%]*==\s*[\"']")
    found = [
        str(path)
        for path in source_files("*.html", "templates")
        if comparison.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_no_template_or_style_reaches_outside_the_office():
    outside = re.compile(r"(?:src|href|url|@import)\s*[=(\s]\s*[\"']?(?:https?:)?//")
    files = source_files("*.html", "templates") + source_files("*.css", "static")
    found = [str(path) for path in files if outside.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_no_code_asks_for_an_unreviewed_exception():
    """A broad except hides what nobody thought of."""
    broad = re.compile(r"except (Exception|BaseException)\b|except:")
    found = {
        str(path.relative_to(ROOT))
        for path in source_files("*.py", *OUR_FOLDERS)
        if broad.search(path.read_text(encoding="utf-8"))
    }

    assert found == BROAD_FOR_A_REASON

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Template
from django.template.context import Context
from django.template.loader import render_to_string


class VisitForm(forms.Form):
    place = forms.CharField(label="場所", help_text="建物名まで入力してください。")
    methods = forms.MultipleChoiceField(
        label="方法",
        choices=[("1", "1 来所"), ("2", "2 電話")],
        widget=forms.CheckboxSelectMultiple,
    )
    memo = forms.CharField(label="メモ", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("開始日は終了日より前にしてください。")


def test_a_required_field_says_so_in_words():
    form = VisitForm()

    assert "必須" in form["place"].as_field_group()
    assert "必須" not in form["memo"].as_field_group()


def test_help_and_error_are_tied_to_the_control():
    html = VisitForm({})["place"].as_field_group()

    assert 'id="id_place_helptext"' in html
    assert 'id="id_place_error"' in html
    assert 'aria-describedby="id_place_helptext id_place_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_choices_is_a_fieldset_described_by_its_error():
    html = VisitForm({})["methods"].as_field_group()

    assert "<legend" in html
    assert 'aria-describedby="id_methods_error"' in html


def test_the_summary_links_every_error_to_its_control():
    html = VisitForm({}).render()

    assert 'role="alert"' in html
    assert 'href="#id_place"' in html
    assert 'href="#id_methods_0"' in html
    assert html.count("開始日は終了日より前にしてください。") == 1
    assert 'id="id_methods_0"' in html


def test_a_form_without_errors_has_no_summary_and_keeps_its_hidden_fields():
    html = VisitForm().render()

    assert "入力内容を確認してください" not in html
    assert 'type="hidden" name="token"' in html


@pytest.mark.parametrize(
    ("status", "mark", "words"),
    [
        ("met", "○", "満たす"),
        ("not_met", "×", "満たさない"),
        ("unknown", "？", "要確認"),
        ("not_applicable", "－", "対象外"),
    ],
)
@pytest.mark.parametrize("component", ["status_badge", "status_mark"])
def test_a_status_is_never_colour_alone(component, status, mark, words):
    html = render_to_string(f"components/{component}.html", {"status": status})

    assert mark in html
    assert words in html


def test_a_summary_list_tells_zero_from_nothing():
    items = [
        SimpleNamespace(label="子どもの人数", value=0, url="", note=""),
        SimpleNamespace(label="電話番号", value="", url="", note=""),
    ]

    html = render_to_string("components/summary_list.html", {"items": items})

    assert html.count("未入力") == 1


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_no_context(page):
    html = render_to_string(f"{page}.html")

    assert "<h1>" in html
    assert 'href="/static/css/tsunagi.css"' in html


@pytest.mark.parametrize(
    ("component", "needed"),
    [
        ("pagination", {"range_text": "1～50件目"}),
        ("empty_state", {"title": "記録はありません。"}),
        ("stat_tile", {"label": "今月", "value": 3}),
        ("notification", {"level": "info", "title": "お知らせ"}),
        ("filter_chips", {"chips": []}),
    ],
)
def test_what_a_contract_puts_in_brackets_may_be_left_out(component, needed):
    source = '{% include "components/' + component + '.html" %}'

    assert Template(source).render(Context(needed)).strip()

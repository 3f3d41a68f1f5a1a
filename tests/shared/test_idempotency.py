from uuid import UUID

from django import forms

from shared.idempotency import SubmissionKeyMixin, VersionField, new_submission_key

KEY = "6f1c0f0e-2a55-4d39-9b4e-3c7b6f0f1a2b"


class NoteForm(SubmissionKeyMixin, forms.Form):
    note = forms.CharField(required=False)


def test_every_form_gets_a_key_of_its_own():
    assert UUID(new_submission_key()).version == 4
    assert NoteForm()["submission_key"].value() != NoteForm()["submission_key"].value()


def test_the_key_is_hidden_and_stays_when_the_form_comes_back():
    form = NoteForm({"submission_key": KEY})

    assert form.is_valid()
    assert form.cleaned_data["submission_key"] == UUID(KEY)
    assert form["submission_key"].value() == KEY
    assert form["submission_key"].is_hidden


def test_a_form_without_a_key_is_not_accepted():
    message = "画面が古くなっています。開き直してから保存してください。"

    assert NoteForm({}).errors["submission_key"] == [message]
    assert NoteForm({"submission_key": "x"}).errors["submission_key"] == [message]


def test_hidden_fields_have_names_in_japanese():
    assert NoteForm()["submission_key"].label == "送信番号"
    assert VersionField().label == "版"

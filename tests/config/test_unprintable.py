"""A document beyond the bounds is answered in words, whichever page asked for it."""

from django.urls import reverse

from shared.pdf import TooMuchToPrintError


def test_too_much_to_print_is_said_and_not_a_fault(monkeypatch, client_for, consultant):
    def refuse(html, style):
        raise TooMuchToPrintError

    monkeypatch.setattr("consultations.printing.print_pdf", refuse)

    answer = client_for(consultant).get(reverse("maternity:due_print"))

    assert answer.status_code == 422
    assert "大きすぎて印刷できません" in answer.content.decode()

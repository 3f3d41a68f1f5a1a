import threading

import pytest
from django.db import close_old_connections
from django.urls import reverse

from consultations.models import Consultation


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_three_times_at_once_is_one_record(client_for, consultant, filled):
    data, answers = filled(), []
    clients = [client_for(consultant) for _ in range(3)]
    start = threading.Barrier(len(clients))

    def send(client):
        start.wait()
        answers.append(client.post(reverse("consultations:consultation_create"), data))
        close_old_connections()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [302] * 3
    assert Consultation.objects.count() == 1

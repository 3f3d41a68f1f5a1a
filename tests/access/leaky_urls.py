"""The product's addresses and one that somebody added without thinking of protections."""

from django.http import HttpResponse
from django.urls import path

from accounts.http import UserRequest
from config.urls import handler500, urlpatterns
from consultations.models import ContactDetail
from shared.access import Capability, requires
from shared.concealed import disclosed

__all__ = ["handler500"]


@requires(Capability.HOUSEHOLD_VIEW)
def leaky(_request: UserRequest) -> HttpResponse:
    return HttpResponse("\n".join(disclosed(row.value) for row in ContactDetail.objects.all()))


urlpatterns = [*urlpatterns, path("leaky/", leaky, name="leaky")]

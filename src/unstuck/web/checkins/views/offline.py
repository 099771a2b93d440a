"""What a browser asks for so that a check-in goes on without a network, and where it hands over what it kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from unstuck.language import speaking
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.checkins.actions.delivering import Arrival
from unstuck.web.checkins.actions.delivering import deliver as take_in
from unstuck.web.checkins.kits import SCRIPT, checkin_kit, kit_version
from unstuck.web.checkins.kits import tablet_kit as kit_of_tablet
from unstuck.web.checkins.languages import language_for
from unstuck.web.checkins.models import Checkin
from unstuck.web.checkins.offline_answers import handed_over
from unstuck.web.checkins.permissions import tablet_of
from unstuck.web.checkins.queries import waiting_on_tablet
from unstuck.web.checkins.screens import GONE, HOME_COOKIE
from unstuck.web.checkins.views.client import answerable
from unstuck.web.components import dates

UNREADABLE = "unreadable"


@require_safe
def script(_request: HttpRequest) -> HttpResponse:
    """Send the service worker: a route of its own, so that it works under the site's content security policy."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    return answer


@answerable
def kit(request: HttpRequest, checkin: Checkin, token: str) -> HttpResponse:
    """Send the pages of one check-in as they are without a network."""
    return _hidden(JsonResponse(checkin_kit(checkin, dates.now())))


@never_cache
@require_safe
def tablet_kit(request: HttpRequest) -> HttpResponse:
    """Send what the agency's tablet needs without a network: each check-in that waits is locked with its code."""
    tablet, now = tablet_of(request.COOKIES.get(HOME_COOKIE, "")), dates.now()
    if tablet is None:
        return HttpResponse(status=GONE)
    waiting = waiting_on_tablet(tablet.agency_id, now)
    with speaking(language_for(request, None)):
        if request.GET.get("have") == kit_version(waiting):
            return HttpResponse(status=204)
        return _hidden(JsonResponse(kit_of_tablet(waiting, now)))


@csrf_exempt  # nothing here rests on who is signed in: what an answer may do is sealed inside it
@never_cache
@require_POST
def deliver(request: HttpRequest) -> HttpResponse:
    """Take in sealed answers, in their order, and say what became of each."""
    sent = handed_over(request.body)
    if sent is None:
        return JsonResponse({"refused": "expected a clock and up to 50 sealed answers"}, status=400)
    tablet = tablet_of(request.COOKIES.get(HOME_COOKIE, ""))
    arrival = Arrival(sent.now, tablet.agency_id if tablet else None)
    context = WriteContext(dates.now(), dates.today())
    outcomes = [take_in(one, arrival, context) if one else UNREADABLE for one in sent.answers]
    return _hidden(JsonResponse({"outcomes": outcomes}))


def _hidden(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer

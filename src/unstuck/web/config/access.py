"""Every reading of a client's record, every refusal and every failed sign-in goes on record before the page is sent.

What is about a client is known from the route: its address names the episode, or a concern or a consultation about one.
A change goes on record before it is tried, since what it shows afterwards is a reading too; what it did stands in the
record of changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from unstuck.web.accounts.actors import actor_of
from unstuck.web.accounts.lockout import sealed_address
from unstuck.web.audit.access import rows
from unstuck.web.audit.access.record import note_access
from unstuck.web.audit.access.rows import AccessEvent
from unstuck.web.circles.models import OutgoingQuestion
from unstuck.web.components import dates
from unstuck.web.components.network_places import where_from
from unstuck.web.config.authorization import rights
from unstuck.web.consultation.models import Consultation
from unstuck.web.emergency.models import EmergencyAccess
from unstuck.web.reviews.models import IntendedEnding
from unstuck.web.safety.models import Concern

ABOUT_ONE: dict[str, tuple[type[Model], str]] = {
    "concern": (Concern, "episode"),
    "consultation": (Consultation, "episode"),
    "intended": (IntendedEnding, "episode"),
    "sent": (OutgoingQuestion, "consultation__episode"),
    "emergency": (EmergencyAccess, "client__episodes"),
}
"""Parts of an address, beside `episode`, that lead to one client, and by which way."""
DISCLOSES = frozenset({"circles:sent_file"})
"""Files that are made to leave the agency."""
LISTS = frozenset({
    "home:caseload", "checkins:waiting", "reviews:ended", "safety:concerns", "referrals:waiting",
    "consultation:consultations", "transfers:transfers", "transfers:several", "transfers:cover_ask", "transfers:cover",
    "score_files:uploads", "score_files:upload", "score_files:upload_preview", "score_files:upload_undo",
    "advocacy:tasks", "notifications:notifications", "referrals:for_whom",
    "supervision:worker", "supervision:mine", "circles:circles", "circles:received", "circles:answer_file",
    "vignettes:vignettes",
})  # fmt: skip
"""Pages that name several clients, or are about another agency's."""
RIGHTS_GIVEN = frozenset({
    "accounts:person", "accounts:person_add", "accounts:second_person", "transfers:transfer", "transfers:several",
    "transfers:cover_ask", "transfers:cover",
    "consultation:preview", "consultation:another", "consultation:group", "consultation:group_add",
    "safety:responders", "safety:pass_on", "reviews:intend", "consents:decide", "client_pages:link_make",
    "circles:agencies", "circles:agency_add",
})  # fmt: skip
"""Forms by which somebody is given sight of clients, or the means to give it."""
SIGN_IN = frozenset({
    "account_login", "mfa_authenticate", "mfa_login_webauthn",
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
})  # fmt: skip
"""Where somebody says who they are; whoever is signed in and only confirms it leaves a row where that fails."""
BY_PROVIDER = "account_provider_back"
"""Where the identity provider sends people back to, by GET."""
TO_PROVIDER = "account_provider_sign_in"
"""Where people set out for it, and learn whether it does not answer."""
WITH_A_PAGE = frozenset({200, 422})
"""The statuses of a page that was shown: as asked for, or with the form that was refused."""
UNTRIED = 0
"""The status of what goes on record before it is tried."""
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class AccessRecordMiddleware:
    """Stands inside the middleware that refuses by role, so that `process_view` sees only what is let through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> None:
        """Put on record that somebody is about to change something about a client."""
        changes = request.method in UNSAFE and request.actor and request.resolver_match.view_name not in LISTS
        if changes and client_of_request(request):
            _note(request, rows.CHANGED, UNTRIED)

    def __call__(self, request: Any) -> HttpResponse:
        """Put on record what was shown, or refused, before it is sent."""
        answer = self.get_response(request)
        act = _act(request, answer)
        if act:
            _note(request, act, answer.status_code)
        return answer


def client_of(kwargs: dict[str, Any]) -> str:
    """Return the opaque id of the one client that an address is about, empty where it is about none."""
    if "episode" in kwargs:
        return str(kwargs["episode"])
    for part, (model, way) in ABOUT_ONE.items():
        if part in kwargs:
            rows = model._default_manager.filter(public_id=kwargs[part])
            named = rows.values_list(f"{way}__public_id", flat=True)
            return str(named.first() or "")
    return ""


def client_of_request(request: Any) -> str:
    """Return the client of a request, looked up once."""
    if not hasattr(request, "client_looked_at"):
        request.client_looked_at = client_of(request.resolver_match.kwargs)
    return str(request.client_looked_at)


def _act(request: Any, answer: HttpResponse) -> str:
    """Return what is to go on record about a request, empty for nothing."""
    route = request.resolver_match.view_name if request.resolver_match else ""
    if route == BY_PROVIDER or (route in SIGN_IN and request.method in UNSAFE):
        return _sign_in(request, answer)
    if request.actor is None or not route:
        return rows.NOT_SIGNED_IN if route == TO_PROVIDER and answer.status_code >= 400 else ""
    if answer.status_code in (403, 404):
        return rows.REFUSED if rights().get(route) or client_of_request(request) else ""
    if request.method in UNSAFE and answer.status_code == 302:
        return rows.RIGHT_GIVEN if route in RIGHTS_GIVEN else ""
    if request.method in UNSAFE and route not in LISTS:  # on record since before it was tried
        return ""
    return _shown(request, answer, route)


def _sign_in(request: Any, answer: HttpResponse) -> str:
    """Return what came of a try; nothing yet where the second factor comes next; nothing for a confirmation."""
    if answer.status_code != 302 or answer.headers["Location"] == reverse("account_inactive"):
        return rows.NOT_SIGNED_IN
    return rows.SIGNED_IN if request.user.is_authenticated and request.actor is None else ""


def _shown(request: Any, answer: HttpResponse, route: str) -> str:
    if answer.status_code not in WITH_A_PAGE:
        return ""
    if route in LISTS:
        return rows.LISTED
    if not client_of_request(request):
        return ""
    if route in DISCLOSES:
        return rows.DISCLOSED
    return rows.READ if answer.get("Content-Type", "").startswith("text/html") else rows.EXPORTED


def _note(request: Any, act: str, status: int) -> None:
    route = request.resolver_match.view_name
    actor = request.actor or (actor_of(request.user) if request.user.is_authenticated else None)
    unknown = sealed_address(request) if act == rows.NOT_SIGNED_IN else ""
    note_access(
        AccessEvent(
            agency=str(actor.agency_public_id) if actor else "",
            at=dates.now(),
            actor=str(actor.public_id) if actor else unknown,
            role=actor.role if actor else "",
            act=act,
            route=route,
            client=client_of_request(request),
            place=where_from(request),
            status=status,
        )
    )

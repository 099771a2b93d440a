"""The plain page behind a link: one question, no sign-in, nothing about anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.web.accounts.form_pages import REFUSED
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.referrals.actions.hearing_back import client_replies, partner_replies
from unstuck.web.referrals.forms.replying import ClientForm, PartnerForm
from unstuck.web.referrals.letter import address_of
from unstuck.web.referrals.models import Got, ReplyLink, Whom
from unstuck.web.referrals.permissions import link_of
from unstuck.web.referrals.presenters import partner_actions

PAGE, GONE = "referrals/reply.html", 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question, or take the answer. Opening the page alone uses nothing up: mail programs look ahead."""
    link = link_of(token, dates.now())
    if link is None:
        return _shown(request, status=GONE, gone=True)
    form = _form(link, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, link, form)
    if not form.is_valid():
        return _shown(request, link, form, status=REFUSED)
    try:
        following = _take(link, token, form)
    except Denied:
        return _shown(request, status=GONE, gone=True)
    return _shown(request, link, thanks=True, following=address_of(following) if following else "")


def _form(link: ReplyLink, typed: object) -> PartnerForm | ClientForm:
    if link.whom == Whom.CLIENT:
        return ClientForm(typed)
    return PartnerForm(typed, actions=partner_actions(link.referral.state))


def _take(link: ReplyLink, token: str, form: PartnerForm | ClientForm) -> ReplyLink | None:
    said, context = form.cleaned_data, WriteContext(dates.now(), dates.today())
    if link.whom == Whom.CLIENT:
        reason = "" if said["got"] == Got.YES else said["reason"]
        client_replies(link, token, Got(said["got"]), reason, context)
        return None
    reason = said.get("reason", "") if said["action"] == "decline" else ""
    return partner_replies(link, token, said["action"], reason, context)


def _shown(
    request: HttpRequest, link: ReplyLink | None = None, form: PartnerForm | ClientForm | None = None, *,
    status: int = 200, gone: bool = False, thanks: bool = False, following: str = "",
) -> HttpResponse:  # fmt: skip
    context = {
        "form": form, "gone": gone, "thanks": thanks, "following": following,
        "is_client": link is not None and link.whom == Whom.CLIENT,
    }  # fmt: skip
    answer = render(request, PAGE, context, status=status)
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer

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
from unstuck.web.referrals.actions.replies import client_replies, partner_replies
from unstuck.web.referrals.forms.replying import ClientReplyForm, PartnerReplyForm
from unstuck.web.referrals.models import HelpReceived, LinkRecipient, ReplyLink
from unstuck.web.referrals.permissions import link_of
from unstuck.web.referrals.presenters.forms import partner_moves
from unstuck.web.referrals.presenters.replies import ReplyPage, gone_page, question_page, thanks_page

GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question, or take the answer. Only opening the page uses nothing up: mail programs look ahead."""
    link = link_of(token, dates.now())
    if link is None:
        return _shown(request, gone_page(), status=GONE)
    form = _form(link, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, question_page(link), form)
    if not form.is_valid():
        return _shown(request, question_page(link), form, status=REFUSED)
    try:
        next_link = _take(link, token, form)
    except Denied:
        return _shown(request, gone_page(), status=GONE)
    return _shown(request, thanks_page(next_link))


def _form(link: ReplyLink, typed: object) -> PartnerReplyForm | ClientReplyForm:
    if link.whom == LinkRecipient.CLIENT:
        return ClientReplyForm(typed)
    return PartnerReplyForm(typed, actions=partner_moves(link.referral.state))


def _take(link: ReplyLink, token: str, form: PartnerReplyForm | ClientReplyForm) -> ReplyLink | None:
    fields, context = form.cleaned_data, WriteContext(dates.now(), dates.today())
    if link.whom == LinkRecipient.CLIENT:
        got = HelpReceived(fields["got"])
        client_replies(link, token, got, "" if got == HelpReceived.YES else fields["reason"], context)
        return None
    reason = fields.get("reason", "") if fields["action"] == "decline" else ""
    return partner_replies(link, token, fields["action"], reason, context)


def _shown(
    request: HttpRequest, page: ReplyPage, form: PartnerReplyForm | ClientReplyForm | None = None, *, status: int = 200
) -> HttpResponse:
    answer = render(request, "referrals/reply.html", {"page": page, "form": form}, status=status)
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer

"""Reminders: what a client agreed to, when the agency sends, and the page by which a client says "no more"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.client_pages import client_form_page, own, write_context
from unstuck.web.checkins.actions import reminders as acts
from unstuck.web.checkins.forms.reminders import ReminderForm, ReminderRuleForm
from unstuck.web.checkins.languages import keep_language, speaking_to
from unstuck.web.checkins.models import ReminderWay
from unstuck.web.checkins.permissions import reminder_of
from unstuck.web.checkins.presenters.client import no_more_page, no_more_said_page
from unstuck.web.checkins.reminder_rules import ReminderTimes, reminder_choice_of, times_of, why_not_at_all
from unstuck.web.checkins.screens import shown
from unstuck.web.components import dates


@never_cache
def reminders(request: Request, episode: UUID) -> HttpResponse:
    """Note whether a client agreed to be reminded, and where."""
    client_episode, today = own(request, episode), dates.today()
    leads_to = reverse("checkins:checkins", kwargs={"episode": client_episode.public_id})

    def make(typed: Any = None, **options: Any) -> ReminderForm:
        return ReminderForm(typed, chosen=reminder_choice_of(client_episode), today=today, **options)

    def act(fields: Mapping[str, Any], key: str) -> str:
        to = fields["number"] if fields["way"] == ReminderWay.TEXT else fields["address"]
        agreed = acts.ReminderAgreement(fields["way"], to, fields["agreed_on"])
        acts.choose_reminders(request.actor, client_episode, agreed, write_context(fields, key))
        return leads_to

    context = {
        "title": _("Reminders"),
        "back": leads_to,
        "not_safe": why_not_at_all(client_episode),
        "safe_way": reverse("safety:safe_way", kwargs={"episode": client_episode.public_id}),
    }
    page = client_form_page(
        request, client_episode, "checkins/reminders.html", make, act, leads_to, saved=_("Saved."), context=context
    )
    return answer(request, page)


@never_cache
def reminder_rule(request: Request) -> HttpResponse:
    """Set after how many days clients are reminded, and when nothing is sent."""
    home = reverse("checkins:settings")

    def make(typed: Any = None) -> ReminderRuleForm:
        return ReminderRuleForm(typed, times=times_of(request.actor.agency_id))

    def act(fields: Mapping[str, Any], key: str) -> str:
        times = ReminderTimes(fields["days"], fields["quiet_from"], fields["quiet_until"])
        acts.set_reminder_rule(request.actor, times, now=dates.now(), key=key)
        return home

    about = _("Only clients who agreed are reminded, once for each check-in by link, and with nothing but a link.")
    context = {"title": _("Reminders"), "about": about}
    page = FormPage(
        template="checkins/settings_form.html",
        make=make,
        act=act,
        again=lambda _answer: home,
        saved=_("Saved."),
        context=context,
    )
    return answer(request, page)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_more(request: HttpRequest, token: str) -> HttpResponse:
    """Let a client say that they want no more messages. Opening it says nothing yet: mail programs look ahead."""
    reminder = reminder_of(token)
    with speaking_to(request, reminder.checkin.episode if reminder else None):
        if request.method != "POST":
            return keep_language(request, shown(request, "no_more", no_more_page()))
        if reminder is not None:
            acts.say_no_more(reminder, WriteContext(dates.now(), dates.today()))
        return keep_language(request, shown(request, "page", no_more_said_page()))

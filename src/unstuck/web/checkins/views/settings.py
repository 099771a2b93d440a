"""What an administrator sets up for check-ins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings as site
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from unstuck.instruments import available, load
from unstuck.instruments.slots import slots
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Request
from unstuck.web.accounts.form_pages import FormPage, answer
from unstuck.web.checkins.actions import settings as acts
from unstuck.web.checkins.forms.settings import LANGUAGES, HelpLinesForm, LicensedTextForm, TabletForm
from unstuck.web.checkins.queries import help_lines, help_text, licensed_texts, tablets_of
from unstuck.web.checkins.tokens import TABLET_SALT, token_of
from unstuck.web.components import dates


@never_cache
def settings(request: Request) -> HttpResponse:
    """Show help lines, tablets and questionnaires, and write the help lines."""
    agency = request.actor.agency_id

    def make(typed: Any = None) -> HelpLinesForm:
        return HelpLinesForm(typed, texts={code: help_text(agency, code) for code, _language in LANGUAGES})

    def act(fields: Mapping[str, Any], key: str) -> str:
        texts = {code: fields[f"lines-{code}"] for code, _language in LANGUAGES}
        acts.write_help_lines(request.actor, texts, now=dates.now(), key=key)
        return _home()

    texts = licensed_texts(agency)
    context = {
        "lines": help_lines(agency),
        "tablets": [(one, f"{site.SITE_ADDRESS}{_address(one.seed)}") for one in tablets_of(agency)],
        "questionnaires": [(load(name), texts.get(name)) for name in available() if slots(load(name))],
    }
    return _page(
        request, "checkins/settings.html", make, act, _("Saved. Clients see these lines from now on."), **context
    )


def _address(seed: Any) -> str:
    return reverse("checkins:tablet", args=[token_of(seed, TABLET_SALT)])


@never_cache
def tablet_add(request: Request) -> HttpResponse:
    """Add a tablet."""

    def act(fields: Mapping[str, Any], key: str) -> str:
        acts.add_tablet(request.actor, fields["name"], now=dates.now(), key=key)
        return _home()

    saved = _("Added. Open its address once on the tablet.")
    return _page(request, "checkins/settings_form.html", TabletForm, act, saved, title=_("Add a tablet"))


@never_cache
def tablet_end(request: Request, tablet: int) -> HttpResponse:
    """End the use of a tablet."""
    held = get_object_or_404(tablets_of(request.actor.agency_id), pk=tablet)

    def act(_fields: Mapping[str, Any], key: str) -> str:
        acts.end_tablet(request.actor, held.pk, now=dates.now(), key=key)
        return _home()

    about, send = _("Its address stops working at once. What was sent from it stays."), _("End its use")
    words = {"title": _("End the use of “%(name)s”") % {"name": held.name}, "about": about, "send": send}
    return _page(request, "checkins/settings_form.html", forms.Form, act, _("Its address no longer works."), **words)


@never_cache
def licensed_text(request: Request, instrument: str) -> HttpResponse:
    """Put in the text of a questionnaire that the agency holds a licence for."""
    if instrument not in available() or not slots(load(instrument)):
        raise Http404
    one = load(instrument)
    known = licensed_texts(request.actor.agency_id).get(one.id)
    made: list[LicensedTextForm] = []

    def make(typed: Any = None) -> LicensedTextForm:
        initial = {"licence": known.licence} if known else {}
        texts = known.texts if known else {}
        made.append(LicensedTextForm(typed, places=slots(one), texts=texts, initial=initial))
        return made[-1]

    def act(fields: Mapping[str, Any], key: str) -> str:
        texts = made[-1].texts(fields)
        acts.put_text(request.actor, one.id, texts, fields["licence"], now=dates.now(), key=key)
        return _home()

    about = _("Terms of its owner: %(terms)s What you put in stays in your agency and is never part of an export.")
    context = {"title": one.name, "about": about % {"terms": one.licence}}
    return _page(request, "checkins/settings_form.html", make, act, _("It can be asked from now on."), **context)


def _home() -> str:
    return reverse("checkins:settings")


def _page(request: Request, template: str, make: Any, act: Any, saved: str, **context: Any) -> HttpResponse:
    page = FormPage(template=template, make=make, act=act, again=lambda _answer: _home(), saved=saved, context=context)
    return answer(request, page)

"""The pages behind a link: one question a screen, without signing in, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.form_pages import REFUSED
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.checkins.actions.answering import send, store_answer
from unstuck.web.checkins.forms.client import LONGEST_WORDS, values_from
from unstuck.web.checkins.languages import keep_language, speaking_to
from unstuck.web.checkins.models import AnswerWay, Checkin
from unstuck.web.checkins.permissions import checkin_of, is_open
from unstuck.web.checkins.presenters import client as pages
from unstuck.web.checkins.queries import progress_of
from unstuck.web.checkins.screens import GONE, TABLET_COOKIE, shown
from unstuck.web.checkins.workflow import ANSWERED
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied

Page = Callable[..., HttpResponse]


def answerable(view: Page) -> Page:
    """Let a page be shown only while its check-in takes answers; else say kindly that it does not work any more."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, token: str, **places: int) -> HttpResponse:
        checkin = checkin_of(token)
        with speaking_to(request, checkin.episode if checkin else None):
            return keep_language(request, _opened(request, checkin, token, view, places))

    return opened


def _opened(
    request: HttpRequest, checkin: Checkin | None, token: str, view: Page, places: Mapping[str, int]
) -> HttpResponse:
    if checkin is None or not _may_open(request, checkin):
        return shown(request, "page", pages.gone_page(), status=GONE)
    if checkin.state == ANSWERED:
        return shown(request, "page", pages.sent_page(checkin, dates.now()))
    if not is_open(checkin, dates.now()):
        return shown(request, "page", pages.gone_page(), status=GONE)
    try:
        return view(request, checkin, token, **places)
    except Denied:
        return shown(request, "page", pages.gone_page(), status=GONE)


def _may_open(request: HttpRequest, checkin: Checkin) -> bool:
    """On the tablet, only who has just put in the code: going back leads nowhere once the neutral page was shown."""
    return checkin.way != AnswerWay.TABLET or request.COOKIES.get(TABLET_COOKIE) == str(checkin.public_id)


@answerable
def start(request: HttpRequest, checkin: Checkin, token: str) -> HttpResponse:
    """Say what this is. Opening it uses nothing up: mail programs look ahead."""
    return shown(request, "page", pages.start_page(checkin, progress_of(checkin), dates.now()))


@answerable
def question(request: HttpRequest, checkin: Checkin, token: str, place: int) -> HttpResponse:
    """Ask one question, or take its answer."""
    progress = progress_of(checkin)
    if not 1 <= place <= len(progress.asked):
        return HttpResponseRedirect(reverse("checkins:start", args=[token]))
    if request.method != "POST":
        return shown(request, "question", pages.question_page(checkin, progress, place))
    asked = progress.asked[place - 1]
    values = values_from(asked, request.POST)
    if values is None:
        problem = _("Please choose one of the answers, or skip the question.")
        return shown(request, "question", pages.question_page(checkin, progress, place, problem), status=REFUSED)
    if store_answer(checkin, asked, values, WriteContext(dates.now(), dates.today())):
        return HttpResponseRedirect(reverse("checkins:help", args=[token]))
    return HttpResponseRedirect(pages.next_address(checkin, progress_of(checkin), place))


@answerable
def help_now(request: HttpRequest, checkin: Checkin, token: str) -> HttpResponse:
    """Show help at once."""
    return shown(request, "page", pages.help_page(checkin, progress_of(checkin), dates.now()))


@answerable
def words(request: HttpRequest, checkin: Checkin, token: str) -> HttpResponse:
    """Ask for the client's own words, and send everything."""
    progress = progress_of(checkin)
    if request.method != "POST":
        return shown(request, "words", pages.words_page(checkin, progress))
    typed = request.POST.get("words", "").replace("\x00", "")
    if len(typed) > LONGEST_WORDS:
        problem = _("This is too long: up to %(letters)s letters.") % {"letters": LONGEST_WORDS}
        return shown(request, "words", pages.words_page(checkin, progress, problem), status=REFUSED)
    send(checkin, typed, WriteContext(dates.now(), dates.today()))
    return HttpResponseRedirect(reverse("checkins:start", args=[token]))

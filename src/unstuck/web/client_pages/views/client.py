"""The pages behind a client's own link: a code first, then what they chose to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unstuck.language import gettext as _
from unstuck.web.accounts.form_pages import REFUSED
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.checkins.languages import keep_language, speaking_to
from unstuck.web.checkins.presenters.client import QUICK_EXIT, gone_page
from unstuck.web.checkins.screens import GONE
from unstuck.web.client_pages import actions
from unstuck.web.client_pages.models import PageLink
from unstuck.web.client_pages.permissions import page_link_of
from unstuck.web.client_pages.presenters import client as pages
from unstuck.web.client_pages.presenters import helped as help_pages
from unstuck.web.client_pages.queries import chosen_parts
from unstuck.web.client_pages.screens import has_code, keep_code, show
from unstuck.web.client_pages.tokens import COOKIE
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.components.fields import LONGEST_TEXT
from unstuck.web.plans.actions.own_rating import rate_on_own_page
from unstuck.web.plans.queries import working_goals
from unstuck.web.referrals.actions.replies import answer_on_own_page

Page = Callable[..., HttpResponse]


def behind_link(view: Page) -> Page:
    """Let a page be shown only while its link works; else say kindly that it does not work any more."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, token: str, **places: object) -> HttpResponse:
        link = page_link_of(token, dates.now())
        with speaking_to(request, link.episode if link else None):
            answer = _gone(request) if link is None else _answered(request, link, view, places)
            return keep_language(request, answer)

    return opened


def _answered(request: HttpRequest, link: PageLink, view: Page, places: Mapping[str, object]) -> HttpResponse:
    try:
        return view(request, link, **places)
    except Denied as denied:
        if denied.code == "link_gone":
            return _gone(request)
        return show(request, "words", pages.refused_page(link, _(denied.reason)), status=REFUSED)


def _gone(request: HttpRequest) -> HttpResponse:
    return show(request, "words", gone_page(), status=GONE)


def behind_code(view: Page) -> Page:
    """Let a page be shown only to whoever put in the code; else ask for it, before anything is shown."""

    @behind_link
    @wraps(view)
    def opened(request: HttpRequest, link: PageLink, **places: object) -> HttpResponse:
        if not has_code(request, link):
            return HttpResponseRedirect(pages.address_of(link, "mine"))
        return keep_code(request, view(request, link, **places), link)

    return opened


@behind_link
def mine(request: HttpRequest, link: PageLink) -> HttpResponse:
    """Ask for the code; then show what the client chose."""
    if not has_code(request, link):
        return _code(request, link)
    if chosen_parts(link.episode) is None:
        return keep_code(request, HttpResponseRedirect(pages.address_of(link, "choose")), link)
    return keep_code(request, show(request, "mine", pages.own_page_screen(link, dates.now(), dates.today())), link)


def _code(request: HttpRequest, link: PageLink) -> HttpResponse:
    if request.method != "POST":
        return show(request, "code", pages.code_page())
    code = "".join(letter for letter in request.POST.get("code", "")[:20] if letter.isdigit())
    if actions.try_code(link, code, _now()):
        return keep_code(request, HttpResponseRedirect(pages.address_of(link, "mine")), link)
    problem = _("This code does not work. Look again. After several wrong ones this page closes, for your safety.")
    return show(request, "code", pages.code_page(problem), status=REFUSED)


@behind_code
def choose(request: HttpRequest, link: PageLink) -> HttpResponse:
    """Let the client choose what their page shows."""
    if request.method != "POST":
        return show(request, "choose", pages.choose_page(link))
    actions.choose_parts(link.episode, request.POST.getlist("parts"), _now())
    return HttpResponseRedirect(pages.address_of(link, "mine"))


@behind_code
def not_right(request: HttpRequest, link: PageLink, about: str, place: int) -> HttpResponse:
    """Take "that's not right" about one statement."""
    statement = pages.statement_at(link, about, place, dates.today())
    if statement is None:
        return HttpResponseRedirect(pages.address_of(link, "mine"))
    if request.method != "POST":
        return show(request, "not_right", pages.not_right_page(link, statement))
    words = request.POST.get("words", "").replace("\x00", "")
    if len(words) > LONGEST_TEXT:
        problem = _("This is too long: up to %(letters)s letters.") % {"letters": LONGEST_TEXT}
        return show(request, "not_right", pages.not_right_page(link, statement, problem), status=REFUSED)
    quoted = actions.QuotedStatement(statement.about, statement.row, statement.text)
    raised = actions.object_to(link.episode, quoted, words, _now())
    return show(request, "words", pages.heard_page(link, dates.now(), help_now=raised))


@behind_code
def rate(request: HttpRequest, link: PageLink, place: int) -> HttpResponse:
    """Let the client say how far they are with a goal."""
    shown = pages.statement_at(link, "goals", place, dates.today())
    row = next((one for one in working_goals(link.episode) if one.goal.pk == place), None)
    if shown is None or row is None or not row.is_described:
        return HttpResponseRedirect(pages.address_of(link, "mine"))
    levels = {str(level): level for level, _words in row.goal.levels}
    if request.method != "POST" or request.POST.get("value") not in levels:
        return show(request, "tap", pages.rate_page(link, row), status=REFUSED if request.method == "POST" else 200)
    rate_on_own_page(row.goal, levels[request.POST["value"]], _now())
    return HttpResponseRedirect(pages.address_of(link, "mine"))


@behind_code
def helped(request: HttpRequest, link: PageLink, place: int) -> HttpResponse:
    """Ask whether help came, and why it did not."""
    asked = help_pages.asked_on_page(link, place, dates.today())
    if asked is None:
        return HttpResponseRedirect(pages.address_of(link, "mine"))
    answer = help_pages.answer_from(request.POST) if request.method == "POST" else None
    if request.method == "POST" and request.POST.get("value") == "no":
        return show(request, "tap", help_pages.why_page(link, asked))
    if answer is None:
        page = help_pages.helped_page(link, asked)
        return show(request, "tap", page, status=REFUSED if request.method == "POST" else 200)
    answer_on_own_page(link.episode, place, *answer, _now())
    return HttpResponseRedirect(pages.address_of(link, "mine"))


@never_cache
@require_http_methods(["GET", "HEAD"])
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page on this device, and go to a neutral place."""
    answer = HttpResponseRedirect(QUICK_EXIT)
    answer.delete_cookie(COOKIE)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _now() -> WriteContext:
    return WriteContext(dates.now(), dates.today())

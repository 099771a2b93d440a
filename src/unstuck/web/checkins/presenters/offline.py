"""What a browser keeps so that a check-in goes on without a network: each page as it is then, and nothing answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from unstuck.language import gettext as _
from unstuck.language import ngettext, spoken
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.models import AnswerWay, Checkin
from unstuck.web.checkins.presenters import client as pages
from unstuck.web.checkins.presenters.client import CheckinScreen, HelpPart, PageFrame
from unstuck.web.checkins.queries import Progress, help_lines
from unstuck.web.checkins.questionnaires import Question
from unstuck.web.checkins.tokens import token_of

NEXT = 0
"""Instead of the place of a question: the one that comes next. The browser knows which one that is."""


@dataclass(frozen=True)
class KitQuestion:
    """One question for the browser. `gates`: it is left out where all of them had their lowest answer."""

    page: CheckinScreen
    item: str
    lowest: int
    gates: Sequence[str]
    risk: Sequence[str]
    """Fields that call for help where they are above zero: `value` for the answer itself, the code of a box beside."""


@dataclass(frozen=True)
class Kit:
    """All pages of a check-in as they are without a network. `following`: the place of the first open question."""

    start: CheckinScreen
    help: CheckinScreen
    words: CheckinScreen
    kept: CheckinScreen
    sent: CheckinScreen
    questions: Sequence[KitQuestion]
    following: int


def kit_of(checkin: Checkin, progress: Progress) -> Kit:
    """Return the pages of a check-in for a browser that may lose its network."""
    frame = _copied(pages.checkin_frame(checkin))
    open_ones = [place for place, one in enumerate(progress.questions) if one.item.code not in progress.answers]
    return Kit(
        start=replace(_start(checkin, progress), frame=frame),
        help=replace(_help(checkin), frame=frame),
        words=replace(pages.words_page(checkin, progress), back="", frame=frame),
        kept=replace(_kept(checkin), frame=frame),
        sent=replace(_sent(checkin), frame=frame),
        questions=[_question(checkin, progress, place, frame) for place in range(len(progress.questions))],
        following=open_ones[0] if open_ones else len(progress.questions),
    )


def _copied(frame: PageFrame) -> PageFrame:
    return replace(frame, is_copy=True)


def _question(checkin: Checkin, progress: Progress, place: int, frame: PageFrame) -> KitQuestion:
    question, everything = progress.questions[place], Progress(progress.questions, {})
    at = everything.asked.index(question) + 1
    return KitQuestion(
        page=replace(pages.question_page(checkin, everything, at), back="", frame=frame),
        item=question.item.code,
        lowest=min(one.value for one in question.options),
        gates=question.item.asked_if,
        risk=_risk(question),
    )


def _risk(question: Question) -> list[str]:
    beside = [one.code for one in question.beside if one.safety]
    return ["value", *beside] if question.item.safety else beside


def _start(checkin: Checkin, progress: Progress) -> CheckinScreen:
    asked = len(progress.questions)
    return CheckinScreen(
        heading=_("How are things?"),
        sentences=[
            ngettext("%(n)s short question.", "%(n)s short questions, one at a time.", asked) % {"n": asked},
            _("Skip what you do not want to answer."),
            _("There is no internet just now. Your answers are locked on this device, and sent when it is back."),
        ],
        next_address=_next(checkin),
        next_text=_("Begin"),
        help=_help_part(checkin.episode),
    )


def _help(checkin: Checkin) -> CheckinScreen:
    sentences = [
        _("Thank you for telling us. You do not have to carry this alone."),
        _("There is no internet just now: nobody here has seen this answer yet. It is sent when the internet is back."),
    ]
    if checkin.way == AnswerWay.TABLET:
        sentences.append(_("You are here with us: please speak to somebody who works here, now."))
    return CheckinScreen(
        heading=_("You can get help now"),
        sentences=sentences,
        next_address=_next(checkin),
        next_text=_("Go on with the questions"),
        help=_help_part(checkin.episode),
    )


def _kept(checkin: Checkin) -> CheckinScreen:
    tablet = checkin.way == AnswerWay.TABLET
    after = (
        _("Please give the tablet back.")
        if tablet
        else _("You can close this page. If you can, open it again when the internet is back.")
    )
    return CheckinScreen(
        heading=_("Thank you"),
        sentences=[
            _("There is no internet just now. Your answers are locked on this device: nobody can read them here."),
            _("They are sent by themselves when it is back."),
            after,
        ],
        help=_help_part(checkin.episode),
    )


def _sent(checkin: Checkin) -> CheckinScreen:
    """The page where a network was there again just in time."""
    after = _("Please give the tablet back.") if checkin.way == AnswerWay.TABLET else _("You can close this page.")
    lines = help_lines(checkin.episode.client.agency_id, spoken())
    return CheckinScreen(
        heading=_("Thank you"),
        sentences=[_("Your answers have been sent. %(after)s") % {"after": after}],
        help=HelpPart(lines or [pages.emergency()], _("If you need help now, use one of these.")),
    )


def _help_part(episode: Episode) -> HelpPart:
    lines = help_lines(episode.client.agency_id, spoken())
    watching = _("Nobody here sees your answers before the internet is back. If you need help now, use one of these.")
    return HelpPart(lines or [pages.emergency()], watching)


def _next(checkin: Checkin) -> str:
    return reverse("checkins:question", args=[token_of(checkin.seed), NEXT])


def tablet_copy(refused: str = "") -> CheckinScreen:
    """Return the neutral page of the tablet as it is without a network."""
    page = pages.tablet_page(refused)
    return replace(page, frame=_copied(page.frame))


def unknown_code() -> str:
    """Say that a tablet without a network knows no such code."""
    return _(
        "There is no internet just now, and this tablet does not know this code. Please ask somebody who works here."
    )

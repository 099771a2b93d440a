"""The pages that a client sees: plain words, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from unstuck.language import ENGLISH, LANGUAGES, ngettext, spoken
from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.models import AnswerWay, Checkin
from unstuck.web.checkins.queries import Progress, help_lines
from unstuck.web.checkins.questionnaires import Question
from unstuck.web.checkins.tokens import token_of
from unstuck.web.safety.queries import most_urgent
from unstuck.web.safety.rota import somebody_on_duty

QUICK_EXIT = "https://www.bbc.co.uk/weather"


def emergency() -> str:
    """Say what to do in danger, where the agency has written nothing of its own."""
    return _("If your life is in danger, call the emergency number: 999 in the UK, 112 in Europe, 911 in the US.")


@dataclass(frozen=True)
class HelpPart:
    """Where to find help at once, and whether anybody is watching now."""

    lines: Sequence[str]
    watching: str


@dataclass(frozen=True)
class PageFrame:
    """What stands around a page: the way out, and on the tablet the neutral page that follows by itself.

    `kit`: where a browser gets what it needs to go on without a network. `is_copy`: the page is part of such a kit.
    """

    quick_exit: str = QUICK_EXIT
    refresh: str = ""
    kit: str = ""
    is_copy: bool = False


@dataclass(frozen=True)
class CheckinScreen:
    """One page. `next_text` leads to `next_address`; `help` stands where there is reason for it."""

    heading: str
    sentences: Sequence[str] = ()
    next_address: str = ""
    next_text: str = ""
    back: str = ""
    help: HelpPart | None = None
    frame: PageFrame = PageFrame()

    @property
    def lang(self) -> str:
        """The language of the page, for a screen reader and for reading aloud."""
        return "en-GB" if spoken() == ENGLISH else spoken()

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """The languages that the page can be read in instead, each by its own name; a copy is in one language."""
        return [(code, name) for code, name in LANGUAGES.items() if code != spoken() and not self.frame.is_copy]


@dataclass(frozen=True)
class AnswerButton:
    """One answer to tap."""

    value: int
    text: str
    chosen: bool


@dataclass(frozen=True)
class QuestionScreen(CheckinScreen):
    """One question a screen. `ends`: what the two ends of a scale mean; `item`: the code of the question."""

    item: str = ""
    prompt: str = ""
    place: str = ""
    buttons: Sequence[AnswerButton] = ()
    ends: tuple[str, str] | None = None
    beside: Sequence[tuple[str, str, bool]] = ()
    skip: str = ""
    attribution: str = ""
    refused: str = ""
    text_lang: str = ""
    untranslated: str = ""


def help_part(episode: Episode, now: datetime) -> HelpPart:
    """Return the help lines of the agency, and who sees answers now."""
    lines = help_lines(episode.client.agency_id, spoken())
    return HelpPart(lines or [emergency()], watching(episode, now))


def watching(episode: Episode, now: datetime) -> str:
    """Say whether anybody sees answers now."""
    if somebody_on_duty(episode, now):
        return _("Somebody here is told at once when an answer says that you may be in danger.")
    return _("Right now nobody here is watching for answers. If you need help now, use one of these.")


def no_more_page() -> CheckinScreen:
    """Return the page by which a client says that they want no more messages; the same for whoever has a link."""
    return CheckinScreen(
        heading=_("No more messages?"),
        sentences=[_("You got a message with a link. If you say so here, no more of them are sent to you.")],
        next_text=_("Send me no more messages"),
    )


def no_more_said_page() -> CheckinScreen:
    """Return the page after it, which is the same for a link that is unknown."""
    return CheckinScreen(
        heading=_("Thank you"),
        sentences=[
            _("No more of these messages are sent to you."),
            _("Nothing else changes. You can close this page."),
        ],
    )


def start_page(checkin: Checkin, progress: Progress, now: datetime) -> CheckinScreen:
    """Return the first page: what this is, how long it takes, and who is watching."""
    left = len(progress.asked) - len([one for one in progress.asked if one.item.code in progress.answers])
    watched = somebody_on_duty(checkin.episode, now)
    count = ngettext("%(n)s short question.", "%(n)s short questions, one at a time.", left) % {"n": left}
    sentences = [
        *([count] if left else []),
        _("Skip what you do not want to answer. You can stop and come back while this page works."),
        _("Your worker sees your answers and talks about them with you."),
    ]
    return CheckinScreen(
        heading=_("How are things?"),
        sentences=[*sentences, watching(checkin.episode, now)] if watched else sentences,
        next_address=_at(checkin, progress.next_place, progress),
        next_text=_("Go on") if progress.answers else _("Begin"),
        help=None if watched else help_part(checkin.episode, now),
        frame=checkin_frame(checkin),
    )


def question_page(checkin: Checkin, progress: Progress, place: int, refused: str = "") -> QuestionScreen:
    """Return one question."""
    asked = progress.asked
    question = asked[place - 1]
    shown = checkin.way != AnswerWay.TABLET
    answer = progress.answers.get(question.item.code) if shown else None
    words = _ if _is_ours(question) else str
    translated = spoken() == ENGLISH or _is_ours(question)
    return QuestionScreen(
        heading=words(question.item.text),
        item=question.item.code,
        prompt=words(question.instrument.prompt),
        place=_("%(here)s of %(all)s") % {"here": place, "all": len(asked)},
        buttons=[
            AnswerButton(one.value, _label(question, words(one.text), one.value), one.value == answer)
            for one in question.options
        ],
        ends=_ends(question, words),
        beside=[
            (item.code, words(item.text), shown and bool(progress.answers.get(item.code))) for item in question.beside
        ],
        skip=words(question.instrument.skip) if question.instrument.skip else _("Skip this question"),
        text_lang="" if translated else "en",
        untranslated="" if translated else _("We have no checked translation of this question, so it is in English."),
        attribution="" if _is_ours(question) else question.instrument.attribution,
        back=_back(checkin, place) if shown else "",
        refused=refused,
        frame=checkin_frame(checkin),
    )


def _label(question: Question, text: str, value: int) -> str:
    return str(value) if question.is_scale else text


def _is_ours(question: Question) -> bool:
    """True for our own wording: we may translate it. All others wait for a translation that was checked."""
    return question.instrument.licence.startswith("CC0")


def _ends(question: Question, words: Callable[[str], str]) -> tuple[str, str] | None:
    if not question.is_scale:
        return None
    return words(question.options[0].text), words(question.options[-1].text)


def _back(checkin: Checkin, place: int) -> str:
    token = _token(checkin)
    if place == 1:
        return reverse("checkins:start", args=[token])
    return reverse("checkins:question", args=[token, place - 1])


def help_page(checkin: Checkin, progress: Progress, now: datetime) -> CheckinScreen:
    """Return the page after an answer above zero to a question of risk (S.6)."""
    concern = most_urgent(checkin.episode)
    sentences = [_("Thank you for telling us. You do not have to carry this alone."), _told(checkin, concern, now)]
    if checkin.way == AnswerWay.TABLET:
        sentences.append(_("You are here with us: please speak to somebody who works here, now."))
    return CheckinScreen(
        heading=_("You can get help now"),
        sentences=sentences,
        next_address=_at(checkin, progress.next_place, progress),
        next_text=_("Go on with the questions"),
        help=help_part(checkin.episode, now),
        frame=checkin_frame(checkin),
    )


def _told(checkin: Checkin, concern: object, now: datetime) -> str:
    by = getattr(concern, "answer_by", None)
    if somebody_on_duty(checkin.episode, now):
        return _("Somebody here has been told and will get in touch with you.")
    if by is None:
        return _("Nobody here sees this right now.")
    when = timezone.localtime(by)
    words = {"day": spell_date(when.date()), "time": f"{when:%H:%M}"}
    return _("Nobody here sees this right now. Somebody looks at it by %(time)s on %(day)s.") % words


def words_page(checkin: Checkin, progress: Progress, refused: str = "") -> QuestionScreen:
    """Return the last page: the client's own words, and sending."""
    shown = checkin.way != AnswerWay.TABLET
    return QuestionScreen(
        heading=_("Is there anything you would like to say in your own words?"),
        prompt=_("This is optional. Your worker reads it as you write it."),
        back=_back(checkin, len(progress.asked) + 1) if shown and progress.asked else "",
        refused=refused,
        frame=checkin_frame(checkin),
    )


def sent_page(checkin: Checkin, now: datetime) -> CheckinScreen:
    """Return the page after sending, and whenever the link is opened again: nothing of what was answered."""
    tablet = checkin.way == AnswerWay.TABLET
    after = _("Please give the tablet back.") if tablet else _("You can close this page.")
    return CheckinScreen(
        heading=_("Thank you"),
        sentences=[_("Your answers have been sent. %(after)s") % {"after": after}],
        help=help_part(checkin.episode, now),
        frame=checkin_frame(checkin),
    )


def tablet_page(refused: str = "") -> CheckinScreen:
    """Return the neutral page of the tablet, which asks for a code."""
    frame = PageFrame(quick_exit="", kit=reverse("checkins:tablet_kit"))
    return CheckinScreen(heading=_("Welcome"), sentences=[refused] if refused else [], frame=frame)


def wrong_code() -> str:
    """Say that a code does not work."""
    return _("This code does not work. Look again, or ask for a new one.")


def wait_words() -> str:
    """Say that no more codes are taken for now."""
    return _("Too many wrong codes. Please ask somebody who works here.")


def gone_page() -> CheckinScreen:
    """Return the page where a link does not work, whatever the reason: it tells nothing about anybody."""
    return CheckinScreen(
        heading=_("This page does not work any more"),
        sentences=[
            _("The link may have been used already, or its time is over. Nothing is wrong with you or your answers."),
            _("Ask your worker for a new one."),
            emergency(),
        ],
    )


def checkin_frame(checkin: Checkin) -> PageFrame:
    """Return what stands around every page. On the tablet, whoever walks away is followed by the neutral page."""
    kit = reverse("checkins:kit", args=[_token(checkin)])
    if checkin.way != AnswerWay.TABLET:
        return PageFrame(kit=kit)
    neutral = reverse("checkins:tablet_neutral")
    return PageFrame(quick_exit=neutral, refresh=neutral, kit=kit)


def _token(checkin: Checkin) -> str:
    return token_of(checkin.seed)


def _at(checkin: Checkin, place: int, progress: Progress) -> str:
    token = _token(checkin)
    if place > len(progress.asked):
        return reverse("checkins:words", args=[token])
    return reverse("checkins:question", args=[token, place])


def next_address(checkin: Checkin, progress: Progress, after: int) -> str:
    """Return the page after a screen: the next one that is asked, then the client's own words."""
    return _at(checkin, min(after + 1, len(progress.asked) + 1), progress)

"""The client's own page: what they chose to see, in plain words, and "that's not right" beside each statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse

from unstuck.guidance.life_areas import area_names
from unstuck.guidance.safety import suspended
from unstuck.language import gettext as _
from unstuck.reporting.words import listed, spell_date
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.presenters.client import CheckinScreen, HelpPart, PageFrame, help_part
from unstuck.web.client_pages.models import Objection, PageLink, PagePart
from unstuck.web.client_pages.queries import chosen_parts, objections_of, shows_course
from unstuck.web.client_pages.tokens import page_token
from unstuck.web.plans.models import ChosenBy
from unstuck.web.plans.queries import GoalHistory, plan_of
from unstuck.web.referrals.queries import ReferralSummary, asked_outside
from unstuck.web.referrals.workflow import ANSWERABLE
from unstuck.web.safety.presenters.care import plan_parts
from unstuck.web.safety.queries import plans_of
from unstuck.web.transfers.queries import covered_today


@dataclass(frozen=True)
class PageStatement:
    """One statement about the client. `said`: what they said to it themselves; `answer`: what came of that."""

    about: str
    row: int
    text: str
    more: str = ""
    not_right: str = ""
    question: str = ""
    question_address: str = ""
    said: str = ""
    answer: str = ""


@dataclass(frozen=True)
class PageSection:
    """One part of the page. `empty` says so in words where nothing stands in it."""

    code: str
    title: str
    statements: Sequence[PageStatement]
    empty: str = ""


@dataclass(frozen=True)
class OwnPage(CheckinScreen):
    """The page. `choose`: where the client chooses what it shows; `consents`: where what they agreed to stands."""

    sections: Sequence[PageSection] = ()
    choose: str = ""
    consents: str = ""


@dataclass(frozen=True)
class OwnPageForm(CheckinScreen):
    """A page with one question. `choices`: code, words and whether it is chosen; `quoted`: what it is about."""

    quoted: str = ""
    choices: Sequence[tuple[str, str, bool]] = ()
    refused: str = ""
    hint: str = ""
    button: str = ""


def frame_of() -> PageFrame:
    """Return what stands around every page: the way out, which also closes it."""
    return PageFrame(quick_exit=reverse("client_pages:leave"))


def address_of(link: PageLink, route: str, *places: object) -> str:
    """Return the address of a page behind a link."""
    return reverse(f"client_pages:{route}", args=[page_token(link.seed), *places])


def own_page_screen(link: PageLink, now: datetime, today: date) -> OwnPage:
    """Return the page as the client chose it."""
    return OwnPage(
        heading=_("Your page"),
        sentences=[
            *_standing_in(link.episode, today),
            _("You see here what you chose, and nothing else. Close it when you are done."),
        ],
        sections=list(sections_of(link, today)),
        choose=address_of(link, "choose"),
        consents=address_of(link, "consents"),
        help=help_part(link.episode, now),
        frame=frame_of(),
    )


def _standing_in(episode: Episode, today: date) -> list[str]:
    """Say that a colleague is there in the place of the worker today, without a name; nothing where none is."""
    held = covered_today(episode, today)
    if held is None:
        return []
    words = _("Until %(day)s a colleague is there for you in the place of your worker, and can read what is on record.")
    return [words % {"day": spell_date(held.cover.last_day)}]


def sections_of(link: PageLink, today: date) -> Iterator[PageSection]:
    """Yield the parts that the client chose, each statement with what they said to it."""
    objections = {(one.about, one.row, one.statement): one for one in reversed(objections_of(link.episode))}
    for code in offered_parts(link.episode):
        if code not in (chosen_parts(link.episode) or ()):
            continue
        statements = [_with_said(link, one, objections) for one in _statements(link, code, today)]
        yield PageSection(code, PagePart(code).words, statements, "" if statements else _empty(code))


def offered_parts(episode: Episode) -> list[str]:
    """Return the parts that a client can choose: how things go only where the agency allows it."""
    allowed = shows_course(episode.client.agency_id)
    return [code for code in PagePart.values if code != PagePart.COURSE or allowed]


def statement_at(link: PageLink, about: str, row: int, today: date) -> PageStatement | None:
    """Return a statement that stands on the page now; None where there is none, or the client did not choose it."""
    shown = (one for section in sections_of(link, today) for one in section.statements)
    return next((one for one in shown if (one.about, one.row) == (about, row)), None)


def _with_said(
    link: PageLink, statement: PageStatement, objections: dict[tuple[str, int, str], Objection]
) -> PageStatement:
    address = address_of(link, "not_right", statement.about, statement.row)
    objection = objections.get((statement.about, statement.row, statement.text))
    if objection is None:
        return replace(statement, not_right=address)
    answer = getattr(objection, "answer", None)
    said = objection.words or _("That's not right.")
    return replace(statement, not_right=address, said=said, answer=answer.words if answer else "")


def _statements(link: PageLink, code: str, today: date) -> list[PageStatement]:
    episode = link.episode
    if code == PagePart.COURSE:
        return _course(episode, today)
    if code == PagePart.SAFETY:
        return _safety(episode)
    if code == PagePart.SUPPORT:
        return [_support(link, one) for one in asked_outside(episode)]
    plan = plan_of(episode)
    if code == PagePart.GOALS:
        return [_goal(link, row) for row in plan.working]
    return [PageStatement(code, row.part.pk, row.part.words, _chosen(row.chosen_by)) for row in plan.agreed]


def _empty(code: str) -> str:
    return {
        PagePart.COURSE: _("There is nothing to say yet. After a few check-ins there is."),
        PagePart.PLAN: _("Nothing is agreed yet."),
        PagePart.GOALS: _("No goals are written down yet. Tell your worker what matters to you."),
        PagePart.SAFETY: _("There is none yet. You can make one together with your worker."),
        PagePart.SUPPORT: _("Nobody else has been asked so far."),
    }[PagePart(code)]


def _course(episode: Episode, today: date) -> list[PageStatement]:
    """Return how it goes in a sentence. Nothing while a concern waits: feedback in a crisis can harm (S.2)."""
    standing = getattr(episode, "standing", None)
    if standing is None or suspended(current_case(episode, today)):
        return []
    text = _course_words().get(standing.code, "")
    return [PageStatement(PagePart.COURSE, standing.state_id or 0, text)] if text else []


def _course_words() -> dict[str, str]:
    better = _("Your answers say that things are clearly better than when we began.")
    return {
        "deteriorating": _("Your answers say that things are harder than before. Let us talk about what would help."),
        "stalled": _("Your answers have changed little lately. Let us think together about what else could help."),
        "watch": _("Your answers do not say clearly yet which way things are going."),
        "on_track": _("Your answers go up and down much as they do for others who began where you did."),
        "improved": better,
        "recovered": better + " " + _("They are now much like those of most people."),
        "too_early": _("It is too early to say how things are going."),
    }


def _chosen(by: ChosenBy) -> str:
    return {
        ChosenBy.CLIENT: _("You chose this."),
        ChosenBy.TOGETHER: _("You chose this together with your worker."),
        ChosenBy.WORKER: _("Your worker suggested this."),
    }[by]


def _goal(link: PageLink, row: GoalHistory) -> PageStatement:
    if row.now is None:
        return PageStatement(PagePart.GOALS, row.goal.pk, row.goal.words, _chosen(row.chosen_by))
    said_by = {
        ChosenBy.CLIENT: _("You said"),
        ChosenBy.TOGETHER: _("You said together"),
        ChosenBy.WORKER: _("Your worker thinks"),
    }[ChosenBy(row.now.rated_by)]
    now = {"who": said_by, "day": spell_date(row.now.on), "level": row.level_words}
    return PageStatement(
        PagePart.GOALS,
        row.goal.pk,
        row.goal.words,
        _("%(who)s, %(day)s: %(level)s") % now,
        question=_("How far am I with this?"),
        question_address=address_of(link, "rate", row.goal.pk),
    )


def _safety(episode: Episode) -> list[PageStatement]:
    """Return the plan in force, each part with its title: in the client's own words."""
    versions = plans_of(episode)
    if not versions:
        return []
    parts = plan_parts(versions[0])
    return [
        PageStatement(PagePart.SAFETY, versions[0].pk * 10 + place, f"{title}: {text}")
        for place, (title, text) in enumerate(parts)
    ]


def _support(link: PageLink, asked: ReferralSummary) -> PageStatement:
    words = {"whom": asked.organisation, "kind": kind_of_help(asked), "day": spell_date(asked.on)}
    is_open = asked.state in ANSWERABLE and not (asked.state == "completed" and asked.helped)
    return PageStatement(
        PagePart.SUPPORT,
        asked.pk,
        _("%(whom)s was asked on %(day)s for help with %(kind)s.") % words,
        _how_it_stands(asked),
        question=help_question(asked) if is_open else "",
        question_address=address_of(link, "helped", asked.pk) if is_open else "",
    )


def kind_of_help(asked: ReferralSummary) -> str:
    """Return what help was asked for: the areas of life, in words."""
    names = [area_names()[area].lower() for area in asked.areas]
    return listed(names) if names else _("something that matters to me")


def help_question(asked: ReferralSummary) -> str:
    """Ask in the first person whether help came, naming its kind."""
    return _("Did I get help with %(kind)s?") % {"kind": kind_of_help(asked)}


def _how_it_stands(asked: ReferralSummary) -> str:
    return {
        "requested": _("We are waiting for their reply."),
        "accepted": _("They said yes."),
        "in_progress": _("Their help has begun."),
        "completed": _("They say that it is done."),
        "declined": _("They could not take it on."),
        "failed": _("No help came of it."),
    }.get(asked.state, "")


def code_page(refused: str = "") -> OwnPageForm:
    """Return the page that asks for the code: it says nothing about anybody."""
    return OwnPageForm(heading=_("Type in your code"), refused=refused, button=_("Open"), frame=frame_of())


def choose_page(link: PageLink, refused: str = "") -> OwnPageForm:
    """Return the page on which the client chooses what theirs shows."""
    chosen = chosen_parts(link.episode)
    return OwnPageForm(
        heading=_("What should be seen here?"),
        sentences=[
            _("Tick what you want to read here. Nothing else is shown, to you or to anybody beside you."),
            _("You can change this at any time."),
        ],
        choices=[(code, PagePart(code).words, code in (chosen or ())) for code in offered_parts(link.episode)],
        refused=refused,
        button=_("Save"),
        back=address_of(link, "mine") if chosen is not None else "",
        frame=frame_of(),
    )


def not_right_page(link: PageLink, statement: PageStatement, refused: str = "") -> OwnPageForm:
    """Return the page for what is not right."""
    return OwnPageForm(
        heading=_("What is not right?"),
        hint=_("You can leave this empty. Your worker reads it as you write it, and it stays on record as your words."),
        quoted=statement.text,
        refused=refused,
        button=_("That's not right"),
        back=address_of(link, "mine"),
        frame=frame_of(),
    )


def heard_page(link: PageLink, now: datetime, *, help_now: bool) -> CheckinScreen:
    """Return the page after something was said; with help at once where the words gave reason for it (S.6)."""
    help_lines: HelpPart | None = help_part(link.episode, now) if help_now else None
    thanks = [_("Your worker will read this and talk about it with you.")]
    carried = [_("Thank you for telling us. You do not have to carry this alone.")]
    return CheckinScreen(
        heading=_("You can get help now") if help_now else _("Thank you"),
        sentences=carried if help_now else thanks,
        next_address=address_of(link, "mine"),
        next_text=_("Back to your page"),
        help=help_lines,
        frame=frame_of(),
    )


def rate_page(link: PageLink, row: GoalHistory) -> OwnPageForm:
    """Return the page on which a client says how far they are with a goal."""
    mine = row.now.level if row.now and row.now.rated_by == ChosenBy.CLIENT else None
    return OwnPageForm(
        heading=_("How far am I with this?"),
        quoted=row.goal.words,
        choices=[(str(level), words, level == mine) for level, words in reversed(row.goal.levels)],
        back=address_of(link, "mine"),
        frame=frame_of(),
    )


def refused_page(link: PageLink, reason: str) -> CheckinScreen:
    """Return the page where something could not be done, with the reason."""
    return CheckinScreen(
        heading=_("That did not work"),
        sentences=[reason],
        next_address=address_of(link, "mine"),
        next_text=_("Back to your page"),
        frame=frame_of(),
    )

"""The pages of referrals: one, all of a client's, all that are followed, and what works here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from unstuck.guidance.life_areas import area_names
from unstuck.language import gettext as _
from unstuck.population.disclosure import FEWEST_WORKERS, THRESHOLD, Hidden, Shown
from unstuck.reporting.words import spell_date
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_may_write, episodes_for
from unstuck.web.components.denied import why_not
from unstuck.web.referrals.letter import address_of, email_of, letter_of, open_link
from unstuck.web.referrals.models import (
    Consent,
    ConsentMethod,
    ContactMethod,
    HelpReceived,
    LinkRecipient,
    Referral,
    ReferralEndReason,
    ReplyLink,
    ReportedBy,
)
from unstuck.web.referrals.outside_work import (
    DONE,
    DRAFT,
    DUE,
    ENDED,
    LAST_DAY,
    UNDER_WAY,
    OutsideLine,
    lines_of_rooms,
)
from unstuck.web.referrals.policies import check_link_to_client, check_partner_link
from unstuck.web.referrals.queries import ReferralHistory, followed, histories_in, histories_of
from unstuck.web.referrals.what_works import OutcomeTable
from unstuck.web.referrals.workflow import ANSWERABLE, OPEN, REFERRAL
from unstuck.web.safety.first import safety_ranks

_STAGES = (LAST_DAY, DUE, UNDER_WAY, DRAFT, DONE, ENDED)
SHAPES = {
    "draft": "○", "requested": "→", "accepted": "◆", "in_progress": "●", "completed": "✓", "declined": "▲",
    "cancelled": "–", "failed": "■",
}  # fmt: skip
"""A state is a word and a shape."""


@dataclass(frozen=True)
class ReferralLine:
    """One referral as lists show it. `ask_again_on`: None where it is no longer followed."""

    referral: Referral
    address: str
    client: str
    state: str
    shape: str
    areas: str
    reason: str
    got: str
    ask_again_on: date | None
    is_overdue: bool

    @property
    def code(self) -> str:
        """The state, as a code."""
        return self.referral.state

    @property
    def due(self) -> str:
        """Why it is to be taken up now; empty where it is not."""
        return _("Time to ask again") if self.is_overdue else ""


@dataclass(frozen=True)
class ReferralsPage:
    """A client's referrals."""

    episode: Episode
    lines: Sequence[OutsideLine]
    why_not: str


@dataclass(frozen=True)
class ReferralEvent:
    """A step of a referral, or an answer of the client, in words."""

    what: str
    on: date
    by: str
    spoke_to: str
    reason: str
    words: str
    at: datetime


@dataclass(frozen=True)
class ReplyAddress:
    """The address of a link that works now, and until when."""

    address: str
    until: datetime


@dataclass(frozen=True)
class ReferralPage:
    """One referral. `email`: the text to copy; `unsafe`: why no link may go to the client."""

    episode: Episode
    referral: Referral
    line: ReferralLine
    method: str
    events: Sequence[ReferralEvent]
    consent: Consent | None
    consent_method: str
    may_write: bool
    is_draft: bool
    needs_consent: bool
    can_answer: bool
    unsafe: str
    has_letter: bool
    email: str
    can_renew: bool
    partner_link: ReplyAddress | None
    client_link: ReplyAddress | None

    @property
    def consent_is_gone(self) -> bool:
        """True where they were asked, and the client took their consent back since."""
        asked = self.referral.state in OPEN and self.referral.way != ContactMethod.SELF
        return asked and self.consent is None

    @property
    def can_make_client_link(self) -> bool:
        """True where a link for the client is safe, and there is none yet."""
        return not self.unsafe and self.client_link is None


@dataclass(frozen=True)
class FollowedPage:
    """All that somebody follows: clients with a concern first, then last days, then what is due, by the day to ask."""

    first: Sequence[OutsideLine]
    last_days: Sequence[OutsideLine]
    due: Sequence[OutsideLine]
    under_way: Sequence[OutsideLine]
    drafts: Sequence[OutsideLine]
    done: Sequence[OutsideLine]
    """Completed; the client has not said yet whether it helped."""


@dataclass(frozen=True)
class OutcomeLine:
    """One service of the page "What works here", in words."""

    name: str
    numbers: Sequence[str]
    weeks: str


@dataclass(frozen=True)
class WhatWorksPage:
    """What works here, as it may be shown."""

    lines: Sequence[OutcomeLine]
    has_others: bool
    threshold: int
    workers: int


def line_of(history: ReferralHistory, today: date) -> ReferralLine:
    """Return one referral as lists show it."""
    referral, names, reason = history.referral, area_names(), history.latest_reason
    return ReferralLine(
        referral=referral,
        address=reverse("referrals:referral", args=[referral.episode.public_id, referral.public_id]),
        client=referral.episode.client.called,
        state=REFERRAL.states[referral.state],
        shape=SHAPES[referral.state],
        areas=", ".join(names[area] for area in history.areas),
        reason=_reason(reason),
        got=HelpReceived(referral.got).words if referral.got else "",
        ask_again_on=referral.call_back_on if history.is_waiting else None,
        is_overdue=history.is_overdue(today),
    )


def outside_line(line: ReferralLine) -> OutsideLine:
    """Return a referral as the lists of outside support show it."""
    referral = line.referral
    again = _("ask again: %(day)s") % {"day": spell_date(line.ask_again_on)} if line.ask_again_on else ""
    got = _("“Did you get help?” %(answer)s") % {"answer": line.got} if line.got else ""
    return OutsideLine(
        title=referral.organisation,
        address=line.address,
        episode_id=referral.episode_id,
        client=line.client,
        state=line.state,
        code=line.code,
        shape=line.shape,
        about="; ".join(part for part in (line.areas, again, got, line.reason) if part),
        due=line.due,
        stage=_stage(line),
        day=referral.call_back_on,
    )


def _stage(line: ReferralLine) -> str:
    """Return how far a referral is. What is completed is done, though followed until the client says if it helped."""
    if line.code == "draft":
        return DRAFT
    if line.is_overdue:
        return DUE
    if line.ask_again_on is None:
        return ENDED
    return DONE if line.code == "completed" else UNDER_WAY


def _reason(code: str) -> str:
    return ReferralEndReason(code).words if code else ""


def referrals_page(actor: Actor, episode: Episode, today: date) -> ReferralsPage:
    """Return what the page of a client's referrals shows."""
    return ReferralsPage(episode, lines_about(episode, today), why_not(check_may_write, actor, episode))


def lines_about(episode: Episode, today: date) -> list[OutsideLine]:
    """Return everything that was asked for outside for a client, the most urgent first and what has ended last."""
    own = [outside_line(line_of(history, today)) for history in histories_in(episode)]
    return sorted(own + lines_of_rooms([episode], today, every=True), key=lambda line: _STAGES.index(line.stage))


def most_urgent(lines: Sequence[OutsideLine]) -> list[OutsideLine]:
    """Return those of a client's lines that go on and are as urgent as the first."""
    return [line for line in lines if line.stage == lines[0].stage != ENDED]


def referral_page(actor: Actor, episode: Episode, history: ReferralHistory, today: date, now: datetime) -> ReferralPage:
    """Return what the page of one referral shows."""
    referral, consent = history.referral, history.consent
    may_write = not why_not(check_may_write, actor, episode)
    partner, client = open_link(history, LinkRecipient.PARTNER, now), open_link(history, LinkRecipient.CLIENT, now)
    is_written = referral.way in (ContactMethod.LETTER, ContactMethod.EMAIL)
    can_send = may_write and is_written and consent is not None and referral.state in OPEN
    unsafe = why_not(check_link_to_client, episode)
    is_draft = referral.state == "draft"
    return ReferralPage(
        episode=episode,
        referral=referral,
        line=line_of(history, today),
        method=ContactMethod(referral.way).words,
        events=_events(history),
        consent=consent,
        consent_method=ConsentMethod(consent.how).words if consent else "",
        may_write=may_write,
        is_draft=is_draft,
        needs_consent=is_draft and referral.way != ContactMethod.SELF and consent is None,
        can_answer=referral.state in ANSWERABLE,
        unsafe=unsafe,
        has_letter=can_send and referral.way == ContactMethod.LETTER,
        email=_email(history, actor, now) if can_send and referral.way == ContactMethod.EMAIL else "",
        can_renew=can_send and not why_not(check_partner_link, referral),
        partner_link=_reply_address(partner) if may_write else None,
        client_link=_reply_address(client) if may_write and not unsafe else None,
    )


def _email(history: ReferralHistory, actor: Actor, now: datetime) -> str:
    return email_of(letter_of(history, actor, now))


def _reply_address(link: ReplyLink | None) -> ReplyAddress | None:
    return ReplyAddress(address_of(link), link.expires_at) if link else None


def _events(history: ReferralHistory) -> list[ReferralEvent]:
    """Return the steps and the client's answers in words, the latest first."""
    words = _step_words()
    steps = [
        ReferralEvent(
            words[step.action], step.on, ReportedBy(step.said_by).words, step.spoke_to, _reason(step.reason),
            step.words, step.at,
        )
        for step in history.steps
    ]  # fmt: skip
    answers = [
        ReferralEvent(
            what=_("“Did you get help?” %(answer)s") % {"answer": HelpReceived(answer.got).words},
            on=answer.on,
            by=(ReportedBy.WORKER if answer.recorded_by_id else ReportedBy.CLIENT).words,
            spoke_to="",
            reason=_reason(answer.reason),
            words=answer.words,
            at=answer.recorded_at,
        )
        for answer in history.answers
    ]
    return sorted([*steps, *answers], key=lambda event: event.at)[::-1]


def _step_words() -> dict[str, str]:
    return {
        "draft": _("Prepared"),
        "consent": _("The client agreed"),
        "request": _("Referral made"),
        "call": _("Asked again"),
        "accept": _("They accepted"),
        "start": _("Help began"),
        "complete": _("Completed"),
        "decline": _("They did not accept"),
        "fail": _("No help came of it"),
        "cancel": _("Cancelled"),
    }


def followed_page(actor: Actor, today: date) -> FollowedPage:
    """Return what somebody follows."""
    places = dict(safety_ranks(actor, today))
    own = [outside_line(line_of(history, today)) for history in histories_of(followed(actor))]
    lines = sorted(own + lines_of_rooms(episodes_for(actor), today), key=lambda line: line.day)
    before = [line for line in lines if line.episode_id in places]
    first = sorted(before, key=lambda line: places[line.episode_id])

    def others(stage: str) -> list[OutsideLine]:
        return [line for line in lines if line.stage == stage and line.episode_id not in places]

    return FollowedPage(first, others(LAST_DAY), others(DUE), others(UNDER_WAY), others(DRAFT), others(DONE))


def what_works_page(table: OutcomeTable) -> WhatWorksPage:
    """Return the numbers as they may be shown."""
    lines = [OutcomeLine(row.name, [_number(n) for n in row.numbers], _weeks(row.weeks)) for row in table.rows]
    return WhatWorksPage(lines, table.others and bool(lines), THRESHOLD, FEWEST_WORKERS)


def _number(shown: Shown) -> str:
    if shown is Hidden.SMALL:
        return _("under %(n)s") % {"n": THRESHOLD}
    return _("not shown") if shown is Hidden.WITHHELD else _("about %(n)s") % {"n": shown}


def _weeks(weeks: int | None) -> str:
    return _("too few") if weeks is None else _("about %(n)s") % {"n": weeks}

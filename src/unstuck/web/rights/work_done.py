"""What was done with a client and for them, worked out about them, and agreed on, as entries of their own record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.timezone import localdate

from unstuck.guidance import because
from unstuck.guidance.catalogue import catalogue
from unstuck.language import LANGUAGES
from unstuck.language import gettext as _
from unstuck.reporting.words import state
from unstuck.web.advocacy.letter import letter_again
from unstuck.web.advocacy.models import AdvocacyKind, AdvocacyOutcome, AdvocacyTask, MeetingAgreement, SentLetter
from unstuck.web.attendance.models import ClientSession, SessionOutcome, SessionWay
from unstuck.web.caseload.models import Client, Episode, State
from unstuck.web.checkins.models import CheckinPlan, ClientLanguage
from unstuck.web.client_pages.models import PageChoice, PagePart
from unstuck.web.consents.models import RestrictionScope, RestrictionStep
from unstuck.web.consents.workflow import RESTRICTION
from unstuck.web.plans.models import IssueConfirmation
from unstuck.web.referrals.models import AreaLink, HelpAnswer, HelpReceived, ReferralEndReason
from unstuck.web.reviews.models import Closing, Ending, PlannedEnd
from unstuck.web.rights.record_entries import RecordEntry
from unstuck.web.safety.queries import others_may_read
from unstuck.web.transfers.models import Transfer
from unstuck.web.transfers.workflow import TRANSFER

Episodes = Sequence[Episode]


def sessions(episodes: Episodes) -> Iterator[RecordEntry]:
    """Yield every session, those entered in error too, which say so."""
    for one in ClientSession.objects.filter(episode__in=episodes).order_by("on", "id"):
        held = f"{SessionOutcome(one.outcome).words}. {SessionWay(one.way).words}"
        error = _("entered in error, does not count") if one.withdrawn_at else ""
        yield RecordEntry(one.on, held, error)


def on_their_behalf(episodes: Episodes) -> Iterator[RecordEntry]:
    """Yield what was asked for on their behalf, each letter as it was sent, and what helpers agreed.

    Of whom somebody else may read it, nothing: a letter may be about them.
    """
    episodes = kept_to_oneself(episodes)
    for task in AdvocacyTask.objects.filter(episode__in=episodes).order_by("recorded_at", "id"):
        yield RecordEntry(localdate(task.recorded_at), f"{AdvocacyKind(task.kind).words}: {task.office}", task.ask)
        if task.outcome:
            yield RecordEntry(task.answered_on, task.office, AdvocacyOutcome(task.outcome).words)
    for sent in SentLetter.objects.filter(task__episode__in=episodes).select_related("task").order_by("on", "id"):
        letter = letter_again(sent.content)
        told = [letter.opening, *(text for heading, texts in letter.sections for text in (heading, *texts))]
        yield RecordEntry(sent.on, _("Letter to %(office)s") % {"office": sent.task.office}, _in_line(told))
    agreed = MeetingAgreement.objects.filter(task__episode__in=episodes).order_by("id")
    for one in agreed:
        yield RecordEntry(one.by_when, _("Agreed at a helpers' meeting"), f"{one.who}: {one.what}")


def worked_out(episodes: Episodes) -> Iterator[RecordEntry]:
    """Yield what the site said of each score when it came in or changed, and what the work is about."""
    rows = State.objects.filter(episode__in=episodes).select_related("score").order_by("score__day", "id")
    for one in rows:
        yield RecordEntry(one.score.on, one.instrument, state(one.code).word)
    for chosen in IssueConfirmation.objects.filter(episode__in=kept_to_oneself(episodes)).order_by("on", "id"):
        names = [catalogue().issues[code].name for code in chosen.codes if code in catalogue().issues]
        yield RecordEntry(chosen.on, _("What the work is about"), ", ".join(names))


def help_received(episodes: Episodes) -> Iterator[RecordEntry]:
    """Yield whether help came, as the client said, and which part of their life makes another worse."""
    for one in (
        HelpAnswer.objects.filter(referral__episode__in=episodes).select_related("referral").order_by("on", "id")
    ):
        said = [HelpReceived(one.got).words, ReferralEndReason(one.reason).words if one.reason else "", one.words]
        yield RecordEntry(one.on, _("Did help come? %(where)s") % {"where": one.referral.organisation}, _in_line(said))
    for link in AreaLink.objects.filter(episode__in=episodes).order_by("on", "id"):
        areas = {"cause": because.areas([link.cause]), "effect": because.areas([link.effect])}
        yield RecordEntry(link.on, _("%(cause)s makes this worse: %(effect)s") % areas, link.words)


def wishes(client: Client, episodes: Episodes) -> Iterator[RecordEntry]:
    """Yield how the client wishes things to be: restrictions, language, the own page, what they are asked."""
    own = kept_to_oneself(episodes)
    became = {one.action: RESTRICTION.states[one.after] for one in RESTRICTION.transitions}
    steps = RestrictionStep.objects.filter(restriction__client=client).select_related("restriction")
    for step in steps.order_by("on", "id") if own else ():
        scope = RestrictionScope(step.restriction.scope).words
        yield RecordEntry(step.on, f"{became[step.action]}: {scope}", step.words)
    for chosen in ClientLanguage.objects.filter(episode__in=episodes):
        yield RecordEntry(localdate(chosen.at), _("Language"), LANGUAGES.get(chosen.language, chosen.language))
    for choice in PageChoice.objects.filter(episode__in=own):
        parts = ", ".join(PagePart(part).words for part in choice.parts if part in PagePart.values)
        yield RecordEntry(localdate(choice.at), _("Shown on your own page"), parts or _("none"))
    for plan in CheckinPlan.objects.filter(episode__in=episodes):
        asked = ", ".join(name for name, _days in plan.entries)
        yield RecordEntry(localdate(plan.at), _("What you are asked in check-ins"), asked)


def endings(episodes: Episodes) -> Iterator[RecordEntry]:
    """Yield who took over, which end was ahead, and how the work ended, as it was agreed with the client."""
    for move in Transfer.objects.filter(episode__in=episodes).select_related("to").order_by("on", "id"):
        to = _("Another worker takes over: %(worker)s") % {"worker": move.to.name}
        yield RecordEntry(move.on, to, str(TRANSFER.states[move.state]))
    for ahead in PlannedEnd.objects.filter(episode__in=episodes).order_by("recorded_on", "id"):
        yield RecordEntry(ahead.on or ahead.recorded_on, _("An end is ahead") if ahead.on else _("No end is ahead"))
    for one in Closing.objects.filter(episode__in=episodes).order_by("on"):
        agreed = [one.notice, one.continuity, one.setbacks, one.way_back]
        yield RecordEntry(one.on, _("The work ended: %(how)s") % {"how": Ending(one.ending).words}, _in_line(agreed))


def kept_to_oneself(episodes: Episodes) -> Episodes:
    """Return the episodes, none where somebody else may read what is handed over (S.6)."""
    return [] if any(map(others_may_read, episodes)) else episodes


def _in_line(texts: Iterable[str]) -> str:
    return "; ".join(text for text in texts if text)

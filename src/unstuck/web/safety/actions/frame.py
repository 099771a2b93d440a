"""What every action about one concern begins and ends with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import Write
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.actions.standing_flags import keep_watch
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode
from unstuck.web.notifications.actions import clear_waiting, tell
from unstuck.web.safety import policies
from unstuck.web.safety.duty import DutyRequest
from unstuck.web.safety.models import Concern, ConcernStep
from unstuck.web.safety.permissions import check_may_answer
from unstuck.web.safety.queries import most_urgent
from unstuck.web.safety.rota import name_of
from unstuck.web.safety.workflow import CONCERN

PAGE = "safety:concern"


@contextmanager
def changed(code: str, action: str, actor: Actor, concern: Concern, context: WriteContext) -> Iterator[Concern]:
    """Lock a concern, check that the action is open, and store what the body changed with where the client stands.

    The body stores the step, because what goes with it is the body's own.
    """
    with recorded(code, actor, context) as write:
        held = locked(concern)
        check_may_answer(actor, held)
        policies.check_version(held, context.version)
        held.state = CONCERN.after(action, held.state)
        yield held
        finish(held, write, context.now, context)


def locked(concern: Concern) -> Concern:
    """Return the concern as it is now, locked until the transaction ends."""
    return Concern.objects.select_for_update(of=("self",)).select_related("episode__client__agency").get(pk=concern.pk)


def finish(held: Concern, write: Write, now: datetime, context: WriteContext) -> None:
    """Save a concern, and say anew where its client stands."""
    held.version += 1
    held.save()
    follow(held.episode, context)
    write.about("concern", held.public_id, kind=held.kind, state=held.state)
    write.answer = str(held.public_id)


def follow(episode: Episode, context: WriteContext) -> None:
    """Let the caseload follow what was stored about an episode, inside a running action."""
    stand_again([episode.pk], context.now, context.today)
    show_watch(episode)


def show_watch(episode: Episode) -> None:
    """Let the caseload show who answers for the most urgent concern of an episode."""
    first = most_urgent(episode)
    keep_watch(episode.pk, name_of(first.responder_id) if first else "", first.answer_by if first else None)


def keep_concern_step(
    held: Concern, action: str, by: int | None, now: datetime, words: str = "", to: int | None = None
) -> None:
    """Store one step in the life of a concern."""
    ConcernStep.objects.create(concern=held, action=action, at=now, by_id=by, words=words.strip(), to_id=to)


def ask(held: Concern, asked: DutyRequest | None, now: datetime) -> None:
    """Note on a concern who is to answer for it, and until when; nobody where nobody is named."""
    held.responder_id = asked.person if asked else None
    held.place = asked.place if asked else 0
    held.answer_by = asked.by if asked else None
    held.responding_since = now if asked else None


TO_TAKE_ON = ("concern.raised", "concern.passed_on", "concern.unanswered")
TO_ASSESS = (*TO_TAKE_ON, "concern.sign")
ALL_TOLD = (*TO_ASSESS, "concern.imminent", "concern.reported")


def dealt_with(held: Concern, kinds: Collection[str], now: datetime) -> None:
    """Take off everybody's list what was told of a concern and is dealt with now."""
    clear_waiting(kinds, {"concern": str(held.public_id)}, agency=held.episode.client.agency_id, now=now)


def tell_about(
    held: Concern, kind: str, people: Iterable[int | None], now: datetime, *, but: int | None = None
) -> None:
    """Tell people that a concern waits for them, without naming anybody; not whoever acts."""
    ids = {"concern": str(held.public_id)}
    told = {one for one in people if one is not None and one != but}
    tell(told, kind, PAGE, ids, agency=held.episode.client.agency_id, now=now)

"""What the actions about referrals share: lock, step, count, tell. Parts, all of them: they run inside an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions as caseload_permissions
from unstuck.web.caseload import policies as caseload_policies
from unstuck.web.caseload.actions.facts import count_referrals
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.actions.standing_flags import keep_outside_due
from unstuck.web.caseload.models import Episode
from unstuck.web.notifications.actions import tell
from unstuck.web.referrals.models import Referral, Said, Step
from unstuck.web.referrals.queries import ask_again_on, count_open
from unstuck.web.referrals.workflow import REFERRAL

PAGE = "referrals:referral"


@dataclass(frozen=True)
class Move:
    """One step: what happened, on which day, why, who was spoken to, and when to ask again."""

    action: str
    on: date
    reason: str = ""
    words: str = ""
    spoke_to: str = ""
    call_back_on: date | None = None


def own_episode(actor: Actor, episode: Episode, context: WriteContext) -> Episode:
    """Return the episode, locked and one version further, for its own worker. It may have ended: referrals go on."""
    found = Episode.objects.select_for_update().get(pk=episode.pk)
    caseload_permissions.check_may_write(actor, found)
    caseload_policies.check_unchanged(found, context.version)
    raise_version(found)
    return found


def raise_version(found: Episode) -> None:
    """Raise the version of a locked episode."""
    found.version += 1
    found.save(update_fields=["version"])


def locked(referral: Referral, found: Episode) -> Referral:
    """Return the referral as it is now, locked, with its locked episode."""
    held = Referral.objects.select_for_update().get(pk=referral.pk, episode=found)
    held.episode = found
    return held


def move_on(held: Referral, move: Move, context: WriteContext, said: Said, by: int | None) -> None:
    """Move the referral on, store the step, count anew how many are open, and keep when to ask again."""
    held.state = REFERRAL.after(move.action, held.state)
    if move.action in ("accept", "start", "complete") and held.reached_on is None:
        held.reached_on = move.on
    if move.call_back_on is not None:
        held.call_back_on = move.call_back_on
    held.save()
    kept = Step(
        referral=held, action=move.action, on=move.on, said_by=said, reason=move.reason, spoke_to=move.spoke_to,
        words=move.words, recorded_at=context.now, recorded_by_id=by,
    )  # fmt: skip
    kept.save(force_insert=True)
    worker = held.episode.worker_id or held.recorded_by_id
    count_referrals(held.episode, count_open(held.episode), worker, context)
    keep_outside_due(held.episode_id, ask_again_on(held.episode))


def tell_worker(held: Referral, kind: str, context: WriteContext) -> None:
    """Let the client's worker know what became of it; the words name nobody."""
    ids = {"episode": str(held.episode.public_id), "referral": str(held.public_id)}
    worker = held.episode.worker_id or held.recorded_by_id
    tell([worker], kind, PAGE, ids, agency=held.episode.client.agency_id, now=context.now)

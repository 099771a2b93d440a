"""What the actions on referrals share: lock, move, count, notify. All are parts that run inside an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions as caseload_permissions
from unstuck.web.caseload import policies as caseload_policies
from unstuck.web.caseload.actions.frame import WriteContext, raise_version
from unstuck.web.caseload.actions.standing_flags import keep_outside_due
from unstuck.web.caseload.actions.standings import stand_again
from unstuck.web.caseload.models import Episode
from unstuck.web.components.actions import record_transition
from unstuck.web.notifications.actions import tell
from unstuck.web.referrals.models import Referral, ReferralStep, ReportedBy
from unstuck.web.referrals.outside_work import first_day_outside
from unstuck.web.referrals.pathway import open_after
from unstuck.web.referrals.workflow import REFERRAL

PAGE = "referrals:referral"


@dataclass(frozen=True)
class ReferralMove:
    """One step: what happened, on which day, why, who was spoken to, and when to ask again."""

    action: str
    on: date
    reason: str = ""
    words: str = ""
    spoke_to: str = ""
    call_back_on: date | None = None


def own_episode(actor: Actor, episode: Episode, context: WriteContext) -> Episode:
    """Return the episode, locked and its version raised, for its own worker. Referrals outlive an ended episode."""
    held = Episode.objects.select_for_update().get(pk=episode.pk)
    caseload_permissions.check_may_write(actor, held)
    caseload_policies.check_unchanged(held, context.version)
    raise_version(held)
    return held


def locked(referral: Referral, episode: Episode) -> Referral:
    """Return the referral as it is now, locked, with its locked episode."""
    held = Referral.objects.select_for_update().get(pk=referral.pk, episode=episode)
    held.episode = episode
    return held


def move_on(held: Referral, move: ReferralMove, context: WriteContext, said_by: ReportedBy, by: int | None) -> None:
    """Move the referral on, store the step with how many are open then, and keep when to ask again."""
    if move.action in ("accept", "start", "complete") and held.reached_on is None:
        held.reached_on = move.on
    if move.call_back_on is not None:
        held.call_back_on = move.call_back_on
    step = ReferralStep(
        referral=held, action=move.action, on=move.on, said_by=said_by, reason=move.reason, spoke_to=move.spoke_to,
        words=move.words, open_after=open_after(move.action, held), at=context.now, by_id=by,
    )  # fmt: skip
    record_transition(REFERRAL, held, step)
    if step.open_after is not None:
        stand_again([held.episode_id], context.now, context.today)
    keep_outside_due(held.episode_id, first_day_outside(held.episode))


def tell_worker(held: Referral, kind: str, context: WriteContext) -> None:
    """Notify the client's worker of what happened; the notification names nobody."""
    ids = {"episode": str(held.episode.public_id), "referral": str(held.public_id)}
    worker = held.episode.worker_id or held.recorded_by_id
    tell([worker], kind, PAGE, ids, agency=held.episode.client.agency_id, now=context.now)

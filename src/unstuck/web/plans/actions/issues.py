"""What the work is about, as codes that a person chooses or confirms."""

from __future__ import annotations

from collections.abc import Sequence

from unstuck.guidance.issue_suggester import suggest
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload import permissions
from unstuck.web.caseload.actions.frame import WriteContext, locked_episode, recorded
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode
from unstuck.web.plans import policies
from unstuck.web.plans.models import IssueConfirmation


def confirm_issues(actor: Actor, episode: Episode, codes: Sequence[str], context: WriteContext) -> IssueConfirmation:
    """Store what the work is about from today, with what the words on record suggested; earlier rows stay."""
    policies.check_issues(codes)
    with recorded("issues.confirmed", actor, context) as write:
        held = locked_episode(episode, context)
        permissions.check_may_write(actor, held)
        words = current_case(held, context.today).treatment.presenting_problems or ()
        row = IssueConfirmation(
            episode=held, codes=list(dict.fromkeys(codes)), suggested=[one.issue for one in suggest(words)],
            on=context.today, recorded_at=context.now, recorded_by_id=actor.id,
        )  # fmt: skip
        row.save(force_insert=True)
        write.about("episode", held.public_id, codes=row.codes)
    return row

"""Writing down that a client asks for a restriction, deciding on it, and lifting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person, Team
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_answers_for, check_works_with
from unstuck.web.components.actions import record_transition
from unstuck.web.components.workflow import NEW
from unstuck.web.consents.actions.locking import locked_in_any_state
from unstuck.web.consents.models import Restriction, RestrictionStep
from unstuck.web.consents.restriction_policies import check_asked, check_decides
from unstuck.web.consents.workflow import RESTRICTION
from unstuck.web.notifications.actions import tell
from unstuck.web.safety.rota import ids_of_supervisors

PAGE = "consents:restrictions"
CODES = {"grant": "restriction.granted", "refuse": "restriction.refused", "lift": "restriction.lifted"}


@dataclass(frozen=True)
class RestrictionWish:
    """What a client asks for: how far, from whom, on which day, and why, in their words."""

    scope: str
    on: date
    words: str
    person: Person | None = None
    team: Team | None = None


def ask_for_restriction(actor: Actor, episode: Episode, wish: RestrictionWish, context: WriteContext) -> Restriction:
    """Write down what a client asks for. Their supervisors are told; whom it is to keep out is not."""
    with recorded("restriction.asked", actor, context) as write:
        held = locked_in_any_state(episode)
        check_works_with(actor, held)
        check_asked(actor, held, wish.scope, wish.person, wish.team, wish.on, wish.words, context.today)
        made = Restriction(client_id=held.client_id, scope=wish.scope, person=wish.person, team=wish.team, state=NEW)
        _step(made, "ask", wish.on, wish.words, actor, context)
        people = set(ids_of_supervisors(held)) - {wish.person.pk if wish.person else None, actor.id}
        ids = {"episode": str(held.public_id)}
        tell([one for one in people if one], "restriction.asked", PAGE, ids, agency=actor.agency_id, now=context.now)
        write.about("episode", held.public_id, scope=wish.scope)
    return made


def decide_restriction(
    actor: Actor, episode: Episode, restriction: Restriction, action: str, on: date, words: str, context: WriteContext
) -> None:
    """Agree to what a client asked for, refuse it, or lift it: with a reason, on a day. It holds from that moment."""
    with recorded(CODES[action], actor, context) as write:
        held = locked_in_any_state(episode)
        check_answers_for(actor, held)
        current = Restriction.objects.select_for_update(of=("self",)).get(pk=restriction.pk, client=held.client_id)
        check_decides(actor, current, action, on, words, context.today)
        _step(current, action, on, words, actor, context)
        people = [held.worker_id] if held.worker_id and held.worker_id != actor.id else []
        ids = {"episode": str(held.public_id)}
        tell(people, "restriction.decided", PAGE, ids, agency=actor.agency_id, now=context.now)
        write.about("episode", held.public_id, scope=current.scope, state=current.state)


def _step(restriction: Restriction, action: str, on: date, words: str, actor: Actor, context: WriteContext) -> None:
    row = RestrictionStep(
        restriction=restriction, action=action, on=on, words=words.strip(), at=context.now, by_id=actor.id
    )
    record_transition(RESTRICTION, restriction, row)

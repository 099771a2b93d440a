"""Texts about a client whom their author may not know: a refusal is put on record, counted, and limited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.queries import entries_of
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.components.denied import Denied
from unstuck.web.consultation import policies
from unstuck.web.consultation.actions.frame import tell_asker
from unstuck.web.consultation.brief import identifiers
from unstuck.web.consultation.models import Consultation

REFUSED = "consultation.text_refused"


@contextmanager
def counted(actor: Actor, consultation: Consultation, context: WriteContext) -> Iterator[None]:
    """Run an action that stores a text. Denied at once where this person was refused too often within a day.

    What is refused for naming the client is put on record after the action was undone, without the text.
    """
    policies.check_not_refused_too_often(_refused(actor, consultation, context))
    try:
        yield
    except Denied as denied:
        if denied.code == policies.NAMES_CLIENT and consultation.asker_id != actor.id:
            _note(actor, consultation, context)
        raise


def check_words(actor: Actor, held: Consultation, *texts: str, others_allowed: bool = False) -> None:
    """Raise Denied where a text points to the client; it says by what only to whoever asked, who knows them."""
    own = held.asker_id == actor.id
    policies.check_text(*texts, known=identifiers(held), others_allowed=others_allowed, quotes=own)


def _refused(actor: Actor, consultation: Consultation, context: WriteContext) -> int:
    about = {"subject": "consultation", "subject_id": str(consultation.public_id)}
    entries = entries_of(actor.agency_public_id).filter(**about, action=REFUSED, actor=str(actor.public_id))
    return entries.filter(at__gt=context.now - timedelta(days=1)).count()


def _note(actor: Actor, consultation: Consultation, context: WriteContext) -> None:
    with recorded(REFUSED, actor, WriteContext(context.now, context.today)) as write:
        write.about("consultation", consultation.public_id)
        if _refused(actor, consultation, context) + 1 == policies.MOST_REFUSED:
            tell_asker("consultation.guesses", consultation, context)

"""The dialogue: messages, the decision, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.consultation import permissions
from unstuck.web.consultation.actions.frame import LIST, changed, tell_asked, tell_asker
from unstuck.web.consultation.actions.refusing import check_words, counted
from unstuck.web.consultation.models import Consultation, Message, MessageKind


@dataclass(frozen=True)
class NewMessage:
    """What somebody wrote. `others_allowed`: dates or telephones in it are not the client's."""

    words: str
    kind: MessageKind = MessageKind.SUGGESTION
    link: str = ""
    others_allowed: bool = False


def write_message(actor: Actor, consultation: Consultation, written: NewMessage, context: WriteContext) -> None:
    """Write in the dialogue. A colleague's first message is the reply that the pathway waits for."""
    mine = consultation.asker_id == actor.id
    action = "ask_back" if mine else "reply"
    with counted(actor, consultation, context), transaction.atomic():
        with changed("consultation.written", action, actor, consultation, context) as held:
            add_message(actor, held, written, context)
        if mine:
            tell_asked("consultation.message", held, actor, context)
        else:
            tell_asker("consultation.reply", held, context)


def add_message(
    actor: Actor, held: Consultation, written: NewMessage, context: WriteContext, *, elsewhere: str = ""
) -> Message:
    """Store a message, once its words are checked. A part: it runs inside `changed`."""
    check_words(actor, held, written.words, written.link, others_allowed=written.others_allowed)
    return Message.objects.create(
        consultation=held,
        kind=written.kind,
        words=written.words,
        link=written.link,
        elsewhere=elsewhere,
        at=context.now,
        by_id=actor.id,
    )


def decide(actor: Actor, consultation: Consultation, decision: str, context: WriteContext) -> None:
    """Say what one will do. Where somebody answered, the pathway hears that it was acted on."""
    with transaction.atomic():
        with changed("consultation.decided", "decide", actor, consultation, context) as held:
            permissions.check_is_asker(actor, held)
            check_words(actor, held, decision, others_allowed=True)
            held.decision = decision
        tell_asked("consultation.decided", held, actor, context)


def close(actor: Actor, consultation: Consultation, came_of_it: str, context: WriteContext) -> None:
    """Say what came of it and close: those asked read no further; the asker keeps it."""
    with transaction.atomic(), changed("consultation.closed", "close", actor, consultation, context) as held:
        permissions.check_is_asker(actor, held)
        check_words(actor, held, came_of_it, others_allowed=True)
        held.came_of_it = came_of_it
        tell_asked("consultation.closed", held, actor, context, route=LIST)

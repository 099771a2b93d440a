"""What every action about one consultation begins and ends with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.facts import follow_consultation
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import check_not_frozen
from unstuck.web.components.denied import Denied, allowed
from unstuck.web.consultation.models import Consultation, ConsultationTransition, PathwayStep
from unstuck.web.consultation.pathway import pathway_step
from unstuck.web.consultation.permissions import check_reads, those_asked
from unstuck.web.consultation.workflow import CONSULTATION
from unstuck.web.notifications.actions import clear_waiting, tell

PAGE, LIST = "consultation:consultation", "consultation:consultations"


def check_unchanged(version: int, opened: int | None) -> None:
    """Raise Denied where somebody else acted after the form was opened. None: not asked."""
    if opened is not None and version != opened:
        raise Denied(
            "stale_form",
            _("Something changed here after you opened this page. What you typed is still here: look at what ")
            + _("changed, then send it again."),
        )


ADDING = ("ask_another", "reply", "ask_back", "decide")
"""What says more about a client, which a record that stays as it is does not take: leaving, ending it, takes none."""


@contextmanager
def changed(
    code: str, action: str, actor: Actor, consultation: Consultation, context: WriteContext, reason: str = ""
) -> Iterator[Consultation]:
    """Lock the consultation, check that this person reads it and may do this now, and store the step at the end.

    A step that counts on the pathway changes where the client stands, in the same transaction.
    """
    with transaction.atomic():
        with recorded(code, actor, context) as write:
            held = locked(consultation)
            check_reads(actor, held)
            if action in ADDING:
                check_not_frozen(held.episode)
            check_unchanged(held.version, context.version)
            before = held.state
            held.state = CONSULTATION.after(action, before)
            _dealt_with(held, action, actor, context)
            yield held
            held.version += 1
            held.save()
            write.about("consultation", held.public_id, state=held.state)
            write.answer = str(held.public_id)
            episode, step = _on_pathway(held, pathway_step(action, before, held))
            ConsultationTransition.objects.create(
                consultation=held, action=action, at=context.now, by_id=actor.id, reason=reason, counts_as=step
            )
        if step:
            # A second write of the same action: it has no form of its own.
            follow_consultation(actor, episode, step, WriteContext(context.now, context.today))


_TO_ANSWER = ("consultation.asked", "consultation.message")
_ANSWERED = {"reply": _TO_ANSWER, "decline": _TO_ANSWER, "ask_back": ("consultation.reply",)}
_OVER = {
    "decide": (*_TO_ANSWER, "consultation.reply", "consultation.declined"),
    "close": (*_TO_ANSWER, "consultation.reply", "consultation.declined", "consultation.decided"),
    "withdraw": (*_TO_ANSWER, "consultation.reply", "consultation.declined"),
}
"""What an action deals with: for whoever acts, and for everybody who was told."""


def _dealt_with(held: Consultation, action: str, actor: Actor, context: WriteContext) -> None:
    ids, of = {"consultation": str(held.public_id)}, None if action in _OVER else [actor.id]
    kinds = _OVER.get(action) or _ANSWERED.get(action, ())
    if kinds:
        clear_waiting(kinds, ids, agency=held.agency_id, now=context.now, of=of)


def _on_pathway(held: Consultation, step: PathwayStep) -> tuple[Episode, PathwayStep]:
    """Return the episode, locked where a step counts. Nothing counts once the work has ended, or the record is held."""
    if not step:
        return held.episode, step
    episode = Episode.objects.select_for_update().get(pk=held.episode_id)
    counts = episode.ended_on is None and allowed(check_not_frozen, episode)
    return episode, step if counts else PathwayStep.NONE


def locked(consultation: Consultation) -> Consultation:
    """Return the consultation as it is now, locked until the transaction ends, and before it the client's episode.

    So nobody hands the client over between the check and the write; the order is that of every other action.
    """
    Episode.objects.select_for_update().get(pk=consultation.episode_id)
    return (
        Consultation.objects.select_for_update(of=("self",)).select_related("episode__client").get(pk=consultation.pk)
    )


def tell_asked(
    kind: str, consultation: Consultation, actor: Actor, context: WriteContext, *, route: str = PAGE
) -> None:
    """Tell those asked, not whoever acts."""
    ids = {"consultation": str(consultation.public_id)} if route == PAGE else {}
    people = set(those_asked(consultation).values_list("pk", flat=True)) - {actor.id}
    tell(people, kind, route, ids, agency=consultation.agency_id, now=context.now)


def tell_asker(kind: str, consultation: Consultation, context: WriteContext) -> None:
    """Tell the worker who asked."""
    ids = {"consultation": str(consultation.public_id)}
    tell([consultation.asker_id], kind, PAGE, ids, agency=consultation.agency_id, now=context.now)

"""Raising a concern, answering for it, assessing it, and closing it with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.denied import Denied
from unstuck.web.components.workflow import NEW
from unstuck.web.safety import policies
from unstuck.web.safety.actions.frame import (
    ALL_TOLD,
    TO_ASSESS,
    TO_TAKE_ON,
    ask,
    changed,
    dealt_with,
    finish,
    follow,
    keep_concern_step,
    tell_about,
)
from unstuck.web.safety.models import Assessment, Concern, ConcernRole, Sign
from unstuck.web.safety.rota import ask_first, both_workers, ids_of_supervisors, soonest, turns_for
from unstuck.web.safety.workflow import ASSESSED, CONCERN, OPEN, RAISED

SUICIDE = "suicide"
"""The kind of concern that an answer above zero to a question of risk raises."""


@dataclass(frozen=True)
class SeenSign:
    """What made somebody worry. `imminent` is None where it is not known."""

    kind: str
    on: date
    source: str
    words: str
    role: str = "at_risk"
    imminent: bool | None = None
    by_myself: bool = False


def raise_concern(actor: Actor, episode: Episode, sign: SeenSign, context: WriteContext) -> Concern:
    """Raise a concern, or let a sign join the open one of its kind. Whoever answers is told at once."""
    with recorded("concern.raised", actor, context) as write:
        found = Episode.objects.select_for_update().get(pk=episode.pk)
        if not episodes_for(actor).filter(pk=found.pk).exists():
            raise Denied("not_yours", _("Only those who work with this client can record this."))
        policies.check_sign_day(sign.on, found, context.today)
        held = store_sign(found, sign, actor.id, context)
        finish(held, write, context.now, context)
    return held


def store_sign(episode: Episode, sign: SeenSign, by: int | None, context: WriteContext) -> Concern:
    """Store a sign inside a running action, with its concern, and say who answers. The caller saves the concern.

    A sign asks somebody anew only where nobody was asked yet: while one waits, their time runs on, or a client with
    many signs would never be passed on. A sign adds danger and takes none away, which an assessment alone may do.
    """
    held, action = _joined(episode, sign, context)
    asks = action == "raise" or held.state == ASSESSED
    held.state = CONCERN.after(action, NEW if action == "raise" else held.state)
    held.role = sign.role if action == "raise" or sign.role == held.role else ConcernRole.BOTH
    if sign.imminent is not None and not held.imminent:
        held.imminent = sign.imminent
    held.latest_sign_on = max(sign.on, held.latest_sign_on or sign.on)
    if asks:
        held.assessed_on = None
        ask(held, ask_first(turns_for(episode), context.now), context.now)
    held.save()
    Sign.objects.create(
        concern=held, on=sign.on, at=context.now, by_id=by, source=sign.source, words=sign.words.strip()
    )
    keep_concern_step(held, action, by, context.now)
    _answer(held, sign, "concern.raised" if asks else "concern.sign", by, context)
    return held


def store_signs(episode: Episode, signs: Sequence[SeenSign], by: int | None, context: WriteContext) -> Concern:
    """Store several signs of one kind, the latest last, inside a running action: somebody is asked once.

    The caller says where the client stands afterwards (`show_watch`), for all clients of a file together.
    """
    held = store_sign(episode, signs[-1], by, context)
    before = [
        Sign(concern=held, on=one.on, at=context.now, by_id=by, source=one.source, words=one.words)
        for one in signs[:-1]
    ]
    Sign.objects.bulk_create(before, batch_size=200)
    held.version += 1
    held.save()
    return held


def _joined(episode: Episode, sign: SeenSign, context: WriteContext) -> tuple[Concern, str]:
    """Return the open concern that a sign joins, locked, or a new one; and what it counts as."""
    going_on = Concern.objects.select_for_update().filter(episode=episode, kind=sign.kind, state__in=OPEN).first()
    if going_on is not None:
        going_on.episode = episode
        return going_on, "sign"
    return Concern(episode=episode, kind=sign.kind, state=RAISED, raised_at=context.now), "raise"


def _answer(held: Concern, sign: SeenSign, kind: str, by: int | None, context: WriteContext) -> None:
    """Let whoever saw the sign answer for it, or tell who does; where danger is near, the supervisors as well.

    While a colleague stands in for the worker, both of them are told.
    """
    if sign.by_myself and by is not None and held.state == RAISED:
        _take(held, by, context)
    tell_about(held, kind, [held.responder_id, *both_workers(held.episode)], context.now, but=by)
    if sign.imminent:
        near = [one for one in ids_of_supervisors(held.episode) if one != held.responder_id]
        tell_about(held, "concern.imminent", near, context.now, but=by)


def _take(held: Concern, by: int, context: WriteContext) -> None:
    held.state = CONCERN.after("take", held.state)
    held.responder_id, held.answer_by, held.responding_since = by, None, context.now
    held.save()
    keep_concern_step(held, "take", by, context.now)
    dealt_with(held, TO_TAKE_ON, context.now)


def take_on(actor: Actor, concern: Concern, context: WriteContext) -> None:
    """Answer for a concern: its clock stops."""
    with changed("concern.taken_on", "take", actor, concern, context) as held:
        held.responder_id, held.answer_by, held.responding_since = actor.id, None, context.now
        keep_concern_step(held, "take", actor.id, context.now)
        dealt_with(held, TO_TAKE_ON, context.now)


def pass_on(actor: Actor, concern: Concern, to: Person, words: str, context: WriteContext) -> None:
    """Hand a concern to somebody else, who is told and has to take it on."""
    with changed("concern.passed_on", "pass_on", actor, concern, context) as held:
        policies.check_can_answer(to, held)
        _give(held, to, words, actor, context)


def _give(held: Concern, to: Person, words: str, actor: Actor, context: WriteContext) -> None:
    held.responder_id, held.place, held.responding_since = to.pk, 0, context.now
    if held.state == RAISED:
        asked = ask_first(turns_for(held.episode), context.now)
        held.answer_by = asked.by if asked else soonest(context.now)
    keep_concern_step(held, "pass_on", actor.id, context.now, words, to.pk)
    dealt_with(held, TO_TAKE_ON, context.now)
    tell_about(held, "concern.raised", [to.pk], context.now, but=actor.id)


def hand_over_with_client(
    actor: Actor, episode: Episode, before: int | None, to: Person, context: WriteContext
) -> list[str]:
    """Let a client's new worker answer for the open concerns for which the one before answered; return which.

    Inside the action that gave them the client, which is locked. Others go on answering for theirs. What nobody has
    assessed waits until the new worker takes it on.
    """
    if before is None:
        return []
    theirs = Concern.objects.select_for_update(of=("self",)).filter(episode=episode, state__in=OPEN, responder=before)
    moved = list(theirs.select_related("episode__client__agency"))
    for held in moved:
        held.state = CONCERN.after("pass_on", held.state)
        _give(held, to, _("The client has another worker now."), actor, context)
        held.version += 1
        held.save()
    if moved:
        follow(episode, context)
    return [str(one.public_id) for one in moved]


@dataclass(frozen=True)
class AssessmentFindings:
    """What a person asked and found (S.4). `plan`, `means` and `past_attempt` are asked for suicide and self-harm."""

    on: date
    words: str
    imminent: bool
    urgency: str
    told: str
    done: str
    look_again_on: date
    plan: bool | None = None
    means: bool | None = None
    past_attempt: bool | None = None
    protective: str = ""


def assess(actor: Actor, concern: Concern, findings: AssessmentFindings, context: WriteContext) -> None:
    """Record an assessment in words; the concern is then looked at again on the day that was agreed.

    Whoever assesses what nobody has taken on yet answers for it from then on.
    """
    policies.check_words(findings.words, _("Say in words what you asked and what you found."))
    policies.check_words(findings.told, _("Say who was told, or that nobody was and why."))
    policies.check_words(findings.done, _("Say what was done, or what was agreed."))
    policies.check_look_again(findings.look_again_on, findings.imminent, context.today)
    with changed("concern.assessed", "assess", actor, concern, context) as held:
        policies.check_assessment_day(findings.on, held, context.today)
        held.assessed_on, held.look_again_on = findings.on, findings.look_again_on
        held.imminent, held.urgency = findings.imminent, findings.urgency
        for name in ("plan", "means", "past_attempt"):
            known = getattr(findings, name)
            setattr(held, name, known if known is not None else getattr(held, name))
        if held.responder_id is None or held.answer_by is not None:
            held.responder_id, held.answer_by, held.responding_since = actor.id, None, context.now
        Assessment.objects.create(concern=held, at=context.now, by_id=actor.id, **_columns(findings))
        keep_concern_step(held, "assess", actor.id, context.now)
        dealt_with(held, TO_ASSESS if findings.imminent else (*TO_ASSESS, "concern.imminent"), context.now)
        near = ids_of_supervisors(held.episode) if findings.imminent else []
        tell_about(held, "concern.imminent", near, context.now, but=actor.id)


def _columns(findings: AssessmentFindings) -> dict[str, object]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in vars(findings).items()}


def record_report(actor: Actor, concern: Concern, words: str, context: WriteContext) -> None:
    """Record that a report was made: to whom, when, and under which reference. A supervisor is told."""
    policies.check_words(words, _("Say to whom it was reported, and under which reference if there is one."))
    with changed("concern.reported", "report", actor, concern, context) as held:
        held.reported_at = context.now
        keep_concern_step(held, "report", actor.id, context.now, words)
        tell_about(held, "concern.reported", ids_of_supervisors(held.episode), context.now, but=actor.id)


def record_help(actor: Actor, concern: Concern, words: str, context: WriteContext) -> None:
    """Record that medical help was arranged: which, where, and who goes along."""
    policies.check_words(words, _("Say which help was arranged, and what happens next."))
    with changed("concern.help_arranged", "help", actor, concern, context) as held:
        held.helped_at = context.now
        keep_concern_step(held, "help", actor.id, context.now, words)


def close(actor: Actor, concern: Concern, because: str, words: str, context: WriteContext) -> None:
    """Close a concern with a reason; it stays on record."""
    with changed("concern.closed", "close", actor, concern, context) as held:
        policies.check_close(because, words, held)
        held.closed_at, held.closed_because = context.now, because
        keep_concern_step(held, "close", actor.id, context.now, words)
        dealt_with(held, ALL_TOLD, context.now)

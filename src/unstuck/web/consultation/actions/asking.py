"""Writing a question, confirming its brief, asking colleagues, and taking the question back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership
from unstuck.web.caseload import permissions as caseload
from unstuck.web.caseload import policies as caseload_policies
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.consultation import permissions, policies
from unstuck.web.consultation.actions.frame import LIST, changed, check_unchanged, locked, tell_asked, tell_asker
from unstuck.web.consultation.actions.refusing import check_words, counted
from unstuck.web.consultation.brief import kept, made_from, seal_of
from unstuck.web.consultation.models import Brief, Consultation, ConsultationTransition, Ground, Group, Invitation
from unstuck.web.consultation.workflow import CONSULTATION, OPEN
from unstuck.web.notifications.actions import tell


@dataclass(frozen=True)
class QuestionDraft:
    """What the worker typed. `colleagues` are public ids."""

    words: str
    about_this_stall: bool
    ground: Ground
    colleagues: tuple[str, ...] = ()
    group: Group | None = None
    consent_on: date | None = None
    consent_how: str = ""
    leave_out: str = ""
    age_band: str = ""


def write_draft(actor: Actor, episode: Episode, question: QuestionDraft, context: WriteContext) -> Consultation:
    """Keep a question that nobody but the worker sees yet; there is one for each client."""
    policies.check_question(question.words)
    with recorded("consultation.drafted", actor, context) as write:
        found = Episode.objects.select_for_update().get(pk=episode.pk)
        caseload.check_may_write(actor, found)
        caseload_policies.check_open(found)
        chosen = policies.colleagues_asked(actor, question.colleagues, context.today)
        policies.check_somebody_asked(chosen, question.group)
        policies.check_group_answers(actor, question.group)
        policies.check_ground(question.ground, question.consent_on, question.consent_how, context.today)
        draft = _draft(actor, found, context)
        _fill(draft, question)
        draft.version += 1
        draft.save()
        ConsultationTransition.objects.create(consultation=draft, action="draft", at=context.now, by_id=actor.id)
        write.about("consultation", draft.public_id, state=draft.state)
        write.answer = str(draft.public_id)
    return draft


def _draft(actor: Actor, episode: Episode, context: WriteContext) -> Consultation:
    """Return the draft for this client, locked, or a new one."""
    known = Consultation.objects.select_for_update().filter(episode=episode, asker=actor.id, state="drafted").first()
    if known is not None:
        check_unchanged(known.version, context.version)
        return known
    state = CONSULTATION.after("draft", "")
    return Consultation(
        agency_id=actor.agency_id, episode=episode, asker_id=actor.id, state=state, created_at=context.now
    )


def _fill(draft: Consultation, question: QuestionDraft) -> None:
    consented = question.ground == Ground.CONSENT
    draft.question, draft.leave_out = question.words.strip(), question.leave_out
    draft.age_band, draft.about_this_stall = question.age_band, question.about_this_stall
    draft.ground = question.ground
    draft.consent_on = question.consent_on if consented else None
    draft.consent_how = question.consent_how.strip() if consented else ""
    draft.group, draft.wanted = question.group, list(question.colleagues)


def ask(
    actor: Actor, consultation: Consultation, parts: Collection[str], seal: str, context: WriteContext
) -> Consultation:
    """Confirm the brief as it was previewed, store it as it is, and ask. Only now does anybody else see it."""
    with transaction.atomic():
        with changed("consultation.asked", "ask", actor, consultation, context) as held:
            permissions.check_is_asker(actor, held)
            caseload.check_may_write(actor, held.episode)
            caseload_policies.check_open(held.episode)
            chosen = policies.colleagues_asked(actor, held.wanted, context.today)
            policies.check_somebody_asked(chosen, held.group)
            policies.check_group_answers(actor, held.group)
            held.asked_at = context.now
            _keep_brief(actor, held, parts, seal, context)
            _invite(held, chosen, context)
        tell_asked("consultation.asked", held, actor, context)
    return held


def _keep_brief(actor: Actor, held: Consultation, parts: Collection[str], seal: str, context: WriteContext) -> None:
    content = made_from(held, context.today)
    if seal_of(content) != seal:
        raise Denied(
            "brief_changed", _("Something in the brief has changed since you looked. Read it once more, then ask.")
        )
    Brief.objects.create(
        consultation=held, content=kept(content, parts), confirmed_at=context.now, confirmed_by_id=actor.id
    )


def _invite(held: Consultation, chosen: Sequence[Membership], context: WriteContext) -> None:
    Invitation.objects.bulk_create(
        Invitation(consultation=held, person_id=one.person_id, asked_at=context.now) for one in chosen
    )


def ask_another(
    actor: Actor, consultation: Consultation, colleagues: Sequence[str], context: WriteContext
) -> Consultation:
    """Ask further colleagues. Where nobody was left to answer, it is asked anew for the pathway too."""
    with transaction.atomic():
        with changed("consultation.asked_another", "ask_another", actor, consultation, context) as held:
            permissions.check_is_asker(actor, held)
            chosen = policies.colleagues_asked(actor, colleagues, context.today)
            policies.check_somebody_asked(chosen, None)
            already = set(held.invited.values_list("person", flat=True))
            if already & {one.person_id for one in chosen}:
                raise Denied("asked_already", _("You chose someone who has already been asked. Choose others."))
            _invite(held, chosen, context)
        ids = {"consultation": str(held.public_id)}
        people = [one.person_id for one in chosen]
        tell(people, "consultation.asked", "consultation:consultation", ids, agency=held.agency_id, now=context.now)
    return held


def decline(actor: Actor, consultation: Consultation, because: str, context: WriteContext) -> None:
    """Say that one cannot take it on, and read no further. Where nobody is left, nothing is waited for.

    A member of a group declines for themselves alone: the others are asked as before.
    """
    with counted(actor, consultation, context), transaction.atomic():
        with changed("consultation.declined", "decline", actor, consultation, context, because) as held:
            permissions.check_was_asked(actor, held)
            check_words(actor, held, because)
            held.invited.update_or_create(
                person_id=actor.id,
                defaults={"declined_at": context.now, "declined_because": because},
                create_defaults={
                    "asked_at": held.asked_at or context.now,
                    "declined_at": context.now,
                    "declined_because": because,
                },
            )
        tell_asker("consultation.declined", held, context)


def withdraw(actor: Actor, consultation: Consultation, because: str, context: WriteContext) -> None:
    """Take the question back. An answer that was given stays a fact; a question that nobody answered does not."""
    with transaction.atomic():
        before = locked(consultation).state
        with changed("consultation.withdrawn", "withdraw", actor, consultation, context, because) as held:
            permissions.check_is_asker(actor, held)
        if before in OPEN:
            tell_asked("consultation.withdrawn", held, actor, context, route=LIST)

"""Who gets in by the provider's word, the first time and later, and taking that link away again."""

from __future__ import annotations

from datetime import datetime

from unstuck.language import gettext as _
from unstuck.web.accounts import policies
from unstuck.web.accounts.actions import end_sessions, note
from unstuck.web.accounts.actors import Actor, actor_of
from unstuck.web.accounts.models import Agency, LinkedSignIn, Membership, Person, Role
from unstuck.web.accounts.queries import present_members
from unstuck.web.accounts.signals import concerns_people
from unstuck.web.audit.actions import audited
from unstuck.web.components.denied import Denied
from unstuck.web.components.identity_provider import ProviderAnswer


def person_known_to_provider(answer: ProviderAnswer, agency: str, *, now: datetime) -> Person:
    """Return whom the provider means: by their subject, the first time by an address that it verified.

    Raises Denied. Nobody is added by it, and nobody of another agency than the named one gets in. Who has no membership
    any more is returned, and not linked: the sign-in itself tells them, as after a password.
    """
    linked = LinkedSignIn.objects.filter(issuer=answer.issuer, subject=answer.subject).select_related("person").first()
    person = linked.person if linked else _by_address(answer)
    actor = actor_of(person)
    if actor is None:
        return person
    if not _is_for(agency, actor):
        raise Denied("other_agency", _("The people of your agency do not sign in here in this way."))
    if linked is None:
        _link(person, actor, answer, now)
    return person


def _is_for(agency: str, actor: Actor) -> bool:
    """Tell whether the provider speaks for somebody's agency: the named one, or the only one there is."""
    return actor.agency_name == agency if agency else Agency.objects.count() == 1


def _by_address(answer: ProviderAnswer) -> Person:
    if not answer.verified_email:
        problem = _("It did not say that your e-mail address is verified, so we cannot tell who you are. ")
        raise Denied("address_not_verified", problem + _("Ask whoever looks after your account there."))
    person = Person.objects.filter(email__iexact=answer.verified_email).first()
    if person is None:
        problem = _("Nobody with your e-mail address has been added here. ")
        raise Denied("nobody", problem + _("Ask an administrator of your agency to add you, with that address."))
    return person


def _link(person: Person, actor: Actor, answer: ProviderAnswer, now: datetime) -> None:
    """Note as whom the provider knows somebody. Denied where it knew them as somebody else before."""
    if LinkedSignIn.objects.filter(person=person).exists():
        _tell_of_another(person, actor, now)
        raise _known_as_another()
    with audited("sign_in.linked", agency=actor.agency_public_id, actor=person.public_id, now=now) as write:
        held = Person.objects.select_for_update().get(pk=person.pk)
        known = {"issuer": answer.issuer, "subject": answer.subject, "linked_at": now}
        linked, _is_new = LinkedSignIn.objects.get_or_create(person=held, defaults=known)
        if (linked.issuer, linked.subject) != (answer.issuer, answer.subject):
            raise _known_as_another()
        _tell("sign_in.linked", [person.pk], "accounts:me", actor.agency_id, now)
        write.about("person", person.public_id)


def _tell_of_another(person: Person, actor: Actor, now: datetime) -> None:
    """Put it on record and tell the administrators: an address may have been given to somebody else."""
    with audited("sign_in.other_subject", agency=actor.agency_public_id, actor=person.public_id, now=now) as write:
        looking_after = present_members(actor.agency_id).filter(role=Role.ADMINISTRATOR)
        people = list(looking_after.values_list("person", flat=True))
        _tell("sign_in.other_subject", people, "accounts:record", actor.agency_id, now)
        write.about("person", person.public_id)


def _known_as_another() -> Denied:
    problem = _("Somebody else signed in here before with your e-mail address, and only they can. ")
    return Denied("other_subject", problem + _("An administrator of your agency has been told: ask them."))


def note_confirmed(person: Person, *, now: datetime) -> None:
    """Put on record that somebody confirmed through the provider that it is them."""
    note("sign_in.confirmed", person, now=now)


def is_same_person(person: Person, answer: ProviderAnswer) -> bool:
    """Tell whether the provider means somebody whom it was linked to before."""
    return LinkedSignIn.objects.filter(person=person, issuer=answer.issuer, subject=answer.subject).exists()


def unlink(membership: Membership, *, by: Actor, now: datetime, idempotency_key: str | None = None) -> None:
    """Forget as whom the provider knows somebody: their account there was made anew. The next sign-in links again."""
    policies.check_administers(by, membership.agency)
    agency, person = membership.agency.public_id, membership.person
    with audited(
        "sign_in.unlinked", agency=agency, actor=by.public_id, now=now, idempotency_key=idempotency_key
    ) as write:
        count, _kinds = LinkedSignIn.objects.filter(person=person).delete()
        end_sessions(person.pk)
        _tell("sign_in.unlinked", [person.pk], "accounts:me", membership.agency_id, now)
        write.about("person", person.public_id, count=count)
        write.answer = str(person.public_id)


def _tell(kind: str, people: list[int], route: str, agency: int, now: datetime) -> None:
    concerns_people.send(sender=None, people=people, kind=kind, route=route, agency=agency, now=now)

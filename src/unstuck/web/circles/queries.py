"""What is read of keys, agencies, and what went out and came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db.models import QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency
from unstuck.web.circles.models import CircleKeys, CirclePartner, OutgoingAnswer, OutgoingQuestion
from unstuck.web.circles.own_keys import opened_keys
from unstuck.web.circles.permissions import check_brings_in
from unstuck.web.circles.public_keys import PublicKeys, PublishedKeys
from unstuck.web.circles.sealed_files import (
    AnswerFile,
    BriefInFile,
    FileContent,
    MessageInFile,
    PrivateKeys,
    QuestionFile,
    as_brief,
    open_file,
    seal_file,
)
from unstuck.web.components.denied import Denied
from unstuck.web.consents.part2 import CARRIED, NOTICE, is_part2
from unstuck.web.consultation.brief import kept


def own_keys(agency_id: int) -> PrivateKeys:
    """Return an agency's present keys. Raises Denied where it has none, or none that can be opened."""
    row = CircleKeys.objects.filter(agency=agency_id, retired_at=None).first()
    if row is None:
        problem = _("Your agency has no keys yet. An administrator makes them under “Other agencies”.")
        raise Denied("no_own_keys", problem)
    return opened_keys(bytes(row.private), row.fingerprint)


def keys_to_publish(actor: Actor) -> PublishedKeys:
    """Return what the agency gives to others. Denied as `own_keys`."""
    return PublishedKeys(Agency.objects.get(pk=actor.agency_id).name, own_keys(actor.agency_id).public)


def keys_before(agency_id: int) -> Sequence[str]:
    """Return the fingerprints of keys that an agency had and has no more."""
    return list(
        CircleKeys.objects.filter(agency=agency_id).exclude(retired_at=None).values_list("fingerprint", flat=True)
    )


def agencies_of(actor: Actor) -> QuerySet[CirclePartner]:
    """Return the agencies that are in use or wait for a second person, by name."""
    rows = CirclePartner.objects.filter(agency=actor.agency_id, removed_at=None)
    return rows.select_related("asked_by", "confirmed_by").order_by("name", "pk")


def partner_with(agency_id: int, fingerprint: str) -> CirclePartner:
    """Return the agency in use with these keys. Raises Denied, saying whether they were ever taken in."""
    rows = CirclePartner.objects.filter(agency=agency_id, fingerprint=fingerprint)
    present = rows.filter(removed_at=None).first()
    if present is not None and present.confirmed_at is not None:
        return present
    if present is not None:
        problem = _("This file is signed by an agency that waits for a second person here. Nothing was stored.")
        raise Denied("unconfirmed_key", problem)
    if rows.filter(confirmed_at__isnull=False).exists():
        problem = _("This file is signed by an agency that was removed here. Nothing was stored.")
        raise Denied("removed_key", problem)
    problem = _("This file is signed with keys that your agency has not taken in. Nothing was stored.")
    raise Denied("unknown_key", problem)


def opened(actor: Actor, file: bytes, today: date) -> FileContent:
    """Return what a sealed file says to this agency. Raises Denied where it must not be read."""
    check_brings_in(actor)

    def sender(fingerprint: str) -> PublicKeys:
        return partner_with(actor.agency_id, fingerprint).keys

    return open_file(file, own_keys(actor.agency_id), sender, today, before=keys_before(actor.agency_id))


def brief_of(sent: OutgoingQuestion) -> BriefInFile:
    """Return the brief as it went out: as it was confirmed, with the parts that were kept for the other agency."""
    content = kept(sent.consultation.brief.content, sent.parts)
    if is_part2(sent.consultation.episode.client):
        carried = {"code": CARRIED, "title": _("Protected records"), "lines": [NOTICE]}
        content = {**content, "parts": [*content["parts"], carried]}
    return as_brief(content)


def sealed_question(sent: OutgoingQuestion) -> bytes:
    """Return the file of a question. The same words each time it is asked for, sealed anew."""
    private = own_keys(sent.consultation.agency_id)
    content = QuestionFile(
        id=sent.number,
        agency=sent.consultation.agency.name,
        key=private.public.fingerprint,
        to=sent.partner.fingerprint,
        day=sent.on,
        expires=sent.expires_on,
        brief=brief_of(sent),
    )
    return seal_file(content, private, sent.partner.keys)


def sealed_answer(answer: OutgoingAnswer) -> bytes:
    """Return the file of an answer."""
    question = answer.question
    private = own_keys(question.agency_id)
    content = AnswerFile(
        id=answer.number,
        agency=question.agency.name,
        key=private.public.fingerprint,
        to=question.partner.fingerprint,
        day=answer.on,
        expires=answer.expires_on,
        question=question.number,
        message=msgspec.convert({"kind": answer.kind, "words": _carrying(answer), "link": answer.link}, MessageInFile),
    )
    return seal_file(content, private, question.partner.keys)


def _carrying(answer: OutgoingAnswer) -> str:
    """Return the words of an answer, with the notice where the question carried it: it goes back as it came."""
    parts = (answer.question.content or {}).get("parts", [])
    return f"{answer.words}\n\n{NOTICE}" if any(part["code"] == CARRIED for part in parts) else answer.words

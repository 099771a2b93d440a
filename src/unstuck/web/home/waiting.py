"""What waiting things are about, each read through the gate of its own room: what one may not read says nothing."""

from __future__ import annotations

from collections.abc import Collection

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.consultation.permissions import consultations_for
from unstuck.web.directory.permissions import imports_for
from unstuck.web.emergency.permissions import emergencies_for
from unstuck.web.notifications.subjects import reads_subjects
from unstuck.web.reviews.permissions import second_looks_for
from unstuck.web.safety.permissions import concerns_for


@reads_subjects("concern")
def concerns(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return whom each concern is about, and what it is."""
    rows = concerns_for(actor).filter(public_id__in=ids).select_related("episode__client")
    return {str(one.public_id): f"{one.episode.client.called}: {_small(one.called)}" for one in rows}


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


@reads_subjects("consultation")
def consultations(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return the client to whoever asked about them, and who asked to everybody else."""
    rows = consultations_for(actor).filter(public_id__in=ids).select_related("episode__client", "asker")
    return {
        str(one.public_id): one.episode.client.called
        if one.asker_id == actor.id
        else _("From %(name)s") % {"name": one.asker.name}
        for one in rows
    }


@reads_subjects("intended")
def second_looks(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return who asks for a second look."""
    rows = second_looks_for(actor).filter(public_id__in=ids).select_related("by")
    return {str(one.public_id): _("From %(name)s") % {"name": one.by.name} for one in rows}


@reads_subjects("brought_in")
def imports(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return which directory it is, and from which file."""
    rows = imports_for(actor).filter(public_id__in=ids)
    return {str(one.public_id): f"{one.source} ({one.file_name})" for one in rows}


@reads_subjects("episode")
def clients(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return what the client is called."""
    rows = episodes_for(actor).filter(public_id__in=ids).select_related("client")
    return {str(one.public_id): one.client.called for one in rows}


@reads_subjects("emergency")
def emergencies(actor: Actor, ids: Collection[str]) -> dict[str, str]:
    """Return whose record it is, and who opened it."""
    rows = emergencies_for(actor).filter(public_id__in=ids).select_related("client", "person")
    return {str(one.public_id): f"{one.client.called}: {one.person.name}" for one in rows}

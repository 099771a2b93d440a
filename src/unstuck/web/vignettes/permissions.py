"""Who reads, checks and practises a vignette of an agency's own: who works with clients at that agency.

What is being written is its author's alone; a second person reads it from the moment it waits for them.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.models import Episode
from unstuck.web.caseload.permissions import WITH_CLIENTS, episodes_for
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.models import Lesson
from unstuck.web.consultation.permissions import lessons_for
from unstuck.web.vignettes.models import AgencyVignette

READ_BY_COLLEAGUES = ("waiting", "published")


def vignettes_for(actor: Actor | None) -> QuerySet[AgencyVignette]:
    """Return the vignettes of their agency that somebody may read: the gate of every page about them."""
    if actor is None or actor.role not in WITH_CLIENTS:
        return AgencyVignette.objects.none()
    readable = Q(author=actor.id) | Q(state__in=READ_BY_COLLEAGUES)
    return AgencyVignette.objects.filter(readable, agency=actor.agency_id)


def practised_by(actor: Actor | None) -> QuerySet[AgencyVignette]:
    """Return the vignettes of their agency that somebody practises: a second person has looked at each."""
    return vignettes_for(actor).filter(state="published")


def lessons_to_use(actor: Actor, episode: Episode) -> QuerySet[Lesson]:
    """Return somebody's own lessons on the shelf that may come from this client: their own work, and no other's."""
    if not episodes_for(actor).filter(pk=episode.pk, worker=actor.id).exists():
        return Lesson.objects.none()
    about = Q(consultation=None) | Q(consultation__episode=episode)
    return lessons_for(actor).filter(about, author=actor.id, state="published")


def knows_client(actor: Actor, vignette: AgencyVignette) -> bool:
    """Tell whether a text may be quoted back that names the client: to its author, while they may read the client."""
    mine = vignette.author_id == actor.id
    return mine and episodes_for(actor).filter(pk=vignette.episode_id).exists()


def check_lesson(actor: Actor, episode: Episode, lesson: Lesson) -> None:
    """Raise Denied unless the lesson is this person's, on the shelf, and may come from this client of theirs."""
    if not lessons_to_use(actor, episode).filter(pk=lesson.pk).exists():
        raise Denied("no_such_lesson", _("Choose a lesson of yours that is on the shelf and comes from this client."))


def check_is_author(actor: Actor, vignette: AgencyVignette) -> None:
    """Raise Denied unless this person wrote it, and still works here with clients."""
    if not vignettes_for(actor).filter(pk=vignette.pk, author=actor.id).exists():
        raise Denied("not_author", _("Only who wrote it changes it."))


def check_second_person(actor: Actor, vignette: AgencyVignette) -> None:
    """Raise Denied where the author, or somebody who cannot read it, would look."""
    if vignette.author_id == actor.id:
        raise Denied("own_vignette", _("A second person looks at it before colleagues practise it. You wrote it."))
    check_reads(actor, vignette)


def check_reads(actor: Actor, vignette: AgencyVignette) -> None:
    """Raise Denied where somebody cannot read it: only who reads it can find somebody in it, and withdraw it."""
    if not vignettes_for(actor).filter(pk=vignette.pk).exists():
        raise Denied("not_there", _("Only colleagues of the same agency read it."))

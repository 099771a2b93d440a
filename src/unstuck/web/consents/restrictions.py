"""What restrictions in force do: told to the gate of the caseload, and to whoever counts.

Safety is never restricted: concerns have a gate of their own, and what is recorded for a client's safety asks only
whether somebody works with them.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership
from unstuck.web.accounts.sight import HIDDEN
from unstuck.web.caseload import permissions
from unstuck.web.caseload.models import Episode
from unstuck.web.components.batches import in_parts
from unstuck.web.components.denied import Denied
from unstuck.web.components.prepared_queries import rows_of
from unstuck.web.consents.models import ConsentKind, Restriction, RestrictionScope
from unstuck.web.consents.queries import who_said_no
from unstuck.web.consents.workflow import ASKED, IN_FORCE


def in_force() -> QuerySet[Restriction]:
    """Return the restrictions that hold."""
    return Restriction.objects.filter(state=IN_FORCE)


def clients_hidden_from(person: int, team: int | None) -> QuerySet[Restriction]:
    """Return the restrictions by which somebody is not to see a client: named themselves, or with their team."""
    return in_force().filter(Q(person=person) | Q(team__isnull=False, team=team), scope=RestrictionScope.COLLEAGUE)


def hidden(actor: Actor) -> Q | None:
    """Return the condition of episodes that somebody is not to see; None where nobody keeps them out."""
    clients = rows_of(_hidden_clients, actor.id, actor.team_id)
    return Q(client__in=clients) if clients else None


def _hidden_clients(person: int, team: int | None) -> QuerySet[Restriction, int]:
    return clients_hidden_from(person, team).values_list("client", flat=True)


def frozen(episode: Episode) -> str:
    """Say why nothing is written into a record; empty where it is."""
    if rows_of(_held, episode.client_id):
        return _("The client had this record restricted: it is read, and nothing is added but what their safety needs.")
    return ""


def _held(client: int) -> QuerySet[Restriction]:
    return in_force().filter(client=client, scope=RestrictionScope.RECORD)


HIDDEN.append(hidden)
permissions.FROZEN.append(frozen)


def kept_out_of(client: int) -> QuerySet[Membership]:
    """Return the memberships of those who are not to see a client: the other direction of `hidden`."""
    rows = in_force().filter(client=client, scope=RestrictionScope.COLLEAGUE)
    here = Membership.objects.filter(ended_at=None)
    return here.filter(Q(person__in=rows.values("person")) | Q(team__in=rows.values("team")))


def check_may_be_shown(client: int, person: int) -> None:
    """Raise Denied where a client is to be shown to somebody whom a restriction keeps out."""
    if kept_out_of(client).filter(person=person).exists():
        raise Denied("kept_out", _("The client asked that this colleague does not see their record. Choose another."))


def left_out_of_figures(agency: int) -> set[int]:
    """Return the row ids of the clients who are not to count: restricted, or they said no to it."""
    scopes = (RestrictionScope.SUMS, RestrictionScope.RECORD)
    rows = in_force().filter(client__agency=agency, scope__in=scopes)
    return set(rows.values_list("client", flat=True)) | who_said_no(agency, ConsentKind.SUMS)


def restrictions_of(client: int) -> list[Restriction]:
    """Return a client's restrictions: those that wait first, then those in force, then the others, latest first."""
    order = {ASKED: 0, IN_FORCE: 1}
    return sorted(rows_of(_of_client, client), key=lambda one: order.get(one.state, 2))


def _of_client(client: int) -> QuerySet[Restriction]:
    rows = Restriction.objects.filter(client=client).order_by("-id")
    return rows.select_related("person", "team").prefetch_related("steps__by")


def check_takes_scores(episodes: Collection[int]) -> None:
    """Raise Denied where a file would add scores to a record that stays as it is."""
    references = _held_as_they_are(episodes)
    if references:
        problem = _(
            "These clients had their record restricted, so nothing is added: %(who)s. Take their rows out, and raise a "
            "concern by hand where one of them answered a question of risk above zero."
        )
        raise Denied("restricted", problem % {"who": ", ".join(references)})


def check_gives_scores_back(episodes: Collection[int]) -> None:
    """Raise Denied where taking a file back would change a record that stays as it is."""
    references = _held_as_they_are(episodes)
    if references:
        problem = _("These clients had their record restricted, so the file cannot be undone as a whole: %(who)s.")
        raise Denied("restricted", problem % {"who": ", ".join(references)})


def _held_as_they_are(episodes: Collection[int]) -> list[str]:
    """Return the references of those of some clients whose record stays as it is."""
    rows = in_force().filter(scope=RestrictionScope.RECORD)
    found = {
        reference
        for part in in_parts(sorted(episodes))
        for reference in rows.filter(client__episodes__in=part).values_list("client__reference", flat=True)
    }
    return sorted(found)

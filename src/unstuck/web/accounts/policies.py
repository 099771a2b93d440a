"""What may be done about people and roles, and when."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Agency, Membership, Role, RoleProposal, Team
from unstuck.web.audit.models import Entry
from unstuck.web.components.denied import Denied


def check_administers(by: Actor | None, agency: Agency) -> None:
    """Raise Denied unless `by` administers this agency, or is the command line."""
    if by is not None and (by.role != Role.ADMINISTRATOR or by.agency_id != agency.pk):
        raise Denied("not_administrator", _("Only an administrator of the agency can change this."))


def check_still_holds(actor: Actor) -> None:
    """Raise Denied where somebody no longer is what they were when their request began."""
    present = Membership.objects.filter(
        person=actor.id, agency=actor.agency_id, role=actor.role, team=actor.team_id, ended_at=None
    )
    if not present.filter(person__is_active=True).exists():
        raise Denied("post_changed", _("Your role changed while this page was open. Open the page again."))


def check_not_oneself(by: Actor | None, membership: Membership) -> None:
    """Raise Denied where somebody would end their own membership, or help themselves around their second factor."""
    if by is not None and by.id == membership.person_id:
        raise Denied("oneself", _("Nobody can do this for themselves. Ask another administrator."))


def check_not_last_administrator(membership: Membership) -> None:
    """Raise Denied where nobody would be left to look after the agency's people."""
    others = Membership.objects.filter(agency_id=membership.agency_id, role=Role.ADMINISTRATOR, ended_at=None)
    if membership.role == Role.ADMINISTRATOR and not others.exclude(pk=membership.pk).exists():
        raise Denied("last_administrator", _("This is the agency's last administrator. Make somebody else one first."))


def check_present(membership: Membership) -> None:
    """Raise Denied where the role changed or ended after the page was opened."""
    if membership.ended_at is not None:
        raise Denied(
            "stale_form",
            _("Somebody changed this person's role after you opened this page. Look at the role now, then try again."),
        )


def check_team(agency_id: int, role: Role, team: Team | None) -> None:
    """Raise Denied for another agency's team, or a team where the role has none."""
    if team is not None and team.agency_id != agency_id:
        raise Denied("other_agency", _("Choose a team of your own agency."))
    if team is not None and role not in Role.in_teams():
        raise Denied("no_team", _("Managers and administrators belong to the whole agency: do not choose a team."))


CONFIRMS = (Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR)
"""Who is the second person: whoever answers for others. Each of these roles is itself given by two people."""

_CLIENTS_ADDED = ("client.added", "clients.taken_in", "upload.saved")
"""What stands on the record of an agency as soon as it has clients."""


def has_clients(agency_public_id: object) -> bool:
    """Tell whether an agency ever had a client: by its record, which cannot be made to forget one."""
    return Entry.objects.filter(agency=str(agency_public_id), action__in=_CLIENTS_ADDED).exists()


def needs_second_person(by: Actor | None, role: Role, *, opens_clients: bool = False) -> bool:
    """Tell whether a post is given by two people, from an agency's first client on: each by which anybody sees more.

    Who is new as a worker sees nobody's clients until a supervisor hands them one. The command line is the operator's.
    """
    return by is not None and (role != Role.WORKER or opens_clients) and has_clients(by.agency_public_id)


def opens_clients(was: Membership, team: Team | None) -> bool:
    """Tell whether a worker's post opens clients: to themselves those still theirs, or theirs to another team.

    `was`: what somebody is, or was when they left.
    """
    return was.ended_at is not None or was.role not in Role.in_teams() or team not in (None, was.team)


def check_is_second_person(actor: Actor, agency_id: int, *others: int) -> None:
    """Raise Denied unless somebody may be the second person beside these: who asked, and whom it is about."""
    if actor.agency_id != agency_id or actor.role not in CONFIRMS or actor.id in others:
        raise Denied(
            "not_second_person",
            _("A second person confirms this: a supervisor, manager or administrator who neither asked for it, nor is ")
            + _("the person it is about."),
        )


def check_undecided(proposal: RoleProposal) -> None:
    """Raise Denied where somebody has decided already."""
    if proposal.decided_at is not None:
        raise Denied("decided_already", _("Somebody has already decided this."))

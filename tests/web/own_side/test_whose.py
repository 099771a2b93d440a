"""What a worker keeps of themselves is read by that worker alone, while the client is their work."""

from __future__ import annotations

from tests.web.cast import TODAY, Cast
from tests.web.refusals import who_finds
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.caseload.models import Episode
from unstuck.web.own_side.models import OwnSide
from unstuck.web.own_side.permissions import own_sides_of


def kept(cast: Cast) -> OwnSide:
    return OwnSide.objects.create(episode=cast.cleo, person=cast.worker, unsure=True)


def test_nobody_else_reads_it(cast: Cast) -> None:
    assert who_finds(cast, own_sides_of, kept(cast)) == {"Wanda"}
    assert not own_sides_of(None).exists()


def test_nobody_reads_it_once_the_client_is_somebody_elses(cast: Cast) -> None:
    mine = kept(cast)
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
    assert who_finds(cast, own_sides_of, mine) == set()


def test_who_works_with_clients_no_more_or_elsewhere_does_not_read_it(cast: Cast) -> None:
    mine = kept(cast)
    Membership.objects.filter(person=cast.worker).update(role=Role.MANAGER)
    assert who_finds(cast, own_sides_of, mine) == set()
    Membership.objects.filter(person=cast.worker).update(role=Role.WORKER, agency=cast.other_agency, team=None)
    assert who_finds(cast, own_sides_of, mine) == set()


def test_what_one_felt_about_the_work_ends_with_it(cast: Cast) -> None:
    mine = kept(cast)
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="goals_met")
    assert who_finds(cast, own_sides_of, mine) == set()

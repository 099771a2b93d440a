"""A note apart from the record is read by its author alone, while the client is their work."""

from __future__ import annotations

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import who_finds
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.caseload.models import Episode
from unstuck.web.process_notes.models import ProcessNote
from unstuck.web.process_notes.permissions import notes_of


def kept(cast: Cast) -> ProcessNote:
    return ProcessNote.objects.create(
        episode=cast.cleo, person=cast.worker, on=TODAY, at=NOW, words="What I make of it"
    )


def test_nobody_else_reads_it(cast: Cast) -> None:
    assert who_finds(cast, notes_of, kept(cast)) == {"Wanda"}
    assert not notes_of(None).exists()


def test_nobody_reads_it_once_the_client_is_somebody_elses(cast: Cast) -> None:
    mine = kept(cast)
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
    assert who_finds(cast, notes_of, mine) == set()


def test_who_works_with_clients_no_more_or_elsewhere_does_not_read_it(cast: Cast) -> None:
    mine = kept(cast)
    Membership.objects.filter(person=cast.worker).update(role=Role.MANAGER)
    assert who_finds(cast, notes_of, mine) == set()
    Membership.objects.filter(person=cast.worker).update(role=Role.WORKER, agency=cast.other_agency, team=None)
    assert who_finds(cast, notes_of, mine) == set()


def test_it_stays_with_its_author_after_the_work_has_ended(cast: Cast) -> None:
    mine = kept(cast)
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="goals_met")
    assert who_finds(cast, notes_of, mine) == {"Wanda"}

"""After an upgrade the rules may see a client otherwise: the row of the caseload then says what the page says."""

from __future__ import annotations

from datetime import timedelta

from tests.web.cast import NOW, TODAY, Cast
from tests.web.facts.acts import ago, record
from tests.web.safety.acts import sign
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import ConsultationStep, Episode, Standing
from unstuck.web.caseload.next_steps import step_on
from unstuck.web.operations.actions.advising import advise_again

OLD = [[TODAY.isoformat(), "continue", "Continue as planned"]]


def test_a_row_that_an_older_version_wrote_is_brought_up_to_date(cast: Cast) -> None:
    sign(cast)
    Standing.objects.filter(episode=cast.cleo).update(steps=OLD)
    assert advise_again(NOW, TODAY) == 1
    assert step_on(Standing.objects.get(episode=cast.cleo).steps, TODAY)[0] == "respond-to-risk"
    entry = Entry.objects.get(action="clients.brought_up_to_date")
    assert (entry.agency, entry.details) == (str(cast.agency.public_id), {"changed": 1})
    assert advise_again(NOW, TODAY) == 0
    assert Entry.objects.filter(action="clients.brought_up_to_date").count() == 1, (
        "nothing changed, so nothing is on record"
    )


def test_a_turn_that_lies_ahead_is_no_difference(cast: Cast) -> None:
    record(cast, ConsultationStep(on=ago(4), step="asked", about_this_stall=True))
    assert advise_again(NOW, TODAY) == 0
    tomorrow = TODAY + timedelta(days=1)
    assert advise_again(NOW + timedelta(days=1), tomorrow) == 0


def test_ended_work_stays_as_it_was(cast: Cast) -> None:
    Standing.objects.filter(episode=cast.cleo).update(steps=OLD)
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="client_wish")
    assert advise_again(NOW, TODAY) == 0

"""After an upgrade the rules may see a client otherwise: the row of the caseload then says what the page says."""

from __future__ import annotations

from datetime import timedelta

from tests.web.cast import NOW, TODAY, Cast
from tests.web.facts.acts import ago, record
from tests.web.safety.acts import sign
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import ConsultationStep, Episode, Standing, State
from unstuck.web.caseload.next_steps import step_on
from unstuck.web.operations.actions.advising import advise_again
from unstuck.web.operations.actions.judging import judge_with_new_curves

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


def test_scores_judged_with_a_curve_that_was_replaced_are_judged_again(cast: Cast) -> None:
    """The old states stay as they were; new ones are written beside them, and say what the present curve says."""
    before = State.objects.filter(episode=cast.cleo).count()
    newest = State.objects.filter(episode=cast.cleo).order_by("pk").last()
    assert newest is not None
    old = State(
        **{
            field.attname: getattr(newest, field.attname)
            for field in State._meta.concrete_fields
            if not field.primary_key
        }
    )
    old.code, old.evidence = "on_track", {**newest.evidence, "state": "on_track", "curve": "phq-9-assumed-week-1"}
    old.save()
    Standing.objects.filter(episode=cast.cleo).update(state=old, code="on_track")

    assert judge_with_new_curves(NOW, TODAY) == 1

    assert Standing.objects.get(episode=cast.cleo).code == newest.code
    assert State.objects.filter(episode=cast.cleo).count() == before + 2
    assert Entry.objects.filter(action="clients.brought_up_to_date").count() == 1
    assert judge_with_new_curves(NOW, TODAY) == 0

"""Concerns when a client is handed over: they go along where the worker answers for them, and only there."""

from __future__ import annotations

from dataclasses import replace

from tests.web.cast import Cast, write_context
from tests.web.home.people import text
from tests.web.reviews.acts import page
from tests.web.safety.acts import assess, sign
from tests.web.transfers.test_transfer import LATER, NEXT_WEEK, TODAY_ON, SignIn, arrange, told
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Standing
from unstuck.web.safety.models import Concern
from unstuck.web.transfers.actions.transfers import move_transfer


def steps_of(concern: Concern) -> list[tuple[str, str]]:
    return [(one.action, one.to.name if one.to else "") for one in concern.steps.order_by("id").select_related("to")]


def test_an_open_concern_goes_along_where_the_present_worker_answers_for_it(cast: Cast, as_person: SignIn) -> None:
    """S.3: it has a named responder, who is told; one who no longer sees the client is none."""
    known, unassessed = sign(cast, "suicide", myself=True), sign(cast, "self_neglect", myself=True)
    assess(cast, known)
    shown = text(as_person(cast.supervisor).get(page(cast.cleo, "hand-over/")))
    assert "Thoughts of suicide: Wanda answers for it now, and the new worker from the transfer on." in shown
    assert "Self-neglect: Wanda answers for it now. With the transfer the new worker is asked to take it on." in shown
    arrange(cast, cast.supervisor, replace(TODAY_ON, risk_words="We talked it through."))
    known.refresh_from_db()
    unassessed.refresh_from_db()
    assert (known.responder, known.state, known.answer_by) == (cast.teammate, "assessed", None)
    assert (unassessed.responder, unassessed.state) == (cast.teammate, "raised")
    assert unassessed.answer_by is not None, "and is asked to take it on, by a time"
    assert steps_of(known)[-1] == ("pass_on", "Wim")
    assert [one for one in told() if one[1] == "concern.raised"] == [("Wim", "concern.raised")] * 2
    entry = Entry.objects.get(action="client.handed_over")
    assert set(entry.details["concerns"]) == {str(known.public_id), str(unassessed.public_id)}
    assert Standing.objects.get(pk=cast.cleo.pk).watched_by == "Wim"


def test_a_concern_for_which_somebody_else_answers_stays_with_them(cast: Cast, as_person: SignIn) -> None:
    concern = sign(cast, "suicide", by=cast.supervisor, myself=True)
    shown = text(as_person(cast.worker).get(page(cast.cleo, "hand-over/")))
    assert "Thoughts of suicide: Sunita answers for it, and still does after the transfer." in shown
    arrange(cast, cast.supervisor, replace(TODAY_ON, risk_words="We talked it through."))
    concern.refresh_from_db()
    assert (concern.responder, concern.state) == (cast.supervisor, "taken")
    assert "concerns" not in Entry.objects.get(action="client.handed_over").details


def test_a_concern_comes_back_with_a_client_who_was_covered(cast: Cast) -> None:
    concern = sign(cast, "suicide", myself=True)
    assess(cast, concern)
    wanted = replace(TODAY_ON, until=NEXT_WEEK, risk_words="We talked it through.")
    covered = arrange(cast, cast.supervisor, wanted)
    concern.refresh_from_db()
    assert concern.responder == cast.teammate
    move_transfer(cast.actor(cast.supervisor), covered, "hand_back", LATER)
    concern.refresh_from_db()
    assert (concern.responder, concern.state) == (cast.worker, "assessed")


def test_what_is_only_arranged_moves_no_concern(cast: Cast) -> None:
    concern = sign(cast, "suicide", myself=True)
    wanted = replace(TODAY_ON, on=NEXT_WEEK, risk_words="We talked it through.")
    arranged = arrange(cast, cast.worker, wanted)
    concern.refresh_from_db()
    assert concern.responder == cast.worker
    move_transfer(cast.actor(cast.worker), arranged, "call_off", write_context())
    concern.refresh_from_db()
    assert (concern.responder, concern.state) == (cast.worker, "taken")

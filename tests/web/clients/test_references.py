"""A reference that somebody else's client has: the refusal tells that there is one, so it is counted and limited."""

from __future__ import annotations

from datetime import timedelta

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import refusal
from unstuck.web.audit.models import Entry
from unstuck.web.audit.refusals import MOST
from unstuck.web.caseload.actions.clients import NewClient, change_client
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Client, Episode
from unstuck.web.intake.actions import add_client


def test_asking_by_reference_whether_somebody_is_a_client_ends_after_a_few(cast: Cast) -> None:
    wim, own = cast.actor(cast.teammate), NewClient("W-1", "Will", TODAY)
    mine = add_client(wim, own, now=NOW, today=TODAY)

    def add(reference: str, days: int = 0) -> str:
        now = NOW + timedelta(days=days, seconds=1)
        return refusal(add_client, wim, NewClient(reference, "", TODAY), now=now, today=TODAY)

    def change(reference: str) -> str:
        return refusal(change_client, wim, Episode.objects.get(pk=mine.pk), reference, "Will", WriteContext(NOW, TODAY))

    assert [add("R-1") for _try in range(5)] == ["reference_taken"] * 5
    assert [change("R-1") for _try in range(MOST - 5)] == ["reference_taken"] * (MOST - 5)
    assert (add("R-1"), add("X-1"), change("X-1")) == ("guessed_too_often",) * 3, "neither yes nor no"
    assert change("w-1") == "", "who keeps the reference asks nothing"
    kept = Entry.objects.filter(action="reference.refused")
    assert {(one.actor, one.subject_id) for one in kept} == {(str(cast.teammate.public_id),) * 2}
    assert kept.count() == MOST
    assert not Client.objects.filter(reference="X-1").exists()
    assert add("X-1", days=1) == ""
    assert refusal(add_client, cast.actor(cast.worker), NewClient("R-2", "", TODAY), now=NOW, today=TODAY) == ""

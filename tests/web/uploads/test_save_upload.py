from __future__ import annotations

from collections.abc import Callable

from django.test import Client as Browser

from tests.web.cast import Cast
from tests.web.uploads.files import saved, text
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Client, Score, Standing, State, Upload

As = Callable[[Person | None], Browser]
FILE = "client,score,date\nR-1,9,2026-11-20\nN-71,18,2026-11-01\nN-71,17,2026-11-08\nN-71,17,2026-11-15\n"


def test_new_and_known_clients_are_saved_with_their_states(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = saved(wanda, FILE)
    added = Client.objects.get(agency=cast.agency, reference="N-71").episodes.get()
    assert added.worker_id == cast.worker.pk
    assert [row.total for row in added.scores.order_by("day")] == [18, 17, 17]
    assert State.objects.filter(episode=added).count() == 3
    assert Score.objects.get(episode=cast.cleo, total=9).upload is not None
    assert Standing.objects.get(episode=added).scores == 3
    upload = Upload.objects.defer(None).get()
    assert (upload.stage, upload.content, upload.scores_added, upload.clients_added) == ("saved", None, 4, 1)
    entry = Entry.objects.get(action="upload.saved")
    assert entry.details == {"scores": 4, "clients": 1, "corrected": 0}
    page = text(wanda.get(address))
    assert "Undo this file" in page

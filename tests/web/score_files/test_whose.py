"""Whose files of scores they are: everybody has those that they brought in themselves, where they work now."""

from __future__ import annotations

from tests.web.cast import NOW, Cast
from tests.web.refusals import who_finds
from unstuck.web.caseload.models import Upload
from unstuck.web.score_files.permissions import uploads_for


def test_files_of_scores_are_of_who_brought_them_in_at_their_present_agency(cast: Cast) -> None:
    row = Upload.objects.create(
        agency=cast.agency, by=cast.worker, at=NOW, file_name="a.csv", content=b"a", sha256="0" * 64,
        instrument="PHQ-9", stage_at=NOW,
    )  # fmt: skip
    assert who_finds(cast, uploads_for, row) == {"Wanda"}
    assert not uploads_for(None).exists()
    assert {"content", "rows"} <= uploads_for(cast.actor(cast.worker)).get().get_deferred_fields()
    Upload.objects.filter(pk=row.pk).update(by=cast.supervisor)
    assert who_finds(cast, uploads_for, row) == {"Sunita"}
    Upload.objects.filter(pk=row.pk).update(agency=cast.other_agency)
    assert who_finds(cast, uploads_for, row) == set()
    Upload.objects.filter(pk=row.pk).update(agency=cast.agency, by=cast.manager)
    assert who_finds(cast, uploads_for, row) == set()

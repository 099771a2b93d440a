"""Whose learning, hours and files of scores they are: everybody has their own, and nobody reads another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import who_finds
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.caseload.models import Upload
from unstuck.web.hours.models import HoursEntry, HoursKind, ReflectionNote
from unstuck.web.hours.permissions import entries_of, notes_of
from unstuck.web.learning.models import LearningAnswer, LearningChoices, MockExam
from unstuck.web.learning.permissions import answers_of, choices_of, mocks_of
from unstuck.web.learning.weeks.models import CourseTry
from unstuck.web.learning.weeks.permissions import tries_of
from unstuck.web.score_files.permissions import uploads_for


def test_learning_and_hours_are_ones_own(cast: Cast) -> None:
    whose = cast.worker
    rows = {
        answers_of: LearningAnswer.objects.create(person=whose, story="a", chosen="b", right=True, at=NOW),
        mocks_of: MockExam.objects.create(
            person=whose, started_at=NOW, ends_at=NOW + timedelta(hours=1), stories=["a"]
        ),
        tries_of: CourseTry.objects.create(person=whose, made_up="a", seed=1, started_at=NOW),
        entries_of: HoursEntry.objects.create(person=whose, kind=HoursKind.values[0], on=TODAY, minutes=60, at=NOW),
        notes_of: ReflectionNote.objects.create(person=whose, words="Slow down", at=NOW),
    }
    for gate, row in rows.items():
        assert who_finds(cast, gate, row) == {"Wanda"}
        assert not gate(None).exists()
    Membership.objects.filter(person=whose).update(role=Role.MANAGER)
    for gate, row in rows.items():
        assert who_finds(cast, gate, row) == set(), "a manager does not learn here"


def test_how_one_practises_is_ones_own(cast: Cast) -> None:
    LearningChoices.objects.create(person=cast.worker, language="es", one_a_day=True)
    wanda = cast.actor(cast.worker)
    kept = choices_of(wanda)
    assert (kept.language, kept.one_a_day) == ("es", True)
    for actor in (cast.actor(cast.supervisor), None, replace(wanda, role=Role.MANAGER)):
        other = choices_of(actor)
        assert (other.language, other.one_a_day) == ("en", False)


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

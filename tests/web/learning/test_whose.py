"""Whose learning it is: everybody has their own, and nobody reads another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.web.cast import NOW, Cast
from tests.web.refusals import who_finds
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.learning.models import LearningAnswer, LearningChoices, MockExam
from unstuck.web.learning.permissions import answers_of, choices_of, mocks_of
from unstuck.web.learning.weeks.models import CourseTry
from unstuck.web.learning.weeks.permissions import tries_of


def test_answers_examinations_and_tries_are_ones_own(cast: Cast) -> None:
    whose, hour = cast.worker, timedelta(hours=1)
    rows = {
        answers_of: LearningAnswer.objects.create(person=whose, story="a", chosen="b", right=True, at=NOW),
        mocks_of: MockExam.objects.create(person=whose, started_at=NOW, ends_at=NOW + hour, stories=["a"]),
        tries_of: CourseTry.objects.create(person=whose, made_up="a", seed=1, started_at=NOW),
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

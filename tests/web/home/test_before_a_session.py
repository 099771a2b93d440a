"""Before a session the worker sees one screen: what was answered, what changed, what was agreed, what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.checkins.acts import answer_all, ask
from unstuck.web.checkins.models import Checkin
from unstuck.web.components import dates

See = Callable[..., Browser]


def test_what_the_client_answered_and_what_changed(cast: Cast, as_person: See, monkeypatch: pytest.MonkeyPatch) -> None:
    there = f"/clients/{cast.cleo.public_id}/before/"
    worker, client = as_person(cast.worker), as_person(None)
    empty = worker.get(there).content.decode()
    assert "No check-in has been answered yet" in empty
    assert "Ask: PHQ-9, Working together, Willingness, Life areas" in empty
    answer_all(client, ask(cast), {"phq9_1": 3, "phq9_2": 3, "willing": 8})
    later = NOW + timedelta(days=7)
    monkeypatch.setattr(dates, "wall_clock", lambda: later)
    second = ask(cast, now=later)
    Checkin.objects.filter(pk=second.pk).update(on=TODAY + timedelta(days=7))
    answer_all(client, second, {"phq9_1": 2, "willing": 6}, words="Better, since the letter came")
    shown = worker.get(there).content.decode()
    for words in ("Better, since the letter came", "6, now 2", "8, now 6", "What changed since 22 November 2026"):
        assert words in shown
    assert "Ask: Life areas" in shown


def test_what_is_due_is_asked_from_here_until_one_waits(cast: Cast, as_person: See) -> None:
    there, asking = f"/clients/{cast.cleo.public_id}/before/", f'href="/clients/{cast.cleo.public_id}/check-ins/ask/"'
    worker, supervisor = as_person(cast.worker), as_person(cast.supervisor)
    assert asking in worker.get(there).content.decode()
    assert asking not in supervisor.get(there).content.decode(), "the client's own worker asks"
    ask(cast)
    assert asking not in worker.get(there).content.decode()


def test_a_risk_stands_before_everything_else(cast: Cast, as_person: See) -> None:
    answer_all(as_person(None), ask(cast, ["PHQ-9"]), {"phq9_9": 1})
    shown = as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/before/").content.decode()
    assert shown.index("Safety first") < shown.index("What they answered")
    assert "Several days" in shown


@pytest.mark.parametrize("person", ["teammate", "manager", "outsider"])
def test_nobody_else_sees_it(cast: Cast, as_person: See, person: str) -> None:
    answer = as_person(getattr(cast, person)).get(f"/clients/{cast.cleo.public_id}/before/")
    assert answer.status_code in (403, 404)

"""What a machine asks the site, and the lines that it writes: no more than time, place and opaque ids."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.web.cast import Cast
from unstuck.web.components.logs import OneLine, WithoutPersonalData
from unstuck.web.config import health


def test_a_process_that_answers_and_a_site_that_can_work(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Browser().get(reverse("health:alive")).content == b"alive\n"
    assert Browser().get(reverse("health:ready")).content == b"ready\n"


def test_no_redirect_to_tls_for_the_machine_itself(db: None, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Browser().get("/health/").status_code == 200
    assert Browser().get("/sign-in/").status_code == 301


def test_a_database_that_does_not_answer_is_said_and_not_why(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_given: object) -> None:
        raise OSError(28, "No space left on device /srv/cleo")

    monkeypatch.setattr(health, "access_store", gone)
    answer = Browser().get("/ready/")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


def test_a_line_of_the_log_has_time_and_persons_id_and_nothing_typed(cast: Cast) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, "Not Found: %s", ("/Cleo Brook/",), None)
    record.created = 1_795_000_000.25
    record.request = SimpleNamespace(actor=cast.actor(cast.worker), resolver_match=None)
    record.status_code = 404
    assert WithoutPersonalData().filter(record)
    assert json.loads(OneLine().format(record)) == {
        "time": "2026-11-18T11:06:40.250+00:00",
        "level": "warning",
        "logger": "django.request",
        "person": str(cast.worker.public_id),
        "message": "404 no route",
    }

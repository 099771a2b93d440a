"""A worker with one client who has a course of scores, and browsers through other middleware than the site's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse
from tests.web.cast import make_cast

from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Episode

settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


def browsers(without: Mapping[str, Sequence[str]]) -> dict[str, Callable[[str], Any]]:
    """Return for each way what asks for a page, signed in as the client's worker."""
    make_cast()
    worker = Person.objects.get(email="wanda@example.invalid")
    usual = list(settings.MIDDLEWARE)
    made: dict[str, Callable[[str], Any]] = {}
    for name, left_out in without.items():
        settings.MIDDLEWARE = [one for one in usual if one not in left_out]
        browser = Client()
        browser.handler = ClientHandler(enforce_csrf_checks=False)
        browser.handler.load_middleware()
        browser.force_login(worker, backend="unstuck.web.accounts.sign_in.PeopleBackend")
        made[name] = browser.get
    settings.MIDDLEWARE = usual
    return made


def client_page() -> str:
    """Return the address of the client's page."""
    episode = Episode.objects.get(client__reference="R-1")
    return reverse("home:client", kwargs={"episode": episode.public_id})

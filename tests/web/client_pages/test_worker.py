"""A worker makes a client's page only by a way that is safe, and nobody else reads what is said there."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast
from tests.web.client_pages.acts import context, fill_page, make_page
from unstuck.web.client_pages import actions
from unstuck.web.client_pages.models import Objection, PageChoice, PageLink
from unstuck.web.client_pages.queries import shows_course
from unstuck.web.client_pages.tokens import page_code, page_token
from unstuck.web.components.denied import Denied
from unstuck.web.safety.actions.care import say_safe_way
from unstuck.web.safety.actions.concerns import SeenSign, raise_concern

See = Callable[..., Browser]


def _send(browser: Browser, there: str, typed: dict[str, Any]) -> Any:
    fields = dict(re.findall(r'name="(once|version)" value="([^"]*)"', browser.get(there).content.decode()))
    return browser.post(there, {**fields, **typed})


def test_the_code_goes_by_a_safe_way_or_not_at_all(cast: Cast) -> None:
    worker = cast.actor(cast.worker)
    with pytest.raises(Denied) as unknown:
        actions.make_page_link(worker, cast.cleo, "phone", context())
    say_safe_way(worker, cast.cleo, "Mornings.", ["letter", "text"], context())
    for way in ("letter", "text", "pigeon"):
        with pytest.raises(Denied) as unsafe:
            actions.make_page_link(worker, cast.cleo, way, context())
        assert unsafe.value.code == "unsafe_way"
    assert (unknown.value.code, PageLink.objects.count()) == ("no_safe_way", 0)
    raise_concern(worker, cast.cleo, SeenSign("violence_at_home", TODAY, "words", "He reads it."), context())
    with pytest.raises(Denied) as violence:
        actions.make_page_link(worker, cast.cleo, "phone", context())
    assert violence.value.code == "not_by_link"


def test_the_worker_makes_a_page_hands_over_its_code_and_closes_it(cast: Cast, as_person: See) -> None:
    browser, there = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/own-page/"
    assert "Ask first how this client can be reached safely." in browser.get(there).content.decode()
    say_safe_way(cast.actor(cast.worker), cast.cleo, "Mornings.", ["letter"], context())
    assert 'value="letter"' not in browser.get(f"{there}link/").content.decode()
    assert _send(browser, f"{there}link/", {"code_way": "phone"}).status_code == 302
    page = browser.get(there).content.decode()
    token, code = re.search(r"/mine/(\w{64})/", page), re.search(r'checkin-code">(\d{6})<', page)
    assert token is not None
    assert code is not None
    stranger = as_person(None)
    assert stranger.post(f"/mine/{token[1]}/", {"code": code[1]}).status_code == 302
    assert _send(browser, f"{there}close/", {}).status_code == 302
    assert stranger.get(f"/mine/{token[1]}/").status_code == 410


def test_neither_token_nor_code_is_stored(cast: Cast) -> None:
    link = make_page(cast)
    stored = str(PageLink.objects.filter(pk=link.pk).values().get())
    assert page_token(link.seed) not in stored
    assert page_code(link.seed) not in re.findall(r"'(\d{6})'", stored)


def test_the_client_chooses_with_their_worker(cast: Cast, as_person: See) -> None:
    there = f"/clients/{cast.cleo.public_id}/own-page/"
    assert _send(as_person(cast.worker), f"{there}parts/", {"parts": ["plan", "safety"]}).status_code == 302
    held = PageChoice.objects.get(episode=cast.cleo)
    assert (held.parts, held.by) == (["plan", "safety"], cast.worker)
    assert _send(as_person(cast.worker), f"{there}parts/", {}).status_code == 302
    assert PageChoice.objects.latest("pk").parts == []


@pytest.mark.parametrize("person", ["teammate", "worker_elsewhere", "outsider", "manager", "administrator"])
def test_nobody_else_reads_what_a_client_says(cast: Cast, as_person: See, person: str) -> None:
    fill_page(cast)
    make_page(cast)
    quoted = actions.QuotedStatement("plan", 1, "A walk every day.")
    actions.object_to(cast.cleo, quoted, "Not mine.", context())
    held = Objection.objects.get()
    for rest in ("", f"not-right/{held.pk}/"):
        answer = as_person(getattr(cast, person)).get(f"/clients/{cast.cleo.public_id}/own-page/{rest}")
        assert answer.status_code in (403, 404)
        assert "Not mine." not in answer.content.decode()


def test_an_objection_is_answered_once_and_in_words(cast: Cast) -> None:
    quoted = actions.QuotedStatement("plan", 1, "A walk every day.")
    actions.object_to(cast.cleo, quoted, "", context())
    held, worker = Objection.objects.get(), cast.actor(cast.worker)
    actions.answer_objection(worker, held, "We took it out.", context())
    with pytest.raises(Denied) as again:
        actions.answer_objection(worker, held, "Once more.", context())
    assert again.value.code == "answered_already"


def test_an_administrator_sets_what_clients_may_read(cast: Cast, as_person: See) -> None:
    browser, there = as_person(cast.administrator), "/check-ins/settings/own-pages/"
    assert "/check-ins/settings/own-pages/" in browser.get("/check-ins/settings/").content.decode()
    assert not shows_course(cast.agency.pk)
    assert _send(browser, there, {"shows_course": "yes"}).status_code == 302
    assert (shows_course(cast.agency.pk), shows_course(cast.other_agency.pk)) == (True, False)
    page = as_person(cast.worker).get(f"/clients/{cast.cleo.public_id}/own-page/").content.decode()
    assert "does not let clients" not in html.unescape(page)

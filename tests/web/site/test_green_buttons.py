"""Behind a green button there is something to do: never a page that only says that there is nothing to choose."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client as Browser

from tests.web.cast import Cast
from tests.web.referrals.test_network_page import service
from unstuck.guidance.life_areas import area_codes
from unstuck.web.accounts.models import Person

SignIn = Callable[[Person | None], Browser]

LINK = re.compile(r'<a\b[^>]*href="([^"#]+)[^"]*"[^>]*>')
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+\b|(?<==)[^&]*")
"""What differs between pages of one shape: ids, numbers, and what is asked for."""
OF_EACH = 3
"""Pages of one shape that are looked at: what stands on them depends on how the thing stands."""


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def is_green(tag: str) -> bool:
    return re.search(r'class="govuk-button"', tag) is not None


def has_something_to_do(page: str) -> bool:
    """Tell whether a page has a form, or a link that is a choice and not a way out."""
    main = main_of(page)
    return re.search(r'<form\b[^>]*method="post"', main) is not None or any(
        "govuk-button" not in link[0] or is_green(link[0]) for link in LINK.finditer(main)
    )


def walk(browser: Browser) -> list[str]:
    """Return the pages behind green buttons, from the first page on, on which there is nothing to do."""
    waiting, known, shapes, found = deque(["/"]), {"/"}, dict[str, int](), []
    green: set[str] = set()
    while waiting:
        address = waiting.popleft()
        shape = ID.sub("…", address)
        shapes[shape] = shapes.get(shape, 0) + 1
        if shapes[shape] > OF_EACH:
            continue
        answer = browser.get(address, follow=True)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        page = answer.content.decode()
        if address in green and not has_something_to_do(page):
            found.append(address)
        links = [(unescape(link[1]), is_green(link[0])) for link in LINK.finditer(page)]
        green |= {to for to, is_main in links if is_main}
        fresh = dict.fromkeys(to for to, _ in links if to.startswith("/") and to not in known)
        known.update(fresh)
        waiting.extend(fresh)
    assert green, "no green button was met"
    return found


@pytest.mark.parametrize("who", ["supervisor", "teammate", "outside_supervisor", "worker"])
def test_no_green_button_leads_to_an_empty_choice(cast: Cast, as_person: SignIn, who: str) -> None:
    """Wim and both supervisors have no clients of their own; Wanda has one."""
    service(cast, "Debt advice", *area_codes())
    assert walk(as_person(getattr(cast, who))) == []

"""Files, and the steps through the pages that bring them in."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client as Browser

LONG = {"layout": "long", "client": "client", "score": "score", "time": "date", "unit": "date"}


def text(answer: Any) -> str:
    """The page's text, entities as they are."""
    return re.sub(r"\s+", " ", answer.content.decode())


def choose(
    browser: Browser, content: bytes | str, name: str = "scores.csv", instrument: str = "PHQ-9", **more: str
) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return browser.post("/scores/", {"instrument": instrument, "file": SimpleUploadedFile(name, data), **more})


def describe(browser: Browser, address: str, **fields: str) -> Any:
    return browser.post(address, {"instrument": "PHQ-9", **({} if "layout" in fields else LONG), **fields})


def problems(answer: Any) -> str:
    """What the box at the top of the page says, without its tags."""
    found = re.search(r'class="govuk-error-summary__body">(.*?)</div>', text(answer))
    return re.sub(r"<[^>]*>", "", found[1]) if found else f"{answer.status_code}"


def token(page: Any) -> dict[str, str]:
    """The hidden fields of the first form that has any."""
    found = dict(re.findall(r'name="(once|seen)" value="([^"]*)"', page.content.decode()))
    assert "once" in found
    return found


def save(browser: Browser, address: str, **fields: str) -> Any:
    """Press save on the preview as it is shown now."""
    page = browser.get(address + "preview/")
    assert page.status_code == 200, problems(page)
    return browser.post(address + "preview/", {**token(page), "save": "1", **fields})


def bring(browser: Browser, content: bytes | str, instrument: str = "PHQ-9", **fields: str) -> str:
    """Choose and describe; the address of the upload."""
    chosen = choose(browser, content, instrument=instrument)
    assert chosen.status_code == 302, problems(chosen)
    described = describe(browser, chosen["Location"], **{"instrument": instrument, **fields})
    assert described.status_code == 302, problems(described)
    return str(chosen["Location"])


def saved(browser: Browser, content: bytes | str, **fields: str) -> str:
    """Bring a file in, all the way."""
    address = bring(browser, content, **fields)
    answer: HttpResponse = save(browser, address)
    assert answer.status_code == 302, problems(answer)
    return address

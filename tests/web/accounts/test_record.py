"""The record as an administrator reads it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.test import Client as Browser

from tests.web.cast import NOW, Cast
from unstuck.web.accounts.actions import add_team
from unstuck.web.accounts.models import Person
from unstuck.web.audit.actions import audited
from unstuck.web.audit.models import Chain, Entry
from unstuck.web.audit.words import ACTIONS, SUBJECTS

AsPerson = Callable[[Person | None], Browser]
WEB = Path(__file__).parents[3] / "src/unstuck/web"


def numbers(answer: Any) -> list[int]:
    found = re.findall(r'govuk-table__cell--numeric"[^>]*>(\d+)<', answer.content.decode())
    return [int(one) for one in found]


def test_it_is_the_own_agencys_newest_first(cast: Cast, as_person: AsPerson) -> None:
    answer = as_person(cast.administrator).get("/record/")
    count = Entry.objects.filter(agency=str(cast.agency.public_id)).count()
    assert numbers(answer) == list(range(count, 0, -1))
    page = answer.content.decode()
    assert "Score added" in page
    assert "score.added</td>" not in page
    assert "Wanda" in page


def test_clients_are_opaque_ids(cast: Cast, as_person: AsPerson) -> None:
    page = as_person(cast.administrator).get("/record/").content.decode()
    assert "Cleo" not in page
    assert "R-1" not in page
    assert f"client {str(cast.cleo.public_id)[:8]}" in page


def test_what_was_done_is_said_in_words_and_its_codes_are_one_fold_away(cast: Cast, as_person: AsPerson) -> None:
    with audited("quarter.taken_away", agency=cast.agency.public_id, actor=cast.manager.public_id, now=NOW) as write:
        write.about("quarter", "2026-Q3", form="pdf")
    page = as_person(cast.administrator).get("/record/").content.decode()
    seen = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert "as a PDF" in seen
    assert "quarter 3 of 2026" in seen
    assert "PHQ-9" in seen
    for raw in ("form:", "2026-Q3", "instrument", "score:", "quarter.taken_away<"):
        assert raw not in seen, raw
    assert "quarter.taken_away; quarter 2026-Q3; form: pdf</p>" in page
    assert f"score.added; episode {cast.cleo.public_id}; instrument: PHQ-9; score: " in page


def test_it_is_paged_by_fifty(cast: Cast, as_person: AsPerson, django_assert_num_queries: Any) -> None:
    browser = as_person(cast.administrator)
    with django_assert_num_queries(
        7
    ):  # two of them: how old the last good backup is, and whether the record of access is whole
        browser.get("/record/")
    before = Entry.objects.filter(agency=str(cast.agency.public_id)).count()
    for number in range(60):
        add_team(cast.agency, f"Team {number}", by=cast.actor(cast.administrator), now=NOW)
    with django_assert_num_queries(
        7
    ):  # two of them: how old the last good backup is, and whether the record of access is whole
        first = browser.get("/record/")
    total = before + 60
    assert numbers(first) == list(range(total, total - 50, -1))
    second = browser.get(f"/record/?before={total - 49}")
    assert numbers(second) == list(range(total - 50, 0, -1))
    assert f'href="?before={total - 49}"' in first.content.decode()
    assert "Older" not in second.content.decode()


def test_it_is_searched_by_what_and_by_whom(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    mine = Entry.objects.filter(agency=str(cast.agency.public_id))
    teams = mine.filter(number__in=numbers(browser.get("/record/", {"action": "team.added"})))
    assert [one.action for one in teams] == ["team.added", "team.added"]
    wanda = numbers(browser.get("/record/", {"person": str(cast.worker.public_id)}))
    assert len(wanda) == Entry.objects.filter(actor=str(cast.worker.public_id)).count()
    assert numbers(browser.get("/record/", {"person": str(cast.administrator.public_id)})) == []
    assert numbers(browser.get("/record/", {"person": str(cast.outsider.public_id)})) == numbers(
        browser.get("/record/")
    )


def test_it_can_be_checked_on_request(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    assert "is intact" not in browser.get("/record/").content.decode()
    page = browser.get("/record/?check=1").content.decode()
    chain = Chain.objects.get(agency=str(cast.agency.public_id))
    assert f"The record is intact: {chain.length} entries" in page
    assert chain.head in page


def test_a_record_that_was_tampered_with_says_so(cast: Cast, as_person: AsPerson) -> None:
    chain = Chain.objects.get(agency=str(cast.agency.public_id))
    Chain.objects.filter(pk=chain.pk).update(length=chain.length + 1)
    page = as_person(cast.administrator).get("/record/?check=1").content.decode()
    assert "The record is not intact" in page
    assert "the end of the record is missing" in page


def test_another_agencys_trouble_is_not_ours(cast: Cast, as_person: AsPerson) -> None:
    Chain.objects.filter(agency=str(cast.other_agency.public_id)).update(length=999)
    assert "is intact" in as_person(cast.administrator).get("/record/?check=1").content.decode()


def test_nonsense_in_the_address_shows_everything(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    everything = numbers(browser.get("/record/"))
    for nonsense in ("before=x", "before=-1", "before=99999999999999999999", "action=kite", "person=me", "before=٣"):
        assert numbers(browser.get(f"/record/?{nonsense}")) == everything, nonsense


def test_every_action_and_subject_of_the_site_has_words() -> None:
    """The codes are read from the source: whatever looks like one in a module of actions, or is passed to `audited`."""
    codes, subjects = set(), set()
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("audited", "note", "_recorded", "recorded"):
                codes.add(node.args[0].value)
            if name == "about":
                subjects.add(node.args[0].value)
    assert len(codes) > 15
    assert codes <= set(ACTIONS)
    assert subjects <= set(SUBJECTS)

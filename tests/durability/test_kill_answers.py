"""kill −9 while clients answer: no acknowledged answer lost, none stored twice, none above zero without its concern.

Several clients answer by link at the same time, change their minds, and send. Whoever gets no answer sends the same
again, as a person at a phone does. So what is stored is known exactly: the answers in the order in which they were
acknowledged, one row for each change of mind.
"""

from __future__ import annotations

import http.client
import random
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.durability.test_kill import FORM, Trials, kill_while, trials_on_postgresql, trials_on_sqlite, world
from tests.web.site_process import Served

pytestmark = pytest.mark.durability

CLIENTS_AT_ONCE = 4
CHANGES_OF_MIND = 20
"""Answers that a client gives before sending, beyond the first one to each question."""
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')
ITEMS = [*(f"phq9_{number}" for number in range(1, 10)), "willing"]
WORDS = "It was a long week."


@dataclass
class Answering:
    """Somebody who answers one check-in after the other. `given`: by link, each acknowledged change in order.

    `sent`: the links whose sending was acknowledged. On the last link they go on changing their mind.
    """

    site: list[Served]
    links: list[str]
    until: threading.Event
    chance: random.Random
    given: dict[str, list[list[object]]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    acknowledged: int = 0
    _kept: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        for place, link in enumerate(self.links):
            self.given[link] = []
            for item in range(len(ITEMS)):
                self._answer(link, item)
            changes = CHANGES_OF_MIND if place < len(self.links) - 1 else sys.maxsize
            while changes and not self.until.is_set():
                self._answer(link, self.chance.randrange(len(ITEMS)))
                changes -= 1
            if self.until.is_set():
                return
            if self._until_acknowledged(f"{link}words/", {"words": WORDS}):
                self.sent.add(link)

    def _answer(self, link: str, place: int) -> None:
        value = self.chance.randrange(4)
        if self._until_acknowledged(f"{link}{place + 1}/", {"value": str(value)}):
            self._note(self.given[link], [ITEMS[place], value])

    @staticmethod
    def _note(given: list[list[object]], row: list[object]) -> None:
        """Note a change; the same answer as before is none."""
        latest = next((one for one in reversed(given) if one[0] == row[0]), None)
        if latest != row:
            given.append(row)

    def _until_acknowledged(self, address: str, typed: dict[str, str]) -> bool:
        """Send until it is answered. Once begun it is not given up: else nobody could say whether it was stored."""
        while True:
            try:
                if self._send(address, typed):
                    self.acknowledged += 1
                    return True
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # the site is away just now

    def _send(self, address: str, typed: dict[str, str]) -> bool:
        if not self._kept:
            _status, page, headers = self.site[0].ask("GET", address)
            if found := CSRF.search(page):
                cookie = headers.get("Set-Cookie", "").partition(";")[0]
                self._kept |= {"cookie": cookie, "csrfmiddlewaretoken": unescape(found[1])}
        body = urlencode({**typed, "csrfmiddlewaretoken": self._kept.get("csrfmiddlewaretoken", "")}).encode()
        headers = {**FORM, "Cookie": self._kept.get("cookie", "")}
        status, page, _headers = self.site[0].ask("POST", address, body, headers)
        already_sent = status == 200 and "have been sent" in page and "words" in typed
        return status == 302 or already_sent


def try_answers(trials: Trials) -> None:
    wanted = CLIENTS_AT_ONCE * max(2, trials.count // 2)
    made = world(trials.home, trials.surroundings, "prepare_checkins", str(wanted))
    links = made["links"]
    assert isinstance(links, list)
    people: list[Answering] = []

    def make(site: list[Served], until: threading.Event) -> list[Answering]:
        for place in range(CLIENTS_AT_ONCE):
            own = random.Random(trials.chance.random())  # noqa: S311  (answers to give, no secret)
            people.append(Answering(site, links[place::CLIENTS_AT_ONCE], until, own))
        return people

    kill_while(trials, make)
    judge_answers(people, world(trials.home, trials.surroundings, "report_checkins"), fewest=trials.count // 2)


def judge_answers(people: list[Answering], stored: dict[str, object], fewest: int) -> None:
    rows = stored.pop("links")
    assert isinstance(rows, dict)
    given = {link: answers for one in people for link, answers in one.given.items()}
    differing = {
        link: (answers, rows[link]["answers"]) for link, answers in given.items() if rows[link]["answers"] != answers
    }
    assert differing == {}, "answers were lost, doubled or mixed up"
    assert all(not rows[link]["answers"] for link in set(rows) - set(given))
    sent = {link for one in people for link in one.sent}
    for link in sent:
        latest = {str(item): value for item, value in rows[link]["answers"]}
        total = sum(value for item, value in latest.items() if item.startswith("phq9_"))
        assert (rows[link]["state"], rows[link]["words"], rows[link]["scores"]) == ("answered", WORDS, [total])
    assert {name: faults for name, faults in stored.items() if faults} == {}
    answers = sum(len(one) for one in given.values())
    at_risk = sum(item == "phq9_9" and bool(value) for one in given.values() for item, value in one)
    assert min(answers - fewest, at_risk - 1) >= 0, "too little was answered for the trial to mean anything"
    sys.stderr.write(
        f"answers {answers}, of them {at_risk} with their concern, sent {len(sent)}, lost or doubled none\n"
    )


def test_answers_on_sqlite(tmp_path: Path) -> None:
    try_answers(trials_on_sqlite(tmp_path, 12))


def test_answers_on_postgresql(tmp_path: Path) -> None:
    with trials_on_postgresql(tmp_path, 10) as trials:
        try_answers(trials)

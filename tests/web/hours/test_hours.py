"""A log of one's own hours: what the site knows is proposed, nobody else reads it, and no file names a client."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.architecture.site_source import WEB
from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts
from unstuck.learning.library import vignettes
from unstuck.web.accounts.actions import end_membership
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.components.csv_files import csv_file
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.dialogue import NewMessage, write_message
from unstuck.web.consultation.models import MessageKind
from unstuck.web.hours import actions
from unstuck.web.hours.actions import HoursByHand
from unstuck.web.hours.files import log_as_letter
from unstuck.web.hours.models import HoursEntry, HoursKind, ReflectionNote
from unstuck.web.hours.permissions import entries_of, notes_of
from unstuck.web.hours.queries import log_of, proposals_for
from unstuck.web.learning.actions import give_answer, wipe_learning
from unstuck.web.operations.maintenance import run_maintenance
from unstuck.web.supervision.actions import SupervisionContext, note_meeting
from unstuck.web.supervision.permissions import Partners

AsPerson = Callable[[Person | None], Browser]
STORY = next(iter(vignettes().values()))
LOG = "/learning/log/"


def send(browser: Browser, address: str, **fields: Any) -> Any:
    html = browser.get(address).content.decode()
    return browser.post(address, {"once": re.findall(r'name="once" value="([^"]+)"', html)[0], **fields})


def practised(cast: Cast, minutes: int, on: date = TODAY) -> None:
    at = NOW - (TODAY - on)
    actor = cast.actor(cast.worker)
    give_answer(actor, STORY.code, STORY.best, at - timedelta(minutes=minutes), WriteContext(at, on))


def met(cast: Cast) -> None:
    partners = Partners(cast.supervisor, cast.worker)
    note_meeting(SupervisionContext(cast.actor(cast.supervisor), partners, NOW, TODAY), TODAY - timedelta(days=3))


def known(cast: Cast, person: Person) -> set[tuple[str, date, int | None]]:
    return {(one.kind.value, one.on, one.minutes) for one in proposals_for(cast.actor(person), TODAY)}


def test_what_the_site_knows_of_is_proposed_to_each_for_themselves(cast: Cast) -> None:
    asked = acts.answered(cast)
    back = NewMessage("What would be a sign of it?", MessageKind.QUESTION)
    write_message(cast.actor(cast.worker), asked, back, write_context())
    met(cast)
    practised(cast, 7)
    then = TODAY - timedelta(days=3)
    assert known(cast, cast.worker) == {
        ("consultation_received", TODAY, None),
        ("supervision_received", then, None),
        ("practice", TODAY, 7),
    }
    assert known(cast, cast.teammate) == {("consultation_given", TODAY, None)}
    assert known(cast, cast.supervisor) == {("supervision_given", then, None)}
    for person in (cast.worker_elsewhere, cast.manager, cast.administrator, cast.outsider):
        assert known(cast, person) == set()


def test_what_is_confirmed_is_in_the_log_and_proposed_no_more(cast: Cast, as_person: AsPerson) -> None:
    acts.answered(cast)
    met(cast)
    practised(cast, 7)
    browser, actor = as_person(cast.worker), cast.actor(cast.worker)
    assert f'href="{LOG}"' in browser.get("/learning/").content.decode()
    day = TODAY.isoformat()
    address = f"{LOG}known/"
    assert send(browser, address).status_code == 422, "nothing is taken unasked"
    assert send(browser, address, **{f"consultation_received-{day}": "1500"}).status_code == 422
    assert not HoursEntry.objects.exists()
    taken = {f"consultation_received-{day}": "45", f"practice-{day}": "on"}
    assert send(browser, address, **taken).status_code == 302
    assert [(one.kind.value, one.minutes) for one in log_of(actor, TODAY, TODAY)] == [
        ("consultation_received", 45), ("practice", 7),
    ]  # fmt: skip
    assert {kind for kind, _on, _minutes in known(cast, cast.worker)} == {"supervision_received"}
    assert "52 min" in browser.get(LOG).content.decode()


def test_minutes_of_practice_have_one_source(cast: Cast, as_person: AsPerson) -> None:
    """What is practised later that day counts too; what the learner wipes is gone from both pages."""
    practised(cast, 7)
    actor, browser = cast.actor(cast.worker), as_person(cast.worker)
    actions.confirm_hours(actor, {f"practice-{TODAY.isoformat()}": 400}, write_context())
    practised(cast, 5)
    assert [one.minutes for one in log_of(actor, TODAY, TODAY)] == [12]
    assert ": 12 min." in browser.get(f"/learning/hours/?first={TODAY}&last={TODAY}").content.decode()
    wipe_learning(actor, write_context())
    assert [one.minutes for one in log_of(actor, TODAY, TODAY)] == [0]


def test_by_hand(cast: Cast, as_person: AsPerson) -> None:
    browser, actor = as_person(cast.worker), cast.actor(cast.worker)
    good = {"kind": "training", "on": "2026-11-20", "minutes": "90", "about": "Motivational interviewing, second day"}
    for wrong in (
        {"kind": "practice"}, {"kind": "sleep"}, {"minutes": "0"}, {"minutes": "1441"}, {"minutes": "some"},
        {"on": "tomorrow"}, {"on": "2026-11-23"}, {"about": "With Cleo Brook"}, {"about": "R-1"},
        {"about": "Call 020 7946 0018"},
    ):  # fmt: skip
        assert send(browser, f"{LOG}add/", **(good | wrong)).status_code == 422, wrong
    for entry in (
        HoursByHand(HoursKind.PRACTICE, TODAY, 30, ""), HoursByHand(HoursKind.READING, TODAY, 0, ""),
        HoursByHand(HoursKind.READING, TODAY, 30, "For Cleo"),
    ):  # fmt: skip
        with pytest.raises(Denied):
            actions.enter_hours(actor, entry, write_context())
    assert not HoursEntry.objects.exists()
    assert send(browser, f"{LOG}add/", **good).status_code == 302
    (line,) = log_of(actor, TODAY - timedelta(days=9), TODAY)
    assert (line.kind, line.minutes, line.by_hand) == (HoursKind.TRAINING, 90, True)
    assert send(browser, f"{LOG}{line.public_id}/remove/").status_code == 302
    assert not HoursEntry.objects.exists()


def test_nobody_else_reads_hours_or_notes(cast: Cast, as_person: AsPerson) -> None:
    actor = cast.actor(cast.worker)
    actions.enter_hours(actor, HoursByHand(HoursKind.READING, TODAY, 30, "Grief in families"), write_context())
    actions.write_reflection(actor, "Something in me froze.", write_context())
    entry, note = HoursEntry.objects.get(), ReflectionNote.objects.get()
    places = (LOG, f"{LOG}csv/", "/learning/notes/", "/record/", "/overview/", "/consultations/shelf/", "/")
    for person in (cast.teammate, cast.supervisor, cast.manager, cast.administrator, cast.outsider):
        other, browser = cast.actor(person), as_person(person)
        assert not entries_of(other).exists()
        assert not notes_of(other).exists()
        for address in (f"{LOG}{entry.public_id}/remove/", f"/learning/notes/{note.public_id}/remove/"):
            assert browser.get(address).status_code in (403, 404)
        for place in places:
            shown = browser.get(place, follow=True).content.decode()
            assert "froze" not in shown
            assert "Grief in families" not in shown
    assert not notes_of(None).exists()
    said = Entry.objects.order_by("-id")[0]
    assert (said.action, said.subject, said.details) == ("own_side.kept", "person", {})


def test_no_room_but_its_own_knows_of_a_note() -> None:
    """Not a brief, a search, a report or an export: nothing that could show one imports it."""
    knows = {
        path.relative_to(WEB).parts[0]
        for path in WEB.rglob("*.py")
        if re.search(r"unstuck\.web\.hours\b", path.read_text(encoding="utf-8"))
    }
    assert knows <= {"hours", "config", "operations", "demo"}
    assert "eflection" not in (WEB / "hours/files.py").read_text(encoding="utf-8")


def test_a_note_is_written_and_removed(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    assert send(browser, "/learning/notes/", words=" ").status_code == 422
    assert send(browser, "/learning/notes/", words="I hurried.").status_code == 302
    assert "I hurried." in browser.get("/learning/notes/").content.decode()
    note = ReflectionNote.objects.get()
    assert send(browser, f"/learning/notes/{note.public_id}/remove/").status_code == 302
    assert not ReflectionNote.objects.exists()


def test_the_files_hold_hours_and_nobody(cast: Cast, as_person: AsPerson) -> None:
    acts.answered(cast)
    browser, actor = as_person(cast.worker), cast.actor(cast.worker)
    actions.confirm_hours(actor, {f"consultation_received-{TODAY.isoformat()}": 45}, write_context())
    formula = '=HYPERLINK("x","y")'
    actions.enter_hours(actor, HoursByHand(HoursKind.READING, TODAY, 80, formula), write_context())
    actions.write_reflection(actor, "Something in me froze.", write_context())
    asked = f"?first={TODAY}&last={TODAY}"
    table = browser.get(f"{LOG}csv/{asked}")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["date", "kind", "minutes", "about", "how it came about"],
        ["2026-11-22", "Consultation received", "45", "", "known to the site, confirmed"],
        ["2026-11-22", "Reading", "80", f"'{formula}", "entered by hand"],
    ]
    assert browser.get(f"{LOG}pdf/{asked}").content.startswith(b"%PDF-")
    text = str(log_as_letter(actor, log_of(actor, TODAY, TODAY), TODAY, TODAY, TODAY))
    for said in ("2 h 5 min in all", "Consultation received: 45 min", "Reading: 1 h 20 min", "nobody else has checked"):
        assert said in text
    for nobody in ("Cleo", "R-1", "Wim", "froze"):
        assert nobody not in text + table.content.decode()
    assert browser.get(f"{LOG}csv/?first=2026-12-01&last=2026-01-01").status_code == 404


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", " =", "\u00a0=", "\uff1d", "\uff0b", "\uff20"])
def test_no_cell_is_a_formula(begin: str) -> None:
    (_names, row) = csv.reader(io.StringIO(csv_file(["about"], [[f"{begin}1"]]).decode("utf-8-sig"), newline=""))
    assert row == [f"'{begin}1"]


def test_who_leaves_leaves_nothing_behind(cast: Cast) -> None:
    """The daily maintenance wipes it, as what is kept of one's own side; who stays keeps theirs."""
    for person in (cast.worker, cast.teammate):
        actor = cast.actor(person)
        actions.write_reflection(actor, "I hurried.", write_context())
        actions.enter_hours(actor, HoursByHand(HoursKind.READING, TODAY, 30, ""), write_context())
    name = "agencies in which the log and notes of people who left were wiped"
    assert run_maintenance(NOW)[name] == 0
    present = Membership.objects.get(person=cast.worker, ended_at=None)
    end_membership(present, by=cast.actor(cast.administrator), now=NOW)
    assert run_maintenance(NOW)[name] == 1
    assert list(ReflectionNote.objects.values_list("person", flat=True)) == [cast.teammate.pk]
    assert list(HoursEntry.objects.values_list("person", flat=True)) == [cast.teammate.pk]
    assert Entry.objects.latest("id").action == "own_side.wiped"

"""A client's own record: what is theirs is in it, in all three forms; what is others' is in none."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.safety.acts import sign
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.models import Thought
from unstuck.web.checkins.actions.reminders import ReminderAgreement, choose_reminders
from unstuck.web.consents.actions.part2 import DisclosureTerms, record_disclosure
from unstuck.web.process_notes.actions import keep_note
from unstuck.web.safety.actions.care import say_safe_way

AsPerson = Callable[[Person | None], Browser]
THEIRS, OTHERS = "Ring after six, her brother answers before", "Her sister rang and said she drinks"


def test_what_is_theirs_is_in_all_three_forms_and_what_is_others_in_none(cast: Cast, as_person: AsPerson) -> None:
    actor = cast.actor(cast.worker)
    say_safe_way(actor, cast.cleo, THEIRS, [], write_context())
    sign(cast, "other", words=OTHERS)
    keep_note(actor, cast.cleo, TODAY, OTHERS, write_context())
    Thought.objects.create(
        episode=cast.cleo, on=TODAY, recorded_at=write_context().now, recorded_by=cast.worker, words=OTHERS,
        code="push_harder", in_mind=True,
    )  # fmt: skip
    browser, client = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/"
    assert f"{client}rights/" in browser.get(client).content.decode()
    assert f"{client}rights/record/" in browser.get(f"{client}rights/").content.decode()
    page = browser.get(f"{client}rights/record/").content.decode()
    data = browser.get(f"{client}rights/record/data/")
    held = json.loads(data.content)
    assert data.headers["Content-Disposition"] == 'attachment; filename="own-record.json"'
    assert held["format"] == "unstuck-own-record-1"
    assert held["client"] == {"name": "Cleo Brook", "reference": "R-1"}
    entries = {part["code"]: part["entries"] for part in held["sections"]}
    assert [one["what"] for one in entries["scores"]][:3] == ["PHQ-9 15", "PHQ-9 16", "PHQ-9 15"]
    assert {"on": TODAY.isoformat(), "what": "How we may reach you", "words": THEIRS} in entries["safety"]
    for text in (page, json.dumps(held)):
        assert THEIRS in text
        assert OTHERS not in text
        assert "push" not in text.lower()
    pdf = browser.get(f"{client}rights/record/pdf/")
    assert pdf.content.startswith(b"%PDF-")
    looked = browser.get(f"{client}who-looked/").content.decode()
    assert "took out 2 letters or files" in looked, "the data and the letter are on the record of access"
    again = {
        part["code"]: part["entries"]
        for part in json.loads(browser.get(f"{client}rights/record/data/").content)["sections"]
    }
    told = [(one["what"], one["words"]) for one in again["disclosures"]]
    assert told == [("To you", "your own record, as is your right (§\u00a02.23)")] * 2, (
        "it speaks to whoever it is about"
    )


def test_what_could_put_somebody_at_risk_is_on_no_paper(cast: Cast, as_person: AsPerson) -> None:
    """Whoever lives with the client may find it (S.6); a concern about their own life is theirs to read."""
    say_safe_way(cast.actor(cast.worker), cast.cleo, THEIRS, [], write_context())
    agreed = ReminderAgreement("email", "cleo@example.invalid", TODAY)
    choose_reminders(cast.actor(cast.worker), cast.cleo, agreed, write_context())
    report = DisclosureTerms("Child line", OTHERS, "Safety", "report", TODAY)
    record_disclosure(cast.actor(cast.worker), cast.cleo, report, write_context())
    for kind in ("violence_at_home", "child_at_risk", "suicide"):
        sign(cast, kind, words=OTHERS)
    browser, record = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/rights/record/"
    page, data = browser.get(record).content.decode(), browser.get(f"{record}data/").content.decode()
    assert "Print or send it only where nobody else will find it." in page
    for text in (page.split("Violence or control is recorded")[1], data):
        assert "thoughts of suicide" in text.lower()
        assert "violence at home" not in text.lower()
        assert "child at risk" not in text.lower()
        assert "Child line" not in text
        assert "Reminders" not in text
        assert THEIRS not in text, "how they are reached safely would be told to whoever must not know"


def test_nobody_else_takes_it_away(cast: Cast, as_person: AsPerson) -> None:
    for person in (cast.teammate, cast.outsider, cast.other_supervisor):
        for name in ("", "record/", "record/pdf/", "record/data/"):
            assert as_person(person).get(f"/clients/{cast.cleo.public_id}/rights/{name}").status_code == 404

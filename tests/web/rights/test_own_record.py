"""A client's own record: what is theirs is in it, in all three forms; what is others' is in none."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.plans.acts import goal
from tests.web.safety.acts import sign
from unstuck.web.accounts.models import Person
from unstuck.web.advocacy.models import AdvocacyTask, MeetingAgreement, SentLetter
from unstuck.web.attendance.models import ClientSession
from unstuck.web.caseload.models import Thought
from unstuck.web.checkins.actions.reminders import ReminderAgreement, choose_reminders
from unstuck.web.checkins.models import ClientLanguage
from unstuck.web.consents.actions.part2 import DisclosureTerms, record_disclosure
from unstuck.web.consents.actions.restrictions import RestrictionWish, ask_for_restriction
from unstuck.web.intake.models import IntakeQuestion
from unstuck.web.plans.models import GoalWording
from unstuck.web.process_notes.actions import keep_note
from unstuck.web.referrals.models import HelpAnswer, Referral
from unstuck.web.reviews.models import PlannedEnd
from unstuck.web.rights.actions.deleting import tables_about_clients
from unstuck.web.rights.own_record import as_data, own_record
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


TABLES = tomllib.loads(Path(__file__).with_name("own_record_tables.toml").read_text(encoding="utf-8"))


def test_every_table_about_a_client_is_handed_out_or_left_out_for_a_reason(cast: Cast) -> None:
    """Whatever refers to a client, by whatever way: what is handed out is read for it, and nothing is forgotten."""
    by_label = {model._meta.label: model._meta.db_table for model in tables_about_clients()}
    handed_out, left_out = set(TABLES["handed_out"]["tables"]), TABLES["left_out"]
    assert handed_out | set(left_out) == set(by_label)
    assert not handed_out & set(left_out)
    IntakeQuestion.objects.create(agency=cast.agency, words="Who sent you?", kind="text", place=1)
    with CaptureQueriesContext(connection) as asked:
        as_data(own_record(cast.actor(cast.worker), cast.cleo.client, TODAY))
    read = " ".join(query["sql"] for query in asked.captured_queries)
    assert {label for label in handed_out if f'"{by_label[label]}"' not in read} == set()


def done_and_agreed(cast: Cast) -> None:
    """Put a row of each kind about Cleo on record."""
    actor, episode = cast.actor(cast.worker), cast.cleo
    by = {"recorded_at": NOW, "recorded_by": cast.worker}
    ClientSession.objects.create(episode=episode, on=TODAY, outcome="did_not_come", way="video", at=NOW, by=cast.worker)
    task = AdvocacyTask.objects.create(
        episode=episode, kind="claim", office="Benefits office", ask="Pay the rent", way="phone", doer="worker",
        do_by=TODAY, state="withdrawn", outcome="refused", outcome_words="No", answered_on=TODAY, **by,
    )  # fmt: skip
    content: dict[str, Any] = {name: [] for name in ("sender", "receiver", "closing")}
    content |= {"title": "A claim", "date": "", "opening": "She asks you", "notice": ""}
    content["sections"] = [["Why", ["She cannot pay"]]]
    SentLetter.objects.create(task=task, number=1, on=TODAY, content=content, **by)
    MeetingAgreement.objects.create(task=task, who="Her sister", what="Keeps the keys", **by)
    referral = Referral.objects.create(
        episode=episode, organisation="Allotments", ask="A plot", way="phone", state="draft", call_back_on=TODAY, **by
    )
    HelpAnswer.objects.create(referral=referral, got="some", on=TODAY, words="Half a plot", **by)
    GoalWording.objects.create(goal=goal(cast), words="Walk by myself", before="Walk", on=TODAY, **by)
    ClientLanguage.objects.create(episode=episode, language="es", at=NOW, by=cast.worker)
    wish = RestrictionWish("colleague", TODAY, "He is my neighbour", cast.teammate, None)
    ask_for_restriction(actor, episode, wish, write_context())
    PlannedEnd.objects.create(
        episode=episode, at=NOW, by=cast.worker, recorded_on=TODAY, on=TODAY, because="agency_limit"
    )


def test_what_was_done_worked_out_wished_and_agreed_is_in_it(cast: Cast, as_person: AsPerson) -> None:
    done_and_agreed(cast)
    browser, address = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/rights/record/"
    parts = {one["code"]: one["entries"] for one in json.loads(browser.get(f"{address}data/").content)["sections"]}
    said = {code: " / ".join(f"{one['what']}: {one['words']}" for one in part) for code, part in parts.items()}
    assert said["sessions"] == "They did not come. By video: "
    assert said["worked_out"].count("PHQ-9: Little change lately") > 1
    for words in (
        "Claim: Benefits office: Pay the rent",
        "Refused",
        "She asks you; Why; She cannot pay",
        "Keeps the keys",
    ):
        assert words in said["on_your_behalf"]
    assert "Did help come? Allotments: In part; Half a plot" in said["referrals"]
    assert "A goal in other words: Walk by myself" in said["goals"]
    assert "Language: Español" in said["wishes"]
    assert "Asked for: Somebody here is not to see it: He is my neighbour" in said["wishes"]
    assert "An end is ahead" in said["endings"]
    sign(cast, "violence_at_home", words=OTHERS)
    watched = browser.get(f"{address}data/").content.decode()
    for words in ("She cannot pay", "Keeps the keys", "He is my neighbour", "Half a plot", "Benefits office"):
        assert words not in watched, "whoever finds it may be whom it is about, or learn what is planned (S.6)"
    assert "Something was passed on" in watched


def test_nobody_else_takes_it_away(cast: Cast, as_person: AsPerson) -> None:
    for person in (cast.teammate, cast.outsider, cast.other_supervisor):
        for name in ("", "record/", "record/pdf/", "record/data/"):
            assert as_person(person).get(f"/clients/{cast.cleo.public_id}/rights/{name}").status_code == 404

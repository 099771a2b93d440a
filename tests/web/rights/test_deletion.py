"""Deleting a client takes two people and the end of the retention time; then nothing is left, and the record holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.safety.acts import assess, sign
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.audit.queries import heads, verify, without_entry
from unstuck.web.audit.triggers import unguarded_tables
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import Client, Cover, CoveredClient, Episode
from unstuck.web.components.denied import Denied
from unstuck.web.intake.actions import add_client
from unstuck.web.notifications.models import Notification
from unstuck.web.process_notes.actions import keep_note
from unstuck.web.rights.actions import deleting
from unstuck.web.rights.actions import requests as actions
from unstuck.web.rights.models import DeletionRequest
from unstuck.web.rights.policies import check_deletable, why_not_deletable
from unstuck.web.safety.actions.care import say_safe_way
from unstuck.web.safety.models import Concern

AsPerson = Callable[[Person | None], Browser]
Rows = dict[str, set[Any]]
SEVEN_YEARS_AGO = date(2019, 11, 22)


@pytest.fixture
def cleo(cast: Cast) -> Episode:
    """Cleo, with something of most kinds, whose care ended seven years ago today."""
    actor = cast.actor(cast.worker)
    say_safe_way(actor, cast.cleo, "Ring after six", [], write_context())
    assess(cast, sign(cast, "suicide", words="Said so"))
    sign(cast, "other", words="A knife", imminent=True)
    keep_note(actor, cast.cleo, TODAY, "Mine", write_context())
    actions.keep_records_for(cast.actor(cast.administrator), 7, write_context())
    ended = {"started_on": date(2018, 1, 1), "ended_on": SEVEN_YEARS_AGO}
    Episode.objects.filter(pk=cast.cleo.pk).update(**ended)
    return Episode.objects.select_related("client").get(pk=cast.cleo.pk)


def rows() -> Rows:
    found = ((model._meta.label, model._base_manager.values_list("pk", flat=True)) for model in apps.get_models())
    return {label: set(keys) for label, keys in found}


def everything() -> str:
    """All that the tables hold but for the two records, as one text."""
    held = (model for model in apps.get_models() if not model._meta.label.startswith("audit."))
    return "\n".join(repr(list(model._base_manager.values_list())) for model in held)


def test_nothing_is_left_and_nobody_else_loses_a_row(cast: Cast, cleo: Episode) -> None:
    actor = cast.actor(cast.worker)
    other = add_client(actor, NewClient("R-9", "Dana Hill", TODAY), now=NOW, today=TODAY)
    add_score(actor, other, Total("PHQ-9", 9, TODAY), write_context())
    sign(cast, "other", episode=other, words="Stays")
    for clients in ([cleo], [cleo, other]):
        cover = Cover.objects.create(agency=cast.agency, worker=cast.worker, colleague=cast.teammate, first_day=TODAY,
                                     last_day=TODAY, note=f"Walks with {len(clients)}", asked_at=NOW,
                                     asked_by=cast.worker, state="ended", ended_at=NOW)  # fmt: skip
        CoveredClient.objects.bulk_create(CoveredClient(cover=cover, episode=one, knows="yes") for one in clients)
    asked = actions.ask_for_deletion(actor, cleo, write_context())
    before, known = rows(), heads()
    concern = str(Concern.objects.get(episode=cleo, kind="other").public_id)
    assert concern in repr(list(Notification.objects.values_list("ids"))), "somebody was told of the concern"
    count = actions.confirm_deletion(cast.actor(cast.supervisor), asked.public_id, write_context())
    after = rows()
    gone = {label: before[label] - after[label] for label in before if before[label] - after[label]}
    allowed = {model._meta.label for model in deleting.tables_about_clients()}
    allowed |= {"notifications.Notification", "caseload.Cover"}
    assert list(Cover.objects.values_list("note", flat=True)) == ["Walks with 2"], "the other's cover stays"
    assert set(gone) <= allowed
    assert sum(len(keys) for label, keys in gone.items() if label != "notifications.Notification") == count > 30
    left = everything()
    for mark in (cleo.public_id.hex, str(cleo.public_id), "Cleo", "'R-1'", str(cleo.client.public_id), concern):
        assert mark not in left
    assert "Dana Hill" in left
    assert Episode.objects.get(pk=other.pk).scores.count() == 1
    connection.check_constraints()
    assert list(unguarded_tables(connection)) == []
    assert [chain.fault for chain in verify() if chain.fault] == []
    assert list(without_entry(known)) == [], "the record kept every entry that it had"
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.action, entry.subject_id) == ("client.deleted", str(cleo.client.public_id))
    assert entry.details == {"rows": count}


def test_every_table_about_clients_is_found() -> None:
    """Counted by hand from the models of the rooms: each room that keeps something about a client."""
    found = {model._meta.label for model in deleting.tables_about_clients()}
    assert {"caseload.Score", "checkins.Answer", "plans.GoalRating", "safety.SafetyPlan", "referrals.Consent",
            "process_notes.ProcessNote", "own_side.OwnSide", "consultation.Message", "circles.IncomingAnswer",
            "client_pages.Objection", "transfers.TransferStep", "advocacy.SentLetter", "reviews.Closing",
            "vignettes.AgencyVignetteStep", "programmes.EpisodeProgramme",
            "alerts.AlertStep", "rights.DeletionRequest"} <= found  # fmt: skip
    assert found.isdisjoint(
        {
            "audit.Entry",
            "accounts.Person",
            "accounts.Agency",
            "programmes.Programme",
            "intake.IntakeQuestion",
            "directory.Service",
            "caseload.Upload",
        }
    )


def test_it_takes_a_second_person_and_the_end_of_the_time(cast: Cast, cleo: Episode) -> None:
    worker, supervisor = cast.actor(cast.worker), cast.actor(cast.supervisor)
    Episode.objects.filter(pk=cleo.pk).update(ended_on=date(2019, 11, 23))
    with pytest.raises(Denied, match="kept until 23 November 2026"):
        actions.ask_for_deletion(worker, cleo, write_context())
    Episode.objects.filter(pk=cleo.pk).update(ended_on=SEVEN_YEARS_AGO)
    asked = actions.ask_for_deletion(worker, cleo, write_context())
    refused = {cast.worker: "second_person", cast.teammate: "not_yours", cast.outsider: "not_yours",
               cast.administrator: "not_yours", cast.outside_supervisor: "not_yours"}  # fmt: skip
    for person, code in refused.items():
        with pytest.raises(Denied) as denied:
            actions.confirm_deletion(cast.actor(person), asked.public_id, write_context())
        assert denied.value.code == code
    actions.keep_records_for(cast.actor(cast.administrator), 8, write_context())
    with pytest.raises(Denied) as denied:
        actions.confirm_deletion(supervisor, asked.public_id, write_context())
    assert denied.value.code == "kept"
    actions.take_deletion_back(worker, cleo, write_context())
    assert not DeletionRequest.objects.exists()
    assert Client.objects.filter(pk=cleo.client_id).exists()


def test_interrupted_it_deletes_nothing(cast: Cast, cleo: Episode, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = actions.ask_for_deletion(cast.actor(cast.worker), cleo, write_context())
    before = rows()

    def interrupted(*given: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(deleting, "forget", interrupted)
    with pytest.raises(KeyboardInterrupt):
        actions.confirm_deletion(cast.actor(cast.supervisor), asked.public_id, write_context())
    assert rows() == before
    assert list(unguarded_tables(connection)) == []


def send(browser: Browser, address: str, **typed: str) -> Any:
    once = re.findall(r'name="once" value="([^"]+)"', browser.get(address).content.decode())[0]
    return browser.post(address, {"once": once, **typed})


def test_by_clicking_a_manager_confirms_without_seeing_a_name(cast: Cast, cleo: Episode, as_person: AsPerson) -> None:
    worker, manager = as_person(cast.worker), as_person(cast.manager)
    here = f"/clients/{cleo.public_id}/rights/deletion/"
    assert here in worker.get(f"/clients/{cleo.public_id}/rights/").content.decode()
    assert send(worker, here).status_code == 302
    assert "Confirm: delete everything" not in worker.get(here).content.decode()
    assert "/deletions/" in manager.get("/overview/").content.decode()
    page = manager.get("/deletions/").content.decode()
    asked = DeletionRequest.objects.get()
    assert "Wanda" in page
    assert asked.public_id.hex[:8] in page
    assert not any(mark in page for mark in ("Cleo", "R-1", str(cleo.public_id)))
    assert send(manager, "/deletions/").status_code == 422
    assert send(manager, "/deletions/", request=str(asked.public_id)).status_code == 302
    assert not Client.objects.filter(pk=cleo.client_id).exists()
    assert worker.get(here).status_code == 404


def test_bad_years_are_named(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.administrator)
    answer = send(browser, "/people/keeping/", years="0")
    assert answer.status_code == 422
    assert "whole number of years from 1 to 99" in answer.content.decode()
    assert send(browser, "/people/keeping/", years="7").status_code == 302


def refusal(client: Client, today: date) -> str:
    """Return the code with which a deletion is refused on a day, empty where it is not."""
    if not why_not_deletable(client, today):
        check_deletable(client, today)
        return ""
    with pytest.raises(Denied) as denied:
        check_deletable(client, today)
    assert why_not_deletable(client, today) == denied.value.reason
    return denied.value.code


def test_the_time_runs_from_the_last_end_and_never_while_somebody_is_in_care(cast: Cast) -> None:
    client = cast.cleo.client
    actions.keep_records_for(cast.actor(cast.outside_administrator), 1, write_context())
    Episode.objects.filter(client=client).update(started_on=date(2010, 1, 1), ended_on=date(2012, 2, 29))
    assert refusal(client, TODAY) == "no_retention", "what another agency said holds for its own alone"
    actions.keep_records_for(cast.actor(cast.administrator), 9, write_context())
    actions.keep_records_for(cast.actor(cast.administrator), 7, write_context())
    assert [refusal(client, date(2019, 2, 28)), refusal(client, date(2019, 3, 1))] == ["kept", ""]
    later = Episode.objects.get(client=client)
    later.pk, later.public_id = None, uuid4()
    later.started_on, later.ended_on = date(2013, 1, 1), date(2014, 5, 1)
    later.save()
    assert [refusal(client, date(2021, 4, 30)), refusal(client, date(2021, 5, 1))] == ["kept", ""]
    Episode.objects.filter(pk=later.pk).update(ended_on=None)
    assert refusal(client, TODAY) == "in_care"
    nobody = Client.objects.create(agency=cast.agency, reference="R-10", name="Nobody yet", created_at=NOW)
    assert refusal(nobody, TODAY) == "in_care", "somebody who was added and never seen is not old"

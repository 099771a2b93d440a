"""A supervisor and a worker meet: what changed, an agenda for two, what they agreed, and notes that only they read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser
from django.utils import timezone

from tests.web.accounts.flows import token_on
from tests.web.cast import NOW, TODAY, Cast
from tests.web.consultation.acts import asked
from tests.web.safety.acts import sign
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.components.denied import Denied
from unstuck.web.intake.actions import add_client
from unstuck.web.notifications.models import Notification
from unstuck.web.reviews.models import Closing, Outcome, Review
from unstuck.web.safety.models import Concern
from unstuck.web.supervision import actions
from unstuck.web.supervision.actions import SupervisionAgreement, SupervisionContext
from unstuck.web.supervision.changes import changes_since
from unstuck.web.supervision.meetings import record_of, supervisors_met, worker_met, workers_to_meet
from unstuck.web.supervision.models import SupervisionNote, SupervisionPair
from unstuck.web.supervision.permissions import Partners, pairs_for
from unstuck.web.supervision.presenters import sections

AsPerson = Callable[[Person | None], Browser]
TWO_WEEKS_AGO = TODAY - timedelta(weeks=2)


def partners(cast: Cast) -> Partners:
    return Partners(cast.supervisor, cast.worker)


def acting(cast: Cast, person: Person) -> SupervisionContext:
    return SupervisionContext(cast.actor(person), partners(cast), NOW, TODAY)


@pytest.fixture
def noted(cast: Cast) -> SupervisionPair:
    """Sunita and Wanda met two weeks ago, and each wrote something."""
    theirs, mine = acting(cast, cast.supervisor), acting(cast, cast.worker)
    actions.note_meeting(theirs, TWO_WEEKS_AGO)
    actions.write_note(mine, "Nights are heavy.")
    actions.add_point(mine, "Hours for Cleo")
    actions.agree(theirs, SupervisionAgreement("Ask housing", True, TODAY))
    return SupervisionPair.objects.get()


def everything(cast: Cast, actor: Actor) -> str:
    """What of the pair's texts somebody's own reading gives."""
    kept = record_of(actor, partners(cast), TODAY)
    agreed = [one.words for one in (*kept.open, *kept.done)]
    return " ".join([*agreed, *(one.words for one in kept.points), *(one.words for one in kept.notes)])


def test_the_two_read_it_and_nobody_else_does(cast: Cast, noted: SupervisionPair, as_person: AsPerson) -> None:
    for person in (cast.supervisor, cast.worker):
        assert "Nights are heavy." in everything(cast, cast.actor(person))
    for person in (
        cast.teammate, cast.worker_elsewhere, cast.other_supervisor, cast.manager, cast.administrator,
        cast.outsider, cast.outside_supervisor, cast.outside_administrator,
    ):  # fmt: skip
        assert everything(cast, cast.actor(person)) == "", person.name
        for address in (
            f"/supervision/{cast.worker.public_id}/",
            f"/supervision/mine/?with={cast.supervisor.public_id}",
        ):
            answer = as_person(person).get(address)
            assert b"Nights are heavy." not in answer.content, (person.name, address)
    assert not pairs_for(None).exists()


def test_a_supervisor_who_left_reads_nothing_and_neither_does_who_comes_after(
    cast: Cast, noted: SupervisionPair
) -> None:
    before = cast.actor(cast.supervisor)
    Membership.objects.filter(person=cast.supervisor).update(ended_at=NOW)
    Membership.objects.create(
        person=cast.supervisor, agency=cast.agency, team=cast.other_team, role=Role.SUPERVISOR, started_at=NOW
    )
    Membership.objects.filter(person=cast.other_supervisor).update(team=cast.team)
    assert everything(cast, cast.actor(cast.supervisor)) == "", "in another team now"
    assert worker_met(cast.actor(cast.supervisor), cast.worker.public_id) is None
    assert everything(cast, cast.actor(cast.other_supervisor)) == "", "who comes after begins anew"
    assert "Nights are heavy." in everything(cast, cast.actor(cast.worker)), "what was said to them stays theirs"
    met = supervisors_met(cast.actor(cast.worker))
    assert [one.supervisor.name for one in met] == ["Stan", "Sunita"], "the one of now first"
    for actor in (before, cast.actor(cast.supervisor), cast.actor(cast.worker)):
        with pytest.raises(Denied):
            actions.add_point(replace(acting(cast, cast.worker), actor=actor), "More")


def test_a_worker_in_another_team_keeps_their_own_and_the_supervisor_loses_sight(
    cast: Cast, noted: SupervisionPair
) -> None:
    Membership.objects.filter(person=cast.worker).update(team=cast.other_team)
    assert everything(cast, cast.actor(cast.supervisor)) == ""
    assert "Nights are heavy." in everything(cast, cast.actor(cast.worker))


@pytest.mark.parametrize("who", ["teammate", "other_supervisor", "manager", "administrator", "outside_supervisor"])
def test_nobody_else_writes_into_it(cast: Cast, noted: SupervisionPair, who: str) -> None:
    with pytest.raises(Denied) as denied:
        actions.write_note(acting(cast, getattr(cast, who)), "I was here")
    assert denied.value.code == "not_supervised"
    assert SupervisionNote.objects.count() == 1


def test_both_add_and_answer_and_the_other_is_told_once_each(cast: Cast, noted: SupervisionPair) -> None:
    note = SupervisionNote.objects.get()
    actions.write_note(acting(cast, cast.supervisor), "Let us count the calls.", note.pk)
    told = list(Notification.objects.order_by("pk").values_list("person__name", "kind", "route"))
    assert told == [
        ("Sunita", "supervision.note", "supervision:worker"),
        ("Wanda", "supervision.answer", "supervision:mine"),
    ]
    with pytest.raises(Denied):
        actions.write_note(acting(cast, cast.worker), "To nothing", 999)
    assert "Nights" not in str(list(Entry.objects.values_list("details", "subject_id")))


def test_a_note_can_only_be_added(cast: Cast, noted: SupervisionPair) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        SupervisionNote.objects.update(by=cast.teammate)


def test_a_point_leaves_the_agenda_and_an_agreement_is_done_once(cast: Cast, noted: SupervisionPair) -> None:
    mine = acting(cast, cast.worker)
    point, agreed = noted.points.get(), noted.agreed.get()
    actions.talk_about(mine, point.pk)
    actions.mark_done(mine, agreed.pk)
    for act, row in ((actions.talk_about, point.pk), (actions.mark_done, agreed.pk)):
        with pytest.raises(Denied):
            act(mine, row)
    with pytest.raises(Denied):
        actions.agree(mine, SupervisionAgreement("Yesterday", True, TODAY - timedelta(days=1)))
    for on in (TODAY + timedelta(days=1), TWO_WEEKS_AGO):
        with pytest.raises(Denied):
            actions.note_meeting(mine, on)


def test_the_list_is_by_name_and_says_nothing_of_how_the_work_goes(
    cast: Cast, noted: SupervisionPair, django_assert_num_queries: Any
) -> None:
    actor = cast.actor(cast.supervisor)
    with django_assert_num_queries(2):
        listed = workers_to_meet(actor, TODAY + timedelta(days=1))
    assert [(one.name, one.last_met, one.points, one.overdue) for one in listed] == [
        ("Wanda", TWO_WEEKS_AGO, 1, 1),
        ("Wim", None, 0, 0),
    ]
    assert workers_to_meet(cast.actor(cast.worker), TODAY) == []


def test_what_changed_is_of_this_worker_since_the_last_meeting(cast: Cast) -> None:
    worker, supervisor = cast.actor(cast.worker), cast.actor(cast.supervisor)
    sign(cast)
    quiet = add_client(worker, NewClient("R-2", "Abe Quiet", TODAY - timedelta(weeks=9)), now=NOW, today=TODAY)
    theirs = add_client(cast.actor(cast.teammate), NewClient("R-3", "Teammate's", TODAY), now=NOW, today=TODAY)
    Review.objects.create(episode=quiet, state="decided", opened_at=NOW, again_on=TODAY + timedelta(days=14))
    Review.objects.create(episode=theirs, state="open", opened_at=NOW)
    found, nothing = sections(changes_since(supervisor, cast.worker.pk, TWO_WEEKS_AGO, TODAY), TWO_WEEKS_AGO, TODAY)
    shown = {one.title: [(line.client, line.is_new) for line in one.lines] for one in found}
    assert shown["Concerns about safety"] == [("Cleo Brook", True)]
    assert shown["Days to look again"] == [("Abe Quiet", False)]
    assert shown["Not heard from"] == [("Abe Quiet", False)]
    assert next(iter(shown)) == "Concerns about safety", "safety first"
    assert "reviews that wait for a decision" in nothing
    assert "Teammate's" not in str(found)
    elsewhere = changes_since(cast.actor(cast.other_supervisor), cast.worker.pk, TWO_WEEKS_AGO, TODAY)
    assert sections(elsewhere, TWO_WEEKS_AGO, TODAY)[0] == []


@pytest.mark.parametrize(("state", "words"), [("raised", "Waiting for Sam"), ("taken", "With Sam")])
def test_a_concern_is_with_somebody_once_they_took_it_on(cast: Cast, state: str, words: str) -> None:
    sign(cast)
    Concern.objects.update(state=state, responder=cast.supervisor, answer_by=None)
    found, _nothing = sections(
        changes_since(cast.actor(cast.supervisor), cast.worker.pk, TWO_WEEKS_AGO, TODAY), TWO_WEEKS_AGO, TODAY
    )
    said = found[0].lines[0].words
    assert words.replace("Sam", cast.supervisor.name) in said
    assert ("Nobody has taken it on yet" in said) == (state == "raised")


def test_endings_count_from_the_day_of_the_last_meeting(cast: Cast) -> None:
    Closing.objects.create(
        episode=cast.cleo, at=NOW, by=cast.worker, on=TWO_WEEKS_AGO, ending="moved_away", words="To the coast"
    )
    supervisor = cast.actor(cast.supervisor)
    assert changes_since(supervisor, cast.worker.pk, TWO_WEEKS_AGO, TODAY).endings
    assert not changes_since(supervisor, cast.worker.pk, TWO_WEEKS_AGO + timedelta(days=1), TODAY).endings


@pytest.mark.parametrize(("minutes", "counts"), [(-1, False), (0, True)])
def test_what_was_closed_counts_from_the_day_on_the_agencys_clock(cast: Cast, minutes: int, counts: bool) -> None:
    """In Los Angeles the day of the meeting begins eight hours after it began in UTC."""
    begins = datetime(TWO_WEEKS_AGO.year, TWO_WEEKS_AGO.month, TWO_WEEKS_AGO.day, 8, tzinfo=UTC)
    at = begins + timedelta(minutes=minutes)
    Review.objects.create(episode=cast.cleo, state="closed", opened_at=at, closed_at=at, outcome=Outcome.values[0])
    sign(cast)
    Concern.objects.update(state="closed", closed_at=at, closed_because="passed", answer_by=None)
    with timezone.override("America/Los_Angeles"):
        found = changes_since(cast.actor(cast.supervisor), cast.worker.pk, TWO_WEEKS_AGO, TODAY)
    assert [bool(found.closed_reviews), bool(found.closed_concerns)] == [counts, counts]


def test_of_a_consultation_it_says_how_it_stands_and_none_of_its_words(cast: Cast, as_person: AsPerson) -> None:
    consultation = asked(cast)
    type(consultation).objects.filter(pk=consultation.pk).update(state="decided", decision="A secret choice")
    html = as_person(cast.supervisor).get(f"/supervision/{cast.worker.public_id}/").content.decode()
    assert re.search(r"Asked on .*? Decided\.", html)
    assert "A secret choice" not in html
    assert consultation.question not in html


def test_the_supervisors_agenda_is_two_clicks_away_and_holds_what_the_worker_put_there(
    cast: Cast, noted: SupervisionPair, as_person: AsPerson
) -> None:
    desk = as_person(cast.supervisor)
    first = desk.get("/", follow=True).content.decode()
    assert '<a href="/supervision/">Supervision</a>' in first
    address = f"/supervision/{cast.worker.public_id}/"
    assert f'href="{address}">Wanda</a>' in desk.get("/supervision/").content.decode()
    page = desk.get(address)
    assert "Hours for Cleo" in page.content.decode()
    sent = {"once": token_on(page), "do": "answer", "row": SupervisionNote.objects.get().pk, "answer-words": "I see."}
    assert desk.post(address, sent).headers["Location"] == address
    assert desk.post(address, sent).headers["Location"] == address, "sent twice, kept once"
    assert SupervisionNote.objects.count() == 2
    assert "I see." in as_person(cast.worker).get("/supervision/mine/").content.decode()


def test_whom_nobody_supervises_reads_what_this_will_be(cast: Cast, as_person: AsPerson) -> None:
    desk = as_person(cast.supervisor)
    for answer in (desk.get("/supervision/mine/"), desk.post("/supervision/mine/", {"do": "point"})):
        assert "Nobody supervises your team yet." in answer.content.decode()
    assert not SupervisionPair.objects.exists()


def test_a_form_with_something_missing_keeps_what_was_typed(
    cast: Cast, noted: SupervisionPair, as_person: AsPerson
) -> None:
    desk, address = as_person(cast.worker), "/supervision/mine/"
    page = desk.get(address)
    sent = {"once": token_on(page), "do": "agreed", "agreed-words": "Ring the school", "agreed-due_on": "soon"}
    answer = desk.post(address, sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="Ring the school"' in html
    assert "Choose who does it." in html
    past = sent | {"agreed-due_on": "2026-01-01", "agreed-whose": "worker", "once": token_on(desk.get(address))}
    assert "Choose today, or a day to come." in desk.post(address, past).content.decode()
    assert desk.post(address, {"do": "kite"}).status_code == 400
    odd = {"do": "talked", "row": "x", "once": token_on(desk.get(address))}
    assert desk.post(address, odd).status_code == 400

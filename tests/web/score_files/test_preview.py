from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import NOW, TODAY, Cast
from tests.web.score_files.files import bring, problems, save, saved, text, token
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Client, Episode, Score, Upload
from unstuck.web.intake.actions import add_client

As = Callable[[Person | None], Browser]
HEAD = "client,score,date\n"
FIRST = TODAY - timedelta(weeks=8)
"""Cleo's first score: 15."""


def test_counts_and_parts_come_before_the_rows(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    content = HEAD + f"R-1,15,{FIRST}\nR-1,9,2026-11-21\nn-7,4,2026-11-20\nr-1,8,2026-11-20\nH-1,3,2026-11-01\n"
    address = bring(wanda, content)
    page = text(wanda.get(address + "preview/"))
    for part in ("Unclear clients (1)", "New clients (2)", "Known clients (1)"):
        assert part in page
    assert "<dt>Scores to save</dt><dd>3</dd>" in page
    assert "<dt>Already recorded</dt><dd>1</dd>" in page
    assert "<dt>To decide</dt><dd>1</dd>" in page
    known = text(wanda.get(address + "preview/?show=known"))
    assert "Cleo Brook" in known
    assert "2–3" in known
    assert "2–3" not in text(wanda.get(address + "preview/?show=new"))
    assert not Client.objects.filter(reference="n-7").exists()


def test_nobody_learns_whose_a_reference_is(cast: Cast, as_person: As) -> None:
    """Cleo is Wanda's. To Wim she is a reference in use; to the other agency she is nobody."""
    address = bring(as_person(cast.teammate), HEAD + "R-1,5,2026-11-20\n")
    page = text(as_person(cast.teammate).get(address + "preview/"))
    assert "In use at your agency" in page
    assert "Cleo" not in page
    assert "Wanda" not in page
    assert 'value="new"' not in page.split("<tbody>")[1]
    answer = save(as_person(cast.teammate), address, **{"client-0": str(cast.cleo.public_id)})
    assert "need a decision" in problems(answer)
    answer = save(as_person(cast.teammate), address, every_client="new")
    assert "need a decision" in problems(answer)
    assert Score.objects.count() == 16
    outside = bring(as_person(cast.outsider), HEAD + "R-1,5,2026-11-20\n")
    assert "New clients (1)" in text(as_person(cast.outsider).get(outside + "preview/"))


def test_a_supervisor_cannot_write_to_a_client_of_the_team(cast: Cast, as_person: As) -> None:
    address = bring(as_person(cast.supervisor), HEAD + "R-1,5,2026-11-20\n")
    page = text(as_person(cast.supervisor).get(address + "preview/"))
    assert "In use at your agency" in page
    assert "Cleo" not in page


def test_a_client_whose_episode_ended_is_not_known(cast: Cast, as_person: As) -> None:
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY, ended_because="goals")
    address = bring(as_person(cast.worker), HEAD + "R-1,5,2026-11-20\n")
    assert "In use at your agency" in text(as_person(cast.worker).get(address + "preview/"))


def test_an_unclear_client_goes_where_the_person_says(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    content = HEAD + "r-1,5,2026-11-20\nR-01,6,2026-11-20\nr-001,7,2026-11-19\nnew,8,2026-11-20\nNEW,9,2026-11-21\n"
    address = bring(wanda, content)
    mine = str(cast.cleo.public_id)
    answer = save(wanda, address, **{"client-0": mine, "client-1": "new", "client-2": "out", "client-4": "same"})
    assert answer.status_code == 302, problems(answer)
    assert Score.objects.get(on=date(2026, 11, 20), episode=cast.cleo).total == 5
    found = {client.reference: client.episodes.get() for client in Client.objects.filter(agency=cast.agency)}
    assert set(found) == {"R-1", "R-01", "new"}
    assert [score.total for score in found["new"].scores.order_by("day")] == [8, 9]
    assert found["new"].started_on == date(2026, 11, 20)
    assert not Score.objects.filter(total=7).exists()


def test_a_choice_for_all_stays_one_for_all(cast: Cast, as_person: As) -> None:
    """It is not taken for a choice about each: another one for all replaces it."""
    wanda = as_person(cast.worker)
    address = bring(wanda, HEAD + "R-01,6,2026-11-20\nx,1,2026-11-20\n")
    page = wanda.post(address + "preview/", {"go": "unclear:1", "every_client": "new"}, follow=True)
    assert "By your choice above: A new client, “R-01”" in text(page)
    assert 'name="client-0" type="radio" value="new" checked' not in text(page)
    assert save(wanda, address, every_client="out").status_code == 302
    assert not Client.objects.filter(reference="R-01").exists()


def test_two_totals_that_come_together_are_named_by_row(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, HEAD + "R-1,5,2026-11-20\nr-1,6,2026-11-20\nr-1,8,2026-11-21\n")
    answer = save(wanda, address, **{"client-1": str(cast.cleo.public_id)})
    assert "need a decision" in problems(answer)
    page = text(answer) + text(
        wanda.post(address + "preview/", {"go": "differ:1", "client-1": str(cast.cleo.public_id)}, follow=True)
    )
    assert "This row says 6; another row of this file that goes to the same client says 5" in page
    assert save(wanda, address, **{"client-1": "out"}).status_code == 302


def test_the_same_total_counts_once_and_another_is_asked_about(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    second = FIRST + timedelta(weeks=1)
    address = bring(wanda, HEAD + f"R-1,15,{FIRST}\nR-1,9,{second}\nR-1,3,2026-11-21\n")
    answer = save(wanda, address)
    assert "need a decision" in problems(answer)
    assert '<th scope="row" data-label="Row">3</th>' in text(answer)
    assert "correct it to 9" in text(answer)
    assert save(wanda, address, **{"score-1": "keep"}).status_code == 302
    counting = Score.objects.filter(episode=cast.cleo, withdrawn_at=None)
    assert counting.count() == 9
    assert counting.get(on=second).total == 16


def test_the_file_is_right_corrects_what_was_recorded(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    second = FIRST + timedelta(weeks=1)
    address = bring(wanda, HEAD + f"R-1,9,{second}\n")
    assert save(wanda, address, every_score="file").status_code == 302
    new = Score.objects.get(episode=cast.cleo, on=second, withdrawn_at=None)
    assert new.total == 9
    assert new.corrects is not None
    assert (new.corrects.total, new.corrects.withdrawn_because) == (16, "corrected")
    assert Entry.objects.get(action="upload.saved").details["corrected"] == 1


def test_decisions_are_kept_from_page_to_page(cast: Cast, as_person: As) -> None:
    actor = cast.actor(cast.worker)
    for number in range(101):
        add_client(actor, NewClient(f"K{number:03}x{number:03}", "", TODAY), now=NOW, today=TODAY)
    wanda = as_person(cast.worker)
    content = HEAD + "".join(f"k{number:03}x{number:03},5,2026-11-20\n" for number in range(101))
    address = bring(wanda, content)
    first = wanda.get(address + "preview/")
    assert "Page 1 of 2" in text(first)
    assert 'name="client-100"' not in text(first)
    second = wanda.post(address + "preview/", {**token(first), "go": "unclear:2", "client-0": "out"}, follow=True)
    assert 'name="client-100"' in text(second)
    back = wanda.post(address + "preview/", {**token(second), "go": "unclear:1", "client-100": "out"}, follow=True)
    assert (
        '<input class="govuk-radios__input" id="client-0-2" name="client-0" type="radio" value="out" checked>'
        in text(back)
    )
    assert "<dt>Clients left out</dt><dd>2</dd>" in text(back)


def test_a_decision_that_was_typed_when_the_session_ended_is_there_again(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)
    address = bring(wanda, HEAD + "r-1,5,2026-11-20\nx,5,2026-11-20\n")
    fields = {**token(wanda.get(address + "preview/")), "client-0": "out", "save": "1"}
    wanda.session.flush()
    gone = as_person(None)
    assert gone.post(address + "preview/", fields).status_code == 302
    assert Score.objects.count() == 16
    gone.force_login(cast.worker, backend="unstuck.web.accounts.sign_in.PeopleBackend")
    page = text(gone.get(address + "preview/"))
    assert "What you decided is still here" in page
    assert 'name="client-0" type="radio" value="out" checked' in page


@pytest.mark.parametrize("clients", [3, 90])
def test_a_preview_asks_as_often_for_many_as_for_few(
    cast: Cast, as_person: As, django_assert_num_queries: DjangoAssertNumQueries, clients: int
) -> None:
    wanda = as_person(cast.worker)
    rows = "".join(f"N{number}a{number},5,2026-11-20\n" for number in range(clients))
    address = bring(wanda, HEAD + "R-1,5,2026-11-20\nr-1,2,2026-11-20\n" + rows)
    with django_assert_num_queries(10):
        wanda.get(address + "preview/")


@pytest.mark.parametrize("files", [2, 9])
def test_the_list_asks_as_often_for_many_as_for_few(
    cast: Cast, as_person: As, django_assert_num_queries: DjangoAssertNumQueries, files: int
) -> None:
    wanda = as_person(cast.worker)
    for number in range(files):
        saved(wanda, HEAD + f"N{number},5,2026-11-20\n")
    with django_assert_num_queries(3) as asked:
        page = unescape(text(wanda.get("/scores/")))
    assert page.count("Undo<span") == files
    assert not any('"content"' in query["sql"] for query in asked.captured_queries)
    assert Upload.objects.count() == files

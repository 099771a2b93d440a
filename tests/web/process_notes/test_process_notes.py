"""Notes apart from the record: their author reads them, and nobody else, anywhere, ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from unstuck.web.accounts.actions import end_membership
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.process_notes.actions import keep_note, remove_note, wipe_closed_notes
from unstuck.web.process_notes.models import ProcessNote
from unstuck.web.process_notes.permissions import notes_of

AsPerson = Callable[[Person | None], Browser]
MARKED = "Quillworthy"


def address(episode: Episode) -> str:
    return f"/clients/{episode.public_id}/notes-apart/"


def keep(browser: Browser, episode: Episode, words: str = f"I caught myself rescuing. {MARKED}") -> Any:
    once = re.findall(r'name="once" value="([^"]+)"', browser.get(address(episode)).content.decode())[0]
    return browser.post(address(episode), {"once": once, "on": TODAY.isoformat(), "words": words})


def walked(browser: Browser, *starts: str, most: int = 90) -> Iterator[tuple[str, bytes]]:
    """Yield what stands at these addresses, and behind every link that is reached from them, nearest first."""
    ahead, seen = list(starts), set(starts)
    while ahead and most:
        most -= 1
        path = ahead.pop(0)
        answer = browser.get(path, follow=True)
        content = answer.getvalue()
        yield path, content
        for link in re.findall(r'href="(/[^"#?]*)', content.decode(errors="ignore")):
            if link not in seen and not link.startswith(("/static/", "/sign-out", "/me/", "/directory/")):
                seen.add(link)
                ahead.append(link)


def test_the_author_keeps_reads_and_removes_it(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    assert address(cast.cleo) in browser.get(f"/clients/{cast.cleo.public_id}/").content.decode()
    assert keep(browser, cast.cleo).status_code == 302
    assert MARKED in browser.get(address(cast.cleo)).content.decode()
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.action, entry.subject, entry.details) == ("process_note.kept", "person", {})
    assert entry.subject_id == str(cast.worker.public_id)
    refused = keep(browser, cast.cleo, " ")
    assert refused.status_code == 422
    assert "Write something." in refused.content.decode()
    remove_note(cast.actor(cast.worker), ProcessNote.objects.get(), write_context())
    assert not ProcessNote.objects.exists()


def test_a_marked_word_is_found_nowhere_else(cast: Cast, as_person: AsPerson) -> None:
    keep(as_person(cast.worker), cast.cleo)
    for model in apps.get_models():
        assert MARKED not in repr(list(model._default_manager.values_list())), model._meta.label
    client = f"/clients/{cast.cleo.public_id}/"
    looked_at = 0
    for person, starts in {
        cast.worker: (client,),
        cast.supervisor: (client, "/"),
        cast.teammate: ("/",),
        cast.manager: ("/",),
        cast.administrator: ("/", "/record/"),
    }.items():
        for path, content in walked(as_person(person), *starts):
            looked_at += 1
            if person != cast.worker or not path.startswith(address(cast.cleo)):
                assert MARKED.encode() not in content, f"{person.name} at {path}"
    assert looked_at > 120
    for person in (cast.supervisor, cast.teammate, cast.manager, cast.administrator, cast.outsider):
        assert as_person(person).get(address(cast.cleo)).status_code in (403, 404)
        assert not notes_of(cast.actor(person)).exists()


def test_only_about_ones_own_open_work(cast: Cast) -> None:
    for person in (cast.supervisor, cast.teammate, cast.outsider):
        with pytest.raises(Denied) as denied:
            keep_note(cast.actor(person), cast.cleo, TODAY, "Mine", write_context())
        assert denied.value.code == "not_own_client"
    with pytest.raises(Denied) as denied:
        keep_note(cast.actor(cast.worker), cast.cleo, TODAY + timedelta(days=1), "Mine", write_context())
    assert denied.value.code == "day_to_come"


@pytest.mark.parametrize("how", ["handed over", "left"])
def test_it_closes_at_once_and_is_wiped_after_thirty_days(cast: Cast, how: str) -> None:
    actor = cast.actor(cast.worker)
    keep_note(actor, cast.cleo, TODAY, MARKED, write_context())
    if how == "handed over":
        Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
        assert not notes_of(actor).exists()
    else:
        end_membership(Membership.objects.get(person=cast.worker), by=cast.actor(cast.administrator), now=NOW)
    assert not notes_of(cast.actor(cast.teammate)).exists()
    assert wipe_closed_notes(NOW) == 1
    assert wipe_closed_notes(NOW + timedelta(days=29)) == 0
    assert ProcessNote.objects.exists()
    assert wipe_closed_notes(NOW + timedelta(days=31)) == 1
    assert not ProcessNote.objects.exists()
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.action, entry.details) == ("process_note.wiped", {"notes": 1})


def test_a_client_who_comes_back_brings_them_back(cast: Cast) -> None:
    actor = cast.actor(cast.worker)
    keep_note(actor, cast.cleo, TODAY, MARKED, write_context())
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
    wipe_closed_notes(NOW)
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.worker)
    wipe_closed_notes(NOW + timedelta(days=10))
    wipe_closed_notes(NOW + timedelta(days=45))
    assert [note.words for note in notes_of(actor)] == [MARKED]

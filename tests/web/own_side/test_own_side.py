"""The worker's own side (B.6): it leads to a colleague, and nobody else ever sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.facts.acts import record
from unstuck.guidance.consultation import OWN_SIDE
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode, Standing, Wishes
from unstuck.web.components.denied import Denied
from unstuck.web.intake.actions import add_client
from unstuck.web.own_side.actions import keep_own_side, wipe_what_is_left
from unstuck.web.own_side.forms import own_side_words
from unstuck.web.own_side.models import OwnSide
from unstuck.web.own_side.permissions import own_sides_of

AsPerson = Callable[[Person | None], Browser]
STRONG = "This work stirs up strong feelings in me."


@pytest.fixture
def dana(cast: Cast) -> Episode:
    """A client of Wanda's who is doing well: nothing about her calls for a colleague."""
    actor, began = cast.actor(cast.worker), TODAY - timedelta(weeks=6)
    episode = add_client(actor, NewClient("R-2", "Dana Hill", began), now=NOW, today=TODAY)
    for week, total in enumerate((18, 15, 13, 11, 9, 7)):
        add_score(actor, episode, Total("PHQ-9", total, began + timedelta(weeks=week)), write_context())
    episode.refresh_from_db()
    return episode


def text(answer: Any) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return plain.replace("&#39;", "'")


def address(episode: Episode) -> str:
    return f"/clients/{episode.public_id}/own-side/"


def keep(browser: Browser, episode: Episode, *names: str) -> Any:
    html = browser.get(address(episode)).content.decode()
    once = re.findall(r'name="once" value="([^"]+)"', html)[0]
    return browser.post(address(episode), {"once": once, "names": names})


def first_step(html: str) -> str:
    return str(re.findall(r'<h3 class="step__title">([^<]+)</h3>', html)[0])


def test_it_is_reached_by_clicking_and_leads_to_a_colleague(cast: Cast, as_person: AsPerson, dana: Episode) -> None:
    browser = as_person(cast.worker)
    page = browser.get(f"/clients/{dana.public_id}/").content.decode()
    assert first_step(page) != "Ask a colleague to think along"
    assert address(dana) in page
    assert keep(browser, dana, "strong_feelings").status_code == 302
    answer = browser.get(f"/clients/{dana.public_id}/")
    assert first_step(answer.content.decode()) == "Ask a colleague to think along"
    assert STRONG in text(answer)
    rows = text(browser.get("/caseload/?show=all"))
    assert "Ask a colleague to think along" in rows.partition("Dana Hill")[2]


@pytest.mark.parametrize("name", OWN_SIDE)
def test_each_of_them_is_a_reason_and_has_its_words(cast: Cast, as_person: AsPerson, dana: Episode, name: str) -> None:
    browser = as_person(cast.worker)
    keep(browser, dana, name)
    answer = browser.get(f"/clients/{dana.public_id}/")
    assert first_step(answer.content.decode()) == "Ask a colleague to think along"
    assert own_side_words()[name] in text(answer)


def test_nobody_else_sees_it_and_nothing_stored_tells_of_it(cast: Cast, as_person: AsPerson, dana: Episode) -> None:
    case, standing = current_case(dana, TODAY), Standing.objects.filter(pk=dana.pk).values().get()
    supervisor = as_person(cast.supervisor)
    before = text(supervisor.get(f"/clients/{dana.public_id}/"))
    keep(as_person(cast.worker), dana, "strong_feelings", "overloaded")
    assert OwnSide.objects.get().names == ["strong_feelings", "overloaded"]
    assert Standing.objects.filter(pk=dana.pk).values().get() == standing
    assert current_case(dana, TODAY) == case
    assert text(supervisor.get(f"/clients/{dana.public_id}/")) == before
    assert "Ask a colleague" not in text(supervisor.get("/caseload/")).partition("Dana Hill")[2]
    assert supervisor.get(address(dana)).status_code == 404
    for other in (cast.teammate, cast.worker_elsewhere, cast.outsider):
        assert as_person(other).get(address(dana)).status_code == 404


def test_the_summary_for_a_colleague_and_what_is_recorded_leave_it_out(
    cast: Cast, as_person: AsPerson, dana: Episode
) -> None:
    browser = as_person(cast.worker)
    keep(browser, dana, "dual_relationship", "unsure")
    for name in ("consult/", "facts/", "history/", "plan/", "safety/"):
        answer = browser.get(f"/clients/{dana.public_id}/{name}")
        assert answer.status_code == 200
        assert not any(words in text(answer) for words in own_side_words().values())
        assert not any(why in text(answer) for why in ("You know the client in another way", "You are unsure"))


def test_the_record_says_neither_what_nor_about_whom(cast: Cast, as_person: AsPerson, dana: Episode) -> None:
    keep(as_person(cast.worker), dana, "unsure")
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.action, entry.subject, entry.details) == ("own_side.kept", "person", {})
    assert entry.subject_id == str(cast.worker.public_id)
    assert Episode.objects.get(pk=dana.pk).version == dana.version, "nobody's open form hears of it"


def test_nothing_ticked_wipes_it(cast: Cast, as_person: AsPerson, dana: Episode) -> None:
    browser = as_person(cast.worker)
    keep(browser, dana, "unsure")
    keep(browser, dana)
    assert not OwnSide.objects.exists()


def test_bad_input_is_named_and_changes_nothing(cast: Cast, as_person: AsPerson, dana: Episode) -> None:
    browser = as_person(cast.worker)
    keep(browser, dana, "unsure")
    answer = keep(browser, dana, "unsure", "bored")
    assert answer.status_code == 422
    assert "Tick from the list." in text(answer)
    assert OwnSide.objects.get().names == ["unsure"]


def test_only_about_ones_own_clients(cast: Cast, dana: Episode) -> None:
    for person in (cast.supervisor, cast.teammate, cast.outsider):
        with pytest.raises(Denied) as denied:
            keep_own_side(cast.actor(person), dana, ["unsure"], write_context())
        assert denied.value.code == "not_own_client"
    assert not OwnSide.objects.exists()


def test_it_goes_when_the_client_is_no_longer_theirs(cast: Cast, as_person: AsPerson, dana: Episode) -> None:
    browser = as_person(cast.worker)
    keep(browser, dana, "unsure")
    keep(browser, cast.cleo, "leaving")
    Episode.objects.filter(pk=dana.pk).update(worker=cast.teammate)
    assert [one.episode_id for one in own_sides_of(cast.actor(cast.worker))] == [cast.cleo.pk]
    assert not own_sides_of(cast.actor(cast.teammate)).exists()
    assert wipe_what_is_left(NOW) == 1
    assert [one.episode_id for one in OwnSide.objects.all()] == [cast.cleo.pk]
    assert wipe_what_is_left(NOW) == 0


def test_the_clients_own_wish_still_comes_before_it(cast: Cast, dana: Episode, as_person: AsPerson) -> None:
    """E.2: what a worker keeps of themselves takes nothing from the order."""
    record(cast, Wishes(on=TODAY, end_treatment=True))
    browser = as_person(cast.worker)
    keep(browser, cast.cleo, "unsure")
    steps = re.findall(r'step__title">([^<]+)<', browser.get(f"/clients/{cast.cleo.public_id}/").content.decode())
    assert steps.index("Review the goals with the client") < steps.index("Ask a colleague to think along")

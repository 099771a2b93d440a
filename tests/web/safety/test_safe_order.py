"""S.3 on every list that there is: nobody with an open concern that nobody has assessed stands below one without.

The caseloads are made up by chance, from a seed that a failing test names: states of progress, concerns in every state,
losses, alerts that were put off before the sign, reviews, referrals, appeals and consultations. The order is read off
the pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.web.advocacy.acts import planned
from tests.web.authorization.routes import routes
from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts as consulting
from tests.web.home.people import COURSES, client, links_of, row_of
from tests.web.referrals.acts import wanted
from tests.web.safety.acts import assess, close, sign
from unstuck.guidance.safe_order import PLACES, safe_place
from unstuck.instruments import load
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.actions.steps import AlertAnswer, take_step
from unstuck.web.alerts.models import Alert
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Care, Circumstances, Engagement, Episode, LifeArea, Standing, Wishes
from unstuck.web.checkins.actions.asking import NewCheckin, ask
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.directory.models import Service
from unstuck.web.notifications.actions import tell
from unstuck.web.referrals.actions.referring import draft
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.actions.reviews import ReviewDecision, close_review, open_review, record_decision
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.safety.actions.care import note_asked
from unstuck.web.safety.first import safety_first
from unstuck.web.safety.models import Concern
from unstuck.web.safety.workflow import NOT_ASSESSED

AsPerson = Callable[[Person | None], Browser]
CLIENTS = 18
TOMORROW = TODAY + timedelta(days=1)
NOT_ASKED = ("account_", "mfa_")
"""Routes of signing in and out."""
NAMES_CLIENTS = {
    "home:caseload", "reviews:ended", "safety:concerns", "referrals:waiting",
    "consultation:consultations", "checkins:waiting",
}  # fmt: skip
"""Routes without a client in their address that name several clients, as far as these caseloads show."""


def made_up(cast: Cast, seed: int) -> list[Episode]:
    """Make a caseload by chance."""
    chance = Random(seed)  # noqa: S311  (a made-up caseload is no secret)
    names = [f"Nr{number:02}x" for number in range(CLIENTS)]
    episodes = [client(cast, name, COURSES[chance.choice(sorted(COURSES))]) for name in names]
    for episode in episodes:
        for act in chance.sample(ACTS, 2):
            act(cast, episode, chance)
    for episode in episodes:
        _risk(cast, episode, chance)
    for episode in chance.sample(episodes, ENDED):
        _ended(cast, episode, chance)
    return episodes


def _ended(cast: Cast, episode: Episode, chance: Random) -> None:
    """End the work, of which the day to ask how it went has come."""
    day = TODAY - timedelta(days=chance.randrange(9))
    ended = EndingDetails("moved_away", day, "To the sea.", ask_on=TOMORROW, risk_words="The clinic there knows.")
    end_work(cast.actor(cast.worker), Episode.objects.get(pk=episode.pk), ended, write_context())


def _put_off(cast: Cast, episode: Episode, chance: Random) -> None:
    for alert in Alert.objects.filter(episode=episode, state="raised"):
        answer = AlertAnswer("Busy week.", TODAY + timedelta(days=9))
        take_step(cast.actor(cast.worker), alert, "put_off", answer, write_context())


def _reviewed(cast: Cast, episode: Episode, chance: Random) -> None:
    open_review(cast.actor(cast.worker), episode, write_context())
    came_of_it = chance.choice(("nothing yet", "decided", "closed"))
    if came_of_it == "decided":
        later = ReviewDecision("What?", "give_time", "", TODAY + timedelta(days=chance.randrange(1, 20)))
        record_decision(cast.actor(cast.worker), episode, later, write_context())
    if came_of_it == "closed":
        close_review(cast.actor(cast.worker), episode, "back_on_track", "", write_context())


def _referred(cast: Cast, episode: Episode, chance: Random) -> None:
    draft(cast.actor(cast.worker), episode, wanted(), write_context())


def _spoken_for(cast: Cast, episode: Episode, chance: Random) -> None:
    planned(cast, "appeal", episode=episode, deadline=TODAY + timedelta(days=chance.randrange(7, 30)), safe_way="Here")


def _asked(cast: Cast, episode: Episode, chance: Random) -> None:
    consulting.asked(cast, cast.teammate, episode=episode)


def _checked_in(cast: Cast, episode: Episode, chance: Random) -> None:
    new = NewCheckin("link", [load("PHQ-9")], TODAY)
    ask(cast.actor(cast.worker), episode, new, WriteContext(NOW - timedelta(hours=chance.randrange(90)), TODAY))


def _nothing(cast: Cast, episode: Episode, chance: Random) -> None:
    """Nothing more is known of this client."""


ACTS = [_put_off, _reviewed, _referred, _spoken_for, _asked, _checked_in, _nothing]
ENDED = 4
"""Of so many clients the work has ended, whatever was open."""


def _risk(cast: Cast, episode: Episode, chance: Random) -> None:
    """Let a client be at risk, or not, in one of the ways there are."""
    way = chance.choice(("none", "none", "unassessed", "imminent", "assessed", "closed", "loss"))
    if way == "none":
        return
    if way == "loss":
        row = LifeArea(on=TODAY, area="housing", imminent_loss=True)
        record_facts(cast.actor(cast.worker), episode, [row], write_context())
        return
    concern = sign(cast, chance.choice(("suicide", "stalking", "withdrawal")), episode=episode)
    if way != "unassessed":
        assess(cast, concern, imminent=way == "imminent")
    if way == "closed":
        close(cast, concern)


def order_on(page: str, episodes: list[Episode]) -> list[Episode]:
    """Return the clients of a page's main part in the order in which each is first named."""
    main = page[page.index("<main") :] if "<main" in page else page
    found = [(at.start(), one) for one in episodes if (at := re.search(re.escape(one.client.name), main))]
    return [one for _at, one in sorted(found, key=lambda pair: pair[0])]


def choosers_of(cast: Cast) -> list[str]:
    """Return the pages on which one client of several is chosen: to hand over, and for a service."""
    service = Service.objects.create(
        agency=cast.agency, source="d", row="pantry", name="Pantry", cost="free", digest="x"
    )
    return [f"/hand-over/{cast.worker.public_id}/", f"/outside-support/for/{service.public_id}/"]


def pages(browser: Browser, choosers: list[str]) -> Iterator[tuple[str, str]]:
    """Yield every page without a client in its address, and the caseload by every filter that its page offers."""
    for route in routes():
        if not route.arguments and not route.name.startswith(NOT_ASKED):
            answer = browser.get(reverse(route.name))
            if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
                yield route.name, answer.content.decode()
    start = browser.get("/caseload/").content.decode()
    offered = set(re.findall(r'class="filter[^"]*" href="(\?[^"]*)"', start))
    offered |= {f"?whose={code}" for code in re.findall(r'<option value="([^"]+)"', start)}
    assert {"?show=now", "?show=reviews", "?sort=name", "?sort=heard", "?sort=day"} <= offered
    for query in sorted(offered):
        yield f"/caseload/{query}", browser.get(f"/caseload/{query.replace('&amp;', '&')}").content.decode()
    for chooser in choosers:
        yield chooser, browser.get(chooser).content.decode()
    yield "a search", browser.post("/caseload/", {"words": "x"}).content.decode()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_unassessed_stands_below_anybody_else_on_any_list(
    cast: Cast, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Read the day after, when it is time to ask how it went where the work has ended."""
    episodes = made_up(cast, seed)
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW + timedelta(days=1))
    waiting = set(Concern.objects.filter(state__in=NOT_ASSESSED).values_list("episode", flat=True))
    assert 0 < len(waiting) < CLIENTS
    choosers, naming = choosers_of(cast), set()
    in_danger = waiting | {one.pk for one in episodes if _imminent(one)}
    ranks = {one.pk: place_of(one) for one in episodes}  # asked once: nobody saves anything while pages are read
    wrong: list[tuple[str, str, list[bool] | list[int]]] = []
    for person in (cast.worker, cast.supervisor):
        for address, page in pages(as_person(person), choosers):
            listed = order_on(page, episodes)
            danger = [one.pk in in_danger for one in listed]
            wrong += [] if danger == sorted(danger, reverse=True) else [(person.name, address, danger)]
            places = [ranks[one.pk] for one in listed]
            if address.startswith(("/caseload/", "home:caseload", "a search")):
                wrong += [] if places == sorted(places) else [(person.name, address, places)]
            naming |= {address} if len(listed) > 1 else set()
    assert wrong == [], f"seed {seed}"
    assert ranks == {one.pk: place_of(one) for one in episodes}, "looking at pages changed where somebody stands"
    assert naming >= {*NAMES_CLIENTS, *choosers, "/caseload/?show=reviews"}, "a list that shows nobody shows nothing"


def place_of(episode: Episode) -> int:
    """Return a client's place in the safe order by the rule itself; of ended work only open danger has one."""
    ended = Episode.objects.get(pk=episode.pk).ended_on is not None
    rank = safe_place(current_case(Episode.objects.get(pk=episode.pk), TOMORROW)).rank
    return PLACES.index("rest") if ended and rank >= PLACES.index("loss") else rank


def _imminent(episode: Episode) -> bool:
    return Concern.objects.filter(episode=episode, imminent=True).exclude(state="closed").exists()


@pytest.mark.parametrize("seed", [4, 5])
def test_what_the_list_says_is_what_the_rule_says(cast: Cast, seed: int) -> None:
    """The places are stored when something is saved; they are the ones that guidance gives for the case as it is."""
    for episode in made_up(cast, seed):
        place = safe_place(current_case(Episode.objects.get(pk=episode.pk), TODAY))
        stored = Standing.objects.get(pk=episode.pk).places
        assert stored[0][1:] == [PLACES.index(place.code), place.words]


def test_a_concern_cannot_be_put_off_and_an_alert_that_was_comes_first_again(cast: Cast, as_person: AsPerson) -> None:
    alert = Alert.objects.get(episode=cast.cleo)
    busy = AlertAnswer("Busy week.", TODAY + timedelta(days=9))
    take_step(cast.actor(cast.worker), alert, "put_off", busy, write_context())
    sign(cast, "suicide")
    shown = as_person(cast.worker).get("/reviews/", follow=True).content.decode()
    assert shown.index("Needs me now (1)") < shown.index("Cleo")
    assert "put off" not in shown
    alert.refresh_from_db()
    with pytest.raises(Denied) as refused:
        take_step(cast.actor(cast.worker), alert, "put_off", busy, write_context())
    assert refused.value.code in ("safety_first", "not_open")


def test_a_loss_comes_first_and_leads_to_what_to_do(cast: Cast, as_person: AsPerson) -> None:
    """D.2: a loss is answered with outside support, today; nobody has to answer for a concern that there is not."""
    row = LifeArea(on=TODAY, area="housing", imminent_loss=True)
    record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())
    browser, home = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/"
    shown = browser.get("/caseload/").content.decode()
    assert "About to be lost: housing" in shown
    assert links_of(row_of(browser.get("/caseload/"), "Cleo Brook")) == [home, f"{home}network/"]
    assert "Nobody is named to answer for it" not in shown
    listed = browser.get("/reviews/", follow=True).content.decode()
    assert listed.index("Needs me now (1)") < listed.index("About to be lost: housing")
    assert "See what could help, together" in listed


def test_words_of_the_clients_own_stand_first_until_somebody_asked(cast: Cast, as_person: AsPerson) -> None:
    """S.1: a sign until a person says what was meant; whoever asked has said it, until other words come."""
    browser, safety = as_person(cast.worker), f"/clients/{cast.cleo.public_id}/safety/"
    row = Care(on=TODAY, presenting_problems="wants to die")
    record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())
    assert "Thoughts of suicide: not assessed yet" in browser.get("/caseload/").content.decode()
    assert "may be a sign of suicide or self-harm" in browser.get(safety).content.decode()
    note_asked(
        cast.actor(cast.worker), cast.cleo, TODAY, "A figure of speech: “dying to leave the flat”.", write_context()
    )
    assert "Thoughts of suicide" not in browser.get("/caseload/").content.decode()
    assert "may be a sign" not in browser.get(safety).content.decode()
    more = Care(on=TODAY, presenting_problems="suicidal since Monday")
    record_facts(cast.actor(cast.worker), cast.cleo, [more], write_context())
    assert "Thoughts of suicide: not assessed yet" in browser.get("/caseload/").content.decode()


@pytest.mark.parametrize(
    "row",
    [
        Engagement(on=TODAY, alliance=7, words="It helps, and all the same I want to die."),
        LifeArea(on=TODAY, area="family", rating=6, words="They would be better off without me."),
        Wishes(on=TODAY, end_treatment=False, words="No reason to live, so why a plan"),
        Circumstances(on=TODAY, pregnant=False, words="I don't want to live like this"),
    ],
    ids=lambda row: row._meta.model_name,
)
def test_words_of_the_clients_own_count_wherever_they_are_written_down(
    cast: Cast, as_person: AsPerson, row: Any
) -> None:
    """S.1. What the client says there later takes their place, as with what brought them."""
    record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())
    browser = as_person(cast.worker)
    assert "Thoughts of suicide: not assessed yet" in browser.get("/caseload/").content.decode()
    assert "may be a sign" in browser.get(f"/clients/{cast.cleo.public_id}/safety/").content.decode()
    note_asked(cast.actor(cast.worker), cast.cleo, TODAY, "A way of speaking: no thoughts of death.", write_context())
    assert "Thoughts of suicide" not in browser.get("/caseload/").content.decode()


def test_earlier_words_are_put_aside_by_later_ones(cast: Cast) -> None:
    for days, words in ((9, "I want to die"), (0, "Sleeping better")):
        row = Engagement(on=TODAY - timedelta(days=days), alliance=7, words=words)
        record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())
    assert safe_place(current_case(Episode.objects.get(pk=cast.cleo.pk), TODAY)).code == "rest"


def test_in_waiting_a_concern_comes_before_all_else(cast: Cast, as_person: AsPerson) -> None:
    sign(cast, "suicide", by=cast.supervisor)
    ids: dict[str, str] = {}
    tell([cast.worker.pk], "lesson.published", "home:start", ids, agency=cast.agency.pk, now=NOW + timedelta(hours=1))
    shown = as_person(cast.worker).get("/notifications/").content.decode()
    assert shown.index("A concern about safety waits") < shown.index("Your lesson is on the shelf")


def test_while_a_risk_waits_no_alert_is_put_off(cast: Cast, as_person: AsPerson) -> None:
    alert, browser = Alert.objects.get(episode=cast.cleo), as_person(cast.worker)
    page = f"/clients/{cast.cleo.public_id}/alerts/{alert.public_id}/"
    assert 'value="put_off"' in browser.get(page).content.decode()
    sign(cast, "suicide")
    assert 'value="put_off"' not in browser.get(page).content.decode()
    with pytest.raises(Denied) as refused:
        take_step(
            cast.actor(cast.worker), alert, "put_off", AlertAnswer("Busy", TODAY + timedelta(days=3)), write_context()
        )
    assert refused.value.code == "safety_first"
    assert "Thoughts of suicide: not assessed yet" in refused.value.reason


def test_of_ended_work_an_open_danger_comes_first_and_a_loss_does_not(cast: Cast) -> None:
    """What may be lost is no longer this agency's to answer; a concern that nobody closed still is."""
    episodes = {place: client(cast, place, COURSES["stalled"]) for place in PLACES[:-1]}
    for rank, episode in enumerate(episodes.values()):
        Standing.objects.filter(episode=episode).update(places=[[TODAY.isoformat(), rank, "Words."]])
    everybody = [episode.client.called for episode, _rank, _words in safety_first(cast.actor(cast.worker), TODAY)]
    assert everybody == list(PLACES[:-1])
    Episode.objects.filter(pk__in=[one.pk for one in episodes.values()]).update(ended_on=TODAY)
    ended = [episode.client.called for episode, _rank, _words in safety_first(cast.actor(cast.worker), TODAY)]
    assert ended == ["imminent", "not_assessed"]

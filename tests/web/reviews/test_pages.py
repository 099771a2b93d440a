"""The pages of reviews: one column of thought, the ten-minute talk, the note, the lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, names, row_of, text
from tests.web.reviews.acts import IN_TWO_WEEKS, closed, decided, opened, page, record, send
from tests.web.safety.acts import sign
from unstuck.web.accounts.models import Person
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.models import ApproachStep, ConsultationStep, Engagement, Episode, LifeArea
from unstuck.web.reviews.actions import reviews as acts
from unstuck.web.reviews.models import Review

SignIn = Callable[[Person | None], Browser]


@pytest.fixture
def browser(cast: Cast, as_person: SignIn) -> Browser:
    return as_person(cast.worker)


def test_before_a_review_the_page_shows_the_case_and_how_to_open_one(cast: Cast, browser: Browser) -> None:
    said = text(browser.get(page(cast.cleo)))
    assert "Open a review" in said
    assert "Little change since late September" in said
    assert send(browser, page(cast.cleo, "review/open/")).status_code == 302
    assert Review.objects.get(episode=cast.cleo).state == "open"


def test_a_review_of_work_that_has_ended_asks_for_nothing_more(cast: Cast, browser: Browser) -> None:
    asks = ("What may be missing", "Talk about it with the client", "this client's own score in 4 weeks")
    going_on = text(browser.get(page(cast.cleo)))
    assert [words in going_on for words in asks] == [True, True, True]
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=TODAY)
    ended = text(browser.get(page(cast.cleo)))
    assert [words in ended for words in asks] == [False, False, False]
    assert "At the last score: Little change since late September" in ended
    assert "At the last score: Little change since" in text(browser.get(page(cast.cleo, "review/note/")))


def test_one_next_action_stands_at_the_top(cast: Cast, browser: Browser) -> None:
    def buttons() -> list[str]:
        shown = browser.get(page(cast.cleo)).content.decode()
        return re.findall(r'class="govuk-button" data-module="govuk-button"[^>]*>([^<]+)<', shown)

    assert buttons() == ["Open a review"]
    opened(cast)
    assert buttons() == ["Save the decision"]
    choice = acts.ReviewDecision("What do we not see?", "goals", "", IN_TWO_WEEKS)
    acts.record_decision(cast.actor(cast.worker), cast.cleo, choice, write_context())
    assert buttons() == ["Ask a colleague"], "a decision stands; it can be changed in a fold"
    sign(cast)
    assert buttons() == ["Take it on"]


def test_the_decision_stands_before_the_steps_and_what_was_recorded_folds(cast: Cast, browser: Browser) -> None:
    opened(cast)
    shown = browser.get(page(cast.cleo)).content.decode()
    told = text(shown)
    assert told.index("What we see") < told.index("Save the decision") < told.index("What to do, in this order")
    assert re.search(r'<details class="fold[^"]*" id="tried">', shown), "folded until somebody opens it"


def test_a_review_that_came_back_asks_for_a_new_decision(cast: Cast, browser: Browser) -> None:
    decided(cast)
    assert "Decide again" in text(browser.get(page(cast.cleo)))
    acts.close_review(cast.actor(cast.worker), cast.cleo, "back_on_track", "", write_context())
    opened(cast)
    said = text(browser.get(page(cast.cleo)))
    assert "Decide again" not in said
    assert "What was decided last time, before the review was reopened" in said


def test_what_may_be_missing_comes_from_this_cases_own_facts(cast: Cast, browser: Browser) -> None:
    start = cast.cleo.started_on
    record(
        cast,
        LifeArea(on=start, area="work", rating=7),
        Engagement(on=start, medication="as_agreed", alliance=8),
        Engagement(on=start + timedelta(days=1), alliance=5),
    )
    said = text(browser.get(page(cast.cleo)))
    assert "No life-area check since intake, 8 weeks ago." in said
    assert "Nobody has asked about risk." in said
    assert "The client has never been asked about their wishes." in said


def test_the_steps_are_actions_and_fold_up_when_done(cast: Cast, browser: Browser) -> None:
    opened(cast)
    answer = browser.get(page(cast.cleo))
    assert "Ask a colleague to think along" in text(answer)
    record(cast, ConsultationStep(on=TODAY, step="answered", about_this_stall=True))
    said = text(browser.get(page(cast.cleo)))
    assert "Done since the stall began" in said
    assert re.search(r"✓ Ask a colleague to think along 22 November 2026, Wanda", said)


def test_a_step_that_is_set_aside_stands_apart_with_its_reason(cast: Cast, browser: Browser) -> None:
    opened(cast)
    aside = "review/steps/change-approach/set-aside/"
    refused = send(browser, page(cast.cleo, aside), words=" ")
    assert refused.status_code == 422
    assert "Say why, in a sentence." in text(refused)
    assert send(browser, page(cast.cleo, aside), words="The groups are full").status_code == 302
    said = text(browser.get(page(cast.cleo)))
    assert "Set aside (1) Plan a different approach with the client: The groups are full" in said
    assert browser.get(page(cast.cleo, "review/steps/no-such-step/set-aside/")).status_code == 404


def test_a_crisis_shows_only_what_answers_it(cast: Cast, browser: Browser) -> None:
    opened(cast)
    sign(cast)
    said = text(browser.get(page(cast.cleo)))
    assert "Safety first" in said
    assert "Respond to the risk first" in said
    assert "Ask a colleague to think along" in said
    for progress in (
        "Plan a different approach",
        "What may be missing",
        "Talk about it with the client",
        "Try a different",
    ):
        assert progress not in said
    assert "likely still" not in text(browser.get(page(cast.cleo, "review/ten-minutes/")))


def test_decided_on_one_screen_the_note_is_composed_and_can_be_edited(cast: Cast, browser: Browser) -> None:
    opened(cast)
    acts.talk(cast.actor(cast.worker), cast.cleo, "Round in circles", write_context())
    record(cast, ApproachStep(on=TODAY - timedelta(weeks=5), code="cbt"))
    fields = {"question": "What do we not see?", "decision": "goals", "words": "On Monday", "again_on": ""}
    refused = send(browser, page(cast.cleo, "review/ten-minutes/"), **fields)
    assert refused.status_code == 422
    assert "Say when to look again." in text(refused)
    assert "What do we not see?" in refused.content.decode()
    sent = send(browser, page(cast.cleo, "review/ten-minutes/"), **{**fields, "again_on": IN_TWO_WEEKS.isoformat()})
    assert sent["Location"] == page(cast.cleo, "review/note/")
    note = browser.get(sent["Location"]).content.decode()
    for part in (
        "Little change since late September",
        "Cognitive behavioural work",
        "Round in circles",
        "What do we not see?",
        "Look at the goals again with the client. On Monday",
        "6 December 2026",
    ):
        assert part in text(note), part
    assert send(browser, page(cast.cleo, "review/note/"), note="My own words").status_code == 302
    assert "My own words" in text(browser.get(page(cast.cleo, "review/note/")))


def test_the_question_of_the_review_stands_in_the_form_of_asking_a_colleague(cast: Cast, browser: Browser) -> None:
    ask = page(cast.cleo, "consult/")
    opened(cast)
    assert "What do we not see?" not in text(browser.get(ask))
    fields = {"question": "What do we not see?", "decision": "consult", "again_on": IN_TWO_WEEKS.isoformat()}
    assert send(browser, page(cast.cleo), **fields)["Location"] == ask, "a colleague is asked at once"
    shown = browser.get(ask).content.decode()
    assert re.search(r"<textarea[^>]*>\s*What do we not see\?</textarea>", shown)
    assert "This is the question of the review. Change it as you like." in text(shown)
    acts.close_review(cast.actor(cast.worker), cast.cleo, "back_on_track", "", write_context())
    assert "What do we not see?" not in text(browser.get(ask)), "of a closed review nothing is carried"


def test_follow_up_and_close(cast: Cast, browser: Browser) -> None:
    decided(cast)
    fields = {"words": "Walks kept up", "again_on": (TODAY + timedelta(weeks=4)).isoformat()}
    assert send(browser, page(cast.cleo, "review/follow-up/"), **fields).status_code == 302
    refused = send(browser, page(cast.cleo, "review/close/"), words="")
    assert refused.status_code == 422
    assert "Choose what came of it." in text(refused)
    refused = send(browser, page(cast.cleo, "review/close/"), outcome="other", words="")
    assert "Say in a sentence what came of it." in text(refused)
    assert send(browser, page(cast.cleo, "review/close/"), outcome="back_on_track", words="").status_code == 302
    assert "Closed: Back on track" in text(browser.get(page(cast.cleo)))


def test_a_stale_form_says_what_changed_and_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    opened(cast)
    shown = browser.get(page(cast.cleo, "review/talk/")).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(once|version)" value="([^"]+)"', shown))
    record(cast, LifeArea(on=TODAY, area="work", rating=7))
    answer = browser.post(page(cast.cleo, "review/talk/"), {**hidden, "words": "Round in circles"})
    assert answer.status_code == 422
    assert "Facts recorded" in text(answer)
    assert "Round in circles" in text(answer)


def test_the_list_holds_every_state(cast: Cast, browser: Browser) -> None:
    actor = cast.actor(cast.worker)
    worth = client(cast, "Worth", COURSES["stalled"])
    due = client(cast, "Due", COURSES["stalled"])
    past = write_context()
    back = type(past)(past.now - timedelta(weeks=3), TODAY - timedelta(weeks=3))
    acts.open_review(actor, due, back)
    acts.record_decision(actor, due, acts.ReviewDecision("What?", "goals", "", TODAY), back)
    closed(cast)
    answer = browser.get("/reviews/", follow=True)
    assert answer.redirect_chain == [("/caseload/?show=reviews", 302)], "an address that people were told leads on"
    assert sorted(names(answer)[:2]) == ["Due", "Worth"]
    assert "Open a review" in text(row_of(answer, worth.client.name))
    assert "The day to look again has come" in text(row_of(answer, "Due"))
    said = text(answer)
    assert said.index("Needs me now (2)") < said.index("Everybody else (1)") < said.index("Cleo Brook")
    assert "Review closed: Back on track, 22 November" in text(row_of(answer, "Cleo Brook"))


def test_a_supervisor_reads_the_teams_and_others_find_nothing(cast: Cast, as_person: SignIn) -> None:
    decided(cast)
    seen = as_person(cast.supervisor)
    assert "Cleo Brook" in text(seen.get("/reviews/", follow=True))
    said = text(seen.get(page(cast.cleo)))
    assert "What do we not see?" in said
    assert "Save the decision" not in said
    assert "Only the client's own worker can record here." in said
    assert send(seen, page(cast.cleo), question="x").status_code == 404
    for person in (cast.teammate, cast.other_supervisor, cast.outsider):
        assert as_person(person).get(page(cast.cleo)).status_code == 404
        assert "Cleo" not in text(as_person(person).get("/reviews/", follow=True))


def test_the_next_action_on_the_clients_page_and_on_the_caseload(cast: Cast, browser: Browser) -> None:
    home = f"/clients/{cast.cleo.public_id}/"
    assert "Open a review" in text(browser.get(home))
    assert "Open a review" in row_of(browser.get("/caseload/"), "Cleo Brook")
    decided(cast)
    assert "Continue the review" in text(browser.get(home))
    assert "Waiting until 6 December for the review" in text(row_of(browser.get("/caseload/"), "Cleo Brook"))


def long_history(cast: Cast, name: str, weeks: int) -> Episode:
    episode = client(cast, name, [15 + place % 2 for place in range(weeks)])
    actor = cast.actor(cast.worker)
    rows = [Engagement(on=TODAY - timedelta(weeks=w), alliance=float(5 + w % 3)) for w in range(0, weeks, 4)]
    for row in rows:
        record_facts(actor, episode, [row], write_context())
    record_facts(actor, episode, [ConsultationStep(on=TODAY, step="asked") for _ in range(weeks // 8)], write_context())
    acts.open_review(actor, episode, write_context())
    for _ in range(weeks // 8):
        acts.talk(actor, episode, "words", write_context())
    return episode


def test_two_years_take_as_many_queries_as_two_months(cast: Cast, browser: Browser) -> None:
    short, long = long_history(cast, "Short", 8), long_history(cast, "Long", 104)

    def queries(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    for rest in ("review/", "review/ten-minutes/", "review/note/"):
        assert queries(page(short, rest)) == queries(page(long, rest))
    few = queries("/caseload/?show=reviews")
    for n in range(3):
        acts.open_review(cast.actor(cast.worker), client(cast, f"More{n}", COURSES["stalled"]), write_context())
    assert queries("/caseload/?show=reviews") == few

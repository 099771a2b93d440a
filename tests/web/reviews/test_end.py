"""Ending the work: each kind asks for what belongs to it; it is never refused for a risk, and closes no concern."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client as Browser

from tests.web.cast import TODAY, Cast, write_context
from tests.web.home.people import COURSES, client, text
from tests.web.reviews.acts import opened, page, record, send
from tests.web.safety.acts import assess, sign
from unstuck.guidance.concerns import open_concerns
from unstuck.web.accounts.models import Person
from unstuck.web.alerts.models import Alert
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.endings import take_up_again
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Care, Episode, Wishes
from unstuck.web.components.denied import Denied
from unstuck.web.reviews.actions.closings import end_work
from unstuck.web.reviews.ending_policies import EndingDetails
from unstuck.web.reviews.models import Closing, Ending, Review

SignIn = Callable[[Person | None], Browser]
LATER = TODAY + timedelta(weeks=6)

WHOLE: dict[str, dict[str, Any]] = {
    "client_wish": {},
    "goals_reached": {"words": "Both of us think so"},
    "transfer": {"words": "Knows the breathing", "place": "The clinic in town", "consent": "yes"},
    "admission": {"words": "After the fall", "place": "Ward 3", "told": "The ward's social worker"},
    "referred_on": {"words": "They know grief", "place": "Grief group", "consent": "no", "consent_words": "Not yet"},
    "no_contact": {"words": "Silent since May", "tries": 3, "ways": ["phone", "visit"], "welfare": "A neighbour did"},
    "moved_away": {"words": "To the coast"},
    "death": {},
    "agency_limit": {"words": "Twelve sessions"},
    "no_progress": {"words": "Nothing helps"},
    "other": {"words": "A long story"},
}
"""What each kind cannot do without, by PRACTICE E.2, E.4, E.5 and A.6."""

NEVER_REFUSED = ["transfer", "admission", "referred_on", "no_contact", "moved_away", "death"]
"""PRACTICE E.2: endings of their own kind, never refused or renamed."""

OWN_ACCORD = ["goals_reached", "agency_limit", "no_progress", "other"]


@pytest.fixture
def browser(cast: Cast, as_person: SignIn) -> Browser:
    return as_person(cast.worker)


def whole(ending: str, **more: Any) -> EndingDetails:
    return replace(EndingDetails(ending, TODAY), **WHOLE[ending], **more)


def end(cast: Cast, ended: EndingDetails) -> Closing:
    return end_work(cast.actor(cast.worker), cast.cleo, ended, write_context())


def code_of(cast: Cast, ended: EndingDetails) -> str:
    with pytest.raises(Denied) as denied, transaction.atomic():
        end(cast, ended)
    assert not Closing.objects.exists()
    return denied.value.code


def test_every_kind_of_the_practice_page_has_its_code_and_the_old_ones_keep_theirs() -> None:
    assert set(WHOLE) == set(Ending.values)
    old = ["client_wish", "goals_reached", "transfer", "referred_on", "no_progress", "no_contact", "other"]
    assert Ending.values[:7] == old


@pytest.mark.parametrize("ending", WHOLE)
def test_each_kind_ends_the_work_with_what_belongs_to_it(cast: Cast, ending: str) -> None:
    closing = end(cast, whole(ending))
    assert closing.ending == ending
    assert {name: getattr(closing, name) for name in WHOLE[ending] if name != "welfare"} == {
        name: value for name, value in WHOLE[ending].items() if name != "welfare"
    }
    cast.cleo.refresh_from_db()
    assert (cast.cleo.ended_on, cast.cleo.ended_because) == (TODAY, ending)
    assert Entry.objects.filter(action="work.ended", subject_id=str(cast.cleo.public_id)).count() == 1


@pytest.mark.parametrize(
    ("ending", "without", "code"),
    [
        *((ending, "words", "no_reason") for ending in WHOLE if ending not in ("client_wish", "death")),
        *((ending, "place", "no_place") for ending in ("transfer", "admission", "referred_on")),
        ("admission", "told", "no_told"),
        ("no_contact", "tries", "no_tries"),
        ("no_contact", "ways", "no_ways"),
        ("transfer", "consent", "no_consent"),
        ("referred_on", "consent_words", "no_consent_words"),
    ],
)
def test_what_a_kind_cannot_do_without_is_asked_for(cast: Cast, ending: str, without: str, code: str) -> None:
    nothing: dict[str, Any] = {without: None if without == "tries" else ""}
    assert code_of(cast, replace(whole(ending), **nothing)) == code


@pytest.mark.parametrize(
    ("tries", "ways", "code"),
    [(2, ["phone", "visit"], "too_few_tries"), (3, ["phone"], "too_few_ways"), (9, ["phone", "phone"], "too_few_ways")],
)
def test_the_file_is_kept_open_before_three_tries_in_two_ways(
    cast: Cast, tries: int, ways: list[str], code: str
) -> None:
    """A.6: [3] tries by [2] ways."""
    assert code_of(cast, replace(whole("no_contact"), tries=tries, ways=ways)) == code


def test_somebody_looks_in_where_a_risk_was_on_record_lately(cast: Cast) -> None:
    unseen = replace(whole("no_contact"), welfare="", risk_words="The police know")
    sign(cast)
    assert code_of(cast, unseen) == "no_welfare"


def test_after_a_death_nothing_is_asked_and_nothing_can_be(cast: Cast) -> None:
    closing = end(cast, replace(whole("death"), ask_on=LATER, notice_on=TODAY, way_back="By phone"))
    assert (closing.ask_on, closing.notice_on, closing.way_back) == (None, None, "")
    for column in ("ask_on", "notice_on"):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            Closing.objects.create(
                episode=cast.outside_client,
                at=closing.at,
                by=cast.outsider,
                on=TODAY,
                ending="death",
                **{column: LATER},
            )


def test_what_does_not_belong_to_a_kind_is_not_kept(cast: Cast) -> None:
    closing = end(cast, replace(whole("moved_away"), tries=3, ways=["phone"], told="Everybody", consent="yes"))
    assert (closing.tries, closing.ways, closing.told, closing.consent) == (None, [], "", "")


@pytest.mark.parametrize("ending", NEVER_REFUSED)
def test_what_has_happened_asks_for_words_about_an_open_risk_and_passes(cast: Cast, ending: str) -> None:
    sign(cast)
    assert code_of(cast, whole(ending)) == "no_risk_words"
    closing = end(cast, whole(ending, risk_words="The ward knows, and rings us before they go home"))
    assert (closing.ending, closing.risk, closing.second_look) == (ending, True, None)


def test_the_clients_own_wish_passes_without_a_word(cast: Cast) -> None:
    sign(cast)
    assert end(cast, whole("client_wish")).risk


@pytest.mark.parametrize("ending", OWN_ACCORD)
def test_a_worker_does_not_end_alone_of_their_own_accord_in_a_crisis(cast: Cast, ending: str) -> None:
    concern = sign(cast)
    assert code_of(cast, whole(ending, risk_words="I thought about it")) == "needs_second_person"
    assess(cast, concern, imminent=True)
    assert code_of(cast, whole(ending, risk_words="I thought about it")) == "needs_second_person"


def test_an_assessed_risk_asks_for_words_and_no_second_person(cast: Cast) -> None:
    assess(cast, sign(cast))
    assert code_of(cast, whole("other")) == "no_risk_words"
    assert end(cast, whole("other", risk_words="Assessed today; the plan stands")).risk


def test_an_ending_changes_nothing_about_the_risk(cast: Cast) -> None:
    sign(cast)
    before = open_concerns(current_case(cast.cleo, TODAY))
    end(cast, whole("admission", risk_words="The ward knows"))
    assert open_concerns(current_case(cast.cleo, TODAY)) == before != ()


def test_ended_with_an_open_risk_stands_first_in_words(cast: Cast, browser: Browser) -> None:
    other = client(cast, "Later", COURSES["recovered"])
    sign(cast)
    end(cast, replace(whole("admission", risk_words="The ward knows"), on=TODAY - timedelta(days=3)))
    end_work(cast.actor(cast.worker), other, EndingDetails("client_wish", TODAY), write_context())
    shown = text(browser.get("/reviews/ended/"))
    assert shown.index("a risk is still open") < shown.index("Cleo") < shown.index("The latest") < shown.index("Later")
    assert "A concern is open: a crisis. Nobody has assessed it yet." in shown


def test_everything_closes_with_it(cast: Cast) -> None:
    opened(cast)
    end(cast, whole("client_wish"))
    review = Review.objects.get(episode=cast.cleo)
    assert (review.state, review.outcome) == ("closed", "ended")
    assert Alert.objects.get(episode=cast.cleo).state == "closed"


def test_what_was_not_explored_is_kept_where_progress_is_the_reason_and_does_not_lock(cast: Cast) -> None:
    """E.1 is about ending for lack of progress; E.3: nobody who got better lacks a consultation on a stall."""
    lacking = ["E.1-not-consulted", "E.1-few-changes", "E.1-not-given-time", "E.1-no-referral"]
    assert end(cast, whole("no_progress")).lacking == lacking


@pytest.mark.parametrize("ending", [one for one in WHOLE if one not in ("no_progress", "other")])
def test_no_other_kind_lacks_a_consultation(cast: Cast, ending: str) -> None:
    assert end(cast, whole(ending)).lacking == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ending": ""}, "no_ending"),
        ({"ending": "kite"}, "no_ending"),
        ({"on": TODAY + timedelta(days=1)}, "wrong_day"),
        ({"on": date(2020, 1, 1)}, "wrong_day"),
        ({"notice_on": date(2020, 1, 1)}, "wrong_notice"),
        ({"notice_on": TODAY + timedelta(days=1)}, "wrong_notice"),
        ({"ask_on": TODAY}, "wrong_ask_day"),
        ({"ask_on": TODAY + timedelta(weeks=60)}, "wrong_ask_day"),
    ],
)
def test_impossible_days_and_kinds(cast: Cast, changed: dict[str, Any], code: str) -> None:
    assert code_of(cast, replace(whole("goals_reached"), **changed)) == code


def test_nobody_but_the_own_worker_ends(cast: Cast) -> None:
    with pytest.raises(Denied) as denied:
        end_work(cast.actor(cast.supervisor), cast.cleo, whole("client_wish"), write_context())
    assert denied.value.code == "not_own_client"


def test_after_the_ending_nothing_is_added_and_nothing_is_raised(cast: Cast) -> None:
    end(cast, whole("client_wish"))
    with pytest.raises(Denied) as denied:
        add_score(cast.actor(cast.worker), cast.cleo, Total("PHQ-9", 20, TODAY), write_context())
    assert denied.value.code == "episode_ended"


def test_the_kind_is_chosen_first_and_each_has_a_page_of_its_own(cast: Cast, browser: Browser) -> None:
    chosen = browser.get(page(cast.cleo, "end/")).content.decode()
    for ending in WHOLE:
        assert page(cast.cleo, f"end/{ending}/") in chosen
        assert "End the work" in text(browser.get(page(cast.cleo, f"end/{ending}/")))
    assert browser.get(page(cast.cleo, "end/kite/")).status_code == 404


@pytest.mark.parametrize(
    ("ending", "asked", "not_asked"),
    [
        ("death", ["on", "words", "told"], ["ask_on", "notice_on", "way_back", "continuity", "place"]),
        ("admission", ["on", "place", "told", "words", "ask_on"], ["tries", "consent", "notice_on"]),
        ("no_contact", ["on", "tries", "ways", "welfare", "words"], ["consent", "told", "notice_on"]),
        ("client_wish", ["on", "words", "way_back", "ask_on"], ["place", "tries", "consent", "notice_on"]),
        ("agency_limit", ["notice_on", "continuity", "setbacks", "way_back", "ask_on"], ["place", "tries"]),
    ],
)
def test_a_page_asks_for_what_belongs_to_its_kind(
    cast: Cast, browser: Browser, ending: str, asked: list[str], not_asked: list[str]
) -> None:
    shown = browser.get(page(cast.cleo, f"end/{ending}/")).content.decode()
    assert [name for name in asked if f'name="{name}"' not in shown] == []
    assert [name for name in not_asked if f'name="{name}"' in shown] == []


def test_the_form_shows_the_safeguards_and_a_missing_reason_beside_its_field(cast: Cast, browser: Browser) -> None:
    address = page(cast.cleo, "end/no_progress/")
    shown = text(browser.get(address))
    assert "The record does not show a consultation on this stall that was acted on." in shown
    assert "Rule E.2" in shown
    assert "mandate" not in shown.partition("Why, and sources")[0]
    refused = send(browser, address, words="", on=TODAY.isoformat(), notice="2 weeks")
    assert refused.status_code == 422
    assert "Say why the work ends, in a sentence." in text(refused)
    assert 'id="id_words-error"' in refused.content.decode()
    assert "2 weeks" in text(refused)
    assert not Closing.objects.exists()


def test_who_recovered_reads_nothing_about_a_stall(cast: Cast, browser: Browser) -> None:
    episode = client(cast, "Well", COURSES["recovered"])
    for ending in WHOLE:
        shown = text(browser.get(page(episode, f"end/{ending}/"))).partition("Why, and sources")[0]
        assert ("consultation on this stall" in shown) == (ending == "no_progress"), ending
    assert "Rule E.3" in text(browser.get(page(episode, "end/goals_reached/")))


def test_the_terms_of_a_mandate_come_first(cast: Cast, browser: Browser) -> None:
    record(cast, Care(on=TODAY, mandated=True))
    shown = text(browser.get(page(cast.cleo, "end/client_wish/")))
    assert shown.index("terms of the mandate") < shown.index("Their own wish comes first")
    html = browser.get(page(cast.cleo, "end/client_wish/")).content.decode()
    assert html.index('name="mandate_words"') < html.index('name="on"')
    sent = send(browser, page(cast.cleo, "end/client_wish/"), on=TODAY.isoformat(), mandate_words="Court told")
    assert sent.status_code == 302
    closing = Closing.objects.get()
    assert (closing.mandated, closing.mandate_words) == (True, "Court told")


def test_in_a_crisis_the_page_sends_to_the_risk_first_and_lets_the_client_go(cast: Cast, browser: Browser) -> None:
    sign(cast)
    record(cast, Wishes(on=TODAY, end_treatment=True))
    shown = text(browser.get(page(cast.cleo, "end/")))
    assert shown.index("Respond to it first") < shown.index("It is the client's wish")
    refused = send(browser, page(cast.cleo, "end/admission/"), **WHOLE["admission"], on=TODAY.isoformat())
    assert refused.status_code == 422
    assert "Say in words how it is held from here on." in text(refused)
    assert send(browser, page(cast.cleo, "end/client_wish/"), on=TODAY.isoformat()).status_code == 302


def test_nobody_is_told_to_respond_to_the_risk_of_somebody_who_died(cast: Cast, browser: Browser) -> None:
    sign(cast)
    shown = text(browser.get(page(cast.cleo, "end/death/")))
    assert "A concern is open: a crisis." in shown
    assert "Respond to it first" not in shown
    assert "Open the concern" not in shown


def test_what_ended_can_be_read_and_taken_up_again(cast: Cast, browser: Browser, as_person: SignIn) -> None:
    end(cast, whole("client_wish", words="On my own now"))
    assert "On my own now" in text(browser.get("/reviews/ended/"))
    assert "On my own now" in text(as_person(cast.supervisor).get("/reviews/ended/"))
    assert "On my own now" not in text(as_person(cast.teammate).get("/reviews/ended/"))
    assert "Resume the work" in text(browser.get(f"/clients/{cast.cleo.public_id}/"))
    sent = send(browser, page(cast.cleo, "take-up/"))
    again = Episode.objects.get(client=cast.cleo.client, ended_on=None)
    assert sent["Location"] == f"/clients/{again.public_id}/"
    assert browser.get(sent["Location"]).status_code == 200
    with pytest.raises(Denied) as denied:
        take_up_again(cast.actor(cast.worker), cast.cleo, write_context())
    assert denied.value.code == "still_open"


def test_the_ending_cannot_be_changed(cast: Cast) -> None:
    end(cast, whole("client_wish"))
    for statement in ("UPDATE reviews_closing SET words = 'x'", "DELETE FROM reviews_closing"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

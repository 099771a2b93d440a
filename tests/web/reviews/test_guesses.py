"""The second look: guesses from this case's facts, kept or struck, and never while a risk waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.web.cast import TODAY, Cast, write_context
from tests.web.plans.acts import AsPerson
from tests.web.plans.test_pages import text
from tests.web.reviews.acts import closed, opened, page, record, send
from tests.web.safety.acts import sign
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Care, Engagement, Wishes
from unstuck.web.components.denied import Denied
from unstuck.web.reviews.actions import reviews as acts
from unstuck.web.reviews.actions.second_look import answer_second_look
from unstuck.web.reviews.models import SecondLookAnswer
from unstuck.web.reviews.presenters.page import gather, review_page

YESTERDAY = TODAY - timedelta(days=1)
UNSAID = "Something between the two of you may have gone unsaid."
AIM = "We may be working on something that is not, or no longer, what the client wants."
LOOK = "review/guesses/"


def strained(cast: Cast) -> None:
    record(cast, Engagement(on=YESTERDAY, alliance=2), Care(on=YESTERDAY, goals_met="none"))


def test_the_review_makes_guesses_with_their_facts_and_the_question_that_would_tell(
    cast: Cast, as_person: AsPerson
) -> None:
    strained(cast)
    shown = text(as_person(cast.worker).get(page(cast.cleo)))
    for words in (UNSAID, "Alliance is 2 of 10.", "what would you have liked me to do differently?", AIM):
        assert words in shown
    assert "Keep or strike" not in shown, "no review is open yet"


def test_keep_one_and_strike_one(cast: Cast, as_person: AsPerson) -> None:
    strained(cast)
    opened(cast)
    browser = as_person(cast.worker)
    asked = text(browser.get(page(cast.cleo, LOOK)))
    assert "On record: Alliance is 2 of 10. The question that would tell: “What has it been like" in asked
    assert send(browser, page(cast.cleo, LOOK), **{"between-us": "strike", "whose-aim": "keep"}).status_code == 302
    assert [(row.about, row.kept) for row in SecondLookAnswer.objects.all()] == [
        ("between-us", False),
        ("whose-aim", True),
    ]
    entry = Entry.objects.latest("id")
    assert entry.action == "review.second_look"
    look = review_page(cast.actor(cast.worker), gather(cast.cleo, TODAY), TODAY).second_look
    assert look is not None
    assert [(one.code, one.kept) for one in look.guesses] == [("whose-aim", True)]
    assert [one.says for one in look.struck] == [UNSAID]
    assert "Struck (1)" in text(browser.get(page(cast.cleo)))
    with pytest.raises(DatabaseError), transaction.atomic():
        SecondLookAnswer.objects.update(kept=True)


def test_what_was_struck_can_be_kept_later_and_the_latest_answer_counts(cast: Cast) -> None:
    strained(cast)
    opened(cast)
    for kept in (False, True):
        answer_second_look(cast.actor(cast.worker), cast.cleo, {"between-us": kept}, write_context())
    look = review_page(cast.actor(cast.worker), gather(cast.cleo, TODAY), TODAY).second_look
    assert look is not None
    assert [one.code for one in look.guesses if one.kept] == ["between-us"]
    assert not look.struck


def test_a_second_look_is_the_step_of_looking_again_done(cast: Cast) -> None:
    """B.7."""
    strained(cast)
    opened(cast)
    before = review_page(cast.actor(cast.worker), gather(cast.cleo, TODAY), TODAY)
    answer_second_look(cast.actor(cast.worker), cast.cleo, {"between-us": True}, write_context())
    after = review_page(cast.actor(cast.worker), gather(cast.cleo, TODAY), TODAY)

    def done(shown: object) -> list[str]:
        steps = shown.steps  # type: ignore[attr-defined]
        return [one.title for one in steps.done] + [one.step.title for one in steps.open if one.done]

    assert "Look at the path again" not in " ".join(done(before))
    assert len(done(after)) == len(done(before)) + 1


def test_while_a_risk_waits_there_is_no_guess(cast: Cast, as_person: AsPerson) -> None:
    strained(cast)
    opened(cast)
    sign(cast)
    assert UNSAID not in text(as_person(cast.worker).get(page(cast.cleo)))
    with pytest.raises(Denied) as denied:
        answer_second_look(cast.actor(cast.worker), cast.cleo, {"between-us": False}, write_context())
    assert denied.value.code == "suspended"


@pytest.mark.parametrize(("about", "code"), [("own-part", "no_guess"), ("anything", "no_guess")])
def test_only_what_is_on_the_page_is_answered(cast: Cast, about: str, code: str) -> None:
    opened(cast)
    with pytest.raises(Denied) as denied:
        answer_second_look(cast.actor(cast.worker), cast.cleo, {about: False}, write_context())
    assert denied.value.code == code
    assert not SecondLookAnswer.objects.exists()


def test_without_an_open_review_nothing_is_kept(cast: Cast) -> None:
    for prepare in (lambda: None, lambda: closed(cast)):
        prepare()
        with pytest.raises(Denied) as denied:
            answer_second_look(cast.actor(cast.worker), cast.cleo, {"between-us": True}, write_context())
        assert denied.value.code == "no_review"


def test_a_review_that_is_opened_again_looks_anew(cast: Cast) -> None:
    strained(cast)
    opened(cast)
    actor = cast.actor(cast.worker)
    answer_second_look(actor, cast.cleo, {"between-us": False}, write_context())
    acts.close_review(actor, cast.cleo, "back_on_track", "", write_context())
    later = write_context()
    acts.open_review(actor, cast.cleo, type(later)(later.now + timedelta(days=1), later.today))
    look = review_page(actor, gather(cast.cleo, TODAY), TODAY).second_look
    assert look is not None
    assert look.guesses[0].code == "between-us"
    assert not look.struck


def test_only_the_clients_own_worker_answers(cast: Cast, as_person: AsPerson) -> None:
    opened(cast)
    for person in (cast.supervisor, cast.teammate, cast.outsider):
        assert as_person(person).get(page(cast.cleo, LOOK)).status_code == 404


def test_the_workers_own_part_is_in_no_note_and_no_link(cast: Cast, as_person: AsPerson) -> None:
    record(cast, Wishes(on=YESTERDAY, end_treatment=False))
    opened(cast)
    assert "What is your own part" not in text(as_person(cast.worker).get(page(cast.cleo, "review/note/")))

"""What the presenters of consultations return, without a page around it."""

from __future__ import annotations

from tests.web.cast import Cast, write_context
from tests.web.consultation import acts
from unstuck.web.consultation.actions.asking import decline
from unstuck.web.consultation.presenters import consultation_page, shown_parts


def test_the_asker_is_led_to_the_decision_once_somebody_answered(cast: Cast) -> None:
    asker = cast.actor(cast.worker)
    waiting = consultation_page(asker, acts.asked(cast))
    assert (waiting.mine, waiting.state, waiting.asked) == (True, "Asked", [cast.teammate.name])
    assert waiting.next is None or waiting.next.why_not == ""
    answered = consultation_page(asker, acts.fresh(acts.answered(cast, episode=cast.cleo)))
    assert answered.next is not None
    assert answered.next.text == "Decide"
    assert [message.words for message in answered.messages] == ["Ask what a good week would look like."]
    assert [message.mine for message in answered.messages] == [False]


def test_a_colleague_sees_the_question_and_may_decline_and_no_more(cast: Cast) -> None:
    page = consultation_page(cast.actor(cast.teammate), acts.asked(cast))
    assert not page.mine
    assert page.question == acts.WORDS
    assert [action.text for action in page.doings] == ["I cannot take this on"]


def test_who_declined_is_named_apart(cast: Cast) -> None:
    found = acts.asked(cast, cast.teammate, cast.supervisor)
    decline(cast.actor(cast.teammate), found, "Full this month", write_context())
    page = consultation_page(cast.actor(cast.worker), acts.fresh(found))
    assert page.declined == [(cast.teammate.name, "Full this month")]
    assert page.group_without == [cast.teammate.name]
    assert page.asked == [cast.supervisor.name]


def test_scores_of_a_brief_are_drawn_within_their_picture() -> None:
    course = {"instrument": "PHQ-9", "lowest": 0, "highest": 27, "rows": [[0, 27], [4, 0]]}
    (part,) = shown_parts({"parts": [{"code": "scores", "title": "Scores", "lines": [], "courses": [course]}]})
    (drawing,) = part.courses
    assert drawing.points == "6,6 274,66"
    assert drawing.range == "0 to 27"
    assert drawing.rows == [(0, "27"), (4, "0")]

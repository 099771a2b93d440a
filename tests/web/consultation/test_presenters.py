"""What the presenters of consultations return, without a page around it."""

from __future__ import annotations

from datetime import timedelta

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts
from unstuck.web.consultation.actions.asking import decline
from unstuck.web.consultation.actions.learning import LessonText, publish, write_lesson
from unstuck.web.consultation.models import AgendaItem, Consultation, Group, Meeting
from unstuck.web.consultation.presenters.dialogue import consultation_page, shown_parts
from unstuck.web.consultation.presenters.lists import consultations_page, lesson_page, shelf_page
from unstuck.web.consultation.presenters.meetings import meeting_page


def test_the_asker_is_led_to_the_decision_once_somebody_answered(cast: Cast) -> None:
    asker = cast.actor(cast.worker)
    waiting = consultation_page(asker, acts.asked(cast))
    assert (waiting.mine, waiting.state, waiting.asked) == (True, "Asked", [cast.teammate.name])
    assert waiting.next is None or waiting.next.why_not == ""
    answered = consultation_page(asker, acts.fresh(acts.answered(cast, episode=cast.cleo)))
    assert answered.next is not None
    assert answered.next.text == "Decide"
    assert "Decide" not in [action.text for action in answered.other_doings]
    assert not answered.may_write_lesson
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
    assert page.readers == "Only these people can read this: Wanda, Sunita."
    assert page.asked == [cast.supervisor.name]


def test_scores_of_a_brief_are_drawn_within_their_picture() -> None:
    course = {"instrument": "PHQ-9", "lowest": 0, "highest": 27, "rows": [[0, 27], [4, 0]]}
    (part,) = shown_parts({"parts": [{"code": "scores", "title": "Scores", "lines": [], "courses": [course]}]})
    (drawing,) = part.courses
    assert drawing.points == "6,6 274,66"
    assert drawing.range == "0 to 27"
    assert drawing.rows == [(0, "27"), (4, "0")]


def test_once_closed_only_the_asker_reads_it_and_may_write_down_what_was_learned(cast: Cast) -> None:
    page = consultation_page(cast.actor(cast.worker), acts.fresh(acts.closed(cast)))
    assert (page.readers, page.may_write_lesson) == ("Only you can read this now.", True)


def test_both_lists_say_what_is_asked_and_who_it_is_with(cast: Cast) -> None:
    acts.answered(cast)
    asker, colleague = (consultations_page(cast.actor(person), TODAY) for person in (cast.worker, cast.teammate))
    assert [(line.question, line.who, line.replies, line.state_words) for line in asker.mine] == [
        (acts.WORDS, "about Cleo Brook", 1, "Answered"),
    ]
    assert [(line.question, line.who) for line in colleague.asked_of_me] == [(acts.WORDS, "from Wanda")]
    assert (list(asker.asked_of_me), list(colleague.mine), asker.has_profile) == ([], [], False)


def test_a_lesson_waits_for_a_second_person_before_it_is_on_the_shelf(cast: Cast) -> None:
    author, second = cast.actor(cast.worker), cast.actor(cast.teammate)
    written = LessonText("A walk helps", "Ask outdoors.", ("engagement",))
    lesson = write_lesson(author, written, write_context(), about=None, again=None)
    own, other = lesson_page(author, lesson), lesson_page(second, lesson)
    assert (own.waits, own.may_publish, own.second_look) == (True, False, "")
    assert (other.waits, other.may_publish) == (False, True)
    assert [line.title for line in shelf_page(second, "", "").waiting] == ["A walk helps"]
    assert [line.title for line in shelf_page(author, "", "").own] == ["A walk helps"]
    publish(second, lesson, write_context())
    found = shelf_page(author, "", "walk")
    assert [(line.title, line.author) for line in found.lessons] == [("A walk helps", "Wanda")]
    assert (found.searched, list(found.own), list(shelf_page(author, "", "bicycle").lessons)) == (True, [], [])
    lesson.refresh_from_db()
    assert lesson_page(author, lesson).second_look == "Wim"


def test_a_meeting_is_recorded_from_its_day_on_and_leaves_out_what_a_closed_case_asked(cast: Cast) -> None:
    group = Group(agency=cast.agency, name="Thursdays", created_at=NOW)
    meeting = Meeting(group=group, on=TODAY)
    items = [AgendaItem(pk=pk, consultation=acts.fresh(case)) for pk, case in enumerate(both_cases(cast), start=1)]
    page = meeting_page(meeting, items, [], 2, TODAY)
    assert [(line.question, line.asker, line.field) for line in page.agenda] == [
        (acts.WORDS, "Wanda", "said-1"),
        ("", "Wanda", ""),
    ]
    assert (page.group_name, page.came, page.missing, page.may_record) == ("Thursdays", "nobody", 2, True)
    assert not meeting_page(meeting, items, ["Wim"], 0, TODAY - timedelta(days=1)).may_record


def both_cases(cast: Cast) -> list[Consultation]:
    return [acts.asked(cast), acts.closed(cast)]

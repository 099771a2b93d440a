"""Names, telephones, addresses and dates of a client and relatives, planted everywhere: none of them comes out."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts
from tests.web.safety.acts import assess, sign
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.models import (
    ApproachStep,
    Care,
    ConsultationStep,
    Engagement,
    Episode,
    LifeArea,
    Thought,
    Wishes,
)
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.dialogue import NewMessage, write_message
from unstuck.web.consultation.actions.learning import LessonText, publish, write_lesson
from unstuck.web.consultation.brief import made_from
from unstuck.web.consultation.models import Brief, Consultation, Lesson
from unstuck.web.intake.actions import add_client
from unstuck.web.notifications.models import Notification
from unstuck.web.plans.actions.plan import NewGoal, set_goal

BEGAN = TODAY - timedelta(weeks=9)
PLANTED = (
    "Quillandra", "QUILLANDRA'S", "Żurawińska", "zurawinska", "ZX-4471", "zx4471",
    "Barnaby", "Óscar", "Thistlewood",
    "020 7946 0018", "+44 7700 900123", "(555) 867-5309", "quilla@example.org",
    "14 Larkspur Lane", "Flat 9", "NW1 6XE", "Kastanienallee 82",
    "3 March 1987", "2026-09-14", "14/09/2026", "March 3rd", "Sept 14",
)  # fmt: skip
TELLING = (
    "quillandra", "zurawinska", "żurawińska", "4471", "barnaby", "óscar", "oscar", "thistlewood",
    "7946", "900123", "5309", "quilla@", "larkspur", "nw1", "6xe", "kastanien",
    "1987", "2026", "march", "sept", "14/09", "09-14",
)  # fmt: skip
TEXT = "; then ".join(PLANTED)
LINES = "\n".join(PLANTED)
LEAVE_OUT = "Barnaby\nÓscar, Thistlewood"

TOKEN = re.compile(r"[\w+/=-]{20,}")
"""Letters drawn at random for a form, a script, an id or a digest: sooner or later they hold part of a postcode or a
telephone number. Nothing that was planted is that long in one piece."""


def telling(text: str) -> list[str]:
    """What is said of them in `text`, whatever stands in ids, digests and tokens."""
    return [word for word in TELLING if word in TOKEN.sub("", text).casefold()]


def test_what_was_planted_is_found_wherever_it_is_planted() -> None:
    assert all(telling(one) for one in PLANTED if one not in ("Flat 9",))
    assert telling("0192f5309-5b1e-4c6b-9d53-09aa53095309 " + "5309" * 16) == []


@pytest.fixture
def planted(cast: Cast) -> Episode:
    """A client in whose record every text that anybody types holds all of it."""
    actor = cast.actor(cast.worker)
    wanted = NewClient("ZX-4471", "Quillandra Żurawińska", BEGAN)
    episode = add_client(actor, wanted, now=NOW, today=TODAY)
    for week, total in enumerate((15, 16, 15, 15)):
        add_score(actor, episode, Total("PHQ-9", total, BEGAN + timedelta(weeks=week)), write_context())
    on: date = BEGAN + timedelta(weeks=2)
    approach = ApproachStep(on=on, code=TEXT[:60], words=TEXT)
    for row in (
        Care(on=on, presenting_problems=LINES, words=TEXT),
        Engagement(on=on, willingness=4, access_barriers=LINES, strengths=LINES, words=TEXT),
        LifeArea(on=on, area="housing", rating=2, words=TEXT),
        Wishes(on=on, another_worker=True, preferred_approaches=LINES, words=TEXT),
        Thought(on=on, code="change_approach", in_mind=True, words=TEXT),
        ConsultationStep(on=on, step="asked", words=TEXT),
        approach,
    ):
        record_facts(actor, episode, [row], write_context())
    assess(cast, sign(cast, "suicide", on=on, episode=episode, words=TEXT), words=TEXT, told=TEXT, done=TEXT)
    levels = (TEXT, "b", "c", "d", "e")
    set_goal(actor, episode, NewGoal(TEXT, levels, on, level=-2), write_context())
    record_facts(actor, episode, [ApproachStep(on=on + timedelta(weeks=2), ends=approach, words=TEXT)], write_context())
    return episode


def test_nothing_of_it_is_in_the_brief_the_mail_the_notifications_or_the_logs(
    cast: Cast, planted: Episode, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    draft = acts.drafted(cast, episode=planted, words=f"Why does {TEXT} not move?", leave_out=LEAVE_OUT)
    with django_capture_on_commit_callbacks(execute=True):
        found = acts.confirmed(cast, draft)
    content = Brief.objects.get(consultation=found).content
    codes = {part["code"] for part in content["parts"]}
    assert codes >= {
        "situation",
        "scores",
        "approaches",
        "engagement",
        "life_areas",
        "wishes",
        "thoughts",
        "words",
        "goals",
    }
    assert telling(str(content)) == []
    assert "[name]" in str(content)
    assert telling(str([vars(one) for one in Notification.objects.all()]).split("created_at")[0]) == []
    assert telling(str(list(Notification.objects.values_list("kind", "route", "ids")))) == []
    assert mail.outbox
    assert telling("".join(f"{one.subject}{one.body}{one.extra_headers}{one.from_email}" for one in mail.outbox)) == []
    assert telling(caplog.text) == []
    assert telling(str(list(Entry.objects.values_list("action", "details", "answer")))) == []


def test_nothing_of_it_is_on_the_page_that_a_colleague_reads(cast: Cast, planted: Episode, as_person: Any) -> None:
    found = acts.asked(cast, episode=planted, words=f"Why does {TEXT} not move?", leave_out=LEAVE_OUT)
    browser = as_person(cast.teammate)
    for address in (f"/consultations/{found.public_id}/", "/consultations/", "/notifications/"):
        page = browser.get(address)
        assert page.status_code == 200
        text = page.content.decode().replace(f"{TODAY.isoformat()}", "").replace("22 November 2026", "")
        assert telling(text) == [], address


def test_none_of_it_can_be_written_to_the_shelf(cast: Cast, planted: Episode) -> None:
    found = acts.asked(cast, episode=planted, leave_out=LEAVE_OUT)
    written = [
        (word, part) for word in PLANTED for part in ("title", "words") if _can_be_written(cast, found, word, part)
    ]
    assert written == []
    assert not Lesson.objects.exists()


def _can_be_written(cast: Cast, found: Consultation, title: str, words: str) -> bool:
    """Try it as the first that anybody writes: after a few refusals everything is refused for a day."""
    about, learned = Consultation.objects.get(pk=found.pk), LessonText(title, words, ("engagement",))
    with transaction.atomic():
        try:
            write_lesson(cast.actor(cast.worker), learned, write_context(), about=about)
        except Denied as refused:
            return refused.code not in ("identifies_client", "may_identify")
        finally:
            transaction.set_rollback(True)
    return True


def test_a_client_of_ones_own_is_found_on_the_shelf_without_a_consultation(cast: Cast) -> None:
    with pytest.raises(Denied):
        write_lesson(cast.actor(cast.worker), LessonText("Cleo", "Silence helps.", ("engagement",)), write_context())


def test_nobody_publishes_their_own(cast: Cast) -> None:
    lesson = write_lesson(cast.actor(cast.worker), LessonText("Silence", "It helps.", ("engagement",)), write_context())
    with pytest.raises(Denied) as denied:
        publish(cast.actor(cast.worker), lesson, write_context())
    assert denied.value.code == "own_lesson"
    with pytest.raises(Denied):
        publish(cast.actor(cast.outsider), lesson, write_context())
    publish(cast.actor(cast.teammate), lesson, write_context())
    lesson.refresh_from_db()
    assert (lesson.state, lesson.looked_by) == ("published", cast.teammate)


@pytest.mark.parametrize("word", [word for word in PLANTED if word[0].isalpha()][:6])
def test_a_known_name_never_passes_in_a_reply(cast: Cast, planted: Episode, word: str) -> None:
    found = acts.asked(cast, episode=planted, leave_out=LEAVE_OUT)
    with pytest.raises(Denied):
        write_message(
            cast.actor(cast.teammate), found, NewMessage(f"And {word}?", others_allowed=True), write_context()
        )


def test_the_preview_marks_what_still_looks_like_a_name(cast: Cast, as_person: Any) -> None:
    draft = acts.drafted(cast, words="She likes Zumba at the <hall>. What would you try?")
    page = as_person(cast.worker).get(f"/consultations/{draft.public_id}/preview/").content.decode()
    assert 'She likes <mark class="brief__doubt">Zumba</mark> at the &lt;hall&gt;.' in page
    assert re.search(r"\d marked words? looks? like", page)
    assert "brief__doubt" not in str(made_from(draft, TODAY))

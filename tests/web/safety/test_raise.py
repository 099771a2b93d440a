"""A sign raises a concern at once: it stands first, somebody is told, and words of it go nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast
from tests.web.safety.acts import assess, close, fresh, sign
from unstuck.guidance import advise
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.current_case import current_case
from unstuck.web.caseload.models import Episode, Standing
from unstuck.web.caseload.next_steps import place_on
from unstuck.web.components.denied import Denied
from unstuck.web.notifications.actions import choose_email
from unstuck.web.notifications.models import Notification
from unstuck.web.safety.models import Concern, Sign
from unstuck.web.safety.workflow import ASSESSED, RAISED, TAKEN

AsPerson = Callable[[Person | None], Browser]
SECRET = "Spoke of the bridge at Aldo's"


def once_of(answer: Any) -> str:
    """Return the token of a form; a new concern has no version, so the form has none either."""
    html = answer.content.decode()
    assert 'name="version"' not in html
    return str(re.findall(r'name="once" value="([^"]+)"', html)[0])


def raised(browser: Browser, episode: Episode, **changed: Any) -> Any:
    address = f"/clients/{episode.public_id}/safety/raise/"
    fields = {
        "kind": "suicide", "imminent": "", "role": "at_risk", "source": "words", "on": TODAY.isoformat(),
        "words": SECRET, "who": "named", "once": once_of(browser.get(address)), **changed,
    }  # fmt: skip
    return browser.post(address, fields)


def place(cast: Cast) -> tuple[int, str]:
    return place_on(Standing.objects.get(pk=cast.cleo.pk).places, TODAY.isoformat())


def test_it_stands_first_and_whoever_answers_is_told_without_a_name(
    cast: Cast, as_person: AsPerson, django_capture_on_commit_callbacks: Any
) -> None:
    """The cast's noon is a Sunday: nobody named, so her own worker is asked, by half past nine on Monday (S.3)."""
    browser, before = as_person(cast.worker), Entry.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        answer = raised(browser, cast.cleo, imminent="yes")
    concern = Concern.objects.get()
    assert answer["Location"] == f"/concerns/{concern.public_id}/"
    assert (concern.state, concern.responder, concern.imminent) == (RAISED, cast.worker, True)
    assert (concern.answer_by, NOW.weekday()) == (NOW + timedelta(hours=21.5), 6)
    assert place(cast) == (0, "Thoughts of suicide: danger now")
    steps = [step.code for step in advise(current_case(Episode.objects.get(pk=cast.cleo.pk), TODAY)).steps]
    assert steps == ["respond-to-risk", "consult-colleague"]
    (entry,) = Entry.objects.order_by("id")[before:]
    assert (entry.action, entry.details) == ("concern.raised", {"kind": "suicide", "state": "raised"})
    (told,) = Notification.objects.all()
    assert (told.person, told.kind) == (cast.supervisor, "concern.imminent"), "danger is near: a supervisor is told too"
    (letter,) = mail.outbox
    assert letter.to == [cast.supervisor.email]
    assert not [text for text in (SECRET, "Cleo", "suicide") if text in f"{letter.subject} {letter.body}"]


def test_a_further_sign_joins_the_open_concern_and_asks_for_a_new_assessment(cast: Cast) -> None:
    concern = sign(cast, "suicide", on=TODAY - timedelta(days=2))
    assess(cast, concern, on=TODAY - timedelta(days=1))
    assert place(cast) == (5, "Thoughts of suicide: assessed")
    again = sign(cast, "suicide")
    assert (again.pk, fresh(concern).state, Sign.objects.count()) == (concern.pk, RAISED, 2)
    assert place(cast) == (1, "Thoughts of suicide: not assessed yet")


def test_whoever_has_taken_it_on_hears_of_a_further_sign_whatever_their_settings(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    sign(cast, "suicide", myself=True)
    choose_email(cast.actor(cast.worker), False, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        sign(cast, "suicide", by=cast.supervisor)
    assert Notification.objects.get(person=cast.worker).kind == "concern.sign"
    assert [letter.to for letter in mail.outbox] == [[cast.worker.email]], "danger waits for nobody's settings"


def test_a_further_sign_takes_no_danger_away(cast: Cast) -> None:
    """Only an assessment says that danger is not imminent; two roles on record are both."""
    concern = sign(cast, "harm_to_others", imminent=True, role="may_harm")
    sign(cast, "harm_to_others", imminent=False)
    assert (fresh(concern).imminent, fresh(concern).role) == (True, "both")
    assess(cast, concern)
    assert fresh(concern).imminent is False
    sign(cast, "harm_to_others")
    assert fresh(concern).imminent is False
    sign(cast, "harm_to_others", imminent=True)
    assert fresh(concern).imminent is True


def test_another_kind_is_another_concern_and_a_closed_one_is_not_joined(cast: Cast) -> None:
    first = sign(cast, "stalking")
    sign(cast, "suicide")
    assert Concern.objects.count() == 2
    assess(cast, first)
    close(cast, first)
    again = sign(cast, "stalking")
    assert again.pk != first.pk


def test_whoever_raises_it_may_answer_for_it_at_once(cast: Cast, as_person: AsPerson) -> None:
    raised(as_person(cast.worker), cast.cleo, who="myself")
    concern = Concern.objects.get()
    assert (concern.state, concern.responder, concern.answer_by) == (TAKEN, cast.worker, None)
    assert [step.action for step in concern.steps.order_by("id")] == ["raise", "take"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"kind": ""}, "Choose what you are worried about."),
        ({"kind": "boredom"}, "Choose what you are worried about."),
        ({"words": "  "}, "Say in a sentence or two what was said or seen."),
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "The date must not be after today."),
        ({"on": "2001-01-01"}, "when this work began."),
        ({"who": ""}, "Say who answers for it."),
        ({"source": "older"}, "Say how you know."),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(
    cast: Cast, as_person: AsPerson, changed: dict[str, str], expected: str
) -> None:
    answer = raised(as_person(cast.worker), cast.cleo, **changed)
    assert answer.status_code == 422
    assert expected in answer.content.decode()
    assert not Concern.objects.exists()


def test_only_those_who_work_with_the_client_can_raise_one(cast: Cast) -> None:
    for person in (cast.teammate, cast.worker_elsewhere, cast.outsider, cast.manager):
        with pytest.raises(Denied):
            sign(cast, by=person)
    assert sign(cast, by=cast.supervisor).state == RAISED


def test_a_double_click_raises_one(cast: Cast, as_person: AsPerson) -> None:
    browser = as_person(cast.worker)
    address = f"/clients/{cast.cleo.public_id}/safety/raise/"
    fields = {
        "kind": "suicide", "role": "at_risk", "source": "words", "on": TODAY.isoformat(), "words": SECRET,
        "who": "named", "once": once_of(browser.get(address)),
    }  # fmt: skip
    assert [browser.post(address, fields).status_code for _click in range(2)] == [302, 302]
    assert Sign.objects.count() == 1


def test_an_assessed_concern_is_named_in_the_row_and_comes_first_when_it_is_due(cast: Cast) -> None:
    concern = sign(cast, "suicide")
    assess(cast, concern)
    places = Standing.objects.get(pk=cast.cleo.pk).places
    due = (TODAY + timedelta(days=5)).isoformat()
    assert place_on(places, TODAY.isoformat()) == (5, "Thoughts of suicide: assessed")
    assert place_on(places, due) == (4, "Thoughts of suicide: look again")
    assert fresh(concern).state == ASSESSED

"""A record opened in an emergency: for an hour, to be read, on record, told, looked at, and never without all of it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consents.test_restrictions import decided, restricted
from tests.web.safety.acts import sign
from unstuck.web.accounts.models import Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.actions.scores import Total, add_score
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.emergency import actions
from unstuck.web.emergency.models import EmergencyAccess, EmergencyReview
from unstuck.web.emergency.presenters import waiting_for_review
from unstuck.web.notifications.models import Notification
from unstuck.web.process_notes.actions import keep_note
from unstuck.web.safety.models import Responder

AsPerson = Callable[[Person | None], Browser]
WHY = "Rang and said she took pills; nobody of North answers"
NOTE = "What I make of her silence"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def fresh(browser: Browser, at: datetime = NOW) -> Browser:
    """Let somebody have shown their second factor at a moment."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": at.timestamp()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return browser


def opened(cast: Cast, by: Person | None = None, who: str = "R-1", now: datetime = NOW) -> None:
    context = WriteContext(now, TODAY)
    actions.open_record(cast.actor(by or cast.other_supervisor), who, WHY, "10.0.0.9", context)


def sees(cast: Cast, person: Person) -> bool:
    return episodes_for(cast.actor(person)).filter(pk=cast.cleo.pk).exists()


def test_from_the_foot_of_the_work_list_to_the_second_persons_word(cast: Cast, as_person: AsPerson) -> None:
    keep_note(cast.actor(cast.worker), cast.cleo, TODAY, NOTE, write_context())
    TOTP.activate(cast.other_supervisor, "JBSWY3DPEHPK3PXP")
    stan, page = as_person(cast.other_supervisor), f"/clients/{cast.cleo.public_id}/"
    assert stan.get(page).status_code == 404
    assert "/emergency/" in text(stan.get("/caseload/"))
    asked = stan.get("/emergency/")
    assert (asked.status_code, asked["Location"]) == (302, "/confirm/code/?next=%2Femergency%2F")
    fresh(stan, NOW - timedelta(minutes=6))
    assert stan.get("/emergency/").status_code == 302, "a factor shown a while ago is not fresh"
    form = text(fresh(stan).get("/emergency/"))
    once = re.findall(r'name="once" value="([^"]+)"', form)[0]
    assert stan.post("/emergency/", {"once": once, "who": "R-1", "reason": " "}).status_code == 422
    went = stan.post("/emergency/", {"once": once, "who": "cleo brook", "reason": WHY})
    assert (went.status_code, went["Location"]) == (302, page)
    shown = text(stan.get(page))
    assert "You can read it until 13:00" in shown
    assert "Enter a score" not in shown
    assert stan.get(f"{page}facts/").status_code == 200
    assert stan.get(f"{page}notes-apart/").status_code == 404
    assert stan.get(f"{page}own-side/").status_code == 404
    assert NOTE not in shown
    told = {(one.person.name, one.route) for one in Notification.objects.filter(kind="emergency.opened")}
    assert told == {("Wanda", "emergency:review"), ("Sunita", "emergency:review"), ("Aron", "emergency:log")}
    log = text(as_person(cast.administrator).get("/emergency/log/"))
    assert "Stan" in log
    assert not any(mark in log for mark in ("Cleo", "R-1", WHY, str(cast.cleo.public_id)))
    wanda = as_person(cast.worker)
    assert "opened it in an emergency" in text(wanda.get(f"{page}who-looked/"))
    where = re.findall(r'href="(/emergency/[0-9a-f-]{36}/)"', text(wanda.get("/caseload/")))[0]
    assert stan.get(where).status_code == 404, "a second person looks at it"
    review = text(wanda.get(where))
    assert WHY in review
    once = re.findall(r'name="once" value="([^"]+)"', review)[0]
    assert wanda.post(where, {"once": once, "verdict": "right", "words": "She did"}).status_code == 302
    assert where not in text(as_person(cast.supervisor).get("/caseload/")), "it has left everybody's list"
    assert "It was an emergency, and right" in text(as_person(cast.administrator).get("/emergency/log/"))
    assert stan.post("/emergency/", {"close": "1"}).status_code == 302
    assert stan.get(page).status_code == 404


def test_it_is_over_after_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(cast)
    for passed, open_still in ((timedelta(minutes=59), True), (timedelta(hours=1), False)):
        monkeypatch.setattr(dates, "wall_clock", lambda moment=NOW + passed: moment)
        assert sees(cast, cast.other_supervisor) == open_still


def test_whom_the_client_kept_out_opens_nothing_and_who_is_kept_out_meanwhile_reads_no_more(cast: Cast) -> None:
    opened(cast)
    held = restricted(cast, "colleague", cast.other_supervisor)
    assert not sees(cast, cast.other_supervisor)
    with pytest.raises(Denied) as denied:
        opened(cast)
    assert denied.value.code == "nobody_found", "nothing tells them whose record it is"
    decided(cast, held, "lift")
    assert sees(cast, cast.other_supervisor)


def test_nothing_is_written_but_a_concern(cast: Cast) -> None:
    opened(cast)
    stan = cast.actor(cast.other_supervisor)
    with pytest.raises(Denied) as denied:
        add_score(stan, cast.cleo, Total("PHQ-9", 3, TODAY), write_context())
    assert denied.value.code == "not_own_client"
    assert sign(cast, "suicide", words="Said so", by=cast.other_supervisor).state == "raised"


def test_nothing_opens_where_it_cannot_be_put_on_record(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_event: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "note_access", full)
    with pytest.raises(OSError, match="No space"):
        opened(cast)
    assert not EmergencyAccess.objects.exists()
    assert not sees(cast, cast.other_supervisor)
    assert not Notification.objects.filter(kind="emergency.opened").exists()


def test_who_may_stands_in_one_table(cast: Cast, as_person: AsPerson) -> None:
    refused = {cast.teammate: "not_for_emergencies", cast.outside_supervisor: "nobody_found",
               cast.supervisor: "reads_already"}  # fmt: skip
    for person, code in refused.items():
        with pytest.raises(Denied) as denied:
            opened(cast, person)
        assert denied.value.code == code
    page = text(as_person(cast.teammate).get("/emergency/"))
    assert "Only supervisors, and those who answer for concerns" in page
    assert 'name="who"' not in page
    assert "Set up a second factor" not in page, "a second factor would not let them in"
    Responder.objects.create(
        agency=cast.agency, person=cast.worker_elsewhere, position=1, begins="00:00", ends="00:00", named_at=NOW
    )
    opened(cast, cast.worker_elsewhere)
    assert sees(cast, cast.worker_elsewhere)


def test_without_a_second_factor_there_is_no_form(cast: Cast, as_person: AsPerson) -> None:
    browser = fresh(as_person(cast.other_supervisor))
    page = text(browser.get("/emergency/"))
    assert "needs a second factor" in page
    assert "Set up a second factor" in page
    assert 'name="who"' not in page


def test_names_that_lead_to_nobody_are_counted_and_limited(cast: Cast, as_person: AsPerson) -> None:
    TOTP.activate(cast.other_supervisor, "JBSWY3DPEHPK3PXP")
    browser = fresh(as_person(cast.other_supervisor))
    for name in ("Cleo", "R-2", "Hanna Field", "H-1", "x"):
        once = re.findall(r'name="once" value="([^"]+)"', text(browser.get("/emergency/")))[0]
        answer = browser.post("/emergency/", {"once": once, "who": name, "reason": WHY})
        assert "No record can be opened by this" in text(answer), "half a name, another agency's: all the same"
    once = re.findall(r'name="once" value="([^"]+)"', text(browser.get("/emergency/")))[0]
    answer = browser.post("/emergency/", {"once": once, "who": "R-1", "reason": WHY})
    assert (answer.status_code, "Wait an hour" in text(answer)) == (422, True)
    assert Entry.objects.filter(action="emergency.nobody_found").count() == 5


def test_a_second_person_looks_and_only_once(cast: Cast) -> None:
    opened(cast)
    access = EmergencyAccess.objects.get()
    for person in (cast.other_supervisor, cast.teammate, cast.administrator):
        with pytest.raises(Denied) as denied:
            actions.review_emergency(cast.actor(person), access, "right", "So it was", write_context())
        assert denied.value.code == "not_yours"
    assert waiting_for_review(cast.actor(cast.supervisor)) == [access]
    actions.review_emergency(cast.actor(cast.supervisor), access, "talked", "She was asleep", write_context())
    with pytest.raises(Denied, match="already"):
        actions.review_emergency(cast.actor(cast.worker), access, "right", "So it was", write_context())
    assert EmergencyReview.objects.get().by == cast.supervisor
    assert waiting_for_review(cast.actor(cast.worker)) == []

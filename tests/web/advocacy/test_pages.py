"""Advocacy in the browser, from the step that advises it to what came of it, and who reads what."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.advocacy.acts import ASK, OFFICE, PARTS, WISH, ahead, all_of, answered, page_of, planned, sent, written
from tests.web.cast import TODAY, Cast
from tests.web.referrals.acts import AsPerson, fact, send, text
from tests.web.safety.acts import sign
from unstuck.web.advocacy.models import AdvocacyTask, MeetingAgreement
from unstuck.web.caseload.models import Engagement
from unstuck.web.directory.models import Service

PDF = b"%PDF-"


@pytest.fixture
def browser(as_person: AsPerson, cast: Cast) -> Browser:
    return as_person(cast.worker)


def plan(browser: Browser, cast: Cast, kind: str, query: str = "", **typed: Any) -> Any:
    wanted = {"office": OFFICE, "ask": ASK, "way": "letter", "doer": "worker", "do_by": ahead(5).isoformat()}
    return send(browser, all_of(cast.cleo, f"new/{kind}/{query}"), **{**wanted, **typed})


def as_typed(**parts: str) -> dict[str, str]:
    return {f"part_{code}": words for code, words in {**PARTS, "enclosed": "", "reply": "", **parts}.items()}


def test_from_the_step_to_what_came_of_it(cast: Cast, browser: Browser) -> None:
    fact(cast, Engagement(on=TODAY, access_barriers="the benefit was refused"))
    home = text(browser.get(f"/clients/{cast.cleo.public_id}/"))
    assert f'href="{all_of(cast.cleo)}"' in home
    chosen = text(browser.get(all_of(cast.cleo)))
    for kind in ("letter", "claim", "appeal", "benefit_check", "meeting", "interpreter"):
        assert f'href="{all_of(cast.cleo, f"new/{kind}/")}"' in chosen
    answer = plan(browser, cast, "letter")
    task = AdvocacyTask.objects.get()
    assert answer["Location"] == page_of(task, "write/")
    form = text(browser.get(page_of(task, "write/")))
    assert ASK in form
    assert "What it means for the client from day to day: […]" in form
    refused = send(browser, page_of(task, "write/"), **as_typed(reasons="Cold since […]"))
    assert refused.status_code == 422
    assert "Fill in or take out each […]." in text(refused)
    send(browser, page_of(task, "write/"), **as_typed())
    assert "Record that the client agrees" in text(browser.get(page_of(task)))
    assert browser.get(page_of(task, "letter/")).status_code == 404, "nobody agreed to it yet"
    send(browser, page_of(task, "agree/"), wish=WISH, how="spoken", on=TODAY.isoformat())
    assert browser.get(page_of(task, "letter/")).content[:5] == PDF
    send(browser, page_of(task, "send/"), on=TODAY.isoformat(), look_on=ahead(14).isoformat())
    assert browser.get(page_of(task, "letter/?sent=1")).content[:5] == PDF
    assert browser.get(page_of(task, "letter/?sent=2")).status_code == 404
    typed = {"outcome": "granted", "on": TODAY.isoformat(), "look_on": ahead(7).isoformat(), "words": ""}
    assert "Say in a sentence what the answer was." in text(send(browser, page_of(task, "answer/"), **typed))
    send(browser, page_of(task, "answer/"), **{**typed, "words": "By Friday."})
    send(browser, page_of(task, "finish/"), came="yes", words="Warm since Friday.", on=TODAY.isoformat())
    shown = text(browser.get(page_of(task)))
    assert "Done" in shown
    assert "Warm since Friday." in shown
    assert WISH in shown


def test_an_appeal_asks_for_its_last_day_beside_the_field(cast: Cast, browser: Browser) -> None:
    answer = plan(browser, cast, "appeal", deadline="")
    assert answer.status_code == 422
    assert "An appeal has a last day. It stands in the decision, or ask the office that decided." in text(answer)
    assert OFFICE in text(answer), "what was typed is kept"
    assert not AdvocacyTask.objects.exists()
    plan(browser, cast, "appeal", deadline=ahead(9).isoformat())
    assert "this appeal reached you by 1 December 2026" in text(
        browser.get(page_of(AdvocacyTask.objects.get(), "write/"))
    )


def test_a_refusal_offers_an_appeal_that_is_filled_in(cast: Cast, browser: Browser) -> None:
    claim = sent(cast, "claim", office="County benefits office")
    answered(cast, claim, "refused", "Income counted twice.", appeal_until=ahead(20))
    page = text(browser.get(page_of(claim)))
    offered = all_of(cast.cleo, f"new/appeal/?after={claim.public_id}")
    assert re.search(rf'href="{re.escape(offered)}"[^>]*>Prepare an appeal<', page)
    form = text(browser.get(offered))
    assert 'value="County benefits office"' in form
    assert f'value="{ahead(20).isoformat()}"' in form
    assert "Look again at the decision about: Mend the heating" in form
    plan(browser, cast, "appeal", f"?after={claim.public_id}", deadline=ahead(20).isoformat())
    claim.refresh_from_db()
    assert claim.state == "done"
    assert browser.get(offered).status_code == 404, "it is carried on already"


@pytest.mark.parametrize(
    ("kind", "outcome", "words", "next_kind"),
    [
        ("letter", "partly", "Prepare an appeal", "appeal"),
        ("benefit_check", "entitled", "Prepare the claim", "claim"),
        ("letter", "no_answer", "Try again", "letter"),
        ("meeting", "not_held", "Plan another meeting", "meeting"),
        ("interpreter", "did_not_come", "Book another interpreter", "interpreter"),
        ("letter", "granted", "Record what came of it", ""),
    ],
)
def test_what_an_answer_offers(
    cast: Cast, browser: Browser, kind: str, outcome: str, words: str, next_kind: str
) -> None:
    task = sent(cast, kind)
    answered(cast, task, outcome)
    shown = text(browser.get(page_of(task)))
    first = re.search(r'class="govuk-button"[^>]*>([^<]+)<', shown)
    assert first is not None
    assert first[1] == words
    assert (f"new/{next_kind}/?after=" in shown) is bool(next_kind)
    if next_kind:
        assert browser.get(all_of(cast.cleo, f"new/{next_kind}/?after={task.public_id}")).status_code == 200


def test_family_is_not_the_interpreter(cast: Cast, browser: Browser) -> None:
    typed = {"language": "Dari", "meets_on": ahead(3).isoformat(), "interpreter": "family"}
    answer = plan(browser, cast, "interpreter", **typed)
    assert answer.status_code == 422
    assert "A relative, a friend or a child does not interpret" in text(answer)
    assert plan(browser, cast, "interpreter", **{**typed, "interpreter": "remote"}).status_code == 302


def test_a_meeting_keeps_who_does_what(cast: Cast, browser: Browser) -> None:
    task = sent(cast, "meeting")
    typed = {"outcome": "held", "words": "All came.", "on": TODAY.isoformat(), "look_on": ahead(7).isoformat()}
    half = send(browser, page_of(task, "answer/"), **typed, who_1="The school", what_1="")
    assert "Say who does what." in text(half)
    both = {"who_1": "The school", "what_1": "A quiet room", "by_1": ahead(7).isoformat()}
    send(browser, page_of(task, "answer/"), **typed, **both)
    assert MeetingAgreement.objects.get().by_when == ahead(7)
    assert "The school: A quiet room (by 29 November 2026)" in re.sub(r"\s+", " ", text(browser.get(page_of(task))))


def test_with_violence_at_home_the_form_asks_for_a_safe_way(cast: Cast, browser: Browser) -> None:
    sign(cast, "violence_at_home")
    assert "How can the client be reached safely?" in text(browser.get(all_of(cast.cleo, "new/letter/")))
    assert plan(browser, cast, "letter", safe_way="").status_code == 422
    plan(browser, cast, "letter", safe_way="Through me only")
    task = AdvocacyTask.objects.get()
    assert "Send nothing to a place or device that others can see." in text(browser.get(page_of(task)))


def test_services_of_the_directory_are_offered_while_typing(cast: Cast, browser: Browser) -> None:
    for agency, name in ((cast.agency, "Corner law centre"), (cast.other_agency, "Elsewhere")):
        Service.objects.create(agency=agency, source="d", row=name, name=name, cost="free", digest="x")
    shown = text(browser.get(all_of(cast.cleo, "new/letter/")))
    assert '<option value="Corner law centre">' in shown
    assert "Elsewhere" not in shown


@pytest.mark.parametrize(
    "where", ["new/kite/", "new/letter/?after=x", "new/letter/?after=00000000-0000-0000-0000-000000000000"]
)
def test_what_there_is_not_is_not_found(cast: Cast, browser: Browser, where: str) -> None:
    assert browser.get(all_of(cast.cleo, where)).status_code == 404


def test_the_supervisor_reads_and_does_not_write(cast: Cast, as_person: AsPerson) -> None:
    task = sent(cast)
    other = as_person(cast.supervisor)
    shown = text(other.get(page_of(task)))
    assert WISH in shown
    assert "Record the answer" not in shown
    assert "letter/" not in shown
    assert "Only the client's own worker can record here." in text(other.get(all_of(cast.cleo)))
    assert other.get(page_of(task, "answer/")).status_code == 404
    assert as_person(cast.teammate).get(page_of(task)).status_code == 404


def test_the_plan_and_outside_support_lead_there(cast: Cast, browser: Browser) -> None:
    for page in ("plan/", "referrals/"):
        assert f'href="{all_of(cast.cleo)}"' in text(browser.get(f"/clients/{cast.cleo.public_id}/{page}")), page


def test_words_changed_since_are_said_to_be(cast: Cast, browser: Browser) -> None:
    task = sent(cast)
    written(cast, task, ask="Something else")
    assert "The words were changed since the client agreed." in text(browser.get(page_of(task)))
    assert planned(cast).state == "draft"

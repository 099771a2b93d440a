"""A question goes from Riverside to Hillside as a file, and the answer comes back and is followed up as any other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from msgspec import structs

from tests.web.audit.test_access import Since
from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.circles import acts as circles
from tests.web.consultation import acts
from tests.web.consultation.test_pages import hidden, send, text_of
from tests.web.consultation.test_pathway import steps
from tests.web.safety.acts import sign
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import Episode
from unstuck.web.circles.actions.agencies import confirm_partner, make_keys, remove_partner, take_in
from unstuck.web.circles.actions.exchanging import receive_answer, receive_question
from unstuck.web.circles.actions.wiping import wipe_expired
from unstuck.web.circles.models import IncomingAnswer, IncomingQuestion, OutgoingAnswer, OutgoingQuestion
from unstuck.web.circles.own_keys import new_keys
from unstuck.web.circles.permissions import partners_of
from unstuck.web.circles.public_keys import PublishedKeys
from unstuck.web.circles.queries import keys_to_publish, opened, sealed_answer, sealed_question
from unstuck.web.circles.sealed_files import AnswerFile, QuestionFile, seal_file
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.asking import decline, withdraw
from unstuck.web.consultation.models import Ground, Message
from unstuck.web.operations.maintenance import run_maintenance

As = Callable[[Person | None], Browser]
LAST = TODAY + timedelta(days=30)
BRING_IN = "/consultations/other-agencies/bring-in/"


@pytest.fixture(autouse=True)
def circle(cast: Cast) -> None:
    circles.circle(cast)


def bring_in(browser: Browser, file: bytes) -> Any:
    once = hidden(text_of(browser.get(BRING_IN)))
    return browser.post(BRING_IN, {**once, "file": SimpleUploadedFile("a.unstuck-sealed", file)})


def stored() -> tuple[int, ...]:
    rows = (Entry, IncomingQuestion, IncomingAnswer, Message, OutgoingAnswer)
    return tuple(model.objects.count() for model in rows)


def refused(cast: Cast, act: Callable[[], object]) -> str:
    """Return the code of a refusal, after which nothing is stored that was not there before."""
    before = stored()
    with pytest.raises(Denied) as denied:
        act()
    assert stored() == before
    return denied.value.code


def test_there_and_back_by_clicking(cast: Cast, as_person: As) -> None:
    wanda, otto, sven = as_person(cast.worker), as_person(cast.outsider), as_person(cast.outside_supervisor)
    found, since = acts.asked(cast), Since(cast)
    shown = text_of(wanda.get(f"/consultations/{found.public_id}/"))
    assert f"/consultations/{found.public_id}/elsewhere/" in shown
    typed = {"partner": circles.hillside(cast).public_id, "parts": ["situation", "scores"], "ground": "standing_notice"}
    went = send(wanda, f"/consultations/{found.public_id}/elsewhere/", typed)
    file = wanda.get(f"{went['Location']}file/")
    assert file.headers["Content-Disposition"] == 'attachment; filename="question-2026-11-22.unstuck-sealed"'
    arrived = bring_in(otto, file.content)
    for colleague in (otto, sven):
        read = text_of(colleague.get(arrived["Location"]))
        assert acts.WORDS in read
        assert "A question from Riverside" in read
        assert "week 7" in read
    for name in ("Cleo", "Brook", "R-1", "Wanda", "Wim"):
        assert name not in read.split("<main")[1].split("</main")[0]
    assert send(otto, arrived["Location"], {"kind": "suggestion", "words": circles.ANSWER}).status_code == 302
    answer = otto.get(f"/consultations/other-agencies/answers/{OutgoingAnswer.objects.get().public_id}/file/")
    back = bring_in(wanda, answer.content)
    assert back["Location"] == f"/consultations/{found.public_id}/"
    page = text_of(wanda.get(back["Location"]))
    assert circles.ANSWER in page
    assert "Hillside, another agency" in page
    assert "Otto" not in page
    assert "also sealed for colleagues in Hillside" in page
    assert ("disclosed", "circles:sent_file", str(cast.cleo.public_id)) in [
        (row.act, row.route, row.client) for row in since.rows()
    ]
    content = IncomingQuestion.objects.get().content or {}
    kept = [part["code"] for part in content["parts"]]
    assert kept == ["situation", "scores"], "what was left out stayed here"
    assert "took out one file for another agency" in text_of(wanda.get(f"/clients/{cast.cleo.public_id}/who-looked/"))


def test_the_answer_is_followed_up_as_any_answer(cast: Cast) -> None:
    question = circles.sent(cast)
    consultation = circles.brought_back(cast, circles.answer_of(cast, question))
    assert acts.fresh(consultation).state == "answered"
    assert steps(cast) == [["asked", "answered"]]
    said = [entry.action for entry in Entry.objects.order_by("pk") if entry.action.startswith("circle.")]
    assert said[-4:] == [
        "circle.question_sealed", "circle.question_received", "circle.answer_sealed", "circle.answer_received",
    ]  # fmt: skip
    texts = " ".join(f"{entry.details}{entry.answer}" for entry in Entry.objects.all())
    assert acts.WORDS not in texts
    assert circles.ANSWER not in texts


def test_the_file_has_nothing_of_the_record_but_the_brief(cast: Cast) -> None:
    question = circles.sent(cast)
    content = opened(cast.actor(cast.outsider), sealed_question(question), TODAY)
    assert isinstance(content, QuestionFile)
    assert (content.agency, content.day, content.expires) == ("Riverside", TODAY, LAST)
    inside = repr(content)
    row, episode = question.consultation, cast.cleo
    known = [
        row.public_id,
        row.pk,
        question.public_id,
        episode.public_id,
        episode.client.public_id,
        row.asker.public_id,
    ]
    for secret in [*known, "Cleo", "Brook", "R-1", "Wanda", "wanda@"]:
        assert len(str(secret)) < 3 or str(secret) not in inside


def test_an_answer_counts_once_and_only_while_the_consultation_is_open(cast: Cast) -> None:
    question = circles.sent(cast)
    received = circles.received(cast, sealed_question(question))
    first, second = (sealed_answer(circles.answered(cast, received, words)) for words in ("One.", "Two."))
    circles.brought_back(cast, first)
    assert refused(cast, lambda: circles.brought_back(cast, first)) == "already_in"
    circles.brought_back(cast, second)
    assert refused(cast, lambda: circles.received(cast, sealed_question(question))) == "already_in"
    third = sealed_answer(circles.answered(cast, received, "Three."))
    withdrawn = circles.sent(cast, acts.fresh(question.consultation))
    late = circles.answer_of(cast, withdrawn, "Four.")
    withdraw(cast.actor(cast.worker), acts.fresh(question.consultation), "", write_context())
    assert refused(cast, lambda: circles.brought_back(cast, third)) == "consultation_over"
    assert refused(cast, lambda: circles.brought_back(cast, late)) == "consultation_over"
    assert Message.objects.filter(elsewhere="Hillside").count() == 2


def test_after_a_hand_over_nobody_brings_an_answer_in(cast: Cast) -> None:
    file = circles.answer_of(cast, circles.sent(cast))
    assert refused(cast, lambda: circles.brought_back(cast, file, by=cast.teammate)) == "not_asker"
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
    assert refused(cast, lambda: circles.brought_back(cast, file)) == "handed_over"
    assert refused(cast, lambda: circles.brought_back(cast, file, by=cast.teammate)) == "not_asker"


def test_between_opening_and_storing_nothing_is_taken_for_granted(cast: Cast) -> None:
    """The client is handed over, the agency removed, the role lost, after the file was opened."""
    question = circles.sent(cast)
    asked, wanda = sealed_question(question), cast.actor(cast.worker)
    content, otto = opened(cast.actor(cast.outsider), asked, TODAY), cast.actor(cast.outsider)
    assert isinstance(content, QuestionFile)
    answer = opened(wanda, circles.answer_of(cast, question), TODAY)
    assert isinstance(answer, AnswerFile)
    remove_partner(cast.actor(cast.administrator), circles.hillside(cast), write_context())
    assert refused(cast, lambda: receive_answer(wanda, answer, write_context())) == "removed_key"
    Membership.objects.filter(person=cast.outsider).update(role=Role.MANAGER)
    assert refused(cast, lambda: receive_question(otto, content, write_context())) == "post_changed"


def test_an_answer_that_names_the_client_is_refused_as_inside(cast: Cast) -> None:
    question = circles.sent(cast)
    received = circles.received(cast, sealed_question(question))
    named = sealed_answer(circles.answered(cast, received, "Would Cleo say so too?"))
    assert refused(cast, lambda: circles.brought_back(cast, named)) == "identifies_client"
    of_mine = "With Hanna Field a letter helped."
    assert refused(cast, lambda: circles.answered(cast, received, of_mine)) == "identifies_client"
    assert refused(cast, lambda: circles.answered(cast, received, "Ring 0151 496 0000.")) == "may_identify"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ground": Ground.CONSENT}, "no_consent"),
        ({"ground": Ground.CONSENT, "consent_on": TODAY + timedelta(days=1), "consent_how": "asked"}, "future_date"),
    ],
)
def test_without_a_reason_nothing_goes_out(cast: Cast, given: dict[str, Any], code: str) -> None:
    asked = acts.asked(cast)
    assert refused(cast, lambda: circles.sent(cast, asked, **given)) == code
    assert not OutgoingQuestion.objects.exists()


def test_a_sign_of_danger_since_the_brief_keeps_it_inside(cast: Cast, as_person: As) -> None:
    """As inside, the brief says whether there were signs; one that was confirmed before does not leave the agency."""
    sign(cast, on=TODAY - timedelta(days=2))
    told = acts.asked(cast)
    went = circles.sent(cast, told)
    assert "not assessed yet" in repr(opened(cast.actor(cast.outsider), sealed_question(went), TODAY))
    sign(cast, "suicide", now=NOW + timedelta(minutes=5))
    assert refused(cast, lambda: circles.sent(cast, acts.fresh(told))) == "risk_since"
    page = as_person(cast.worker).get(f"/consultations/other-agencies/sent/{went.public_id}/file/")
    assert page.status_code == 422
    assert "sign of danger after this brief was confirmed" in text_of(page)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda file: file[:200] + bytes([file[200] ^ 1]) + file[201:], "altered on the way"),
        (lambda file: file[:-9], "cut short on the way"),
        (lambda file: b"hello", "not a sealed file of Unstuck"),
        (lambda file: file.replace(b"sealed 1 ", b"sealed 7 "), "version 7 of the format"),
        (lambda file: file + bytes(300_000), "at most 256 KB"),
    ],
)
def test_a_bad_file_is_refused_on_the_page_and_nothing_is_stored(
    cast: Cast, as_person: As, spoil: Callable[[bytes], bytes], words: str
) -> None:
    file, before = sealed_question(circles.sent(cast)), stored()
    page = bring_in(as_person(cast.outsider), spoil(file))
    assert page.status_code == 422
    assert words in text_of(page)
    assert stored() == before


def test_whose_key_is_unknown_waits_or_was_removed_is_said(cast: Cast) -> None:
    file = sealed_question(circles.sent(cast))
    otto, at_hillside = cast.actor(cast.outsider), partners_of(cast.actor(cast.outsider)).get()
    at_hillside.confirmed_at = None
    at_hillside.save()
    assert refused(cast, lambda: opened(otto, file, TODAY)) == "unconfirmed_key"
    at_hillside.delete()
    assert refused(cast, lambda: opened(otto, file, TODAY)) == "unknown_key"
    partner = circles.taken_in(cast, cast.outside_administrator, cast.outside_supervisor, cast.administrator)
    circles.received(cast, file)
    remove_partner(cast.actor(cast.outside_administrator), partner, write_context())
    assert refused(cast, lambda: opened(otto, file, TODAY)) == "removed_key"
    question = IncomingQuestion.objects.get()
    assert refused(cast, lambda: circles.answered(cast, question)) == "partner_gone"
    make_keys(cast.actor(cast.outside_administrator), write_context())
    assert refused(cast, lambda: opened(otto, file, TODAY)) == "earlier_keys"


def test_once_expired_nobody_reads_it_and_maintenance_wipes_it(
    cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = circles.received(cast, sealed_question(circles.sent(cast)))
    circles.answered(cast, question)
    address, otto = f"/consultations/other-agencies/received/{question.public_id}/", as_person(cast.outsider)

    def on(day: date) -> int:
        later = NOW + timedelta(days=(day - TODAY).days)
        monkeypatch.setattr(dates, "wall_clock", lambda: later)
        return otto.get(address).status_code

    assert (on(LAST), on(LAST + timedelta(days=1))) == (200, 404)
    assert wipe_expired(NOW + timedelta(days=30)) == 0
    before = Entry.objects.count()
    assert run_maintenance(NOW + timedelta(days=31))["questions from other agencies wiped"] == 1
    assert Entry.objects.filter(action="circle.questions_wiped").count() == 1
    assert Entry.objects.count() > before, "what was done stays on record"
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM circles_incomingquestion")
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT words, link FROM circles_outgoinganswer")
        assert cursor.fetchone() == ("", "")
    assert wipe_expired(NOW + timedelta(days=32)) == 0


def test_what_comes_in_is_read_by_those_who_answer_and_by_nobody_else(cast: Cast, as_person: As) -> None:
    question = circles.received(cast, sealed_question(circles.sent(cast)))
    address = f"/consultations/other-agencies/received/{question.public_id}/"
    answers = {
        cast.outsider: 200, cast.outside_supervisor: 200, cast.outside_administrator: 403, cast.worker: 404,
        cast.administrator: 403,
    }  # fmt: skip
    assert {person: as_person(person).get(address).status_code for person in answers} == answers


def test_while_another_agency_is_asked_it_is_not_taken_back(cast: Cast) -> None:
    question = circles.sent(cast)
    decline(cast.actor(cast.teammate), acts.fresh(question.consultation), "", write_context())
    assert steps(cast) == [["asked"]]


def test_an_answer_comes_from_the_agency_that_was_asked(cast: Cast) -> None:
    """Northgate is known here too; it cannot answer what was sealed for Hillside."""
    northgate, question = new_keys(), circles.sent(cast)
    keys = PublishedKeys("Northgate", northgate.public)
    confirm_partner(
        cast.actor(cast.supervisor), take_in(cast.actor(cast.administrator), keys, write_context()), write_context()
    )
    told = {"key": northgate.public.fingerprint, "agency": "Hillside", "id": question.number}
    answer = structs.replace(opened(cast.actor(cast.worker), circles.answer_of(cast, question), TODAY), **told)
    ours = keys_to_publish(cast.actor(cast.worker)).keys
    assert refused(cast, lambda: circles.brought_back(cast, seal_file(answer, northgate, ours))) == (
        "other_agency_answers"
    )

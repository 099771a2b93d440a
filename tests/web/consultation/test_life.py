"""From a draft to what came of it, with each refusal on the way, and what the pathway hears of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts
from unstuck.web.accounts.actions import end_membership
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.actions.facts import record_facts
from unstuck.web.caseload.cases import facts_of
from unstuck.web.caseload.models import ConsultationStep, Engagement
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.asking import ask, ask_another, decline, withdraw, write_draft
from unstuck.web.consultation.actions.community import ColleagueOffer, add_group, change_group, change_profile
from unstuck.web.consultation.actions.dialogue import NewMessage, close, decide, write_message
from unstuck.web.consultation.brief import made_from, seal_of
from unstuck.web.consultation.models import Brief, Consultation, Ground, Message
from unstuck.web.consultation.permissions import consultations_for
from unstuck.web.consultation.queries import consultations_of
from unstuck.web.notifications.models import Notification


def facts(cast: Cast) -> list[str]:
    told = facts_of([cast.cleo.pk])[cast.cleo.pk]
    return [step.step for one in told.consultations for step in one.steps]


def refused(code: str) -> pytest.RaisesExc[Denied]:
    return pytest.RaisesExc(Denied, check=lambda denied: denied.code == code)


def test_from_the_question_to_what_came_of_it(cast: Cast) -> None:
    found = acts.closed(cast)
    assert [step.action for step in found.steps.all()] == ["draft", "ask", "reply", "decide", "close"]
    assert facts(cast) == ["asked", "answered", "acted_on"]
    (consultation,) = facts_of([cast.cleo.pk])[cast.cleo.pk].consultations
    assert [step.recorded_by for step in consultation.steps] == [cast.worker, cast.teammate, cast.worker]
    assert consultation.about_this_stall
    assert not ConsultationStep.objects.exists(), "it has one record, which the caseload reads"
    codes = Entry.objects.filter(subject="consultation").order_by("number").values_list("action", flat=True)
    assert list(codes) == [
        "consultation.drafted",
        "consultation.asked",
        "consultation.written",
        "consultation.decided",
        "consultation.closed",
    ]


def test_nobody_reads_a_draft_and_those_asked_read_until_it_closes(cast: Cast) -> None:
    draft = acts.drafted(cast)

    def readers() -> list[str]:
        people = (cast.worker, cast.teammate, cast.worker_elsewhere, cast.supervisor, cast.manager, cast.outsider)
        return [one.name for one in people if consultations_for(cast.actor(one)).filter(pk=draft.pk).exists()]

    assert readers() == ["Wanda"]
    found = acts.confirmed(cast, draft)
    assert readers() == ["Wanda", "Wim"]
    write_message(cast.actor(cast.teammate), found, NewMessage("What does a good week look like?"), write_context())
    decide(cast.actor(cast.worker), found, "I will ask.", write_context())
    assert readers() == ["Wanda", "Wim"]
    close(cast.actor(cast.worker), found, "It helped.", write_context())
    assert readers() == ["Wanda"]


def test_members_of_the_group_read_while_they_are_in_it(cast: Cast) -> None:
    group = add_group(cast.actor(cast.teammate), "Thursdays", [str(cast.supervisor.public_id)], write_context())
    found = acts.asked(cast, group=group)
    for one in (cast.teammate, cast.supervisor):
        assert consultations_for(cast.actor(one)).get() == found
    change_group(cast.actor(cast.teammate), group, "Thursdays", [], write_context())
    assert not consultations_for(cast.actor(cast.supervisor)).exists()


def test_a_member_of_the_group_declines_for_themselves(cast: Cast) -> None:
    group = add_group(cast.actor(cast.teammate), "Thursdays", [str(cast.supervisor.public_id)], write_context())
    found = acts.asked(cast, group=group)
    told_before = Notification.objects.filter(person=cast.teammate).count()
    decline(cast.actor(cast.teammate), found, "", write_context())
    assert not consultations_for(cast.actor(cast.teammate)).exists()
    assert consultations_for(cast.actor(cast.supervisor)).get() == found
    assert facts(cast) == ["asked"]
    assert Notification.objects.filter(person=cast.worker, kind="consultation.declined").count() == 1
    with refused("not_asked"):
        decline(cast.actor(cast.teammate), found, "", write_context())
    write_message(cast.actor(cast.worker), acts.fresh(found), NewMessage("Is anybody there?"), write_context())
    assert Notification.objects.filter(person=cast.teammate).count() == told_before
    decline(cast.actor(cast.supervisor), acts.fresh(found), "On leave", write_context())
    assert facts(cast) == []  # nobody is left to answer
    assert group.members.filter(left_at=None).count() == 2


def test_nobody_declines_what_they_were_not_asked(cast: Cast) -> None:
    found = acts.asked(cast)
    for one in (cast.worker, cast.supervisor):
        with refused("not_asked"):
            decline(cast.actor(one), found, "No", write_context())


def test_what_was_confirmed_stays_as_it_was(cast: Cast) -> None:
    found = acts.asked(cast)
    before = Brief.objects.get(consultation=found).content
    row = Engagement(on=TODAY, willingness=2.0, words="Something new")
    record_facts(cast.actor(cast.worker), cast.cleo, [row], write_context())
    assert Brief.objects.get(consultation=found).content == before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Brief.objects.filter(consultation=found).update(content={})


def test_a_brief_that_changed_since_it_was_seen_is_not_sent(cast: Cast) -> None:
    draft = acts.drafted(cast)
    seal = seal_of(made_from(draft, TODAY))
    record_facts(cast.actor(cast.worker), cast.cleo, [Engagement(on=TODAY, willingness=2.0)], write_context())
    with refused("brief_changed"):
        ask(cast.actor(cast.worker), draft, ["scores"], seal, write_context())
    assert acts.fresh(draft).state == "drafted"
    assert not Notification.objects.exists()
    assert facts(cast) == []


def test_parts_that_were_taken_out_are_not_in_it(cast: Cast) -> None:
    found = acts.confirmed(cast, acts.drafted(cast), ("situation",))
    assert [part["code"] for part in found.brief.content["parts"]] == ["situation"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"words": "   "}, "no_question"),
        ({"colleagues": ()}, "nobody_asked"),
        ({"ground": Ground.CONSENT}, "no_consent"),
        ({"colleagues": ("d7d1f0c4-0000-4000-8000-000000000000",)}, "colleague_left"),
    ],
)
def test_a_question_that_cannot_be_asked(cast: Cast, given: dict[str, object], code: str) -> None:
    with refused(code):
        write_draft(cast.actor(cast.worker), cast.cleo, acts.question(cast.teammate, **given), write_context())
    assert not Consultation.objects.exists()


def test_only_the_own_worker_asks(cast: Cast) -> None:
    for one in (cast.teammate, cast.supervisor):
        with refused("not_own_client"):
            write_draft(cast.actor(one), cast.cleo, acts.question(cast.worker_elsewhere), write_context())


def test_somebody_of_another_agency_cannot_be_asked(cast: Cast) -> None:
    with refused("colleague_left"):
        acts.drafted(cast, cast.outsider)


def test_a_colleague_who_left_meanwhile_or_went_away(cast: Cast) -> None:
    draft = acts.drafted(cast)
    change_profile(cast.actor(cast.teammate), ColleagueOffer(away_until=TODAY), write_context())
    with refused("away"):
        acts.confirmed(cast, draft)
    change_profile(cast.actor(cast.teammate), ColleagueOffer(takes_questions=False), write_context())
    with refused("takes_no_questions"):
        acts.confirmed(cast, draft)
    membership = cast.teammate.memberships.get()
    end_membership(membership, by=cast.actor(cast.administrator), now=NOW)
    with refused("colleague_left"):
        acts.confirmed(cast, draft)
    assert acts.fresh(draft).question == acts.WORDS


def test_a_form_that_somebody_overtook(cast: Cast) -> None:
    found = acts.asked(cast)
    opened = found.version
    write_message(cast.actor(cast.teammate), found, NewMessage("Try something else."), write_context())
    with refused("stale_form"):
        decide(cast.actor(cast.worker), found, "Nothing.", write_context(version=opened))


@pytest.mark.parametrize(
    "words", ["Does Cleo sleep?", "cleo BROOK's sleep", "about r-1", "Her brother, Tarquin, helps"]
)
def test_a_reply_that_names_the_client_is_refused(cast: Cast, words: str) -> None:
    found = acts.asked(cast, leave_out="Tarquin")
    with refused("identifies_client"):
        write_message(cast.actor(cast.teammate), found, NewMessage(words, others_allowed=True), write_context())
    assert not Message.objects.exists()
    assert "Tarquin" not in str(Entry.objects.values_list("details", flat=True))


def test_a_telephone_passes_where_it_is_said_not_to_be_the_clients(cast: Cast) -> None:
    found = acts.asked(cast)
    with refused("may_identify"):
        write_message(cast.actor(cast.teammate), found, NewMessage("Ring the desk: 020 7946 0018"), write_context())
    desk = NewMessage("Ring the desk: 020 7946 0018", others_allowed=True)
    write_message(cast.actor(cast.teammate), found, desk, write_context())
    assert Message.objects.count() == 1


def test_declining_ends_access_and_the_waiting(cast: Cast) -> None:
    found = acts.asked(cast)
    assert facts(cast) == ["asked"]
    decline(cast.actor(cast.teammate), found, "I am full until spring", write_context())
    assert not consultations_for(cast.actor(cast.teammate)).exists()
    assert facts(cast) == []
    ask_another(cast.actor(cast.worker), found, [str(cast.worker_elsewhere.public_id)], write_context())
    assert facts(cast) == ["asked"]
    assert consultations_for(cast.actor(cast.worker_elsewhere)).exists()
    with refused("asked_already"):
        ask_another(cast.actor(cast.worker), found, [str(cast.teammate.public_id)], write_context())


def test_a_question_that_is_withdrawn_was_never_a_fact_unless_answered(cast: Cast) -> None:
    withdraw(cast.actor(cast.worker), acts.asked(cast), "No longer needed", write_context())
    assert facts(cast) == []
    withdraw(cast.actor(cast.worker), acts.answered(cast), "No longer needed", write_context())
    assert facts(cast) == ["asked", "answered"]
    assert not consultations_for(cast.actor(cast.teammate)).exists()


def test_a_decision_without_an_answer_is_no_consultation_for_the_pathway(cast: Cast) -> None:
    decide(cast.actor(cast.worker), acts.asked(cast), "I decided alone.", write_context())
    assert facts(cast) == ["asked"]


def test_what_is_not_open_says_what_is(cast: Cast) -> None:
    found = acts.closed(cast)
    with refused("not_open"):
        write_message(cast.actor(cast.worker), found, NewMessage("Once more"), write_context())


def test_nothing_is_left_of_an_action_that_failed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError

    draft = acts.drafted(cast)
    monkeypatch.setattr("unstuck.web.consultation.actions.asking.tell_asked", fail)
    with pytest.raises(RuntimeError):
        acts.confirmed(cast, draft)
    assert acts.fresh(draft).state == "drafted"
    assert not Brief.objects.exists()
    assert facts(cast) == []


def test_what_the_clients_page_reads_holds_no_texts(cast: Cast) -> None:
    acts.answered(cast)
    (told,) = consultations_of(cast.cleo)
    assert (told.state, told.asked, told.replies, told.asker) == ("answered", ("Wim",), 1, "Wanda")
    assert acts.WORDS not in str(told)


def test_everybody_is_told_by_mail_without_a_word_about_anybody(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        acts.closed(cast)
    kinds = list(Notification.objects.order_by("pk").values_list("person__name", "kind"))
    assert kinds == [
        ("Wim", "consultation.asked"),
        ("Wanda", "consultation.reply"),
        ("Wim", "consultation.decided"),
        ("Wim", "consultation.closed"),
    ]
    assert len(mail.outbox) == 4
    for letter in mail.outbox:
        text = f"{letter.subject} {letter.body}"
        assert "/notifications/" in text
        for word in ("Cleo", "Brook", "R-1", "Wanda", "Wim", "Riverside", str(cast.cleo.public_id)):
            assert word not in text

"""Who reads a question, a group, a meeting, a lesson, and whom somebody can ask: person by person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.web.cast import NOW, TODAY, Cast
from tests.web.consents.test_restrictions import restricted
from tests.web.consultation import acts
from tests.web.refusals import refusal, who_finds, who_may
from unstuck.interop.deidentify import Identifiers
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Cover, CoveredClient
from unstuck.web.components.denied import Denied
from unstuck.web.consents.models import ConsentWithdrawal
from unstuck.web.consultation import permissions as rights
from unstuck.web.consultation import policies
from unstuck.web.consultation.models import (
    AgendaItem,
    Consultation,
    Group,
    GroupMember,
    Invitation,
    Lesson,
    Meeting,
    Profile,
)
from unstuck.web.intake.actions import add_client

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def question(cast: Cast, state: str = "asked", *named: Person, group: Group | None = None, **more: Any) -> Consultation:
    usual = {"agency": cast.agency, "episode": cast.cleo, "asker": cast.worker, "about_this_stall": True}
    said = {"question": "What?", "ground": "standing_notice", "created_at": NOW, "asked_at": NOW}
    if state == "closed":
        said |= {"decision": "So", "came_of_it": "That"}
    if state == "decided":
        said |= {"decision": "So"}
    found = Consultation.objects.create(**{**usual, **said, "state": state, "group": group, **more})
    for one in named:
        Invitation.objects.create(consultation=found, person=one, asked_at=NOW)
    return found


def a_group(cast: Cast, *members: Person, name: str = "Tuesday", **more: Any) -> Group:
    by = {"agency": cast.agency, "created_at": NOW, "created_by": cast.worker, **more}
    group = Group.objects.create(name=name, **by)
    for one in members:
        GroupMember.objects.create(group=group, person=one, joined_at=NOW - HOUR)
    return group


def declined(found: Consultation, person: Person) -> None:
    Invitation.objects.update_or_create(
        consultation=found, person=person, defaults={"asked_at": NOW, "declined_at": NOW}
    )


def readers(cast: Cast, found: Consultation) -> set[str]:
    return who_finds(cast, rights.consultations_for, found)


@pytest.mark.parametrize("state", ["asked", "answered", "decided"])
def test_while_it_is_open_the_asker_and_those_asked_read_it(cast: Cast, state: str) -> None:
    group = a_group(cast, cast.supervisor, cast.worker_elsewhere)
    found = question(cast, state, cast.teammate, cast.manager, group=group)
    declined(found, cast.worker_elsewhere)
    assert readers(cast, found) == {"Wanda", "Wim", "Sunita"}
    assert {one.name for one in rights.those_asked(found)} == {"Wim", "Sunita"}
    assert who_may(cast, rights.check_reads, found) == {"Wanda", "Wim", "Sunita"}
    assert who_may(cast, rights.check_was_asked, found) == {"Wim", "Sunita"}
    assert who_may(cast, rights.check_is_asker, found) == {"Wanda"}
    assert who_finds(cast, rights.own_consultations, found) == {"Wanda"}
    assert who_finds(cast, rights.asked_consultations, found) == {"Wim", "Sunita"}
    for gate in (rights.consultations_for, rights.own_consultations, rights.asked_consultations):
        assert not gate(None).exists()


@pytest.mark.parametrize("state", ["drafted", "closed", "withdrawn"])
def test_otherwise_the_asker_alone_reads_it(cast: Cast, state: str) -> None:
    found = question(cast, state, cast.teammate, group=a_group(cast, cast.supervisor))
    assert who_finds(cast, rights.consultations_for, found) == {"Wanda"}


def test_an_invitation_to_one_question_or_a_group_opens_no_other(cast: Cast) -> None:
    question(cast, "asked", cast.teammate, group=a_group(cast, cast.supervisor))
    other = question(cast, "closed")
    Consultation.objects.filter(pk=other.pk).update(state="asked")
    assert readers(cast, other) == {"Wanda"}
    assert set(rights.those_asked(other)) == set()
    assert who_may(cast, rights.check_reads, other) == {"Wanda"}
    assert who_may(cast, rights.check_was_asked, other) == set()


def test_who_declined_one_question_reads_the_next(cast: Cast) -> None:
    first = question(cast, "closed", cast.teammate)
    declined(first, cast.teammate)
    second = question(cast, "asked", cast.teammate)
    declined(second, cast.supervisor)
    assert readers(cast, second) == {"Wanda", "Wim"}
    assert {one.name for one in rights.those_asked(second)} == {"Wim"}


def test_who_joined_the_group_later_or_left_it_does_not_read_it(cast: Cast) -> None:
    group = a_group(cast, cast.supervisor)
    GroupMember.objects.create(group=group, person=cast.worker_elsewhere, joined_at=NOW + HOUR)
    GroupMember.objects.create(group=group, person=cast.teammate, joined_at=NOW - HOUR, left_at=NOW)
    GroupMember.objects.create(group=a_group(cast, name="Friday"), person=cast.other_supervisor, joined_at=NOW - HOUR)
    found = question(cast, "asked", group=group)
    assert readers(cast, found) == {"Wanda", "Sunita"}
    assert {one.name for one in rights.those_asked(found)} == {"Sunita"}


def test_who_is_asked_and_no_longer_here_is_not_among_those_asked(cast: Cast) -> None:
    found = question(cast, "asked", cast.teammate, cast.supervisor, cast.worker_elsewhere, cast.other_supervisor)
    Membership.objects.filter(person=cast.teammate).update(ended_at=NOW)
    Membership.objects.filter(person=cast.supervisor).update(role=Role.MANAGER)
    Person.objects.filter(pk=cast.worker_elsewhere.pk).update(is_active=False)
    Membership.objects.filter(person=cast.other_supervisor).update(agency=cast.other_agency, team=None)
    assert set(rights.those_asked(found)) == set()
    assert not rights.consultations_for(cast.actor(cast.supervisor)).exists(), "a manager reads none"
    assert not rights.consultations_for(cast.actor(cast.other_supervisor)).exists(), "nor from another agency"


def test_the_asker_is_never_among_those_asked(cast: Cast) -> None:
    found = question(cast, "asked", cast.teammate, group=a_group(cast, cast.worker))
    assert [one.name for one in rights.those_asked(found)] == ["Wim"]


def test_who_asked_and_has_no_clients_now_reads_it_no_more(cast: Cast) -> None:
    found = question(cast, "asked")
    Membership.objects.filter(person=cast.worker).update(role=Role.MANAGER)
    assert who_finds(cast, rights.consultations_for, found) == set()


def standing_in(cast: Cast, colleague: Person) -> None:
    cover = Cover.objects.create(
        agency=cast.agency, worker=cast.worker, colleague=colleague, first_day=TODAY, last_day=TODAY,
        asked_at=NOW, asked_by=cast.worker, state="agreed",
    )  # fmt: skip
    CoveredClient.objects.create(cover=cover, episode=cast.cleo, knows="yes")


def test_it_rests_unless_the_client_is_the_askers_or_they_stand_in_for_this_client(cast: Cast) -> None:
    found = question(cast, "asked", cast.teammate, asker=cast.worker_elsewhere, group=a_group(cast, cast.supervisor))
    group = Group.objects.get()
    assert readers(cast, found) == set()
    assert not rights.open_of_group(group).exists()
    standing_in(cast, cast.other_supervisor)
    assert readers(cast, found) == set(), "somebody else stands in"
    Cover.objects.update(colleague=cast.worker_elsewhere)
    assert readers(cast, found) == {"Wilma", "Wim", "Sunita"}
    assert list(rights.open_of_group(group)) == [found]
    another = add_client(cast.actor(cast.worker), NewClient("R-3", "", TODAY), now=NOW, today=TODAY)
    CoveredClient.objects.update(episode=another)
    assert readers(cast, found) == set(), "for another client"


def test_who_is_kept_out_of_the_record_neither_reads_it_nor_is_among_those_asked(cast: Cast) -> None:
    found = question(cast, "asked", cast.teammate, cast.worker_elsewhere)
    restricted(cast, "colleague", cast.teammate)
    assert readers(cast, found) == {"Wanda", "Wilma"}
    assert [one.name for one in rights.those_asked(found)] == ["Wilma"]


def test_what_rests_on_a_consent_taken_back_is_read_by_the_asker_alone(cast: Cast) -> None:
    consent = {"ground": "consent", "consent_on": TODAY, "consent_how": "Said yes"}
    group = a_group(cast, cast.supervisor)
    found = question(cast, "asked", cast.teammate, group=group, **consent)

    def taken_back(holder: str, row: int) -> None:
        ConsentWithdrawal.objects.create(
            client=cast.cleo.client, holder=holder, row=row, on=TODAY, how="spoken", at=NOW, by=cast.worker
        )

    taken_back("given", found.pk)
    taken_back("consultation", found.pk + 1)
    assert readers(cast, found) == {"Wanda", "Wim", "Sunita"}, "another consent was taken back"
    assert list(rights.open_of_group(group)) == [found]
    taken_back("consultation", found.pk)
    assert readers(cast, found) == {"Wanda"}
    assert set(rights.those_asked(found)) == set()
    assert not rights.open_of_group(group).exists()


def test_a_group_talks_about_its_own_open_questions(cast: Cast) -> None:
    group, other = a_group(cast, cast.supervisor), a_group(cast, cast.teammate, name="Friday")
    found = question(cast, "asked", group=group)
    assert list(rights.open_of_group(group)) == [found]
    assert not rights.open_of_group(other).exists()
    Consultation.objects.update(state="drafted")
    assert not rights.open_of_group(group).exists()


def test_members_find_their_groups_and_the_meetings_of_them(cast: Cast) -> None:
    group = a_group(cast, cast.worker, cast.supervisor)
    GroupMember.objects.create(group=group, person=cast.teammate, joined_at=NOW - HOUR, left_at=NOW)
    a_group(cast, cast.other_supervisor, name="Friday")
    meeting = Meeting.objects.create(group=group, on=TODAY, planned_at=NOW, planned_by=cast.worker)
    assert who_finds(cast, rights.groups_of, group) == {"Wanda", "Sunita"}
    assert who_finds(cast, rights.meetings_for, meeting) == {"Wanda", "Sunita"}
    assert not rights.groups_of(None).exists()
    assert not rights.meetings_for(None).exists()
    Membership.objects.filter(person=cast.supervisor).update(role=Role.MANAGER)
    assert who_finds(cast, rights.groups_of, group) == {"Wanda"}, "without clients there is no case to bring"
    Group.objects.filter(pk=group.pk).update(agency=cast.other_agency)
    assert who_finds(cast, rights.groups_of, group) == set()


def on_agenda(cast: Cast, found: Consultation, meeting: Meeting) -> set[str]:
    item = AgendaItem.objects.create(meeting=meeting, consultation=found, place=1)
    seen = who_finds(cast, lambda actor: rights.agenda_for(actor, meeting), item)
    item.delete()
    return seen


def test_an_agenda_shows_what_one_reads_and_closed_cases_one_was_asked_in(cast: Cast) -> None:
    group = a_group(cast, cast.worker, cast.supervisor, cast.worker_elsewhere)
    GroupMember.objects.create(group=group, person=cast.other_supervisor, joined_at=NOW + HOUR)
    meeting = Meeting.objects.create(group=group, on=TODAY, planned_at=NOW, planned_by=cast.worker)
    shown = question(cast, "asked", group=group)
    declined(shown, cast.worker_elsewhere)
    Invitation.objects.create(consultation=shown, person=cast.supervisor, asked_at=NOW)
    assert on_agenda(cast, shown, meeting) == {"Wanda", "Sunita"}
    Consultation.objects.update(state="withdrawn")
    assert on_agenda(cast, shown, meeting) == {"Wanda", "Sunita"}
    over = question(cast, "closed", cast.teammate, group=group)
    declined(over, cast.teammate)
    assert on_agenda(cast, over, meeting) == {"Wanda", "Sunita", "Wilma"}, "they declined another one"
    cast.cleo.worker = cast.teammate
    cast.cleo.save()
    assert on_agenda(cast, over, meeting) == {"Wanda", "Sunita", "Wilma"}
    GroupMember.objects.filter(person=cast.worker).delete()
    assert on_agenda(cast, over, meeting) == {"Wanda", "Sunita", "Wilma"}, "whoever asked knows of it anyhow"
    Consultation.objects.filter(pk=shown.pk).update(state="asked")
    assert on_agenda(cast, shown, meeting) == set(), "it rests while the client is somebody else's"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("published", {"Wanda", "Wim", "Wilma", "Sunita", "Stan"}),
        ("waiting", {"Wanda", "Wim", "Wilma", "Sunita", "Stan"}),
        ("returned", {"Wanda"}),
    ],
)
def test_a_lesson_is_read_at_its_agency_and_what_came_back_by_its_author(
    cast: Cast, state: str, expected: set[str]
) -> None:
    looked = {} if state == "waiting" else {"looked_at": NOW, "looked_by": cast.supervisor}
    remark = {"remark": "Shorter"} if state == "returned" else {}
    lesson = Lesson.objects.create(
        agency=cast.agency,
        author=cast.worker,
        title="Ask",
        words="Ask",
        state=state,
        written_at=NOW,
        **looked,
        **remark,
    )
    assert who_finds(cast, rights.lessons_for, lesson) == expected
    assert not rights.lessons_for(None).exists()


def names(cast: Cast, person: Person) -> set[str]:
    return {one.person.name for one in rights.colleagues_of(cast.actor(person)).select_related("person")}


def test_colleagues_work_with_clients_here_now_and_are_not_oneself(cast: Cast) -> None:
    assert names(cast, cast.worker) == {"Wim", "Wilma", "Sunita", "Stan"}
    Membership.objects.filter(person=cast.teammate).update(ended_at=NOW)
    Person.objects.filter(pk=cast.supervisor.pk).update(is_active=False)
    assert names(cast, cast.worker) == {"Wilma", "Stan"}


def test_who_is_away_or_takes_no_questions_cannot_be_asked() -> None:
    def asking(**profile: Any) -> str:
        return refusal(rights.check_can_be_asked, "Wim", Profile(**profile), TODAY)

    assert refusal(rights.check_can_be_asked, "Wim", None, TODAY) == ""
    assert [asking(), asking(takes_questions=False)] == ["", "takes_no_questions"]
    days = [TODAY - DAY, TODAY, TODAY + DAY]
    assert [asking(away_until=day) for day in days] == ["", "away", "away"]


def test_a_question_a_ground_and_somebody_to_ask(cast: Cast) -> None:
    assert [refusal(policies.check_question, words) for words in (" ", "What?")] == ["no_question", ""]
    colleague = list(rights.colleagues_of(cast.actor(cast.worker))[:1])
    group = a_group(cast, cast.worker)
    asked = [([], None), (colleague, None), ([], group), (colleague, group)]
    assert [refusal(policies.check_somebody_asked, *one) for one in asked] == ["nobody_asked", "", "", ""]
    grounds = {
        ("standing_notice", None, ""): "",
        ("standing_notice", TODAY + DAY, ""): "",
        ("consent", None, "Said yes"): "no_consent",
        ("consent", TODAY, " "): "no_consent",
        ("consent", TODAY, "Said yes"): "",
        ("consent", TODAY + DAY, "Said yes"): "future_date",
    }
    assert {ground: refusal(policies.check_ground, *ground, TODAY) for ground in grounds} == grounds


def test_a_group_answers_where_somebody_else_of_it_is_here(cast: Cast) -> None:
    actor = cast.actor(cast.worker)

    def asking(group: Group | None) -> str:
        return refusal(policies.check_group_answers, actor, group)

    assert asking(None) == ""
    assert asking(a_group(cast, cast.worker, cast.outsider, cast.manager)) == "empty_group"
    friday = a_group(cast, name="Friday")
    GroupMember.objects.create(group=friday, person=cast.teammate, joined_at=NOW - HOUR, left_at=NOW)
    assert asking(friday) == "empty_group"
    assert asking(a_group(cast, cast.teammate, name="Monday")) == ""
    assert asking(a_group(cast, cast.teammate, name="Hill", agency=cast.other_agency)) == "empty_group"


def test_who_was_chosen_is_asked_once_unless_they_left_or_are_away(cast: Cast) -> None:
    actor, ids = cast.actor(cast.worker), [str(one.public_id) for one in (cast.teammate, cast.worker_elsewhere)]

    def chosen(*wanted: str) -> list[str]:
        return [one.person.name for one in policies.colleagues_asked(actor, wanted, TODAY)]

    assert chosen(ids[1], ids[0], ids[1]) == ["Wilma", "Wim"]
    assert chosen() == []
    everybody = [str(one.public_id) for one in (cast.supervisor, cast.other_supervisor)]
    assert chosen(*ids, *everybody) == ["Wim", "Wilma", "Sunita", "Stan"]
    assert refusal(policies.colleagues_asked, actor, [*ids, str(cast.outsider.public_id)], TODAY) == "colleague_left"
    Profile.objects.create(person=cast.worker_elsewhere, away_until=TODAY, changed_at=NOW)
    assert chosen(ids[0]) == ["Wim"]
    assert refusal(policies.colleagues_asked, actor, ids, TODAY) == "away"


def test_somebody_is_left_while_a_colleague_or_another_agency_can_answer(cast: Cast) -> None:
    found = acts.asked(cast, cast.teammate)
    assert policies.anybody_left(found)
    declined(found, cast.teammate)
    assert not policies.anybody_left(found)
    found.steps.create(action="ask_elsewhere", at=NOW, by=cast.worker)
    assert policies.anybody_left(found)
    assert not policies.anybody_left(question(cast, "withdrawn")), "it was another that went elsewhere"


def test_five_refused_messages_are_enough() -> None:
    assert [refusal(policies.check_not_refused_too_often, one) for one in (0, 4, 5, 6)] == [
        "", "", "refused_too_often", "refused_too_often",
    ]  # fmt: skip


CLEO = Identifiers(names=("Cleo Brook",))


def told(*texts: str, **more: Any) -> str:
    with pytest.raises(Denied) as denied:
        policies.check_text(*texts, known=CLEO, **more)
    return f"{denied.value.code}: {denied.value.reason}"


def test_a_text_that_names_the_client_says_which_words_to_those_who_know_them() -> None:
    said = told("It moves.", "Cleo came, and Brook too. Cleo again.")
    assert said.startswith("identifies_client:")
    assert "“Cleo”, “Brook”" in said
    assert said.count("“Cleo”") == 1
    hidden = told("Cleo came", quotes=False)
    assert hidden.startswith("identifies_client:")
    assert "Cleo" not in hidden
    assert told("Cleo came", others_allowed=True).startswith("identifies_client:")


def test_what_looks_like_a_telephone_is_named_unless_it_is_said_not_to_be_theirs() -> None:
    words = "Ring the night line on 030 1234567, or 030 7654321"
    said = told("It moves.", words)
    assert said.startswith("may_identify:")
    assert "“030 1234567”, “030 7654321”" in said
    assert told(words, quotes=False).startswith("may_identify:")
    assert refusal(policies.check_text, words, known=CLEO, others_allowed=True) == ""
    assert refusal(policies.check_text, "It moves.", known=CLEO) == ""

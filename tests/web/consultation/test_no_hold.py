"""Nobody keeps a hold on a client through an old consultation: after a hand-over, leaving, or a change of the group."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser

from tests.web.accounts.flows import confirm_role_as_second_person, give_post
from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts
from unstuck.web.accounts.actions import Post, end_membership, take_back
from unstuck.web.accounts.models import Membership, Person, Role
from unstuck.web.caseload.actions.clients import change_client
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.asking import ask_another, decline, withdraw
from unstuck.web.consultation.actions.community import add_group, change_group, plan_meeting, record_meeting
from unstuck.web.consultation.actions.dialogue import NewMessage, close, decide, write_message
from unstuck.web.consultation.actions.learning import LessonText, write_lesson
from unstuck.web.consultation.models import AgendaItem, Consultation, Group
from unstuck.web.consultation.permissions import agenda_for, consultations_for
from unstuck.web.consultation.presenters.dialogue import consultation_page
from unstuck.web.consultation.views.pages import page_of
from unstuck.web.transfers.actions.transfers import arrange_transfers
from unstuck.web.transfers.policies import TransferDetails

As = Callable[[Person], Browser]
LATER = WriteContext(NOW + timedelta(days=1), TODAY + timedelta(days=1))


def handed_over(cast: Cast, to: Person) -> None:
    supervisor = cast.actor(cast.supervisor)
    episode = Episode.objects.get(pk=cast.cleo.pk)
    wanted = TransferDetails(on=TODAY, note="All is in the record.", consent="yes")
    arrange_transfers(supervisor, to, [(episode, wanted)], write_context())


def readers(cast: Cast, consultation: Consultation) -> list[str]:
    """Return who may read it, asked of everybody who works at the agency."""
    here = Person.objects.filter(memberships__agency=cast.agency, memberships__ended_at=None).order_by("name")
    return [one.name for one in here if consultations_for(cast.actor(one)).filter(pk=consultation.pk).exists()]


def named(cast: Cast, consultation: Consultation) -> list[str]:
    """Return whom the page of whoever asked names as its readers."""
    line = consultation_page(cast.actor(cast.worker), consultation).readers
    if line == "Only you can read this now.":
        return ["Wanda"]
    return sorted(line.split(":")[1].split(".")[0].strip().split(", "))


@pytest.mark.parametrize("state", ["asked", "answered", "decided", "closed"])
def test_whoever_asked_reads_nothing_once_the_client_is_somebody_elses(cast: Cast, as_person: As, state: str) -> None:
    found = getattr(acts, state)(cast, cast.supervisor)
    page = page_of(found)
    wanda = as_person(cast.worker)
    assert wanda.get(page).status_code == 200
    handed_over(cast, cast.teammate)
    change_client(cast.actor(cast.teammate), fresh(cast.cleo), "R-1", "Cleo Newname", write_context())
    assert readers(cast, found) == []
    for address in (page, *(f"{page}{one}/" for one in ("another", "decide", "close", "withdraw", "learned"))):
        answer = wanda.get(address)
        assert answer.status_code == 404, address
    assert "Newname" not in wanda.get("/consultations/").content.decode()


def fresh(episode: Episode) -> Episode:
    return Episode.objects.get(pk=episode.pk)


def test_whoever_asked_writes_nothing_once_the_client_is_somebody_elses(cast: Cast) -> None:
    found, settled = acts.answered(cast), acts.decided(cast, cast.supervisor)
    wanda = cast.actor(cast.worker)
    handed_over(cast, cast.teammate)
    steps = list(found.steps.values_list("pk", flat=True))
    for act in (
        lambda: ask_another(wanda, found, [str(cast.worker_elsewhere.public_id)], write_context()),
        lambda: decide(wanda, found, "I will go on.", write_context()),
        lambda: withdraw(wanda, found, "", write_context()),
        lambda: write_message(wanda, found, NewMessage("Are you there?"), write_context()),
        lambda: write_message(cast.actor(cast.teammate), found, NewMessage("I am."), write_context()),
        lambda: decline(cast.actor(cast.teammate), found, "", write_context()),
        lambda: close(wanda, settled, "It went on.", write_context()),
        lambda: write_lesson(wanda, LessonText("A title", "What I learned.", ()), write_context(), about=settled),
    ):
        with pytest.raises(Denied) as refused:
            act()
        assert refused.value.code in ("not_asked", "not_asker")
    assert list(found.steps.values_list("pk", flat=True)) == steps
    assert found.invited.count() == 1


def test_it_goes_on_where_the_client_comes_back(cast: Cast) -> None:
    found = acts.asked(cast, cast.supervisor)
    for to in (cast.teammate, cast.worker):
        assert readers(cast, found) == (["Sunita", "Wanda"] if to == cast.teammate else [])
        handed_over(cast, to)
    assert readers(cast, found) == ["Sunita", "Wanda"]


def test_joining_a_group_does_not_open_what_it_was_asked_before(cast: Cast, as_person: As) -> None:
    wim = cast.actor(cast.teammate)
    group = add_group(wim, "Thursdays", [str(cast.supervisor.public_id)], write_context())
    found = acts.asked(cast, group=group)
    meeting = plan_meeting(wim, group, TODAY, write_context())
    both = [str(cast.supervisor.public_id), str(cast.worker_elsewhere.public_id)]
    change_group(wim, Group.objects.get(), "Thursdays", both, LATER)
    wilma = cast.actor(cast.worker_elsewhere)
    assert readers(cast, found) == named(cast, found) == ["Sunita", "Wanda", "Wim"]
    assert list(agenda_for(wilma, meeting)) == []
    browser = as_person(cast.worker_elsewhere)
    for address in (f"/consultations/groups/{group.public_id}/", f"/consultations/meetings/{meeting.public_id}/"):
        shown = browser.get(address).content.decode()
        assert acts.WORDS not in shown, address
        assert "Wanda" not in shown.split("<main")[1].split("<form")[0], address
    item = AgendaItem.objects.get()
    record_meeting(wilma, meeting, [], {item.pk: "I was not asked."}, LATER)
    assert AgendaItem.objects.get().said == ""


def test_leaving_a_group_and_coming_back_opens_nothing(cast: Cast) -> None:
    wim = cast.actor(cast.teammate)
    sunita = [str(cast.supervisor.public_id)]
    group = add_group(wim, "Thursdays", sunita, write_context())
    found = acts.asked(cast, group=group)
    change_group(wim, Group.objects.get(), "Thursdays", [], LATER)
    assert readers(cast, found) == named(cast, found) == ["Wanda", "Wim"]
    change_group(wim, Group.objects.get(), "Thursdays", sunita, LATER)
    assert readers(cast, found) == named(cast, found) == ["Wanda", "Wim"]


def test_who_left_the_agency_or_works_with_clients_no_more_is_not_named(cast: Cast) -> None:
    found = acts.asked(cast, cast.teammate, cast.supervisor, cast.worker_elsewhere)
    aron = cast.actor(cast.administrator)
    end_membership(Membership.objects.get(person=cast.teammate, ended_at=None), by=aron, now=NOW)
    give_post(cast, cast.worker_elsewhere, Post(Role.MANAGER))
    assert readers(cast, found) == named(cast, found) == ["Sunita", "Wanda"]


def test_what_the_page_says_of_its_readers_is_who_reads_it(cast: Cast) -> None:
    """In both directions, for a question to people by name and to a group, in each state."""
    wim = cast.actor(cast.teammate)
    group = add_group(wim, "Thursdays", [str(cast.supervisor.public_id)], write_context())
    found = acts.asked(cast, cast.worker_elsewhere, group=group)
    assert readers(cast, found) == named(cast, found) == ["Sunita", "Wanda", "Wilma", "Wim"]
    decline(wim, found, "", write_context())
    assert readers(cast, found) == named(cast, found) == ["Sunita", "Wanda", "Wilma"]
    write_message(cast.actor(cast.supervisor), acts.fresh(found), NewMessage("And the nights?"), write_context())
    assert readers(cast, found) == named(cast, acts.fresh(found))
    decide(cast.actor(cast.worker), acts.fresh(found), "I will ask.", write_context())
    assert readers(cast, found) == named(cast, acts.fresh(found))
    close(cast.actor(cast.worker), acts.fresh(found), "It helped.", write_context())
    assert readers(cast, found) == named(cast, acts.fresh(found))
    assert readers(cast, found) == ["Wanda"]


def test_an_action_that_began_before_somebody_left_writes_nothing(cast: Cast) -> None:
    """Who acts is read before the action waits for its turn; in between an administrator may have ended it."""
    wanda, aron = cast.actor(cast.worker), cast.actor(cast.administrator)
    held = Membership.objects.get(person=cast.worker, ended_at=None)
    end_membership(held, by=aron, now=NOW)
    with pytest.raises(Denied) as refused:
        change_client(wanda, fresh(cast.cleo), "R-1", "Another", write_context())
    assert refused.value.code == "post_changed"
    take_back(held, Post(Role.WORKER, cast.other_team), by=aron, now=NOW)
    confirm_role_as_second_person(cast)
    with pytest.raises(Denied) as refused:
        change_client(wanda, fresh(cast.cleo), "R-1", "Another", write_context())
    assert refused.value.code == "post_changed", "the team is another one"
    assert fresh(cast.cleo).client.name == "Cleo Brook"

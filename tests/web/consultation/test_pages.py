"""The pages as a browser meets them: what is typed comes back beside a plain sentence, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts
from unstuck.guidance import default_thresholds
from unstuck.guidance.consultation import wait
from unstuck.web.accounts.actions import end_membership
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.cases import case_of, facts_of
from unstuck.web.caseload.next_steps import progress_of
from unstuck.web.components import dates
from unstuck.web.consultation.actions.community import ColleagueOffer, add_group, change_profile
from unstuck.web.consultation.actions.dialogue import NewMessage, write_message
from unstuck.web.consultation.models import (
    Attendance,
    Brief,
    Consultation,
    Group,
    Lesson,
    Meeting,
    Message,
    Profile,
)

As = Callable[[Person | None], Browser]


def hidden(html: str) -> dict[str, str]:
    """Return the hidden fields of the page's form, as a browser would send them back."""
    main = html.split("<main")[1]
    found = re.findall(r'<input type="hidden" name="(once|version|seal)" value="([^"]*)"', main)
    return dict(found)


def send(browser: Browser, address: str, typed: dict[str, Any]) -> Any:
    page = browser.get(address)
    assert page.status_code == 200, page.status_code
    return browser.post(address, {**hidden(page.content.decode()), **typed})


def text_of(page: Any) -> str:
    return str(page.content.decode())


def typed(*colleagues: Person, **other: Any) -> dict[str, Any]:
    chosen = [str(one.public_id) for one in colleagues]
    fields = {"question": acts.WORDS, "ground": "standing_notice", "colleagues": chosen, "about_this_stall": "on"}
    return {**fields, **other}


def ask_page(cast: Cast) -> str:
    return f"/clients/{cast.cleo.public_id}/consult/"


def test_ask_look_confirm_reply_decide_close(cast: Cast, as_person: As) -> None:
    wanda, wim = as_person(cast.worker), as_person(cast.teammate)
    went = send(wanda, ask_page(cast), typed(cast.teammate, leave_out="Tarquin"))
    found = Consultation.objects.get()
    assert went["Location"] == f"/consultations/{found.public_id}/preview/"
    looked = text_of(wanda.get(went["Location"]))
    assert acts.WORDS in looked
    assert "week 7" in looked
    assert "Wim" in looked
    assert wim.get(f"/consultations/{found.public_id}/").status_code == 404
    assert send(wanda, went["Location"], {"parts": ["scores"]}).status_code == 302
    assert [part["code"] for part in Brief.objects.get().content["parts"]] == ["scores"]
    page = f"/consultations/{found.public_id}/"
    assert send(wim, page, {"kind": "suggestion", "words": "Ask about a good week."}).status_code == 302
    assert "Ask about a good week." in text_of(wanda.get(page))
    assert send(wanda, f"{page}decide/", {"words": "I will ask."}).status_code == 302
    assert send(wanda, f"{page}close/", {"words": "It helped."}).status_code == 302
    assert wim.get(page).status_code == 404
    assert "It helped." in text_of(wanda.get(page))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"question": ""}, "Ask one question in your own words."),
        ({"colleagues": []}, "Choose at least one colleague or a group."),
        ({"ground": ""}, "Say whether the client consented or had the agency"),
        ({"ground": "consent"}, "Say when the client consented."),
        (
            {"ground": "consent", "consent_on": "2026-12-24", "consent_how": "asked"},
            "The date must not be after today.",
        ),
    ],
)
def test_a_form_that_lacks_something(cast: Cast, as_person: As, other: dict[str, Any], sentence: str) -> None:
    answer = send(as_person(cast.worker), ask_page(cast), typed(cast.teammate, leave_out="Tarquin", **other))
    assert answer.status_code == 422
    shown = text_of(answer)
    assert sentence in shown
    assert f"</span> {sentence}" in shown, "next to the field"
    assert "Tarquin" in shown
    assert not Consultation.objects.exists()


def test_a_colleague_who_left_while_the_form_was_open(cast: Cast, as_person: As) -> None:
    browser = as_person(cast.worker)
    fields = hidden(text_of(browser.get(ask_page(cast))))
    end_membership(cast.teammate.memberships.get(), by=cast.actor(cast.administrator), now=NOW)
    answer = browser.post(ask_page(cast), {**fields, **typed(cast.teammate)})
    assert answer.status_code == 422
    assert "no longer works here" in text_of(answer)
    assert acts.WORDS in text_of(answer)


def test_a_colleague_who_is_away_is_named(cast: Cast, as_person: As) -> None:
    change_profile(cast.actor(cast.teammate), ColleagueOffer(away_until=TODAY), write_context())
    answer = send(as_person(cast.worker), ask_page(cast), typed(cast.teammate))
    assert answer.status_code == 422
    assert "</span> Wim is away until 22 November 2026." in text_of(answer)


def test_colleagues_are_found_by_what_they_know_and_nothing_typed_is_lost(cast: Cast, as_person: As) -> None:
    change_profile(cast.actor(cast.teammate), ColleagueOffer(("Debt advice",)), write_context())
    answer = send(as_person(cast.worker), ask_page(cast), {"do": "find", "find": "debt", "question": "Half a quest"})
    shown = text_of(answer)
    assert answer.status_code == 200
    assert "Debt advice" in shown
    assert "Wilma" not in shown
    assert "Half a quest" in shown
    assert "There is something to look at" not in shown


def test_a_reply_that_names_the_client_comes_back_without_a_word_of_what_was_found(cast: Cast, as_person: As) -> None:
    found = acts.asked(cast)
    answer = send(
        as_person(cast.teammate),
        f"/consultations/{found.public_id}/",
        {"kind": "question", "words": "Does Cleo sleep?"},
    )
    assert answer.status_code == 422
    assert "“Cleo”" not in text_of(answer)
    assert "This names the client or somebody close." in text_of(answer)
    assert "Does Cleo sleep?" in text_of(answer)
    assert not Message.objects.exists()


def test_somebody_acted_first(cast: Cast, as_person: As) -> None:
    found = acts.asked(cast)
    browser, page = as_person(cast.worker), f"/consultations/{found.public_id}/decide/"
    fields = hidden(text_of(browser.get(page)))
    write_message(cast.actor(cast.teammate), found, NewMessage("Try another way."), write_context())
    answer = browser.post(page, {**fields, "words": "I go on."})
    assert answer.status_code == 422
    assert "Something changed here" in text_of(answer)
    assert "I go on." in text_of(answer)
    again = browser.post(page, {**hidden(text_of(answer)), "words": "I go on."})
    assert again.status_code == 302


def test_a_double_click_sends_one_message(cast: Cast, as_person: As) -> None:
    found = acts.asked(cast)
    browser, page = as_person(cast.teammate), f"/consultations/{found.public_id}/"
    fields = {**hidden(text_of(browser.get(page))), "kind": "question", "words": "What else?"}
    assert [browser.post(page, fields).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.count() == 1


def test_a_page_of_what_is_not_open_says_why(cast: Cast, as_person: As) -> None:
    found = acts.closed(cast)
    shown = text_of(as_person(cast.worker).get(f"/consultations/{found.public_id}/decide/"))
    assert "so this cannot be done" in shown


def test_profile_groups_and_a_meeting(cast: Cast, as_person: As) -> None:
    wim = as_person(cast.teammate)
    assert (
        send(wim, "/consultations/profile/", {"competences": "Debt\nTrauma", "takes_questions": "on"}).status_code
        == 302
    )
    assert [one.tag for one in Profile.objects.get().competences.all()] == ["Debt", "Trauma"]
    send(wim, "/consultations/groups/add/", {"name": "Thursdays", "members": [str(cast.supervisor.public_id)]})
    group = Group.objects.get()
    acts.asked(cast, group=group)
    made = send(wim, f"/consultations/groups/{group.public_id}/meet/", {"on": TODAY.isoformat()})
    meeting = Meeting.objects.get()
    item = meeting.agenda.get()
    assert made["Location"] == f"/consultations/meetings/{meeting.public_id}/"
    named = send(wim, made["Location"], {"came": [cast.teammate.pk], f"said-{item.pk}": "Cleo needs rest"})
    assert named.status_code == 422
    assert "“Cleo”" not in text_of(named)
    assert "This names the client or somebody close." in text_of(named)
    assert send(wim, made["Location"], {"came": [cast.teammate.pk], f"said-{item.pk}": "Rest first"}).status_code == 302
    item.refresh_from_db()
    assert item.said == "Rest first"
    assert dict(Attendance.objects.values_list("person__name", "came")) == {"Wim": True, "Sunita": False}
    assert as_person(cast.worker).get(made["Location"]).status_code == 404


def test_who_declines_in_a_group_no_longer_meets_the_question(cast: Cast, as_person: As) -> None:
    wim = as_person(cast.teammate)
    group = add_group(cast.actor(cast.teammate), "Thursdays", [str(cast.supervisor.public_id)], write_context())
    found = acts.asked(cast, group=group)
    page, room = f"/consultations/{found.public_id}/", f"/consultations/groups/{group.public_id}/"
    meeting = send(wim, f"{room}meet/", {"on": TODAY.isoformat()})["Location"]
    for address in ("/consultations/", room, meeting):
        assert acts.WORDS in text_of(wim.get(address)), address
    assert f"{page}decline/" in text_of(wim.get(page))
    assert send(wim, f"{page}decline/", {"words": "Cleo is my cousin"}).status_code == 422
    assert send(wim, f"{page}decline/", {"words": ""})["Location"] == "/consultations/"
    for address in ("/consultations/", room, meeting):
        assert acts.WORDS not in text_of(wim.get(address)), address
        assert wim.get(page).status_code == 404
    assert acts.WORDS in text_of(as_person(cast.supervisor).get(meeting))
    shown = text_of(as_person(cast.worker).get(page))
    assert "Wim cannot take it on." in shown
    assert "Only these people can read this: Wanda, Sunita. Whoever joins the group Thursdays later cannot." in shown


def test_the_next_action_leads_the_asker_on(cast: Cast, as_person: As) -> None:
    wanda = as_person(cast.worker)

    def buttons(found: Consultation) -> list[str]:
        shown = text_of(wanda.get(f"/consultations/{found.public_id}/"))
        return re.findall(r'class="govuk-button" data-module="govuk-button"[^>]*>([^<]+)<', shown)

    assert buttons(acts.asked(cast)) == ["Send"]
    assert buttons(acts.answered(cast)) == ["Decide"]
    assert buttons(acts.decided(cast)) == ["Say what came of it and close"]


def test_whose_telephone_it_is_is_asked_only_where_there_is_one(cast: Cast, as_person: As) -> None:
    page = f"/consultations/{acts.asked(cast).public_id}/"
    wim, desk = as_person(cast.teammate), {"kind": "suggestion", "words": "Ring the desk: 020 7946 0018"}
    assert "are not the client" not in text_of(wim.get(page))
    back = send(wim, page, desk)
    assert back.status_code == 422
    assert "are not the client" in text_of(back)
    assert send(wim, page, {**desk, "others_allowed": "on"}).status_code == 302


def test_the_shelf_needs_a_second_person(cast: Cast, as_person: As) -> None:
    wanda, wim = as_person(cast.worker), as_person(cast.teammate)
    lesson = {"title": "Silence", "words": "Waiting helped more than words.", "themes": ["engagement"]}
    assert send(wanda, "/consultations/shelf/add/", {**lesson, "words": "Cleo waited."}).status_code == 422
    page = send(wanda, "/consultations/shelf/add/", lesson)["Location"]
    assert "Publish it on the shelf" not in text_of(wanda.get(page))
    back = send(wim, page, {"do": "give_back", "remark": ""})
    assert "Say what should change" in text_of(back)
    assert send(wim, page, {"do": "publish"}).status_code == 302
    assert Lesson.objects.get().state == "published"
    found = wanda.post("/consultations/shelf/", {"words": "WAITING", "theme": "engagement"})
    assert "Silence" in text_of(found)
    assert "Nothing matches" in text_of(wanda.post("/consultations/shelf/", {"words": "waiting", "theme": "trauma"}))
    assert as_person(cast.outsider).get(page).status_code == 404


def test_pages_need_a_constant_number_of_queries(cast: Cast, as_person: As, django_assert_max_num_queries: Any) -> None:
    wim = as_person(cast.teammate)
    group = add_group(cast.actor(cast.teammate), "Thursdays", [], write_context())

    def asked_of(address: str) -> int:
        with django_assert_max_num_queries(60) as seen:
            assert wim.get(address).status_code == 200
        return len(seen)

    first = acts.answered(cast)
    pages = ("/consultations/", f"/consultations/{first.public_id}/", f"/consultations/groups/{group.public_id}/")
    before = [asked_of(page) for page in pages]
    for _ in range(3):
        acts.asked(cast)
        acts.asked(cast, group=group)
        write_message(cast.actor(cast.teammate), first, NewMessage("And more?"), write_context())
    assert [asked_of(page) for page in pages] == before


def test_no_text_is_on_the_record(cast: Cast, as_person: As) -> None:
    acts.closed(cast, leave_out="Tarquin")
    kept = str(list(Entry.objects.values_list("details", "answer", "subject_id")))
    for word in ("good week", "missing", "Tarquin", "goal that matters", "Cleo"):
        assert word not in kept


def test_asking_again_within_two_weeks_is_advised_against_and_open(cast: Cast, as_person: As) -> None:
    browser = as_person(cast.worker)
    assert "a reasonable time to wait" not in text_of(browser.get(ask_page(cast)))
    acts.asked(cast)
    assert "a reasonable time to wait" in text_of(browser.get(ask_page(cast)))
    assert send(browser, ask_page(cast), typed(cast.worker_elsewhere)).status_code == 302


@pytest.mark.parametrize(("days", "waits"), [(13, True), (14, True), (15, False)])
def test_a_colleague_has_as_long_to_reply_as_the_pathway_says(
    cast: Cast, as_person: As, monkeypatch: pytest.MonkeyPatch, days: int, waits: bool
) -> None:
    acts.asked(cast)
    in_the_evening = NOW + timedelta(days=days, hours=6)
    monkeypatch.setattr(dates, "wall_clock", lambda: in_the_evening)
    facts = facts_of([cast.cleo.pk])[cast.cleo.pk]
    case = case_of(facts, progress_of("stalled", 0.9, None, dates.today()), dates.today())
    assert bool(wait(case, default_thresholds())) is waits
    shown = text_of(as_person(cast.worker).get(ask_page(cast)))
    assert ("2 weeks is a reasonable time to wait" in shown) is waits


def test_where_nobody_else_is_there_it_says_so_and_asks_for_no_question(cast: Cast, as_person: As) -> None:
    browser = as_person(cast.worker)
    assert "Look at the brief" in text_of(browser.get(ask_page(cast)))
    Membership.objects.filter(agency=cast.agency).exclude(person=cast.worker).update(ended_at=NOW)
    page = text_of(browser.get(ask_page(cast)))
    assert "so there is nobody to ask here. An administrator can add people." in page
    assert "Look at the brief" not in page
    sought = text_of(browser.post(ask_page(cast), {"do": "find", "find": "debt"}))
    assert "Look at the brief" in sought

"""What the pages of referrals say, made from the rows themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.referrals.acts import ASK, PARTNER, AsPerson, ago, drafted, fact, follow, hit, of, requested
from tests.web.safety.acts import sign
from unstuck.guidance.case import Case, Progress
from unstuck.population.disclosure import Hidden
from unstuck.web.caseload.models import LifeArea
from unstuck.web.referrals.actions.area_links import NewAreaLink, link_areas
from unstuck.web.referrals.actions.referring import link_to_client
from unstuck.web.referrals.actions.replies import NewHelpAnswer, record_answer
from unstuck.web.referrals.models import ContactMethod, HelpReceived, LinkRecipient, Referral, ReplyLink
from unstuck.web.referrals.network_page import network_page, panel_of
from unstuck.web.referrals.presenters.pages import (
    ReferralPage,
    followed_page,
    line_of,
    referral_page,
    referrals_page,
    what_works_page,
)
from unstuck.web.referrals.presenters.replies import gone_page, question_page, thanks_page
from unstuck.web.referrals.queries import area_links_of, histories_of
from unstuck.web.referrals.what_works import OutcomeTable, ServiceOutcomes


def page_of(cast: Cast, referral: Referral, reader: str = "worker") -> ReferralPage:
    referral.refresh_from_db()
    (history,) = histories_of([referral])
    return referral_page(cast.actor(getattr(cast, reader)), cast.cleo, history, TODAY, NOW)


def test_a_line_says_what_for_how_it_stands_and_when_to_ask(cast: Cast) -> None:
    made = requested(cast, call_back_on=TODAY)
    (history,) = histories_of([made])
    line = line_of(history, TODAY)
    assert (line.areas, line.state, line.shape, line.reason, line.got) == ("Food, Money", "Asked", "→", "", "")
    assert (line.ask_again_on, line.is_overdue) == (TODAY, True)
    assert not line_of(history, TODAY - timedelta(days=1)).is_overdue
    follow(cast, made, "decline", "full")
    (history,) = histories_of([made])
    line = line_of(history, TODAY)
    assert (line.state, line.reason) == ("Not accepted", "No places were available")
    assert (line.ask_again_on, line.is_overdue) == (None, False)


def test_a_draft_asks_for_the_consent_unless_the_client_gets_in_touch(cast: Cast) -> None:
    written = page_of(cast, drafted(cast))
    assert (written.is_draft, written.needs_consent, written.can_answer) == (True, True, False)
    assert (written.has_letter, written.email, written.partner_link) == (False, "", None)
    themselves = page_of(cast, drafted(cast, way=ContactMethod.SELF))
    assert (themselves.is_draft, themselves.needs_consent) == (True, False)


def test_a_letter_an_email_and_their_links_are_the_workers_own(cast: Cast) -> None:
    letter, email = requested(cast), requested(cast, way=ContactMethod.EMAIL)
    page = page_of(cast, letter)
    assert (page.has_letter, page.can_renew, page.email, page.method) == (True, True, "", "A letter")
    assert page.partner_link is not None
    assert (page.partner_link.until - NOW).days == 60
    assert ASK in page_of(cast, email).email
    assert not page_of(cast, email).has_letter
    read = page_of(cast, letter, "supervisor")
    assert (read.may_write, read.has_letter, read.can_renew, read.partner_link) == (False, False, False, None)


def test_no_link_goes_to_a_client_at_risk_at_home(cast: Cast) -> None:
    made = requested(cast, safe_way="Only through me")
    assert page_of(cast, made).can_make_client_link
    link_to_client(cast.actor(cast.worker), made, write_context())
    page = page_of(cast, made)
    assert page.client_link is not None
    assert not page.can_make_client_link, "there is one already"
    sign(cast, "violence_at_home")
    page = page_of(cast, made)
    assert (page.client_link, page.can_make_client_link) == (None, False)
    assert page.unsafe.startswith("Violence at home is recorded")


def test_events_stand_latest_first_with_who_reported_them(cast: Cast) -> None:
    made = requested(cast)
    answer = NewHelpAnswer(HelpReceived.NO, TODAY, "cost", "Too dear")
    record_answer(cast.actor(cast.worker), made, answer, write_context())
    events = page_of(cast, made).events
    assert {event.what for event in events[:2]} == {"No help came of it", "“Did you get help?” No"}
    assert [event.what for event in events[2:]] == ["Referral made", "The client agreed", "Prepared"]
    assert {event.by for event in events} == {"recorded by the worker"}
    assert {event.reason for event in events[:2]} == {"It cost too much"}


def test_followed_referrals_are_due_under_way_or_drafts(cast: Cast) -> None:
    due, later, draft = requested(cast, call_back_on=TODAY), requested(cast), drafted(cast)
    page = followed_page(cast.actor(cast.worker), TODAY)
    assert [line.address for line in page.due] == [of(due)]
    assert [line.address for line in page.under_way] == [of(later)]
    assert [line.address for line in page.drafts] == [of(draft)]
    assert followed_page(cast.actor(cast.outsider), TODAY).due == []


def test_what_is_completed_stands_under_done_until_the_client_says_whether_it_helped(
    cast: Cast, as_person: AsPerson
) -> None:
    goes_on, finished = requested(cast), requested(cast)
    follow(cast, finished, "complete")
    actor = cast.actor(cast.worker)
    page = followed_page(actor, TODAY)
    assert [line.address for line in page.under_way] == [of(goes_on)]
    assert [line.address for line in page.done] == [of(finished)]
    listed = as_person(cast.worker).get("/outside-support/").content.decode()
    under_way, done = listed.partition('id="on"')[2].split('id="done"')
    assert (of(goes_on) in under_way, of(finished) in under_way, of(finished) in done) == (True, False, True)
    assert [line.code for line in referrals_page(actor, cast.cleo, TODAY).lines] == ["requested", "completed"]
    assert [line.address for line in followed_page(actor, finished.call_back_on).due] == [of(goes_on), of(finished)]
    record_answer(actor, finished, NewHelpAnswer(HelpReceived.YES, TODAY), write_context())
    assert followed_page(actor, TODAY).done == []


def test_a_supervisor_reads_a_clients_referrals_and_is_told_why_not_to_write(cast: Cast) -> None:
    requested(cast)
    own, read = (referrals_page(cast.actor(who), cast.cleo, TODAY) for who in (cast.worker, cast.supervisor))
    assert len(own.lines) == len(read.lines) == 1
    assert own.why_not == ""
    assert read.why_not


def test_small_numbers_are_words() -> None:
    row = ServiceOutcomes("Advice", (15, Hidden.SMALL, Hidden.WITHHELD), None)
    page = what_works_page(OutcomeTable([row, ServiceOutcomes("Food", (10, 10, 5), 3)], others=True))
    assert page.lines[0].numbers == ["about 15", "under 5", "not shown"]
    assert [line.weeks for line in page.lines] == ["too few", "about 3"]
    assert page.has_others
    assert not what_works_page(OutcomeTable([], others=True)).has_others, "nothing is shown that they could be beside"


@pytest.mark.parametrize(("whom", "heading"), [("partner", "You were asked for help"), ("client", "One question")])
def test_the_page_behind_a_link_asks_one_question(whom: str, heading: str) -> None:
    page = question_page(ReplyLink(whom=LinkRecipient(whom)))
    assert (page.heading, page.is_question, page.next_link) == (heading, True, "")
    assert ("emergency number" in page.introduction) is (whom == "client")


def test_thanks_and_a_link_that_is_gone_ask_nothing() -> None:
    assert not thanks_page(None).is_question
    assert thanks_page(None).next_link == ""
    assert "/reply/" in thanks_page(ReplyLink(whom="partner")).next_link
    assert not gone_page().is_question


def test_a_network_draws_an_arrow_for_each_link_and_names_what_was_asked(cast: Cast) -> None:
    hit(cast, "money", "housing")
    link_areas(cast.actor(cast.worker), cast.cleo, NewAreaLink("money", "housing", ago(1), "the rent"), write_context())
    page = network_page(cast.actor(cast.worker), cast.cleo, TODAY)
    drawn = {area.name: area for area in page.drawing.areas}
    assert drawn.keys() == {"Money", "Housing"}
    (arrow,) = page.drawing.arrows
    below, above = sorted((drawn["Money"].y, drawn["Housing"].y), reverse=True)
    assert above < arrow.y <= below + 5
    assert [(row.cause, row.effect, row.link.words) for row in page.links] == [("Money", "Housing", "the rent")]
    assert "list below" in page.drawing.title
    assert (page.asked, page.proposed, page.uncovered, page.ask_first) == ([], [], "Money, Housing", True)
    requested(cast)  # for food and money
    page = network_page(cast.actor(cast.worker), cast.cleo, TODAY)
    assert [(place.organisation, place.state, place.areas) for place in page.asked] == [
        (PARTNER, "Asked", "Food, Money")
    ]
    assert page.uncovered == "Housing"


def test_one_area_alone_is_looked_at_first_and_its_drawing_has_no_arrows(cast: Cast) -> None:
    fact(cast, LifeArea(on=ago(1), area="money", rating=2))
    page = network_page(cast.actor(cast.worker), cast.cleo, TODAY)
    assert (page.is_one_area, page.proposed, page.uncovered) == (True, [], "")
    assert page.drawing.title == "Money"
    assert page.drawing.areas[0].says == "■ hit"


def test_a_panel_is_left_out_where_nothing_calls_for_it(cast: Cast) -> None:
    assert panel_of(Case(Progress("watch")), area_links_of(cast.cleo), []) is None

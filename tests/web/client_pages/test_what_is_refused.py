"""Who reads what a client says on their page, whose link opens it, and when there is none: rule by rule."""

from __future__ import annotations

from datetime import timedelta

from pytest_django import DjangoAssertNumQueries

from tests.web.cast import NOW, Cast
from tests.web.client_pages.acts import context as write
from tests.web.client_pages.acts import make_page
from tests.web.refusals import refusal, who_finds, who_may
from tests.web.safety.acts import sign
from unstuck.web.caseload.models import Episode
from unstuck.web.checkins.tokens import LONGEST
from unstuck.web.client_pages import policies
from unstuck.web.client_pages.models import Objection, PageLink
from unstuck.web.client_pages.permissions import check_may_set_rules, objections_for, page_link_of
from unstuck.web.client_pages.tokens import page_token
from unstuck.web.safety.actions.care import say_safe_way

MINUTE = timedelta(minutes=1)


def objection(cast: Cast, ago: timedelta = timedelta(0), episode: Episode | None = None) -> Objection:
    return Objection.objects.create(
        episode=episode or cast.cleo, about="goals", row=1, statement="Sleeps badly", at=NOW - ago
    )


def test_what_a_client_objects_to_is_read_by_who_reads_the_client(cast: Cast) -> None:
    assert who_finds(cast, objections_for, objection(cast)) == {"Wanda", "Sunita"}
    assert not objections_for(None).exists()


def test_administrators_set_the_rules(cast: Cast) -> None:
    assert who_may(cast, check_may_set_rules) == {"Aron", "Alma"}


def test_a_link_opens_its_own_page_until_it_expires_is_ended_or_the_work_is(cast: Cast) -> None:
    link = make_page(cast)
    token, until = page_token(link.seed), link.expires_at
    assert page_link_of(token, NOW) == link
    assert page_link_of(token, until - MINUTE) == link
    assert page_link_of(token, until) is None
    assert page_link_of("x" * len(token), NOW) is None, "another token opens nothing"
    assert page_link_of("x" * (LONGEST + 1), NOW) is None
    PageLink.objects.filter(pk=link.pk).update(ended_at=NOW)
    assert page_link_of(token, NOW) is None
    PageLink.objects.filter(pk=link.pk).update(ended_at=None)
    Episode.objects.filter(pk=cast.cleo.pk).update(ended_on=NOW.date(), ended_because="goals_met")
    assert page_link_of(token, NOW) is None


def test_a_link_opens_nothing_once_somebody_else_may_read_it(cast: Cast) -> None:
    link = make_page(cast)
    sign(cast, "stalking")
    assert page_link_of(page_token(link.seed), NOW) is None


def test_a_token_as_long_as_any_is_looked_up_and_a_longer_one_is_not(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for length, queries in ((LONGEST, 1), (LONGEST + 1, 0)):
        with django_assert_num_queries(queries):
            assert page_link_of("x" * length, NOW) is None


def test_a_page_needs_a_safe_way_for_its_code_and_nobody_else_who_reads(cast: Cast) -> None:
    assert refusal(policies.check_can_link, cast.cleo, "phone") == "no_safe_way"
    say_safe_way(cast.actor(cast.worker), cast.cleo, "Call in the mornings.", ["letter"], write())
    found = [refusal(policies.check_can_link, cast.cleo, way) for way in ("phone", "letter", "pigeon", "")]
    assert found == ["", "unsafe_way", "unsafe_way", "unsafe_way"]
    sign(cast, "stalking")
    assert refusal(policies.check_can_link, cast.cleo, "phone") == "not_by_link"


def test_parts_are_those_of_the_page() -> None:
    found = [refusal(policies.check_parts, parts) for parts in ([], ["plan"], ["plan", "kite"])]
    assert found == ["", "", "no_such_part"]


def test_twenty_objections_in_a_day_are_enough(cast: Cast) -> None:
    for _one in range(19):
        objection(cast, timedelta(hours=23))
    objection(cast, timedelta(days=1))
    objection(cast, episode=cast.outside_client)
    assert refusal(policies.check_not_too_many, cast.cleo, NOW) == ""
    objection(cast, timedelta(days=1) - MINUTE)
    assert refusal(policies.check_not_too_many, cast.cleo, NOW) == "too_many"
    objection(cast)
    assert refusal(policies.check_not_too_many, cast.cleo, NOW) == "too_many"
    assert policies.MOST_WRONG_CODES == 10, "the page says so"

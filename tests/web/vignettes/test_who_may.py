"""Who reads, writes, checks and practises a vignette of an agency's own: person by person."""

from __future__ import annotations

import pytest

from tests.web.cast import NOW, TODAY, Cast
from tests.web.refusals import refusal, who_finds, who_may
from tests.web.vignettes.acts import lesson, told
from unstuck.web.accounts.models import Membership, Role
from unstuck.web.caseload.actions.clients import NewClient
from unstuck.web.caseload.models import Episode
from unstuck.web.consultation.models import Lesson
from unstuck.web.intake.actions import add_client
from unstuck.web.vignettes import permissions as rights
from unstuck.web.vignettes.models import AgencyVignette

COLLEAGUES = {"Wanda", "Wim", "Wilma", "Sunita", "Stan"}


def in_state(cast: Cast, state: str) -> AgencyVignette:
    made = told(cast)
    looked = {} if state in ("drafted", "waiting") else {"looked_at": NOW, "looked_by": cast.teammate}
    remark = {"remark": "Shorter"} if state == "returned" else {}
    AgencyVignette.objects.filter(pk=made.pk).update(state=state, **looked, **remark)
    return AgencyVignette.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("state", "readers", "practise"),
    [
        ("drafted", {"Wanda"}, set()),
        ("waiting", COLLEAGUES, set()),
        ("returned", {"Wanda"}, set()),
        ("published", COLLEAGUES, COLLEAGUES),
        ("withdrawn", {"Wanda"}, set()),
    ],
)
def test_what_waits_or_is_published_is_read_by_colleagues_the_rest_by_who_wrote_it(
    cast: Cast, state: str, readers: set[str], practise: set[str]
) -> None:
    made = in_state(cast, state)
    assert who_finds(cast, rights.vignettes_for, made) == readers
    assert who_finds(cast, rights.practised_by, made) == practise
    assert who_may(cast, rights.check_reads, made) == readers
    assert who_may(cast, rights.check_second_person, made) == readers - {"Wanda"}
    assert who_may(cast, rights.check_is_author, made) == {"Wanda"}
    assert who_may(cast, rights.knows_client, made) == {"Wanda"}
    assert not rights.vignettes_for(None).exists()
    assert not rights.practised_by(None).exists()


def test_the_codes_tell_the_refusals_apart(cast: Cast) -> None:
    made = in_state(cast, "waiting")
    assert refusal(rights.check_second_person, cast.actor(cast.worker), made) == "own_vignette"
    assert refusal(rights.check_second_person, cast.actor(cast.outsider), made) == "not_there"
    assert refusal(rights.check_is_author, cast.actor(cast.teammate), made) == "not_author"


def test_who_works_with_clients_no_more_reads_none_of_theirs(cast: Cast) -> None:
    made = in_state(cast, "published")
    Membership.objects.filter(person=cast.worker).update(role=Role.MANAGER)
    assert who_finds(cast, rights.vignettes_for, made) == COLLEAGUES - {"Wanda"}
    assert who_may(cast, rights.check_is_author, made) == set()
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
    assert who_may(cast, rights.knows_client, made) == set(), "nor may who wrote it be told who it is about"


def test_who_handed_the_client_over_is_not_told_who_it_is_about_whoever_else_they_work_with(cast: Cast) -> None:
    made = in_state(cast, "published")
    add_client(cast.actor(cast.worker), NewClient("R-3", "", TODAY), now=NOW, today=TODAY)
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.worker_elsewhere)
    assert who_may(cast, rights.knows_client, made) == set()


def test_one_vignette_opens_no_other(cast: Cast) -> None:
    made = in_state(cast, "published")
    other = AgencyVignette.objects.get(pk=made.pk)
    other.pk, other.public_id, other.state = None, type(made)().public_id, "withdrawn"
    other.author, other.lesson = cast.teammate, another_lesson(made.lesson)
    other.save()
    assert who_may(cast, rights.check_reads, other) == {"Wim"}
    assert who_may(cast, rights.check_is_author, other) == {"Wim"}


def another_lesson(first: Lesson, **changed: object) -> Lesson:
    one = Lesson.objects.get(pk=first.pk)
    one.pk, one.public_id = None, Lesson().public_id
    for name, value in changed.items():
        setattr(one, name, value)
    one.save()
    return one


def offered(cast: Cast, person: str = "worker", episode: Episode | None = None) -> set[int]:
    actor = cast.actor(getattr(cast, person))
    return {one.pk for one in rights.lessons_to_use(actor, episode or cast.cleo)}


def test_a_vignette_comes_from_a_lesson_of_ones_own_on_the_shelf_and_from_this_client(cast: Cast) -> None:
    first = lesson(cast)
    bare = another_lesson(first, consultation=None)
    another_lesson(first, consultation=None, author=cast.teammate, looked_by=cast.supervisor)
    another_lesson(first, consultation=None, state="returned", remark="Shorter")
    assert offered(cast) == {first.pk, bare.pk}
    another_lesson(first, consultation=None, author=cast.supervisor)
    assert offered(cast, "supervisor") == set(), "reading the client is not working with them"
    own = add_client(cast.actor(cast.worker), NewClient("R-3", "", TODAY), now=NOW, today=TODAY)
    assert offered(cast, episode=own) == {bare.pk}
    assert offered(cast, episode=cast.outside_client) == set()
    wanda = cast.actor(cast.worker)
    assert refusal(rights.check_lesson, wanda, cast.cleo, first) == ""
    assert refusal(rights.check_lesson, wanda, own, first) == "no_such_lesson"
    Episode.objects.filter(pk=cast.cleo.pk).update(worker=cast.teammate)
    assert offered(cast) == set()

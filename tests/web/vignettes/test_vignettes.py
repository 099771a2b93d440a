"""A lesson becomes a vignette: its facts in bands, its answer the rules', a second look, its own agency alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from typer.testing import CliRunner

from tests.web.cast import NOW, TODAY, Cast, write_context
from tests.web.consultation import acts as consulting
from tests.web.consultation import test_nobody_is_named as nobody
from tests.web.reviews import acts as reviews
from tests.web.vignettes import acts
from unstuck.cli.vignettes import app
from unstuck.web.accounts.actions import end_membership
from unstuck.web.accounts.models import Membership, Person
from unstuck.web.audit.models import Entry
from unstuck.web.caseload.models import State
from unstuck.web.components.denied import Denied
from unstuck.web.consultation.actions.learning import LessonText, publish, write_lesson
from unstuck.web.learning.actions import give_answer
from unstuck.web.learning.queries import history_of, next_story
from unstuck.web.learning.stories import stories_for
from unstuck.web.notifications.models import Notification
from unstuck.web.reviews.models import Review
from unstuck.web.vignettes import actions
from unstuck.web.vignettes.models import AgencyVignette
from unstuck.web.vignettes.permissions import vignettes_for
from unstuck.web.vignettes.queries import agency_stories, banded_facts, basis_of

AsPerson = Callable[[Person | None], Browser]
planted = nobody.planted
"""A client in whose record every text holds names, telephones, addresses and dates."""


def send(browser: Browser, address: str, **fields: Any) -> Any:
    html = browser.get(address).content.decode()
    hidden = dict(re.findall(r'name="(once|version)" value="([^"]+)"', html))
    return browser.post(address, {**hidden, **fields})


def of_form(**given: str) -> dict[str, str]:
    """What an author types in the browser for the same story."""
    typed = {"topic": "stalls", "title": "Level for a while", "story": acts.STORY, "best": "consult-colleague"}
    typed |= {"says": "Put the course to a colleague.", "why": "Somebody from outside sees what you cannot see."}
    for place, code in enumerate(("change-approach", "keep-going-as-before", "report-concern"), start=1):
        option = acts.OPTIONS[code]
        typed |= {f"code_{place}": code, f"says_{place}": option["says"], f"leads_{place}": option["leads_to"]}
    return typed | given


def test_from_a_lesson_to_colleagues_who_practise_it(cast: Cast, as_person: AsPerson, tmp_path: Path) -> None:
    """Wanda makes it in her browser; Wim looks at it; Wilma of the same agency is told it, and answers."""
    lesson = acts.lesson(cast)
    author, second = as_person(cast.worker), as_person(cast.teammate)
    begin = f"/clients/{cast.cleo.public_id}/vignette/"
    assert begin in author.get(f"/consultations/shelf/{lesson.public_id}/").content.decode()
    assert begin not in second.get(f"/consultations/shelf/{lesson.public_id}/").content.decode()
    shown = author.get(begin).content.decode()
    assert "8 to 12 weeks" in shown
    tell = send(author, begin, lesson=str(lesson.public_id), parts=["treatment"]).url
    preview = send(author, tell, **of_form(says_1="Ask Marlow to change the plan.")).url
    made = AgencyVignette.objects.get()
    assert second.get(preview).status_code == 404, "nobody else reads what is being written"
    assert set(made.facts) == {"progress", "treatment"}
    page = author.get(preview).content.decode()
    assert page.count(">Marlow</mark>") == 1, "what looks like a name is marked for whoever looks"
    page = re.sub(r"</?mark[^>]*>", "", page)
    for said in (acts.STORY, "It becomes half a year of the same.", "Rule B.1", "The rules put this first"):
        assert said in page
    send(author, preview, do="confirm")
    assert agency_stories(cast.actor(cast.worker_elsewhere)) == {}, "not before a second person looked"
    assert send(author, preview, do="publish").status_code == 422
    assert send(second, preview, do="publish").status_code == 302
    learner = cast.actor(cast.worker_elsewhere)
    assert made.code in stories_for(learner)
    given = give_answer(learner, made.code, "change-approach", NOW, write_context())
    answered = as_person(cast.worker_elsewhere).get(f"/learning/answers/{given.public_id}/").content.decode()
    for said in (acts.STORY, "You would choose with the same eyes.", "made at your agency", "would choose another"):
        assert said in answered
    exported = second.get(f"{preview}export/")
    file = tmp_path / "own.toml"
    file.write_bytes(exported.content)
    checked = CliRunner().invoke(app, ["validate", str(file)])
    assert (checked.exit_code, "1 vignette agrees with the rules." in checked.output) == (0, True)
    steps = [entry.action for entry in Entry.objects.filter(action__startswith="vignette.").order_by("id")]
    assert steps == ["vignette.begun", "vignette.told", "vignette.confirmed", "vignette.published"]


def test_it_comes_among_the_others(cast: Cast) -> None:
    made = acts.published(cast)
    learner = cast.actor(cast.teammate)
    told = [one.code for one in stories_for(learner).values() if one.topic == "stalls"]
    for code in told:
        if code != made.code:
            give_answer(learner, code, stories_for(learner)[code].best, NOW, write_context())
    assert next_story(learner, history_of(learner), NOW, "stalls").code == made.code


def test_nobody_else_ever_sees_it(cast: Cast, as_person: AsPerson) -> None:
    made = acts.published(cast)
    for person in (
        cast.outsider, cast.outside_supervisor, cast.manager, cast.administrator, cast.outside_administrator,
    ):  # fmt: skip
        actor, browser = cast.actor(person), as_person(person)
        assert made.code not in stories_for(actor)
        assert not vignettes_for(actor).exists()
        for rest in ("", "tell/", "withdraw/", "export/"):
            assert browser.get(f"/learning/vignettes/{made.public_id}/{rest}").status_code in (403, 404)
        assert "Level for a while" not in browser.get("/learning/vignettes/").content.decode()
        for act in (actions.confirm, actions.publish, partial(actions.withdraw, reason="No.")):
            with pytest.raises(Denied):
                act(actor, made, context=write_context())
    assert acts.fresh(made).state == "published"
    assert not vignettes_for(None).exists()


def test_only_who_asked_and_wrote_begins_one(cast: Cast, as_person: AsPerson) -> None:
    lesson = acts.lesson(cast)
    for person in (cast.teammate, cast.supervisor, cast.outsider):
        assert as_person(person).get(f"/clients/{cast.cleo.public_id}/vignette/").status_code == 404
        with pytest.raises(Denied):
            actions.begin(cast.actor(person), cast.cleo, lesson, (), write_context())
    waits = write_lesson(cast.actor(cast.worker), LessonText("Later", "It helps.", ("engagement",)), write_context())
    with pytest.raises(Denied) as denied:
        actions.begin(cast.actor(cast.worker), cast.cleo, waits, (), write_context())
    assert denied.value.code == "no_such_lesson"
    reviews.handed_over(cast, cast.cleo)
    with pytest.raises(Denied):
        actions.begin(cast.actor(cast.worker), cast.cleo, lesson, (), write_context())


def test_a_closed_review_is_enough(cast: Cast, as_person: AsPerson) -> None:
    """The lesson hangs on no consultation; the case is told as it stood when the review began."""
    actor = cast.actor(cast.worker)
    lesson = write_lesson(actor, LessonText("Ask sooner", "It came late.", ("engagement",)), write_context())
    publish(cast.actor(cast.teammate), lesson, write_context())
    assert basis_of(actor, cast.cleo) is None
    with pytest.raises(Denied) as denied:
        actions.begin(actor, cast.cleo, lesson, (), write_context())
    assert denied.value.code == "nothing_to_tell"
    reviews.closed(cast)
    assert "Cleo" in as_person(cast.worker).get("/learning/vignettes/").content.decode()
    assert "Cleo" not in as_person(cast.teammate).get("/learning/vignettes/").content.decode()
    made = actions.begin(actor, cast.cleo, lesson, (), write_context())
    assert made.facts == {"progress": {"state": "stalled", "weeks_in_state": 2}}
    before = timedelta(weeks=5)
    Review.objects.filter(episode=cast.cleo).update(opened_at=NOW - before)
    made = actions.begin(actor, cast.cleo, lesson, ("treatment",), write_context())
    said = State.objects.filter(episode=cast.cleo, score__on=TODAY - before).latest("id").code
    assert said != "stalled"
    assert (made.facts["progress"]["state"], made.facts["treatment"]) == (said, {"weeks": 3})


def test_nothing_that_was_planted_comes_into_the_facts(cast: Cast, planted: Any) -> None:
    consulting.asked(cast, episode=planted, leave_out=nobody.LEAVE_OUT)
    facts = str(banded_facts(planted, TODAY))
    assert nobody.telling(facts) == []
    assert "[name]" in facts


def test_a_text_that_names_somebody_is_refused(cast: Cast, as_person: AsPerson) -> None:
    made = acts.begun(cast)
    consulting.drafted(cast, leave_out=nobody.LEAVE_OUT)
    tell, browser = f"/learning/vignettes/{made.public_id}/tell/", as_person(cast.worker)
    for field, named in (
        ("title", "Cleo"), ("story", "R-1"), ("why", "on 3 March"), ("says_2", "Barnaby"), ("leads_3", "Cleo"),
    ):  # fmt: skip
        refused = send(browser, tell, **of_form(**{field: f"{of_form()[field]} It was {named}."}))
        assert (refused.status_code, named.split()[-1] in refused.content.decode()) == (422, True), (field, named)
    for given in ({"title": "Of Cleo"}, {"options": {**acts.OPTIONS, "report-concern": {"says": "Ask Barnaby."}}}):
        with pytest.raises(Denied) as denied:
            actions.tell_story(cast.actor(cast.worker), made, acts.text(**given), write_context())
        assert denied.value.code == "identifies_client"
    assert acts.fresh(made).told == {}


def test_a_second_person_is_not_told_whom_it_names(cast: Cast) -> None:
    """Somebody added a name after it was written: it is refused at the second look, without a quotation."""
    made = acts.waiting(cast)
    consulting.drafted(cast, leave_out="Forties")
    with pytest.raises(Denied) as denied:
        actions.publish(cast.actor(cast.teammate), made, write_context())
    assert denied.value.code == "identifies_client"
    assert "forties" not in denied.value.reason.casefold()


def test_an_author_is_not_told_of_a_client_who_is_anothers_now(cast: Cast, as_person: AsPerson) -> None:
    made = acts.begun(cast)
    consulting.drafted(cast, leave_out="Forties")
    reviews.handed_over(cast, cast.cleo)
    refused = send(as_person(cast.worker), f"/learning/vignettes/{made.public_id}/tell/", **of_form())
    assert refused.status_code == 422
    said = re.findall(r"This names the client[^<]*", refused.content.decode())
    assert said
    assert not [one for one in said if "orties" in one]


REFUSED = (
    ({"best": "change-approach", "code_1": "reassess", "code_2": "reassess"}, "Choose four different options."),
    ({"code_2": "ending-in-crisis"}, "Choose what this option stands for."),
    ({"code_2": "no-such-step"}, "Choose what this option stands for."),
    ({"leads_1": ""}, "Say what it would have led to."),
    ({"story": "Short."}, "“Level for a while”, story: "),
    ({"best": "report-concern"}, "Choose the best next step."),
)


def test_what_the_rules_answer_otherwise_is_said_beside_its_field(cast: Cast, as_person: AsPerson) -> None:
    made = acts.begun(cast)
    tell, browser = f"/learning/vignettes/{made.public_id}/tell/", as_person(cast.worker)
    for typed, says in REFUSED:
        sent = send(browser, tell, **of_form(**typed))
        assert (sent.status_code, says in sent.content.decode()) == (422, True), typed
    assert acts.fresh(made).told == {}
    assert send(browser, tell, **of_form(best="reassess", code_1="consult-colleague")).status_code == 302
    assert acts.fresh(made).told["in_hand"] == ["consult-colleague"], "what comes before the answer is taken care of"


def test_an_action_refuses_what_a_form_never_sent(cast: Cast) -> None:
    made = acts.begun(cast)
    second_best = {**acts.OPTIONS, "no-such-step": acts.OPTIONS["report-concern"]}
    for given, field in (
        ({"best": "report-concern"}, "best: the rules give consult-colleague first"),
        ({"options": second_best}, "options: expected 4, found 5"),
        ({"options": {**acts.OPTIONS, "report-concern": {"says": "Report it."}}}, "options.report-concern.leads_to"),
    ):
        with pytest.raises(Denied) as denied:
            actions.tell_story(cast.actor(cast.worker), made, acts.text(**given), write_context())
        assert field in denied.value.reason
        assert denied.value.reason.startswith("“Level for a while”, ")
    assert acts.fresh(made).told == {}


def test_a_rule_that_changes_takes_the_vignette_out_of_practice(cast: Cast, as_person: AsPerson) -> None:
    """Facts that this version knows no longer, or answers otherwise: it is not told, and the list says so."""
    made = acts.published(cast)
    for facts in ({"progress": {"state": "on_track"}}, {"progress": {"state": "stalled"}, "unheard_of": 1}):
        AgencyVignette.objects.filter(pk=made.pk).update(facts=facts)
        assert made.code not in stories_for(cast.actor(cast.teammate))
        page = as_person(cast.teammate).get("/learning/vignettes/").content.decode()
        assert "the rules give another answer now" in page
        assert as_person(cast.teammate).get(f"/learning/vignettes/{made.public_id}/").status_code == 200
    assert as_person(cast.teammate).get("/learning/").status_code == 200


def test_it_is_returned_with_a_remark_and_told_again(cast: Cast, as_person: AsPerson) -> None:
    made = acts.waiting(cast)
    page, author, second = f"/learning/vignettes/{made.public_id}/", as_person(cast.worker), as_person(cast.teammate)
    assert send(second, page, do="give_back").status_code == 422
    assert send(second, page, do="give_back", remark="The bakery gives it away.").status_code == 302
    assert second.get(page).status_code == 404, "it is its author's alone again"
    assert "The bakery gives it away." in author.get(f"{page}tell/").content.decode()
    assert (
        list(Notification.objects.filter(person=cast.worker).values_list("kind", flat=True))[-1] == "vignette.returned"
    )
    assert send(author, f"{page}tell/", **of_form(title="Level")).status_code == 302
    assert (acts.fresh(made).state, acts.fresh(made).remark) == ("drafted", "")


def test_withdrawn_it_is_practised_no_more(cast: Cast, as_person: AsPerson) -> None:
    """Whoever reads it may withdraw it at once; the author is told, and a new one can be made of the lesson."""
    made = acts.published(cast)
    learner = cast.actor(cast.worker_elsewhere)
    given = give_answer(learner, made.code, "consult-colleague", NOW, write_context())
    browser = as_person(cast.worker_elsewhere)
    assert send(browser, f"/learning/vignettes/{made.public_id}/withdraw/", reason="I know her.").status_code == 302
    assert made.code not in stories_for(learner)
    assert browser.get(f"/learning/answers/{given.public_id}/").status_code == 404
    with pytest.raises(Denied) as denied:
        give_answer(learner, made.code, "consult-colleague", NOW, write_context())
    assert denied.value.code == "story_gone"
    assert browser.get("/learning/").status_code == 200
    assert Notification.objects.filter(person=cast.worker, kind="vignette.withdrawn").exists()
    with pytest.raises(Denied):
        actions.publish(cast.actor(cast.teammate), made, write_context())
    again = actions.begin(cast.actor(cast.worker), cast.cleo, made.lesson, (), write_context())
    assert again.pk != made.pk


def test_what_changed_since_the_page_was_opened_is_not_published_unseen(cast: Cast) -> None:
    made = acts.waiting(cast)
    seen = made.version
    actions.tell_story(cast.actor(cast.worker), made, acts.text(title="Another"), write_context())
    actions.confirm(cast.actor(cast.worker), made, write_context())
    with pytest.raises(Denied) as denied:
        actions.publish(cast.actor(cast.teammate), made, write_context(version=seen))
    assert denied.value.code == "stale_form"


def test_who_left_neither_tells_nor_looks(cast: Cast) -> None:
    made = acts.waiting(cast)
    looking = cast.actor(cast.teammate)
    present = Membership.objects.get(person=cast.teammate, ended_at=None)
    end_membership(present, by=cast.actor(cast.administrator), now=NOW)
    with pytest.raises(Denied):
        actions.publish(looking, made, write_context())
    assert acts.fresh(made).state == "waiting"

"""What stands in an address, for each relation: one maker for each name of an argument.

A route with an argument that nobody makes fails the matrix. A new kind of argument gets a maker here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.utils.http import int_to_base36

from tests.web.authorization.routes import Route
from tests.web.authorization.world import World, a_cover, an_emergency
from tests.web.cast import NOW, TODAY
from tests.web.vignettes.acts import OPTIONS
from unstuck.learning.library import vignettes
from unstuck.learning.weeks.library import people
from unstuck.population.engines.sheet import Sheet
from unstuck.web.accounts.models import Person
from unstuck.web.advocacy.models import AdvocacyConsent, AdvocacyTask
from unstuck.web.alerts.models import Alert
from unstuck.web.attendance.models import ClientSession
from unstuck.web.caseload.models import ApproachStep, Care, Cover, Episode, Score, Upload
from unstuck.web.checkins import tokens
from unstuck.web.checkins.models import Checkin, Tablet
from unstuck.web.circles.models import CirclePartner, IncomingQuestion, OutgoingAnswer, OutgoingQuestion
from unstuck.web.client_pages.models import Objection, PageLink
from unstuck.web.client_pages.tokens import page_token
from unstuck.web.consents.models import ConsentWithdrawal, GivenConsent, Restriction
from unstuck.web.consultation.models import Brief, Consultation, Group, GroupMember, Invitation, Lesson, Meeting
from unstuck.web.directory.models import Import, Service
from unstuck.web.hours.models import HoursEntry, ReflectionNote
from unstuck.web.intake.models import IntakeQuestion
from unstuck.web.learning.models import CourseTry, LearningAnswer, MockExam
from unstuck.web.plans.models import ClientWords, Goal, PlanPart
from unstuck.web.process_notes.models import ProcessNote
from unstuck.web.programmes.models import Programme
from unstuck.web.referrals.models import AreaLink, Consent, Referral, ReplyLink
from unstuck.web.referrals.permissions import digest_of, token_of
from unstuck.web.reviews.models import IntendedEnding, IntendedEndingStep
from unstuck.web.safety.models import Concern, Responder, SafetyPlan
from unstuck.web.vignettes.models import AgencyVignette

CONTENT = b"client,date,score\nM-9,2026-11-20,12\n"
Maker = Callable[[World, str, Route], object]
"""Makes the argument that belongs to `owner`."""


def episode(world: World, owner: str, route: Route) -> object:
    if route.name == "safety:plan_print":
        texts = {"signs": "Silence", "professionals": "My worker", "surroundings": "The tablets are away"}
        told: dict[str, Any] = {"on": TODAY, "at": NOW, "by": _person(world, owner), **texts}
        SafetyPlan.objects.get_or_create(episode=world.clients[owner], number=1, defaults=told)
    return world.clients[owner].public_id


def score(world: World, owner: str, route: Route) -> object:
    found = _score(world.clients[owner], owner, world)
    return found.pk


def _score(one: Episode, owner: str, world: World) -> Score:
    known = Score.objects.filter(episode=one).first()
    return known or Score.objects.create(
        episode=one,
        instrument="PHQ-9",
        day=float((TODAY - timedelta(days=3)).toordinal()),
        on=TODAY - timedelta(days=3),
        total=9,
        entered_at=NOW,
        entered_by=_person(world, owner),
    )


def upload(world: World, owner: str, route: Route) -> object:
    by = _person(world, owner)
    stage = "saved" if route.name.endswith("undo") else "read"
    made = Upload.objects.create(
        agency=by.memberships.get().agency,
        by=by,
        at=NOW,
        file_name="scores.csv",
        content=None if stage == "saved" else CONTENT,
        sha256=sha256(CONTENT).hexdigest(),
        instrument="PHQ-9",
        mapping=Sheet(client="client", unit="date", score="score", time="date").as_json(),
        stage=stage,
        stage_at=NOW,
    )
    return made.public_id


def learning_answer(world: World, owner: str, route: Route) -> object:
    by = _person(world, owner)
    story = next(iter(vignettes().values()))
    made = LearningAnswer.objects.create(person=by, story=story.code, chosen=story.best, right=True, at=NOW)
    return made.public_id


def mock_exam(world: World, owner: str, route: Route) -> object:
    stories, ends = list(vignettes())[:2], NOW + timedelta(minutes=30)
    by = _person(world, owner)
    return MockExam.objects.create(person=by, started_at=NOW, ends_at=ends, stories=stories).public_id


def course_try(world: World, owner: str, route: Route) -> object:
    made_up = next(iter(people()))
    made = CourseTry.objects.create(person=_person(world, owner), made_up=made_up, seed=1, started_at=NOW)
    return made.public_id


def service(world: World, owner: str, route: Route) -> object:
    """A service stands to people as the clients of somebody at its agency do: the agency alone counts."""
    made = Service.objects.create(
        agency_id=world.actors[owner].agency_id,
        source="Matrix",
        row=uuid4().hex,
        name="A service",
        cost="free",
        digest="0",
    )
    return made.public_id


def brought_in(world: World, owner: str, route: Route) -> object:
    made = Import.objects.create(
        agency_id=world.actors[owner].agency_id,
        at=NOW,
        source="Matrix",
        file_name="town.json",
        content=b'{"service": []}',
        sha256="0" * 64,
        stage="read",
        stage_at=NOW,
        difference={"new": 0, "changed": 0, "gone": 0, "same": 0, "notes": 0}
        | {"new_names": [], "gone_names": [], "changes": []},
    )
    return made.public_id


def person(world: World, owner: str, route: Route) -> object:
    """A person stands to another like their clients do."""
    return _person(world, owner).public_id


def kind(world: World, owner: str, route: Route) -> object:
    return "letter" if route.name == "advocacy:plan" else "care"


def fact(world: World, owner: str, route: Route) -> object:
    by = _person(world, owner)
    row = Care(episode=world.clients[owner], on=TODAY, recorded_at=NOW, recorded_by=by, sessions_attended=3)
    row.save()
    return row.pk


def session(world: World, owner: str, route: Route) -> object:
    told: dict[str, Any] = {"on": TODAY, "outcome": "came", "way": "phone", "at": NOW, "by": _person(world, owner)}
    return ClientSession.objects.get_or_create(episode=world.clients[owner], defaults=told)[0].pk


def alert(world: World, owner: str, route: Route) -> object:
    """An alert of one's client, raised."""
    made = Alert(episode=world.clients[owner], sign="engagement_fell", state="raised", since=TODAY, raised_at=NOW)
    made.save()
    return made.public_id


def advised(world: World, owner: str, route: Route) -> object:
    return "consult-colleague"


def goal(world: World, owner: str, route: Route) -> object:
    made = Goal.objects.create(
        episode=world.clients[owner],
        words="sleep",
        **dict.fromkeys(("much_less", "less", "expected", "more", "much_more"), "so"),
        weight=1,
        chosen_by="client",
        on=TODAY,
        recorded_at=NOW,
        recorded_by=_person(world, owner),
        state="working",
    )
    return made.public_id


def said(world: World, owner: str, route: Route) -> object:
    by = _person(world, owner)
    told: dict[str, Any] = {"on": TODAY, "recorded_at": NOW, "recorded_by": by}
    return ClientWords.objects.create(episode=world.clients[owner], kind="hope", words="light", **told).pk


def part(world: World, owner: str, route: Route) -> object:
    by = _person(world, owner)
    told: dict[str, Any] = {"on": TODAY, "recorded_at": NOW, "recorded_by": by}
    agreed = {"words": "walk", "agreed": "other", "chosen_by": "client", "state": "agreed"}
    return PlanPart.objects.create(episode=world.clients[owner], **agreed, **told).pk


def step(world: World, owner: str, route: Route) -> object:
    """An approach that is in use."""
    by = _person(world, owner)
    row = ApproachStep(episode=world.clients[owner], on=TODAY, recorded_at=NOW, recorded_by=by, code="cbt")
    row.save()
    return row.pk


def passkey(world: World, owner: str, route: Route) -> object:
    return Authenticator.objects.create(user=_person(world, owner), type="webauthn", data={"name": "a passkey"}).pk


def uidb36(world: World, owner: str, route: Route) -> object:
    return int_to_base36(_person(world, owner).pk)


def key(world: World, owner: str, route: Route) -> object:
    return default_token_generator.make_token(_person(world, owner))


def _person(world: World, owner: str) -> Person:
    found = world.people[owner]
    assert found is not None
    return found


def consultation(world: World, owner: str, route: Route) -> object:
    """A question of the owner's that is open, of which somebody else reads the brief."""
    return a_question(world, owner).public_id


def a_question(world: World, owner: str, *, asked: str = "", state: str = "asked") -> Consultation:
    """Make a question of `owner`, in which `asked` was asked."""
    by = _person(world, owner)
    made = Consultation.objects.create(
        agency_id=world.actors[owner].agency_id,
        episode=world.clients[owner],
        asker=by,
        question="What may I be missing?",
        about_this_stall=True,
        ground="standing_notice",
        state=state,
        created_at=NOW,
        asked_at=NOW,
        decision="Something else",
        came_of_it="Much",
    )
    Brief.objects.create(
        consultation=made, content={"question": "What?", "parts": []}, confirmed_at=NOW, confirmed_by=by
    )
    if asked:
        Invitation.objects.create(consultation=made, person=_person(world, asked), asked_at=NOW)
    return made


def _partner(world: World, owner: str) -> CirclePartner:
    """Another agency that the owner's exchanges with."""
    by = _person(world, owner)
    told: dict[str, Any] = {"asked_by": by, "asked_at": NOW, "confirmed_at": NOW}
    keys = {"fingerprint": uuid4().hex.upper(), "signing": bytes(32), "sealing": bytes(32)}
    return CirclePartner.objects.create(agency_id=world.actors[owner].agency_id, name="Elsewhere", **keys, **told)


def sent(world: World, owner: str, route: Route) -> object:
    """A question of the owner's that was sealed for another agency."""
    made = OutgoingQuestion.objects.create(
        consultation=a_question(world, owner), partner=_partner(world, owner), parts=[], ground="standing_notice",
        on=TODAY, expires_on=TODAY, at=NOW, by=_person(world, owner),
    )  # fmt: skip
    return made.public_id


def received(world: World, owner: str, route: Route) -> object:
    return _received(world, owner).public_id


def _received(world: World, owner: str) -> IncomingQuestion:
    """A question from another agency that the owner brought in: of their whole agency, as a lesson is."""
    return IncomingQuestion.objects.create(
        agency_id=world.actors[owner].agency_id, partner=_partner(world, owner), number=uuid4(),
        content={"question": "What?", "parts": []}, on=TODAY, expires_on=TODAY, at=NOW, by=_person(world, owner),
    )  # fmt: skip


def reply(world: World, owner: str, route: Route) -> object:
    made = OutgoingAnswer.objects.create(
        question=_received(world, owner), kind="suggestion", words="Wait.", on=TODAY, expires_on=TODAY, at=NOW,
        by=_person(world, owner),
    )  # fmt: skip
    return made.public_id


def consent(world: World, owner: str, route: Route) -> object:
    """A consent that somebody's client gave, as it stands in an address."""
    return f"given-{_consent(world, owner).pk}"


def _consent(world: World, owner: str) -> GivenConsent:
    told: dict[str, Any] = {"given_by": "client", "how": "spoken", "on": TODAY, "recorded_at": NOW, "agreed": True}
    client = world.clients[owner].client
    return GivenConsent.objects.create(client=client, kind="research", recorded_by=_person(world, owner), **told)


def withdrawal(world: World, owner: str, route: Route) -> object:
    """A consent that somebody's client took back."""
    told: dict[str, Any] = {"holder": "given", "row": _consent(world, owner).pk, "kind": "Research", "how": "spoken"}
    client, by = world.clients[owner].client, _person(world, owner)
    return ConsentWithdrawal.objects.create(client=client, on=TODAY, at=NOW, by=by, **told).pk


def restriction(world: World, owner: str, route: Route) -> object:
    """What somebody's client asked to have restricted, and nobody has decided."""
    return Restriction.objects.create(client=world.clients[owner].client, scope="sums", state="asked").public_id


def emergency(world: World, owner: str, route: Route) -> object:
    """A record of somebody's client that a colleague opened in an emergency, an hour ago and more."""
    opener = "outside_administrator" if owner.startswith("outside") else "administrator"
    return an_emergency(_person(world, opener), world.clients[owner], since=timedelta(hours=2)).public_id


def ending(world: World, owner: str, route: Route) -> object:
    """A kind of ending that is the worker's own."""
    return "agency_limit"


def intended(world: World, owner: str, route: Route) -> object:
    """An ending that the owner intends, at which somebody else is asked to look."""
    return an_intention(world, owner).public_id


def an_intention(world: World, owner: str, *, asked: str = "", state: str = "asked") -> IntendedEnding:
    """Make an ending that `owner` intends, at which `asked` is asked to look."""
    by = _person(world, owner)
    somebody = Person.objects.exclude(pk=by.pk).get(
        email="otto@example.invalid" if owner != "outsider" else "wim@example.invalid"
    )
    made = IntendedEnding.objects.create(
        episode=world.clients[owner],
        ending="agency_limit",
        by=by,
        second=_person(world, asked) if asked else somebody,
        asked_at=NOW,
        words="The limit is reached",
        risk_words="The night line knows",
        state=state,
    )
    IntendedEndingStep.objects.create(intended=made, action="ask", at=NOW, by=by)
    return made


def cover(world: World, owner: str, route: Route) -> object:
    """A request of the owner's that somebody else stands in, which nobody of the matrix is asked."""
    return a_request(world, owner).public_id


def a_request(world: World, owner: str, *, asked: str = "", state: str = "asked") -> Cover:
    """Make a request of `owner` that `asked` stands in, or somebody of whom the matrix never hears."""
    by = _person(world, owner)
    somebody = (
        _person(world, asked)
        if asked
        else Person.objects.create(email=f"{uuid4().hex}@example.invalid", created_at=NOW)
    )
    return a_cover(world.actors[owner], by, somebody, world.clients[owner], state=state)


def group(world: World, owner: str, route: Route) -> object:
    return _group(world, owner).public_id


def _group(world: World, owner: str) -> Group:
    by = _person(world, owner)
    made = Group.objects.create(
        agency_id=world.actors[owner].agency_id, name=f"Of {owner}", created_at=NOW, created_by=by
    )
    GroupMember.objects.create(group=made, person=by, joined_at=NOW)
    return made


def meeting(world: World, owner: str, route: Route) -> object:
    by = _person(world, owner)
    return Meeting.objects.create(group=_group(world, owner), on=TODAY, planned_at=NOW, planned_by=by).public_id


def lesson(world: World, owner: str, route: Route) -> object:
    return _lesson(world, owner).public_id


def _lesson(world: World, owner: str) -> Lesson:
    return Lesson.objects.create(
        agency_id=world.actors[owner].agency_id,
        author=_person(world, owner),
        title="Silence",
        words="It helps.",
        state="waiting",
        written_at=NOW,
    )


def vignette(world: World, owner: str, route: Route) -> object:
    """A vignette of somebody's agency, made by them and waiting for a second look."""
    made = AgencyVignette.objects.create(
        agency_id=world.actors[owner].agency_id, author=_person(world, owner), lesson=_lesson(world, owner),
        episode=world.clients[owner], topic="stalls", facts={"progress": {"state": "stalled", "weeks_in_state": 8}},
        told={
            "title": "Level", "story": "Nothing has moved for weeks, and so far you have spoken about it with nobody.",
            "best": "consult-colleague", "rule": "B.1", "why": "Somebody from outside sees what you do not see.",
            "options": OPTIONS,
        },
        state="waiting", written_at=NOW,
    )  # fmt: skip
    return made.public_id


def entry(world: World, owner: str, route: Route) -> object:
    made = HoursEntry.objects.create(person=_person(world, owner), kind="reading", on=TODAY, minutes=30, at=NOW)
    return made.public_id


def apart(world: World, owner: str, route: Route) -> object:
    about = {"episode": world.clients[owner], "person": _person(world, owner)}
    return ProcessNote.objects.create(**about, words="Slower.", on=TODAY, at=NOW).public_id


def note(world: World, owner: str, route: Route) -> object:
    return ReflectionNote.objects.create(person=_person(world, owner), words="Slower.", at=NOW).public_id


def referral(world: World, owner: str, route: Route) -> object:
    """A referral of one's client: handed on by letter, with a consent."""
    return _referral(world, owner).public_id


def _referral(world: World, owner: str) -> Referral:
    by = _person(world, owner)
    made = Referral.objects.create(
        episode=world.clients[owner],
        organisation="Corner pantry",
        ask="food",
        way="letter",
        state="requested",
        requested_on=TODAY,
        call_back_on=TODAY,
        recorded_at=NOW,
        recorded_by=by,
    )
    agreed: dict[str, Any] = {"on": TODAY, "how": "signed", "parts": {"need": "food"}, "text": "I agree"}
    Consent.objects.create(referral=made, recorded_at=NOW, recorded_by=by, **agreed)
    return made


def task(world: World, owner: str, route: Route) -> object:
    """A task of advocacy of one's client: sent, or answered where it is to be finished, with words agreed to."""
    made = AdvocacyTask.objects.create(
        episode=world.clients[owner],
        kind="letter",
        office="Housing office",
        ask="A repair",
        way="letter",
        doer="worker",
        do_by=TODAY,
        letter={"ask": "A repair"},
        state="answered" if route.name == "advocacy:finish" else "sent",
        outcome="granted" if route.name == "advocacy:finish" else "",
        outcome_words="By Friday" if route.name == "advocacy:finish" else "",
        sent_on=TODAY,
        look_on=TODAY,
        recorded_at=NOW,
        recorded_by=_person(world, owner),
    )
    agreed: dict[str, Any] = {"on": TODAY, "how": "signed", "wish": "Heat", "letter": made.letter, "text": "I agree"}
    AdvocacyConsent.objects.create(task=made, recorded_at=NOW, recorded_by=_person(world, owner), **agreed)
    return made.public_id


def link(world: World, owner: str, route: Route) -> object:
    """That one area of life makes another worse."""
    told: dict[str, Any] = {"on": TODAY, "recorded_at": NOW, "recorded_by": _person(world, owner)}
    return AreaLink.objects.create(episode=world.clients[owner], cause="money", effect="housing", **told).pk


def checkin(world: World, owner: str, route: Route) -> object:
    """A check-in that waits for somebody's client."""
    return _checkin(world, owner).public_id


def _checkin(world: World, owner: str) -> Checkin:
    episode, seed = world.clients[owner], uuid4()
    Checkin.objects.filter(episode=episode, state="asked").update(state="ended")
    return Checkin.objects.create(
        episode=episode, way="link", state="asked", on=TODAY, asked_at=NOW, asked_by=_person(world, owner), seed=seed,
        questions=[["PHQ-9", "phq9_1"]], digest=tokens.digest_of(tokens.token_of(seed)),
        expires_at=NOW + timedelta(days=1),
    )  # fmt: skip


def tablet(world: World, owner: str, route: Route) -> object:
    """A tablet of somebody's agency."""
    return _tablet(world, owner).pk


def _tablet(world: World, owner: str) -> Tablet:
    seed = uuid4()
    digest = tokens.digest_of(tokens.token_of(seed, tokens.TABLET_SALT))
    agency = world.actors[owner].agency_id
    return Tablet.objects.create(agency_id=agency, name="Desk", seed=seed, digest=digest, made_at=NOW)


def programme(world: World, owner: str, route: Route) -> object:
    """A programme of somebody's agency."""
    agency = world.actors[owner].agency_id
    return Programme.objects.create(agency_id=agency, name=f"Adults {uuid4().hex}", place=1).public_id


def question(world: World, owner: str, route: Route) -> object:
    """A question that somebody's agency asks at intake."""
    agency = world.actors[owner].agency_id
    return IntakeQuestion.objects.create(agency_id=agency, words="Who sent you?", kind="line", place=1).public_id


def place(world: World, owner: str, route: Route) -> object:
    return 1


def instrument(world: World, owner: str, route: Route) -> object:
    return "AUDIT-C"


def about(world: World, owner: str, route: Route) -> object:
    return "plan"


def objection(world: World, owner: str, route: Route) -> object:
    """What somebody's client says is not right."""
    said = Objection(episode=world.clients[owner], about="plan", row=1, statement="A walk every day.", at=NOW)
    said.save(force_insert=True)
    return said.pk


def _page_link(world: World, owner: str) -> PageLink:
    PageLink.objects.filter(episode=world.clients[owner], ended_at=None).update(ended_at=NOW)
    seed = uuid4()
    return PageLink.objects.create(
        episode=world.clients[owner], seed=seed, digest=tokens.digest_of(page_token(seed)), code_way="phone",
        made_at=NOW, made_by=_person(world, owner), expires_at=NOW + timedelta(days=9),
    )  # fmt: skip


def token(world: World, owner: str, route: Route) -> object:
    if route.name.startswith("client_pages:"):
        return page_token(_page_link(world, owner).seed)
    if route.name == "checkins:tablet":
        return tokens.token_of(_tablet(world, owner).seed, tokens.TABLET_SALT)
    if route.name.startswith("checkins:"):
        return tokens.token_of(_checkin(world, owner).seed)
    """A link that opens for whoever holds it."""
    made = ReplyLink(referral=_referral(world, owner), whom="partner", made_at=NOW, expires_at=NOW + timedelta(days=9))
    made.digest = digest_of(token_of(made))
    made.save()
    return token_of(made)


def concern(world: World, owner: str, route: Route) -> object:
    return a_concern(world, owner).public_id


def a_concern(world: World, owner: str, *, asked: str = "", state: str = "assessed") -> Concern:
    """A concern about one's client; `asked`: who answers for it."""
    closed = {"closed_at": NOW, "closed_because": "passed"} if state == "closed" else {}
    return Concern.objects.create(
        episode=world.clients[owner],
        kind="stalking",
        state=state,
        raised_at=NOW,
        responder=_person(world, asked or owner),
        latest_sign_on=TODAY,
        assessed_on=TODAY,
        look_again_on=TODAY + timedelta(days=3),
        imminent=False,
        **closed,
    )


def responder(world: World, owner: str, route: Route) -> object:
    """A turn of somebody at one's agency."""
    made = Responder.objects.create(
        agency_id=world.actors[owner].agency_id,
        person=_person(world, owner),
        position=1,
        begins=time(9),
        ends=time(17),
        named_at=NOW,
    )
    return made.pk


MAKERS: dict[str, Maker] = {
    "episode": episode,
    "score": score,
    "kind": kind,
    "fact": fact,
    "session": session,
    "alert": alert,
    "advised": advised,
    "goal": goal,
    "said": said,
    "part": part,
    "step": step,
    "upload": upload,
    "consultation": consultation,
    "sent": sent,
    "received": received,
    "reply": reply,
    "ending": ending,
    "intended": intended,
    "consent": consent,
    "withdrawal": withdrawal,
    "restriction": restriction,
    "emergency": emergency,
    "cover": cover,
    "group": group,
    "meeting": meeting,
    "lesson": lesson,
    "referral": referral,
    "task": task,
    "link": link,
    "token": token,
    "checkin": checkin,
    "about": about,
    "objection": objection,
    "tablet": tablet,
    "programme": programme,
    "question": question,
    "place": place,
    "instrument": instrument,
    "service": service,
    "brought_in": brought_in,
    "person": person,
    "concern": concern,
    "responder": responder,
    "pk": passkey,
    "uidb36": uidb36,
    "answer": learning_answer,
    "mock": mock_exam,
    "vignette": vignette,
    "entry": entry,
    "note": note,
    "apart": apart,
    "course_try": course_try,
    "key": key,
}
ABOUT_SOMEBODY = {
    "episode", "score", "fact", "alert", "goal", "said", "part", "step", "upload", "person", "pk",
    "consultation", "intended", "cover", "group", "meeting", "lesson", "referral", "task", "link", "service",
    "brought_in",
    "concern", "responder", "checkin", "tablet", "objection", "answer", "mock", "course_try", "sent", "received",
    "reply",
    "vignette", "entry", "note", "apart", "consent", "withdrawal", "restriction", "emergency",
    "programme", "question",
}  # fmt: skip
"""Arguments that belong to somebody. The others are words, or open a page to whoever was given them."""

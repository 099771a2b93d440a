"""A colleague stands in for a worker: asked, agreed to, and over after its last day or earlier. All are told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import localdate

from unstuck.guidance.concerns import open_concerns
from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.models import Person
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.caseload.actions.frame import WriteContext, recorded
from unstuck.web.caseload.cover_states import AGREED, ASKED, ENDED
from unstuck.web.caseload.current_case import current_cases
from unstuck.web.caseload.models import Cover, CoveredClient, Episode
from unstuck.web.caseload.policies import check_open
from unstuck.web.components.actions import record_transition
from unstuck.web.components.denied import Denied
from unstuck.web.components.workflow import NEW
from unstuck.web.consents.restrictions import check_may_be_shown
from unstuck.web.notifications.actions import clear_waiting, tell
from unstuck.web.safety.rota import ids_of_supervisors
from unstuck.web.transfers.cover_policies import CoverDetails, check_cover, check_days_are_free, check_not_over
from unstuck.web.transfers.models import CoverStep
from unstuck.web.transfers.permissions import check_is_colleague, check_may_ask, check_may_end, may_stand_in
from unstuck.web.transfers.workflow import COVER

PAGE = "transfers:cover"


def ask_cover(actor: Actor, worker: Person, colleague: Person, wanted: CoverDetails, context: WriteContext) -> Cover:
    """Ask a colleague to stand in for a worker with some of their clients: with all who are named, or with none.

    Where a supervisor stands in themselves, it is agreed to at once.
    """
    with recorded("cover.asked", actor, context) as write:
        episodes = _locked(wanted.clients, worker, actor)
        cases = current_cases(episodes, context.today)
        check_cover(wanted, context.today, risk_open=any(open_concerns(case) for case in cases.values()))
        check_days_are_free(wanted, [one.pk for one in episodes], context.today)
        if not may_stand_in(actor, worker.pk).filter(person=colleague).exists():
            raise Denied("not_a_colleague", _("Choose a colleague who works with clients at your agency now."))
        for episode in episodes:
            check_may_be_shown(episode.client_id, colleague.pk)
        cover = _new(actor, worker, colleague, wanted, context)
        _step(cover, "ask", actor.id, context.now)
        CoveredClient.objects.bulk_create(_rows(cover, episodes, wanted))
        if colleague.pk == actor.id:
            _step(cover, "agree", actor.id, context.now)
        _tell(cover, "cover.asked", {colleague.pk}, actor.id, context.now)
        _tell(cover, "cover.agreed" if cover.state == AGREED else "cover.asked_for", {worker.pk}, actor.id, context.now)
        write.about("cover", cover.public_id, **_on_record(cover))
        write.answer = str(cover.public_id)
    return cover


def _locked(public_ids: Collection[str], worker: Person, actor: Actor) -> list[Episode]:
    """Return the clients, locked. Denied for one who is not that worker's, or whose worker this person is not."""
    rows = Episode.objects.select_for_update(of=("self",)).filter(public_id__in=public_ids, worker=worker.pk)
    episodes = list(rows.select_related("client").order_by("pk"))
    if len(episodes) < len(public_ids):
        raise Denied("not_theirs", _("One of these clients has another worker now. Look at the list again."))
    for episode in episodes:
        check_may_ask(actor, episode)
        check_open(episode)
    return episodes


def _new(actor: Actor, worker: Person, colleague: Person, wanted: CoverDetails, context: WriteContext) -> Cover:
    return Cover(
        agency_id=actor.agency_id,
        worker=worker,
        colleague=colleague,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        note=wanted.note.strip(),
        risk_words=wanted.risk_words.strip(),
        asked_at=context.now,
        asked_by_id=actor.id,
        state=NEW,
    )


def _rows(cover: Cover, episodes: Sequence[Episode], wanted: CoverDetails) -> list[CoveredClient]:
    said = {one.pk: wanted.clients[str(one.public_id)] for one in episodes}
    return [
        CoveredClient(cover=cover, episode=one, note=said[one.pk].note.strip(), knows=said[one.pk].knows)
        for one in episodes
    ]


def answer_cover(actor: Actor, cover: Cover, answer: str, words: str, context: WriteContext) -> Cover:
    """Agree to stand in, or decline. The worker, who asked and their supervisors are told."""
    with recorded("cover.agreed" if answer == "agree" else "cover.declined", actor, context) as write:
        held = _held(cover)
        check_is_colleague(actor, held)
        check_not_over(held, context.today)
        _step(held, answer, actor.id, context.now, words.strip())
        kind = "cover.agreed" if answer == "agree" else "cover.declined"
        _tell(held, kind, {held.worker_id, held.asked_by_id, *_supervisors(held)}, actor.id, context.now)
        write.about("cover", held.public_id, **_on_record(held))
    return held


def end_cover(actor: Actor, cover: Cover, context: WriteContext) -> Cover:
    """Call off what nobody agreed to yet, or end before its last day what was agreed; from now on it gives no sight."""
    with recorded("cover.ended", actor, context) as write:
        held = _held(cover)
        check_may_end(actor, held)
        _step(held, "end" if held.state == AGREED else "call_off", actor.id, context.now)
        kind = "cover.ended" if held.state == ENDED else "cover.called_off"
        _tell(held, kind, {held.worker_id, held.colleague_id}, actor.id, context.now)
        write.about("cover", held.public_id, **_on_record(held))
    return held


def close_past_covers(now: datetime) -> int:
    """Note that covers are over whose last day is past, and tell both; return how many. Sight ended with that day."""
    today, closed = localdate(now), 0
    for cover in Cover.objects.filter(state__in=[ASKED, AGREED], last_day__lt=today).select_related("agency"):
        with audited("cover.over", agency=cover.agency.public_id, actor=SYSTEM, now=now) as write:
            held = _held(cover)
            if held.state in (ASKED, AGREED):
                _step(held, "run_out" if held.state == AGREED else "lapse", None, now)
                _tell(held, "cover.over", {held.worker_id, held.colleague_id}, None, now)
                closed += 1
            write.about("cover", held.public_id, **_on_record(held))
    return closed


def _held(cover: Cover) -> Cover:
    return Cover.objects.select_for_update(of=("self",)).select_related("worker", "colleague").get(pk=cover.pk)


def _step(cover: Cover, action: str, by: int | None, now: datetime, words: str = "") -> None:
    if COVER.after(action, cover.state) == ENDED:
        cover.ended_at = now
    record_transition(COVER, cover, CoverStep(cover=cover, action=action, at=now, by_id=by, words=words))
    if cover.state == AGREED:
        _note_last_day(cover)
    if action != "ask":
        clear_waiting(["cover.asked"], _ids(cover), agency=cover.agency_id, now=now)


def _note_last_day(cover: Cover) -> None:
    """Note with the colleague until when they may stand in, so that the gate of everybody else need not ask."""
    earlier = Q(stands_in_until=None) | Q(stands_in_until__lt=cover.last_day)
    Person.objects.filter(earlier, pk=cover.colleague_id).update(stands_in_until=cover.last_day)


def _ids(cover: Cover) -> dict[str, str]:
    return {"cover": str(cover.public_id)}


def _on_record(cover: Cover) -> dict[str, object]:
    """Return what the record of changes says of a cover: opaque ids and days alone."""
    rows = CoveredClient.objects.filter(cover=cover).order_by("pk")
    return {
        "state": cover.state,
        "worker": str(cover.worker.public_id),
        "after": str(cover.colleague.public_id),
        "first_day": cover.first_day.isoformat(),
        "last_day": cover.last_day.isoformat(),
        "episodes": [str(one) for one in rows.values_list("episode__public_id", flat=True)],
    }


def _supervisors(cover: Cover) -> set[int]:
    """Return the supervisors of the worker's clients: somebody else has sight of these now."""
    first = CoveredClient.objects.filter(cover=cover).select_related("episode__client").order_by("pk").first()
    return set(ids_of_supervisors(first.episode)) if first else set()


def _tell(cover: Cover, kind: str, people: Collection[int], but: int | None, now: datetime) -> None:
    """Tell people once, naming nobody; not whoever did it. Who no longer reads the cover is led to the place."""
    for person in sorted(one for one in people if one != but):
        reads = cover.state in (ASKED, AGREED) or person != cover.colleague_id
        tell([person], kind, PAGE if reads else "transfers:transfers", _ids(cover) if reads else {},
             agency=cover.agency_id, now=now)  # fmt: skip

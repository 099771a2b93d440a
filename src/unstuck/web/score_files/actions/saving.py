"""Saving an upload: every score of the file with its states, or none of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.clients import NewClient, open_episodes
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.actions.standings import judge_again
from unstuck.web.caseload.models import Episode, Score, Upload, WithdrawalReason
from unstuck.web.caseload.models.uploads import UploadStage
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.batches import EPOCH, date_of, in_parts
from unstuck.web.components.denied import Denied
from unstuck.web.consents.actions.part2 import mark_from_file
from unstuck.web.consents.part2 import carries_notice
from unstuck.web.consents.restrictions import check_takes_scores
from unstuck.web.safety.actions.concerns import SUICIDE, SeenSign, store_signs
from unstuck.web.safety.actions.frame import show_watch
from unstuck.web.safety.models import Concern, SignSource
from unstuck.web.score_files.actions.uploads import CLOSING, close, locked_upload, recorded
from unstuck.web.score_files.known import kept_contents, plan_for, read_again
from unstuck.web.score_files.preview import NEW, PlacedScore, PreviewChoices, UploadPlan, choices_of
from unstuck.web.score_files.reading import RiskAnswer
from unstuck.web.score_files.risk_words import risk_words


@dataclass(frozen=True)
class ReviewedPreview:
    """The preview that the person had in front of them, and what they typed in it."""

    seen: str
    typed: PreviewChoices


def check_decided(plan: UploadPlan) -> None:
    """Raise Denied while something is left to decide, or nothing is left to save."""
    if plan.undecided_clients or plan.undecided_scores:
        raise Denied("undecided", _("Some rows still need a decision from you. Nothing was saved yet."))
    if not plan.stored() and not plan.signs():
        raise Denied("nothing_to_save", _("Nothing in this file is new, so there is nothing to save."))


def check_not_stale(plan: UploadPlan, seen: str) -> None:
    """Raise Denied where the preview that the person saw no longer holds."""
    if plan.seen != seen:
        raise Denied(
            "stale_preview",
            _("Something has changed at your agency since you opened this page, so nothing was saved. ")
            + _("This is how the file would be saved now: check it again, then save."),
        )


def save_upload(actor: Actor, upload: Upload, reviewed: ReviewedPreview, context: WriteContext) -> Upload:
    """Store the scores of a file, add its new clients and judge them all: everything or nothing."""
    with recorded("upload.saved", actor, context) as write:
        locked = locked_upload(actor, upload, context)
        choices = choices_of(locked.choices).with_typed(reviewed.typed)
        contents = kept_contents(locked) or read_again(locked, context.today)
        plan = plan_for(actor, locked, contents, choices)
        check_not_stale(plan, reviewed.seen)
        check_decided(plan)
        episodes, opened = _episodes(actor, plan, context)
        corrected = _store(actor, locked, plan, episodes, context)
        raised = _raise_concerns(actor, locked.instrument, plan, episodes, context)
        touched = sorted({episodes[line.target] for line, _one in plan.stored()} | {one.episode_id for one in raised})
        for part in in_parts(touched):
            Episode.objects.filter(pk__in=part).update(version=F("version") + 1)
        if carries_notice(bytes(locked.content or b"")):
            clients = Episode.objects.filter(pk__in=touched).values_list("client", flat=True)
            mark_from_file(set(clients), actor.id, context)
        judge_again(touched, [locked.instrument], context.now, context.today)
        for concern in raised:
            show_watch(concern.episode)
        outcome = {"opened": opened, "corrected": corrected, "concerns": [str(one.public_id) for one in raised]}
        _close_saved(locked, plan, outcome, context)
        counts = {"clients": len(opened), "corrected": corrected, "concerns": len(raised)}
        write.about("upload", locked.public_id, scores=locked.scores_added, **counts)
        write.answer = str(locked.public_id)
    return locked


def _close_saved(upload: Upload, plan: UploadPlan, outcome: Mapping[str, Any], context: WriteContext) -> None:
    close(upload, UploadStage.SAVED, context)
    upload.scores_added, upload.clients_added = len(plan.stored()), len(outcome["opened"])
    # What undoing needs, and what the page about it says: row ids and counts alone.
    upload.choices = {**outcome, "recorded": plan.count("recorded"), "left_out": plan.left_out_clients}
    upload.save(update_fields=CLOSING)


def _raise_concerns(
    actor: Actor, instrument: str, plan: UploadPlan, episodes: dict[str, int], context: WriteContext
) -> list[Concern]:
    """Raise a concern for everybody with an answer above zero to a question of risk of which nobody was told yet."""
    rows = {episodes[target]: answers for target, answers in plan.signs().items()}
    raised = []
    for part in in_parts(sorted(rows)):
        for episode in Episode.objects.select_related("client__agency").filter(pk__in=part).order_by("pk"):
            signs = [_sign(instrument, one, context) for one in rows[episode.pk]]
            raised.append(store_signs(episode, signs, actor.id, context))
    return raised


def _sign(instrument: str, one: RiskAnswer, context: WriteContext) -> SeenSign:
    on = context.today if one.day is None else date_of(one.day)
    return SeenSign(kind=SUICIDE, on=on, source=SignSource.ITEM, words=risk_words(instrument, one))


def _episodes(actor: Actor, plan: UploadPlan, context: WriteContext) -> tuple[dict[str, int], list[int]]:
    """Return the row of each episode that scores go to, new ones opened, and the rows of those."""
    stored, signs = plan.stored(), [line for line in plan.lines if line.signs]
    known = sorted({line.goes_to for line in [*(line for line, _one in stored), *signs]} - {NEW})
    rows: dict[str, int] = {}
    for part in in_parts(known):
        mine = episodes_for(actor).filter(worker_id=actor.id, ended_on=None, public_id__in=part)
        rows |= {str(public): pk for public, pk in mine.select_for_update().values_list("public_id", "pk")}
    check_takes_scores(rows.values())
    days = [(line, score.day) for line, score in stored]
    today = float((context.today - EPOCH).days)
    days += [(line, today if one.day is None else one.day) for line in signs for one in line.signs]
    began: dict[int, float] = {}
    for line, day in days:
        if line.goes_to == NEW:
            began[line.leader] = min(day, began.get(line.leader, day))
    leaders = sorted(began)
    wanted = [NewClient(plan.lines[leader].client.reference, "", date_of(began[leader])) for leader in leaders]
    opened = [episode.pk for episode in open_episodes(actor, wanted, now=context.now)] if wanted else []
    return rows | {f"{NEW} {leader}": pk for leader, pk in zip(leaders, opened, strict=True)}, opened


def _store(actor: Actor, upload: Upload, plan: UploadPlan, episodes: dict[str, int], context: WriteContext) -> int:
    """Store the scores; return how many recorded ones they correct."""
    stored = plan.stored()
    wrong = {score.recorded.id for _line, score in stored if score.recorded}
    _withdraw(actor, sorted(wrong), context)
    left = set(wrong)
    rows = [_score(actor, upload, episodes[line.target], score, left, context) for line, score in stored]
    Score.objects.bulk_create(rows, batch_size=200)
    return len(wrong)


def _withdraw(actor: Actor, scores: list[int], context: WriteContext) -> None:
    for part in in_parts(scores):
        Score.objects.filter(pk__in=part).update(
            withdrawn_at=context.now, withdrawn_by=actor.id, withdrawn_because=WithdrawalReason.CORRECTED.value
        )


def _score(
    actor: Actor, upload: Upload, episode: int, score: PlacedScore, left: set[int], context: WriteContext
) -> Score:
    corrects = score.recorded.id if score.recorded and score.recorded.id in left else None
    left.discard(corrects or 0)
    return Score(
        episode_id=episode,
        instrument=upload.instrument,
        day=score.day,
        on=score.on,
        total=score.total,
        entered_at=context.now,
        entered_by_id=actor.id,
        upload=upload,
        corrects_id=corrects,
    )

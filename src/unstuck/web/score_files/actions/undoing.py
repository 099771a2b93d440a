"""Undoing an upload in one step: its scores no longer count, what it had corrected counts again, its clients go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.accounts.actors import Actor
from unstuck.web.audit.actions import AlreadyDone
from unstuck.web.caseload.actions.clients import TAKEN_BACK
from unstuck.web.caseload.actions.frame import WriteContext
from unstuck.web.caseload.actions.standings import judge_again
from unstuck.web.caseload.models import Episode, Score, Standing, State, Upload, WithdrawalReason
from unstuck.web.caseload.models.uploads import UploadStage
from unstuck.web.components.batches import in_parts
from unstuck.web.components.denied import Denied
from unstuck.web.consents.restrictions import check_gives_scores_back
from unstuck.web.score_files import permissions
from unstuck.web.score_files.actions.uploads import recorded


def undo_upload(actor: Actor, upload: Upload, context: WriteContext) -> Upload:
    """Take a saved upload back. Raises AlreadyDone where that was done before."""
    with recorded("upload.undone", actor, context) as write:
        locked = permissions.uploads_for(actor).select_for_update().get(pk=upload.pk)
        if locked.stage == UploadStage.UNDONE:
            raise AlreadyDone(str(locked.public_id))
        check_saved(locked)
        counting = list(
            Score.objects.filter(upload=locked, withdrawn_at=None).select_related("corrects__upload").order_by("pk")
        )
        opened = list(locked.choices.get("opened", []))
        touched = sorted({score.episode_id for score in counting} | set(opened))
        check_still_own(actor, touched)
        check_gives_scores_back(touched)
        Score.objects.filter(upload=locked, withdrawn_at=None).update(
            withdrawn_at=context.now, withdrawn_by=actor.id, withdrawn_because=WithdrawalReason.UPLOAD_UNDONE.value
        )
        restored = _restore(actor, counting, context)
        for part in in_parts(touched):
            Episode.objects.filter(pk__in=part).update(version=F("version") + 1)
        ended = _end(opened, context)
        if touched:
            judge_again(touched, [locked.instrument], context.now, context.today)
        locked.stage, locked.stage_at = UploadStage.UNDONE, context.now
        locked.choices = {**locked.choices, "kept": len(opened) - ended, "restored": restored}
        locked.version += 1
        locked.save(update_fields=["stage", "stage_at", "choices", "version"])
        write.about("upload", locked.public_id, scores=len(counting), clients=ended, restored=restored)
        write.answer = str(locked.public_id)
    return locked


def check_saved(upload: Upload) -> None:
    """Raise Denied where there is nothing to undo."""
    if upload.stage != UploadStage.SAVED:
        raise Denied("not_saved", _("This file was never saved, so there is nothing to undo."))


def check_still_own(actor: Actor, episodes: Sequence[int]) -> None:
    """Raise Denied where clients of the file went to somebody else, or their episodes have ended."""
    gone = ended = 0
    for part in in_parts(list(episodes)):
        locked = Episode.objects.select_for_update().filter(pk__in=part)
        gone += sum(episode.worker_id != actor.id for episode in locked)
        ended += sum(episode.worker_id == actor.id and episode.ended_on is not None for episode in locked)
    if gone:
        text, texts = (
            "%(n)s client of this file now has another worker, so it cannot be undone as a whole. ",
            "%(n)s clients of this file now have another worker, so it cannot be undone as a whole. ",
        )
        reason = ngettext(text, texts, gone) % {"n": gone}
        raise Denied("handed_over", reason + _("Mark single scores as entered in error instead."))
    if ended:
        text, texts = (
            "The episode of care of %(n)s client of this file has ended, so it cannot be undone.",
            "The episodes of care of %(n)s clients of this file have ended, so it cannot be undone.",
        )
        raise Denied("episode_ended", ngettext(text, texts, ended) % {"n": ended})


def _restore(actor: Actor, undone: Sequence[Score], context: WriteContext) -> int:
    """Store again, as new rows, the totals that the file had corrected; those of an undone file stay away."""
    rows = []
    for score in undone:
        before = _before(score)
        if before is None:
            continue
        rows.append(
            Score(
                episode_id=before.episode_id,
                instrument=before.instrument,
                day=before.day,
                on=before.on,
                total=before.total,
                entered_at=context.now,
                entered_by_id=actor.id,
                upload_id=before.upload_id,
                corrects=score,
            )
        )
    Score.objects.bulk_create(rows, batch_size=200)
    return len(rows)


def _before(score: Score) -> Score | None:
    """Return the score that held before this one came, past those whose own file was undone."""
    before = score.corrects
    while before is not None and before.upload_id and before.upload is not None:
        if before.upload_id != score.upload_id and before.upload.stage != UploadStage.UNDONE:
            break
        before = before.corrects
    return before


def _end(opened: Sequence[int], context: WriteContext) -> int:
    """End the episodes that the file opened and of which nothing else is known; return how many."""
    ended = 0
    for part in in_parts(list(opened)):
        bare = Episode.objects.filter(pk__in=part, ended_on=None, client__name="")
        for rows, field in _other_rows():
            bare = bare.filter(~Exists(rows.filter(**{field: OuterRef("pk")})))
        bare_ids = list(bare.values_list("pk", flat=True))
        ended += Episode.objects.filter(pk__in=bare_ids).update(ended_on=context.today, ended_because=TAKEN_BACK)
    return ended


def _other_rows() -> list[tuple[QuerySet[Any], str]]:
    """Return everything that may be recorded about an episode: counting scores, and each other kind of row.

    Rows of every kind that points at episodes count, so those of rooms above this one do too. A model whose rows may
    follow from scores alone says in `BY_PEOPLE` which of them somebody had a hand in.
    """
    kinds = [(relation.related_model, relation.field.name) for relation in Episode._meta.related_objects]
    others = [
        (model._default_manager.filter(getattr(model, "BY_PEOPLE", Q())), field)
        for model, field in kinds
        if model not in (Score, State, Standing)
    ]
    return [(Score.objects.filter(withdrawn_at=None), "episode"), *others]

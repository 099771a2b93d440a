"""What the database knows that decides where a file's rows go. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef

from unstuck.population.engines.sheet import sheet_of
from unstuck.web.accounts.actors import Actor
from unstuck.web.caseload.actions.clients import TAKEN_BACK
from unstuck.web.caseload.models import Client, Episode, Score, Upload
from unstuck.web.caseload.models.uploads import UploadStage
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components.batches import in_parts
from unstuck.web.components.references import reference_key
from unstuck.web.safety.actions.concerns import SUICIDE
from unstuck.web.safety.models import Concern, Sign, SignSource
from unstuck.web.safety.permissions import concerns_for
from unstuck.web.score_files.kept_rows import unpacked
from unstuck.web.score_files.matching import OwnClient, match
from unstuck.web.score_files.preview import (
    NEW,
    OUT,
    KnownDays,
    PreviewChoices,
    RecordedScore,
    UploadPlan,
    allocate,
    plan,
)
from unstuck.web.score_files.reading import FileContents, read


def kept_contents(upload: Upload) -> FileContents | None:
    """Return the rows that were kept when the file was described; None where it waits since before rows were kept."""
    return unpacked(bytes(upload.rows)) if upload.rows else None


def read_again(upload: Upload, today: date) -> FileContents:
    """Read the kept file under the kept mapping. BadInput where it cannot be used."""
    return read(bytes(upload.content or b""), upload.file_name, sheet_of(upload.mapping), upload.instrument, today)


def plan_for(actor: Actor, upload: Upload, contents: FileContents, choices: PreviewChoices) -> UploadPlan:
    """Return what saving would do now."""
    own = own_clients(actor)
    references = [client.reference for client in contents.clients]
    in_use = keys_in_use(actor, {reference_key(one) for one in references} - {reference_key(o.reference) for o in own})
    lines = allocate(contents, match(references, own, in_use), choices)
    targets = {line.goes_to for line in lines} - {NEW, OUT, ""}
    asking = {line.goes_to for line in lines if line.client.risk_answers} & targets
    known = KnownDays(recorded(actor, targets, upload.instrument), days_of_signs(actor, asking))
    return plan(lines, known, choices, upload.version)


def days_of_signs(actor: Actor, episodes: Iterable[str]) -> Mapping[str, set[date]]:
    """Return the days of which an answer above zero to a question of risk led to a concern already."""
    days: dict[str, set[date]] = {}
    for part in in_parts(sorted(episodes)):
        mine = episodes_for(actor).filter(worker_id=actor.id, public_id__in=part)
        signs = Sign.objects.filter(concern__episode__in=mine, concern__kind=SUICIDE, source=SignSource.ITEM)
        for episode, on in signs.values_list("concern__episode__public_id", "on"):
            days.setdefault(str(episode), set()).add(on)
    return days


def raised_by(actor: Actor, upload: Upload) -> list[Concern]:
    """Return the concerns that a saved file raised, as far as somebody may read them."""
    ids = upload.choices.get("concerns", []) if upload.stage in (UploadStage.SAVED, UploadStage.UNDONE) else []
    return (
        list(concerns_for(actor).filter(public_id__in=ids).select_related("episode__client").order_by("pk"))
        if ids
        else []
    )


def own_clients(actor: Actor) -> list[OwnClient]:
    """Return the person's own open clients."""
    rows = (
        episodes_for(actor)
        .filter(worker_id=actor.id, ended_on=None)
        .order_by("pk")
        .values_list("public_id", "client__reference", "client__name")
    )
    return [OwnClient(str(episode), reference, name or reference) for episode, reference, name in rows]


def keys_in_use(actor: Actor, keys: Collection[str]) -> set[str]:
    """Return which of these keys belong to clients of the agency; not those whose every episode was taken back."""
    kept = Episode.objects.filter(client=OuterRef("pk")).exclude(ended_because=TAKEN_BACK)
    in_use: set[str] = set()
    for part in in_parts(sorted(keys)):
        clients = Client.objects.filter(Exists(kept), agency_id=actor.agency_id, key__in=part)
        in_use |= set(clients.values_list("key", flat=True))
    return in_use


def recorded(actor: Actor, episodes: Iterable[str], instrument: str) -> Mapping[str, Sequence[RecordedScore]]:
    """Return the counting scores of some of the person's own episodes."""
    by_episode: dict[str, list[RecordedScore]] = {}
    for part in in_parts(sorted(episodes)):
        rows = Score.objects.filter(
            episode__in=episodes_for(actor).filter(worker_id=actor.id, public_id__in=part),
            instrument=instrument,
            withdrawn_at=None,
        ).values_list("episode__public_id", "id", "day", "on", "total")
        for episode, score, day, on, total in rows:
            by_episode.setdefault(str(episode), []).append(RecordedScore(score, day, on, total))
    return by_episode

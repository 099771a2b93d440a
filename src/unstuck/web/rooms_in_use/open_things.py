"""What is under way in rooms that may be switched off: counted for an agency, and never whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.timezone import localdate

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.web.advocacy.models import AdvocacyTask
from unstuck.web.advocacy.workflow import OPEN as OPEN_TASKS
from unstuck.web.caseload.models import Upload
from unstuck.web.caseload.models.uploads import UploadStage
from unstuck.web.checkins.models import AnswerWay, Checkin
from unstuck.web.checkins.workflow import OPEN as OPEN_CHECKINS
from unstuck.web.circles.models import IncomingQuestion, OutgoingQuestion
from unstuck.web.client_pages.models import Objection, PageLink
from unstuck.web.rooms_in_use.switchable import SwitchableRoom
from unstuck.web.supervision.models import AgendaPoint, AgreedPoint
from unstuck.web.vignettes.models import AgencyVignette

Count = Callable[[int, datetime], list[str]]


def open_things(agency: int, now: datetime) -> dict[str, list[str]]:
    """Return, room by room, what is under way there; rooms with nothing under way are left out."""
    found = {room: [words for words in count(agency, now) if words] for room, count in _COUNTS.items()}
    return {room: words for room, words in found.items() if words}


def _said(one: str, many: str, number: int) -> str:
    return ngettext(one, many, number) % {"num": number} if number else ""


def _circles(agency: int, now: datetime) -> list[str]:
    today = localdate(now)
    sent = OutgoingQuestion.objects.filter(consultation__agency=agency, expires_on__gte=today, answers=None)
    came = IncomingQuestion.objects.filter(agency=agency, expires_on__gte=today, wiped_at=None, answers=None)
    return [
        _said("%(num)s question to another agency waits for its answer",
              "%(num)s questions to other agencies wait for their answers", sent.count()),
        _said("%(num)s question from another agency waits for yours",
              "%(num)s questions from other agencies wait for yours", came.count()),
    ]  # fmt: skip


def _advocacy(agency: int, _now: datetime) -> list[str]:
    tasks = AdvocacyTask.objects.filter(episode__client__agency=agency, state__in=OPEN_TASKS).count()
    return [_said("%(num)s task for a client is under way", "%(num)s tasks for clients are under way", tasks)]


def _supervision(agency: int, _now: datetime) -> list[str]:
    """Say that something is, and not how much: what two people keep is theirs."""
    agenda = AgendaPoint.objects.filter(pair__agency=agency, talked_at=None).exists()
    agreed = AgreedPoint.objects.filter(pair__agency=agency, done_at=None).exists()
    return [_("something is on an agenda, or agreed and not done")] if agenda or agreed else []


def _vignettes(agency: int, _now: datetime) -> list[str]:
    waiting = AgencyVignette.objects.filter(agency=agency, state="waiting").count()
    return [_said("%(num)s vignette waits for a second look", "%(num)s vignettes wait for a second look", waiting)]


def _score_files(agency: int, _now: datetime) -> list[str]:
    left = Upload.objects.filter(agency=agency, stage=UploadStage.READ).exclude(content=None).count()
    return [_said("%(num)s file is not saved yet", "%(num)s files are not saved yet", left)]


def _tablets(agency: int, now: datetime) -> list[str]:
    asked = Checkin.objects.filter(
        episode__client__agency=agency, way=AnswerWay.TABLET, state__in=OPEN_CHECKINS, expires_at__gt=now
    )
    return [_said("%(num)s check-in waits for a tablet", "%(num)s check-ins wait for a tablet", asked.count())]


def _client_pages(agency: int, now: datetime) -> list[str]:
    links = PageLink.objects.filter(episode__client__agency=agency, ended_at=None, expires_at__gt=now).count()
    said = Objection.objects.filter(episode__client__agency=agency, answer=None).count()
    return [
        _said("%(num)s client has a page", "%(num)s clients have a page", links),
        _said("%(num)s thing that a client says is not right is not answered yet",
              "%(num)s things that clients say are not right are not answered yet", said),
    ]  # fmt: skip


_COUNTS: Mapping[str, Count] = {
    SwitchableRoom.VIGNETTES: _vignettes,
    SwitchableRoom.SUPERVISION: _supervision,
    SwitchableRoom.CIRCLES: _circles,
    SwitchableRoom.ADVOCACY: _advocacy,
    SwitchableRoom.SCORE_FILES: _score_files,
    SwitchableRoom.TABLETS: _tablets,
    SwitchableRoom.CLIENT_PAGES: _client_pages,
}
"""The other rooms hold what is a person's own, which nobody counts, or nothing that could be under way."""

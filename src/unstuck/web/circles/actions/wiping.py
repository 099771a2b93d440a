"""What other agencies asked is kept until its last day, and then wiped; that it came, and that it went, stays."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from unstuck.web.accounts.models import Agency
from unstuck.web.audit.actions import SYSTEM, audited
from unstuck.web.circles.models import IncomingQuestion, OutgoingAnswer


def wipe_expired(now: datetime) -> int:
    """Wipe the briefs whose last day has passed, and what was answered; return how many. Called once a day."""
    expired = IncomingQuestion.objects.filter(wiped_at=None, expires_on__lt=localdate(now))
    wiped = 0
    for agency in Agency.objects.filter(pk__in=expired.values("agency")):
        with audited("circle.questions_wiped", agency=agency.public_id, actor=SYSTEM, now=now) as write:
            rows = list(expired.filter(agency=agency).values_list("pk", flat=True))
            OutgoingAnswer.objects.filter(question__in=rows).update(words="", link="", wiped_at=now)
            IncomingQuestion.objects.filter(pk__in=rows).update(content=None, wiped_at=now)
            write.about("agency", agency.public_id, count=len(rows))
        wiped += len(rows)
    return wiped

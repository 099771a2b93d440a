"""What may be done with a file on its way in, whoever does it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from unstuck.language import gettext as _
from unstuck.web.components.denied import Denied
from unstuck.web.directory.difference import loss_of
from unstuck.web.directory.models import Import, ImportStage
from unstuck.web.directory.queries import times_brought_in

KEPT_FOR = timedelta(days=1)
"""A file that was neither applied nor discarded is emptied after this time."""


def check_open(row: Import, now: datetime) -> None:
    """Raise Denied unless a file waits for somebody to apply or discard it."""
    if row.stage in (ImportStage.CONFIRMED, ImportStage.APPLIED):
        raise Denied("import_confirmed", _("Somebody has already applied this file: see below how far it is."))
    if row.stage == ImportStage.UPLOADED:
        raise Denied("import_unread", _("This file is still being looked at. First see what it would change."))
    if row.stage != ImportStage.READ or row.stage_at < now - KEPT_FOR:
        raise Denied("import_closed", _("This file is no longer stored. Choose it again to bring it in."))


def check_may_apply(row: Import) -> None:
    """Raise Denied unless a file has no errors and would still change what its preview shows."""
    if row.errors:
        raise Denied("directory_errors", _("The file contains errors. Correct them and choose it again."))
    same = Import.objects.filter(agency_id=row.agency_id, source=row.source, stage=ImportStage.CONFIRMED)
    if same.exclude(pk=row.pk).exists():
        raise Denied("import_other", _("Another file with this name is being brought in. Look again when it is done."))
    check_current(row)


def check_loss(difference: Mapping[str, Any], source: str, agreed: str) -> None:
    """Raise Denied where many services would go, unless somebody agreed to it by the name of their directory."""
    loss = loss_of(difference)
    if loss and " ".join(agreed.split()) != source:
        gone, before = loss
        words = {"gone": gone, "before": before, "source": source}
        raise Denied(
            "directory_loss",
            _("%(gone)s of the %(before)s services of “%(source)s” would be gone.") % words
            + " "
            + _("If that is meant, confirm it with the name of the directory."),
        )


def check_current(row: Import) -> None:
    """Raise Denied where another file with the same name came in after this one was compared with the directory."""
    if times_brought_in(row.agency_id, row.source) != row.compared_after:
        raise Denied(
            "import_stale",
            _(
                "Another file with this name was brought in after this one was looked at, so it would no longer change "
                "what was shown. Choose it again."
            ),
        )

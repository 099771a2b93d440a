"""What may be done with a file that is brought in, whoever does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from unstuck.language import gettext as _
from unstuck.web.components.denied import Denied
from unstuck.web.directory.models import Import, Stage
from unstuck.web.directory.queries import times_brought_in

KEPT_FOR = timedelta(days=1)
"""A file that was neither applied nor discarded is emptied after this time."""


def check_open(one: Import, now: datetime) -> None:
    """Raise Denied unless a file waits for somebody to apply or discard it."""
    if one.stage in (Stage.CONFIRMED, Stage.APPLIED):
        raise Denied("import_confirmed", _("Somebody applied this file already: see below how far it is."))
    if one.stage == Stage.UPLOADED:
        raise Denied("import_unread", _("This file is still being looked at. See first what it would change."))
    if one.stage != Stage.READ or one.stage_at < now - KEPT_FOR:
        raise Denied("import_closed", _("This file is no longer kept. Choose it again to bring it in."))


def check_may_apply(one: Import) -> None:
    """Raise Denied unless a file that was looked at holds no errors and would still do what was shown."""
    if one.errors:
        raise Denied("directory_errors", _("The file holds errors. Mend them and choose it again."))
    same = Import.objects.filter(agency_id=one.agency_id, source=one.source, stage=Stage.CONFIRMED)
    if same.exclude(pk=one.pk).exists():
        raise Denied("import_other", _("Another file of this name is being brought in. Look again when it is done."))
    check_current(one)


def check_current(one: Import) -> None:
    """Raise Denied where another file of the same name came in after this one was compared with what is there."""
    if times_brought_in(one.agency_id, one.source) != one.compared_after:
        raise Denied(
            "import_stale",
            _(
                "Another file of this name was brought in after this one was looked at, so it would change something "
                "else than what was shown. Choose it again."
            ),
        )

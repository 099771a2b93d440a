"""Forms of sessions."""

from __future__ import annotations

from datetime import date
from typing import Any

from unstuck.language import gettext as _
from unstuck.web.attendance import policies
from unstuck.web.attendance.models import SessionOutcome, SessionWay
from unstuck.web.caseload.models import Episode
from unstuck.web.components.denied import Denied
from unstuck.web.components.fields import choice_field, dated_field
from unstuck.web.components.forms import VersionedForm


class SessionForm(VersionedForm):
    """One session: the day, whether they came, and how."""

    def __init__(self, typed: Any = None, *, episode: Episode, today: date, **options: Any) -> None:
        super().__init__(typed, **options)
        self.episode, self.today = episode, today
        outcomes = [(one.value, one.words) for one in SessionOutcome]
        ways = [(one.value, one.words) for one in SessionWay]
        self.fields["outcome"] = choice_field(_("Did they come?"), outcomes, _("Say whether they came."))
        self.fields["on"] = dated_field(_("Which day was it?"), today)
        self.fields["way"] = choice_field(_("How?"), ways, _("Say how it was held, or was to be held."))

    def clean(self) -> dict[str, Any]:
        """Refuse a day that cannot be."""
        fields: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                policies.check_session_day(fields["on"], fields["outcome"], self.episode, self.today)
            except Denied as denied:
                self.add_error("on", denied.reason)
        return fields

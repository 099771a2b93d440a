"""What an administrator still has to do before concerns reach somebody who is named."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.web.accounts.actors import Actor
from unstuck.web.accounts.still_to_do import SetupTask, tells_what_to_do
from unstuck.web.safety.rota import is_anybody_named


@tells_what_to_do("safety")
def responders_to_name(actor: Actor) -> SetupTask | None:
    """Return that nobody is named to answer for concerns, where that is so."""
    if is_anybody_named(actor.agency_id):
        return None
    return SetupTask(
        title=_("Nobody is named to answer for concerns"),
        why=_(
            "Until somebody is, a concern is told to the client's own worker and then to their supervisor, "
            "Monday to Friday from 9 to 5. Outside those hours it waits."
        ),
        verb=_("Say who answers for concerns"),
        route="safety:responders",
    )

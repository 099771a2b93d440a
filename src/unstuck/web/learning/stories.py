"""The stories that somebody practises: those that come with Unstuck, and their own agency's."""

from __future__ import annotations

from collections.abc import Mapping

from unstuck.language import spoken
from unstuck.learning.library import vignettes
from unstuck.learning.vignette import Vignette
from unstuck.web.accounts.actors import Actor
from unstuck.web.vignettes.queries import agency_stories


def stories_for(actor: Actor | None) -> Mapping[str, Vignette]:
    """Return every story that somebody may be told, by code: in their language where it is in it."""
    return {**vignettes(spoken()), **agency_stories(actor)}

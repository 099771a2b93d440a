"""The kinds of ending: what each asks for, and who decides. What does not belong to a kind is not asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from unstuck.language import gettext as _
from unstuck.web.reviews.models import Ending

CLIENT, HAPPENED, WORKER = "client", "happened", "worker"
"""Who an ending comes from: the client, what has happened, or the worker of their own accord."""

AFTERWARDS = ("continuity", "setbacks", "way_back", "ask_on")
GOOD_END = ("notice_on", "notice", *AFTERWARDS)


@dataclass(frozen=True)
class EndingKind:
    """What one kind of ending asks for, in this order; `needs`: what it cannot do without.

    The last day, the words about a risk and the terms of a mandate are asked of every kind where they hold.
    """

    ending: Ending
    origin: str
    hint: str
    asks: tuple[str, ...]
    needs: Collection[str] = ()

    @property
    def own_accord(self) -> bool:
        """True where the worker decides: in a crisis a second person looks at it first (E.2)."""
        return self.origin == WORKER

    @property
    def wished(self) -> bool:
        """True for the client's own wish, which has no conditions."""
        return self.origin == CLIENT


def ending_kinds() -> Mapping[str, EndingKind]:
    """Return the kinds by code, in the order in which they are offered."""
    return {kind.ending.value: kind for kind in (*_wished(), *_taken_over(), *_gone(), *_own_accord())}


def _wished() -> tuple[EndingKind, ...]:
    """The client's own wish."""
    return (
        EndingKind(
            Ending.CLIENT_WISH,
            CLIENT,
            _("Their own wish comes first, and has no conditions."),
            ("words", "continuity", "setbacks", "way_back", "ask_on"),
        ),
    )


def _taken_over() -> tuple[EndingKind, ...]:
    """Somebody else has the client now."""
    return (
        EndingKind(
            Ending.TRANSFER,
            HAPPENED,
            _("Within your agency the record goes on; elsewhere the work here ends."),
            ("place", "consent", "consent_words", "words", "continuity", "way_back", "ask_on"),
            ("place", "consent", "words"),
        ),
        EndingKind(
            Ending.ADMISSION,
            HAPPENED,
            _("Where, who there was told, and what is kept for their return."),
            ("place", "told", "words", "continuity", "way_back", "ask_on"),
            ("place", "told", "words"),
        ),
        EndingKind(
            Ending.REFERRED_ON,
            HAPPENED,
            _("Other help fits better, and the client is in touch with it."),
            ("place", "consent", "consent_words", "words", *GOOD_END),
            ("place", "consent", "words"),
        ),
    )


def _gone() -> tuple[EndingKind, ...]:
    """The client is out of reach."""
    return (
        EndingKind(
            Ending.NO_CONTACT,
            HAPPENED,
            _("How often and in which ways you tried, and whether somebody looked in."),
            ("tries", "ways", "welfare", "words", "way_back", "ask_on"),
            ("tries", "ways", "words"),
        ),
        EndingKind(
            Ending.MOVED_AWAY,
            HAPPENED,
            _("Where they can turn there."),
            ("place", "words", "continuity", "way_back", "ask_on"),
            ("words",),
        ),
        EndingKind(
            Ending.DEATH,
            HAPPENED,
            _("The day, and who knows. Nothing else is asked."),
            ("words", "told"),
        ),
    )


def _own_accord() -> tuple[EndingKind, ...]:
    """What the worker decides."""
    return (
        EndingKind(
            Ending.GOALS_REACHED,
            WORKER,
            _("Planned together: what to watch for, and how to come back."),
            ("words", *GOOD_END),
            ("words",),
        ),
        EndingKind(
            Ending.AGENCY_LIMIT,
            WORKER,
            _("Sessions, time or funding run out: what goes on, where, and with whom."),
            ("words", *GOOD_END),
            ("words",),
        ),
        EndingKind(
            Ending.NO_PROGRESS,
            WORKER,
            _("After a colleague was consulted, and other ways were tried and given their time."),
            ("words", *GOOD_END),
            ("words",),
        ),
        EndingKind(Ending.OTHER, WORKER, _("None of these fits."), ("words", *GOOD_END), ("words",)),
    )

"""A workflow as a table: which state an action leads to, from where it is open, and in whose words.

Each room keeps one such table for each thing with a life; the diagrams in docs/reference/workflows.md are made from
them. Who may act is not written here: that is for permissions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unstuck.language import gettext as _
from unstuck.web.components.denied import Denied

NEW = ""
"""The state of what does not exist yet."""


@dataclass(frozen=True)
class Transition:
    """One action: the states in which it is open, and the state after it. `words` say it as a person would."""

    action: str
    before: tuple[str, ...]
    after: str
    words: str


@dataclass(frozen=True)
class Workflow:
    """The life of one kind of thing. `states` gives each code its words. Raises ValueError for a table with a gap."""

    name: str
    states: Mapping[str, str]
    transitions: Sequence[Transition]

    def __post_init__(self) -> None:
        named = {state for transition in self.transitions for state in (*transition.before, transition.after)} - {NEW}
        if unknown := named - set(self.states):
            raise ValueError(f"{self.name}: expected states with words, found {sorted(unknown)}")
        if unreached := set(self.states) - {transition.after for transition in self.transitions}:
            raise ValueError(f"{self.name}: expected a way to every state, found none to {sorted(unreached)}")
        steps = [(transition.action, state) for transition in self.transitions for state in transition.before]
        if len(steps) != len(set(steps)):
            raise ValueError(f"{self.name}: expected one outcome for each action in each state")

    def open_actions(self, state: str) -> list[Transition]:
        """Return what may be done in a state, in the order of the table."""
        return [transition for transition in self.transitions if state in transition.before]

    def after(self, action: str, state: str) -> str:
        """Return the state that an action leads to. Raises Denied where it is not open, KeyError for no such action."""
        known = [transition for transition in self.transitions if transition.action == action]
        if not known:
            raise KeyError(action)
        for transition in known:
            if state in transition.before:
                return transition.after
        raise Denied("not_open", self._reason(state))

    def check(self, action: str, state: str) -> None:
        """Raise Denied where an action is not open in a state."""
        self.after(action, state)

    def _reason(self, state: str) -> str:
        if state == NEW:
            return _("This has not begun yet.")
        words = _("It is now “%(state)s”, so this cannot be done.") % {"state": self.states[state]}
        open_now = [transition.words for transition in self.open_actions(state)]
        return words + (
            " " + _("What can be done now: %(actions)s.") % {"actions": ", ".join(open_now)} if open_now else ""
        )

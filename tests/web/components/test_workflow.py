"""Workflow tables: one outcome, no gap, and a sentence where something is not open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unstuck.web.components.denied import Denied, allowed
from unstuck.web.components.workflow import NEW, Transition, Workflow

DOOR = Workflow(
    "door",
    {"shut": "shut", "open": "open", "gone": "taken away"},
    (
        Transition("hang", (NEW,), "shut", "hang it"),
        Transition("push", ("shut",), "open", "push it"),
        Transition("pull", ("open",), "shut", "pull it"),
        Transition("take", ("open", "shut"), "gone", "take it away"),
    ),
)


def test_an_action_leads_from_state_to_state() -> None:
    assert [DOOR.after("hang", NEW), DOOR.after("push", "shut"), DOOR.after("take", "open")] == ["shut", "open", "gone"]
    assert [one.action for one in DOOR.open_actions("open")] == ["pull", "take"]


def test_what_is_not_open_says_why_and_what_is() -> None:
    with pytest.raises(Denied) as refused:
        DOOR.check("push", "open")
    assert refused.value.code == "not_open"
    assert (
        refused.value.reason == "It is now “open”, so this cannot be done. What can be done now: pull it, take it away."
    )
    assert not allowed(DOOR.check, "push", "gone")


def test_an_unknown_action_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        DOOR.after("paint", "shut")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"states": {"shut": "shut", "open": "open"}}, "expected states with words, found .'gone'."),
        ({"states": {**DOOR.states, "locked": "locked"}}, "expected a way to every state, found none to .'locked'."),
        ({"transitions": (*DOOR.transitions, DOOR.transitions[1])}, "one outcome for each action in each state"),
    ],
)
def test_a_table_with_a_gap_is_refused(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        replace(DOOR, **changes)  # type: ignore[arg-type]  # one wrong field at a time

"""Every action of a person that touches a client asks, inside its frame, whether this person may do it.

A page that asked when it was opened proves nothing once the client was handed over in the meantime.
"""

from __future__ import annotations

import ast

from tests.architecture.site_source import FRAMES, Action, actions, name
from tests.architecture.syntax import nodes

GATES = {
    "check_may_write",
    "check_works_with",
    "check_is_own",
    "check_answers_for",
    "check_may_assign",
    "check_may_arrange",
    "check_may_answer",
    "check_is_second",
    "check_may_ask",
    "check_is_colleague",
    "check_may_end",
    "check_reads",
    "episodes_for",
    "uploads_for",
}
"""What asks the database, or compares with the locked episode, whether this person may."""
ABOUT_CLIENTS = {
    "Episode", "Consultation", "Referral", "Checkin", "Alert", "Goal", "ClientWords", "PlanPart", "AdvocacyTask",
    "Transfer", "Concern", "Score", "Upload", "IntendedEnding", "Closing", "Review", "AreaLink", "Sequence[Episode]",
    "Objection", "PageLink", "Cover", "CoverDetails",
}  # fmt: skip
"""Parameters by which an action is given what is a client's."""


SECOND_WRITES = {"caseload/actions/facts.py: follow_consultation"}
"""Inside another action that asked already. A colleague's reply is true of a client whom the colleague may not open."""


def calls(within: ast.AST) -> set[str]:
    """Return the names of the functions that are called inside; of those called on something else, only the gates."""
    made = [node.func for node in nodes(within) if isinstance(node, ast.Call)]
    plain = {one.id for one in made if isinstance(one, ast.Name)}
    return plain | {one.attr for one in made if isinstance(one, ast.Attribute)} & (GATES | FRAMES)


def acts_on_a_client(action: Action) -> bool:
    """True for an action that a person does to something that is a client's, in a frame of its own or a shared one."""
    given = {one.annotation and ast.unparse(one.annotation) for one in action.syntax.args.args}
    return "Actor" in given and bool(given & ABOUT_CLIENTS) and not action.called.startswith("_") and framed(action)


def framed(action: Action) -> bool:
    """True where the action opens a frame, itself or through another action."""
    return bool(calls(action.syntax) & FRAMES) or action.called in FRAMES


def called_inside(action: Action) -> set[str]:
    """Return what is called inside the frames of an action, and in the frames that it opens with."""
    if action.called in FRAMES:
        return calls(action.syntax)
    inside: set[str] = set()
    for frame in action.frames():
        inside |= {called for one in frame.body for called in calls(one)}
        inside |= {called for item in frame.items for called in calls(item.context_expr)}
    return inside


def room(action: Action) -> str:
    """Return the room that an action belongs to."""
    return name(action.path).split("/")[0]


def asking(found: list[Action]) -> set[tuple[str, str]]:
    """Return the functions, by room and name, that ask a gate, themselves or through what they call.

    A name is looked for in the room itself, and elsewhere only where the room has none of that name.
    """
    bodies: dict[tuple[str, str], set[str]] = {}
    for action in found:
        bodies.setdefault((room(action), action.called), set()).update(calls(action.syntax))
    reached = {key for key, body in bodies.items() if body & GATES}
    while more := {key for key, body in bodies.items() if asks(key[0], body, bodies, reached)} - reached:
        reached |= more
    return reached


def asks(here: str, called: set[str], bodies: dict[tuple[str, str], set[str]], reached: set[tuple[str, str]]) -> bool:
    """Tell whether one of the names that are called in a room is a gate, or leads to one."""
    own = {(here, one) for one in called}
    others = {key for key in reached if key[1] in called and (here, key[1]) not in bodies}
    return bool(called & GATES or own & reached or others)


def without_a_gate(found: list[Action]) -> set[str]:
    """Return the actions about clients inside whose frames no gate is asked, themselves or through what they call."""
    reached = asking(found)
    bodies = {(room(action), action.called): calls(action.syntax) for action in found}
    return {
        f"{name(action.path)}: {action.called}"
        for action in found
        if acts_on_a_client(action) and not asks(room(action), called_inside(action), bodies, reached)
    }


def test_every_action_about_a_client_asks_for_the_right_to_it_inside_its_frame() -> None:
    found = actions()
    assert sum(map(acts_on_a_client, found)) > 60, "the reading of actions has gone blind"
    assert without_a_gate(found) == SECOND_WRITES

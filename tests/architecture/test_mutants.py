"""Guards the guard: what breaks the rights breaks what it says, and nothing dies of the breaking itself."""

from __future__ import annotations

import ast

from tests.mutants import RIGHTS, mutants
from tests.security.mutation_rights import NOTHING, asked_for, broken, compiled

RULE = '''
"""Who may."""
MOST, LEAST = 5, 1

def check(actor: Actor | None, row: Row) -> None:
    """Raise Denied."""
    if actor is None or actor.role not in (Role.WORKER, Role.MANAGER):
        raise Denied("not_a_code_that_anything_asks_for", _("Ask somebody else."))
    if not all(row.words[name] for name in ("a", "b")) and row.on < actor.day:
        raise Denied("nobody_found", _("Nobody.") % {"c": row.c, "d": row.d})
    row.rows.filter(agency=actor.agency_id).exclude(person=actor.id)
'''


def test_every_broken_rule_compiles_and_is_another_one() -> None:
    whole, *found = broken(RULE)
    assert whole[0] == NOTHING
    assert ast.unparse(whole[1]) == ast.unparse(ast.parse(RULE))
    texts = [ast.unparse(tree) for _what, tree in found]
    for statement in (one for _what, tree in found for one in tree.body):
        compiled(statement)
    assert len(texts) > 30
    assert ast.unparse(whole[1]) not in texts
    assert not any("text_" in one for one in texts), "what was set aside is put back"


def test_one_side_of_a_condition_is_left_out() -> None:
    kept = {ast.unparse(tree).splitlines()[-1] for what, tree in mutants("a or b") if what.startswith("drop operand")}
    assert [all(name in text for text in kept) for name in "ab"] == [False, False]
    assert {text.replace(" or ", "") for text in kept} == {"aa", "bb"}


def test_words_and_codes_that_nothing_asks_for_are_left_alone_and_others_are_not() -> None:
    assert "nobody_found" in asked_for()
    broken_texts = {what for what, _tree in broken(RULE) if what.startswith("other text")}
    assert {one.split("'")[1] for one in broken_texts} == {"nobody_found", "a", "b", "c", "d"}


def test_order_is_left_alone_where_it_says_nothing() -> None:
    swapped = [what for what, _tree in mutants(RULE, RIGHTS) if what.startswith("swap")]
    assert [one.split(": ")[1].split(" |")[0] for one in swapped] == ["(5, 1)"]

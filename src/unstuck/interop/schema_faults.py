"""What a JSON Schema refused, as a person can mend it: the place, what was expected, what stands there, the way out."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError

NEAR = 0.7
"""How alike two names must be for the one to be offered for the other (difflib's measure; our own default)."""


def problems(error: ValidationError, whole: str = "the case", part: str = "fact") -> Iterator[str]:
    """Yield `progress.state: expected one of …, found …` for what the schema refused, each unknown fact by itself.

    `whole` is what the value itself is called, and `part` what it is made of.
    """
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path)
    where = cut(place.lstrip(".")) or whole
    if error.validator == "additionalProperties":
        known: Any = error.schema
        found: Any = error.instance
        for name in [name for name in found if name not in known["properties"]]:
            yield f"{where}: expected {one_of(known['properties'])}, found {shown(name)}{_meant(name, known)}"
        return
    yield f"{where}: expected {_expected(error, part)}{_way_out(error)}"


def _meant(name: str, schema: Mapping[str, Any]) -> str:
    """Say which fact was probably meant by a name that is none."""
    folded = {known.casefold(): known for known in schema["properties"]}
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=NEAR)
    return f" (did you mean {folded[near[0]]}?)" if near else " (leave it out)"


def _way_out(error: ValidationError) -> str:
    """Say how a value of another kind is written, or which one was probably meant."""
    found = error.instance
    asked: Any = error.validator_value
    if error.validator == "type" and isinstance(found, str) and asked in ("number", "integer"):
        plain = found.strip()
        return f" (a number, without the quotes: {plain})" if plain.replace(".", "", 1).isdigit() else ""
    if error.validator == "enum" and isinstance(found, str):
        folded = {str(known).replace("_", " "): str(known) for known in asked}
        near = difflib.get_close_matches(found.casefold().replace("_", " "), folded, n=1, cutoff=NEAR)
        return f" (did you mean {folded[near[0]]}?)" if near else ""
    return ""


def _expected(error: ValidationError, part: str) -> str:
    """Return what one keyword of the schema asks for and what was found."""
    keyword, asked = error.validator, error.validator_value
    found: Any = error.instance
    if keyword == "required":
        wanted: Any = asked
        absent = next(name for name in wanted if name not in found)
        return f"the {part} '{absent}', found none"
    wordings: dict[object, Callable[[Any], str]] = {
        "enum": one_of,
        "type": _TYPES.__getitem__,
        "minLength": "a text of at least {} characters".format,
        "minimum": "at least {}".format,
        "maximum": "at most {}".format,
    }
    return f"{wordings[keyword](asked)}, found {shown(found)}"


def one_of(values: Iterable[object]) -> str:
    """Return what may stand there."""
    return "one of " + ", ".join(str(value) for value in values)


_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}


def shown(value: object) -> str:
    """Return a value as found, short and in plain ASCII; a container only by its kind."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return cut(json.dumps(value))


def cut(text: str) -> str:
    """Return a text in plain ASCII, not longer than a line takes."""
    plain = text.encode("ascii", "backslashreplace").decode("ascii")
    return plain if len(plain) <= 60 else f"{plain[:57]}..."

"""One set of answers as people have it (our codes, numbered questions, LOINC, FHIR), as answers that can be scored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from unstuck.errors import BadInput, SeveralFaults
from unstuck.instruments.definition import Instrument, Option
from unstuck.instruments.scoring import Answers
from unstuck.language import gettext as _

NO_ANSWER = ("", "na", "n/a", "null", "none", "missing", "not answered")
_NUMBERED = re.compile(r"(?:q|item|question)[ _.-]?(\d+)", re.IGNORECASE)
_VALUES = ("valueInteger", "valueDecimal", "valueString", "valueCoding", "valueQuantity")


@dataclass
class _Reading:
    """The questions by every name that they may go by, and what was read and refused so far."""

    instrument: Instrument
    answers: dict[str, int | None] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def options(self, code: str) -> Sequence[Option]:
        """Return the answers to a question."""
        follow_up = self.instrument.follow_up
        if follow_up is not None and code == follow_up.code:
            return follow_up.options
        return self.instrument.options_of(next(item for item in self.instrument.items if item.code == code))


def answers_of(data: Any, instrument: Instrument) -> tuple[Answers, tuple[str, ...]]:
    """Return the answers in a JSON value, and what to say of how they were read.

    Raises BadInput that names the form it found, or SeveralFaults with everything that cannot be used.
    """
    if instrument.scoring.method == "total_only":
        return {}, ()  # the scoring says why
    if isinstance(data, Mapping) and data.get("resourceType"):
        pairs = list(_fhir(data))
    elif isinstance(data, Mapping):
        pairs = [(str(name), value) for name, value in data.items()]
    else:
        raise BadInput(_("expected one object of answers, found a list (a sheet of many: unstuck analyse)"))
    reading = _Reading(instrument)
    for name, value in pairs:
        _read(reading, name, value)
    _say(reading, [name for name, _value in pairs], "resourceType" in data)
    if reading.faults:
        faults = [BadInput(one) for one in reading.faults]
        raise faults[0] if len(faults) == 1 else SeveralFaults(faults)
    return reading.answers, tuple(reading.notices)


def _read(reading: _Reading, name: str, value: Any) -> None:
    code = _code(reading.instrument, name)
    if code is None:
        known = ", ".join(_codes(reading.instrument))
        problem = _("item '{name}': expected an item of {id} ({known}), found another")
        reading.faults.append(problem.format(name=name, id=reading.instrument.id, known=known))
    elif code in reading.answers:
        reading.faults.append(_("item '{name}': expected one answer, found two").format(name=name))
    else:
        reading.answers[code] = _value(reading, name, code, value)


def _codes(instrument: Instrument) -> list[str]:
    return [item.code for item in instrument.items] + ([instrument.follow_up.code] if instrument.follow_up else [])


def _code(instrument: Instrument, name: str) -> str | None:
    """Return the question's own code: by that code in any letters, by its number, or by LOINC's code of it."""
    plain = name.strip().casefold().replace("-", "_")
    own = {code.casefold().replace("-", "_"): code for code in _codes(instrument)}
    if plain in own:
        return own[plain]
    if match := _NUMBERED.fullmatch(name.strip()):
        place = int(match[1]) - 1
        return instrument.items[place].code if 0 <= place < len(instrument.items) else None
    loinc = name.strip().strip("/").rpartition("/")[2]
    questions = [(item.code, item.loinc) for item in instrument.items]
    if instrument.follow_up:
        questions.append((instrument.follow_up.code, instrument.follow_up.loinc))
    return next((code for code, known in questions if known and loinc in (known, known.partition("-")[0])), None)


def _value(reading: _Reading, name: str, code: str, value: Any) -> int | None:
    options = reading.options(code)
    if value is None or (isinstance(value, str) and value.strip().casefold() in NO_ANSWER):
        return None
    found = _number(value, options)
    values = [option.value for option in options]
    if found in values:
        return found
    problem = _("item '{name}': expected one of {values} or null, found {value!r}{way}")
    given = value if not isinstance(value, float) or not value.is_integer() else int(value)
    listed = ", ".join(map(str, values))
    reading.faults.append(problem.format(name=name, values=listed, value=given, way=_way(found, values)))
    return None


def _number(value: Any, options: Sequence[Option]) -> int | None:
    """Return the number that an answer counts; None where it is none of these options."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if float(value).is_integer() else None
    words = " ".join(str(value).split()).casefold()
    for option in options:
        if words and words in (option.loinc.casefold(), " ".join(option.text.split()).casefold()):
            return option.value
    return int(float(words)) if re.fullmatch(r"-?\d+(\.0+)?", words) else None


def _way(found: int | None, values: Sequence[int]) -> str:
    if found is None:
        return ""
    if found == max(values) + 1:
        return _(" (answers coded from 1? then take one off each)")
    outside = found < min(values) or found > max(values)
    return _(" (if that stands for no answer, write null)") if outside else ""


def _fhir(resource: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the answers of a FHIR QuestionnaireResponse, those in groups too."""
    kind = resource.get("resourceType")
    if kind != "QuestionnaireResponse":
        raise BadInput(_("expected answers or a FHIR QuestionnaireResponse, found FHIR {kind}").format(kind=kind))
    pending = list(resource.get("item") or ())
    while pending:
        item = pending.pop(0)
        if not isinstance(item, Mapping):
            raise BadInput(_("expected items of a FHIR QuestionnaireResponse, each an object, found something else"))
        pending[:0] = item.get("item") or ()
        given = item.get("answer") or ()
        if given and len(given) == 1 and isinstance(given[0], Mapping):
            yield str(item.get("linkId", "")), _fhir_value(given[0])
        elif given:
            yield str(item.get("linkId", "")), f"{len(given)} answers"


def _fhir_value(answer: Mapping[str, Any]) -> Any:
    value = next((answer[name] for name in _VALUES if name in answer), None)
    if not isinstance(value, Mapping):
        return value
    return value.get("value", value.get("code") or value.get("display"))


def _say(reading: _Reading, names: Sequence[str], fhir: bool) -> None:
    """Say where the answers were read by other names than ours, and where all could be counted from 1."""
    if fhir:
        reading.notices.append(_("read as a FHIR QuestionnaireResponse"))
    elif any(name not in _codes(reading.instrument) for name in names):
        codes = ", ".join(f"{name} = {code}" for name in names[:1] if (code := _code(reading.instrument, name)))
        if codes:
            reading.notices.append(_("the questions were read by other names, such as {codes}").format(codes=codes))

"""Which column of a file holds what, by the names that forms, surveys and people give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from unstuck.instruments.definition import Item
from unstuck.population.engines.columns import Unit
from unstuck.population.engines.question_columns import NUMBER_BEHIND, item_columns, squeezed

CLIENT = (
    "client", "client id", "clientid", "client code", "client number", "client no", "client ref", "client reference",
    "clients", "client name", "service user", "service user id", "record id", "participant", "participant id",
    "patient", "patient id", "subject", "subject id", "case id", "case number", "person id", "id", "pid",
    " ""klient", "klientin",
    "klienten", "klientennummer", "patientin", "fallnummer", "usager", "your client code", "respondent id",
    "study id",
    "cliente", "id cliente", "usuario", "paciente", "cliënt", "client nr", "cliëntnummer", "n usager", "no usager",
    "numéro usager", "identifiant", "dossier",
    "usubjid", "subjid", "young person", "member id", "reference", "name", "code",
)  # fmt: skip
SCORE = (
    "score", "total", "total score", "totalscore", "sum", "sum score", "result", "points", "wert", "punktzahl",
    " ""punkte",
    "puntuación", "puntuacion", "puntaje", "puntuación total", "totaalscore", "somme", "punteggio",
    "summe", "summenwert", "gesamtwert", "scores", "raw score", "value", "score total",
)  # fmt: skip
DATE = (
    "date", "date completed", "completed", "completed on", "date of completion", "completion date", "date given",
    "assessment date", "date of assessment", "session date", "date of session", "recordeddate", "recorded date",
    "timestamp", "time stamp", "datum", "date administered", "measure date", "visit date", "test date",
    " ""enddate", "end date",
    "fecha", "date de passation", "date de remplissage", "afnamedatum",
    "submitted", "submitted at", "date submitted", "startdate", "start date", "created at", "completed at", "when",
    "datetime", "date time", "survey date", "date taken", "score date", "day of completion", "visitdt",
    "date recorded", "completion time", "finish time", "end time", "start time",
)  # fmt: skip
SESSION = ("session", "session number", "session no", "session #", "sitzung")
COUNTED: dict[Unit, tuple[str, ...]] = {
    "week": ("week", "weeks", "week number", "weeks since start"),
    "month": ("month", "months", "months since start"),
    "day": ("day", "days", "days since start"),
    "session": SESSION,
}
OTHER_DATE = re.compile(
    r"birth|dob|intake|referral|referred|discharge|enrol|consent|admission|admitted|geburt|naissance|nacimiento|ingreso"
    r"|derivaci|\b(next|due|last|latest|previous|prior|print(ed)?|export(ed)?|download(ed)?|modified|updated|edited"
    r"|expir\w*|opened|closed|death|died|reminder|alta|pr[oó]xim[ao]|[uú]ltim[ao])\b"
)
"""Dates of something else than of a score: of a person, of their file, of another day."""
OTHER_SCORE = re.compile(
    r"\b(changes?|differences?|diff|delta|improvement|targets?|goals?|cut ?offs?|thresholds?|version|expected|predicted"
    r"|percent\w*|status|rank|interpretation|category|cambio|diferencia|meta|objetivo)\b"
)
"""Numbers made of scores, or set beside them, that are no score."""
_PERSON_WORDS = """
client clients case patient patients participant subject person member customer consumer resident student pupil user
mrn chart file nhs record usuario usuaria cliente paciente participante expediente beneficiario beneficiaria caso
historia klient patientin fall pt
"""
_REFERENCE_WORDS = """
id ids no nr num number code ref reference key identifier service medical unique our your the of nº n° n de del
clínica clinica código codigo número numero clave nummer
"""
_PERSONS, _REFERENCE = frozenset(_PERSON_WORDS.split()), frozenset(_REFERENCE_WORDS.split())
"""Words that say that a person is meant, and words that may stand beside them in the name of such a column."""
MEASURE = re.compile(
    r"\b(measures?|instruments?|questionnaires?|scales?|tests?|tools?|assessments?|surveys?|form|outcome measure"
    r"|fragebogen|domain|subscale)\b"
)
RATER = re.compile(
    r"\b(raters?|respondents?|informants?|perspective|completed by|reported by|rated by|report(er)?|filled in by|"
    r"version|answered by|source|who)\b"
)
EPISODE = re.compile(
    r"\b(referral|episode|spell|case (id|no|number)|admission|intake (id|no|number)|enrol?lment|"
    r"treatment (id|no|number)|referral (id|no|number)|course|period of care)\b"
)
BIRTH = re.compile(r"\b(birth|dob|birthdate|birthday|geburtsdatum|naissance|nacimiento)\b")
RUNNING = frozenset({"id", "response id", "responseid", "respondent id", "submission id", "row", "nr", "no", "number"})
"""Columns that may number the rows, and not the clients."""
_TOTAL = re.compile(r"\b(total|sum|score|summe|wert|gesamt|tot|puntuación|puntuacion|puntaje|suma|punteggio|somme)\b")
_SCORE_WORD = re.compile(r"(total|score|sum|tot)(?=\w{3})|(?<=\w{3})(total|score|sum|tot)$")

INSTRUMENTS: dict[str, tuple[str, ...]] = {
    "PHQ-9": ("phq9", "patient health questionnaire"),
    "GAD-7": ("gad7", "generalised anxiety", "generalized anxiety"),
    "BDI-II": ("bdiii", "bdi2", "bdi", "beck depression"),
    "HAMD-17": ("hamd17", "hamd", "hdrs", "hamilton rating scale for depression"),
    "PHQ-2": ("phq2",), "PHQ-8": ("phq8",), "PHQ-15": ("phq15",), "GAD-2": ("gad2",), "WSAS": ("wsas",),
    "CORE-10": ("core10",), "CORE-OM": ("coreom", "core34"), "OQ-45": ("oq45", "oq452"), "ORS": ("ors",),
    "SRS": ("srs",),
    "EPDS": ("epds", "edinburgh postnatal"), "K10": ("k10", "kessler10"), "K6": ("k6",), "DASS-21": ("dass21",
    "dass"),
    "HADS": ("hads",), "PCL-5": ("pcl5", "pcl"), "AUDIT": ("audit", "auditc"), "WEMWBS": ("wemwbs", "swemwbs"),
    "SDQ": ("sdq",), "RCADS": ("rcads",), "MADRS": ("madrs",), "CES-D": ("cesd",), "IES-R": ("iesr",), "BAI": ("bai",),
    "ISI": ("isi",), "YBOCS": ("ybocs",), "WHO-5": ("who5",), "WHODAS": ("whodas",), "EQ-5D": ("eq5d",),
    "SPIN": ("spin",),
    "DAST-10": ("dast10",), "HAM-A": ("hama",), "QIDS": ("qids",), "PSS-10": ("pss10", "pss"),
}  # fmt: skip
"""Questionnaires by the names that columns and cells give them, so that one is not taken for another."""


def key(name: str) -> str:
    """Return a name as it is compared: words in small letters.

    >>> key("PHQ-9_Total  Score"), key("RecordedDate")
    ('phq 9 total score', 'recordeddate')
    """
    return " ".join(re.sub(r"[^\w]+|_", " ", name.casefold()).split())


def instrument_named(name: str) -> str | None:
    """Return the questionnaire that a text names, None where it names none or several.

    >>> instrument_named("PHQ-9 total"), instrument_named("gad7_total"), instrument_named("score")
    ('PHQ-9', 'GAD-7', None)
    """
    words = [part for word in key(name).split() for part in (word, _SCORE_WORD.sub("", word))]
    joined = ["".join(words[at:end]) for at in range(len(words)) for end in range(at + 1, min(at + 4, len(words)) + 1)]
    whole = " ".join(words)
    named = {
        one
        for one, names in INSTRUMENTS.items()
        for other in names
        if (other in whole if " " in other else other in joined)
    }
    if len(named) > 1:
        longest = {
            one: max(len(other) for other in INSTRUMENTS[one] if " " in other or other in joined) for one in named
        }
        top = max(longest.values())
        named = {one for one in named if longest[one] == top}
    return named.pop() if len(named) == 1 else None


@dataclass(frozen=True)
class Guess:
    """Which columns hold what. `also`: others that could have been meant for time. `doubt`: roles with several columns.

    `parts`: year, month and day where a date stands in three columns.
    """

    client: str = ""
    score: str = ""
    unit: Unit | None = None
    time: str = ""
    also: tuple[str, ...] = ()
    parts: tuple[str, str, str] | None = None
    items: tuple[str, ...] = ()
    doubt: tuple[tuple[str, tuple[str, ...]], ...] = ()


def guess(
    headers: Sequence[str], instrument: str, items: Sequence[Item] = (), top: Sequence[Sequence[str]] = ()
) -> Guess:
    """Return what the names of the columns say. `items`: the questions of the questionnaire; `top`: the first rows."""
    names = {header: key(header) for header in headers if key(header)}
    client, client_doubt = _client(names)
    each = item_columns(headers, items)
    score, score_doubt = _score({one: name for one, name in names.items() if one not in each}, instrument)
    answers = () if score else each
    unit, time, also, time_doubt = _time(names, instrument)
    if unit == "date" and (began := began_beside(headers, top, time)):
        unit, time, time_doubt = None, "", (began, time)
    parts = date_parts(headers)
    if parts and unit != "date":
        unit, time, also, time_doubt = "date", "+".join(parts), (), ()
    pairs = (("client", client_doubt), ("score", score_doubt), ("date", time_doubt))
    doubt = tuple((role, names_of) for role, names_of in pairs if names_of and not (role == "score" and answers))
    return Guess(client, score, unit, time, also, parts, answers, doubt)


def _first(names: dict[str, str], usual: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the column with the name that comes first among the usual ones; two with the same name are a doubt."""
    for one in usual:
        found = [header for header, name in names.items() if name == key(one)]
        if found:
            return (found[0], ()) if len(found) == 1 else ("", tuple(found))
    return "", ()


def _client(names: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    found, doubt = _first(names, CLIENT)
    if found or doubt:
        return found, doubt
    near = [header for header, name in names.items() if refers(name)] or [
        header for header, name in names.items() if re.search(r"\b(client|patient|participant|klient\w*)\b", name)
    ]
    return (near[0], ()) if len(near) == 1 else ("", tuple(near))


def refers(name: str) -> bool:
    """True for a name made of words for a person and their reference alone.

    >>> [refers(key(one)) for one in ("Case No.", "Nº de expediente", "Pt ID", "Staff ID", "Client age")]
    [True, True, True, False, False]
    """
    words = set(name.split())
    return bool(words & _PERSONS) and words <= _PERSONS | _REFERENCE


def _score(names: dict[str, str], instrument: str) -> tuple[str, tuple[str, ...]]:
    found, doubt = _first(names, ("score",))
    names = {header: name for header, name in names.items() if not OTHER_SCORE.search(name)}
    named = [header for header, name in _without_questions(names).items() if _is_total_of(header, name, instrument)]
    totals = [header for header in named if _TOTAL.search(names[header])]
    if len(totals or named) == 1:
        return (totals or named)[0], ()
    if found or doubt:
        return found, doubt
    if totals or named:
        return "", tuple(totals or named)
    found, doubt = _first(names, SCORE)
    if found or doubt:
        return found, doubt
    others = [header for header, name in names.items() if _TOTAL.search(name) and not re.search(r"\bdate|datum", name)]
    return (others[0], ()) if len(others) == 1 else ("", tuple(others))


def _is_total_of(header: str, name: str, instrument: str) -> bool:
    if instrument_named(header) != instrument or re.search(
        r"date|datum|complete|difficulty|\bband\b|severity|notes?", name
    ):
        return False
    own = "|".join(re.escape(one) for one in (key(instrument), *INSTRUMENTS.get(instrument, ())))
    rest = re.sub(rf"\b({own})\b", "", name)
    return (
        not re.search(r"\b(item|q|question)\b|\b(item|q|question)\d|\d\s*[a-z]?$", rest)
        or bool(_TOTAL.search(name))
        or _bare(name, instrument)
    )


def _without_questions(names: dict[str, str]) -> dict[str, str]:
    """Leave out columns that are numbered on from questions: "phq9" beside "phq3" is the ninth answer, not PHQ-9.

    >>> list(_without_questions({"phq3": "phq3", "phq9": "phq9"})), list(_without_questions({"PHQ-9": "", "PHQ-2": ""}))
    ([], ['PHQ-9', 'PHQ-2'])
    """
    numbered = {one: match[1] for one in names if (match := NUMBER_BEHIND.fullmatch(squeezed(one)))}
    stems = {stem for one, stem in numbered.items() if instrument_named(one) is None}
    return {one: name for one, name in names.items() if numbered.get(one) not in stems}


def _bare(name: str, instrument: str) -> bool:
    return name.replace(" ", "") in (*INSTRUMENTS.get(instrument, ()), key(instrument).replace(" ", ""))


def _time(names: dict[str, str], instrument: str) -> tuple[Unit | None, str, tuple[str, ...], tuple[str, ...]]:
    usable = {h: name for h, name in names.items() if not OTHER_DATE.search(name)}
    own = [
        h
        for h, name in usable.items()
        if re.search(r"date|datum|timestamp", name) and instrument_named(h) == instrument
    ]
    others = {h: name for h, name in usable.items() if instrument_named(h) in (None, instrument)}
    found, doubt = (own[0], ()) if len(own) == 1 else _first(others, DATE)
    counted: list[tuple[Unit, str]] = []
    for unit, usual in COUNTED.items():
        column, _twice = _first(usable, usual)
        if column:
            counted.append((unit, column))
    counted.sort(key=lambda one: list(names).index(one[1]))
    if not found and not doubt and not counted:
        near = [h for h, name in others.items() if re.search(r"\b(date|datum|timestamp|fecha)\b|date$", name)]
        found, doubt = (near[0], ()) if len(near) == 1 else ("", tuple(near))
    if found:
        return "date", found, tuple(column for _unit, column in counted), ()
    if doubt:
        return None, "", (), doubt
    if len(counted) == 1:
        return counted[0][0], counted[0][1], (), ()
    return None, "", tuple(column for _unit, column in counted), ()


def week_of_event(text: str) -> int | None:
    """Return the week since the start that a name of an event speaks of, None where it speaks of none.

    >>> [week_of_event(one) for one in ("baseline_arm_1", "week_2_arm_1", "3_month_followup_arm_1", "visit_arm_1")]
    [0, 2, 13, None]
    """
    words = re.sub(r"\barm \d+\b", "", key(text))
    if re.search(r"\b(baseline|intake|screening|start|pre|enrol\w*)\b", words):
        return 0
    for unit, weeks in (("week|wk", 1.0), ("month|mth", 365.25 / 12 / 7)):
        if match := re.search(rf"\b(?:{unit})s? ?(\d+)\b|\b(\d+) ?(?:{unit})s?\b", words):
            return round(int(match[1] or match[2]) * weeks)
    return None


def date_parts(headers: Sequence[str]) -> tuple[str, str, str] | None:
    """Return the columns of year, month and day, where a date stands in three.

    >>> date_parts(["client", "Year", "Month", "Day"]), date_parts(["client", "day"])
    (('Year', 'Month', 'Day'), None)
    """
    wanted = (("year", "yyyy", "jahr", "yr"), ("month", "mm", "monat", "mon"), ("day", "dd", "tag", "day of month"))
    found = [
        next((h for h in headers if key(h) in names or key(h).removeprefix("date ") in names), "") for names in wanted
    ]
    return (found[0], found[1], found[2]) if all(found) else None


def began_beside(headers: Sequence[str], rows: Sequence[Sequence[str]], end: str) -> str:
    """Return the column of another day on which a spell began that ends on the day of `end`, empty where there is none.

    A survey begins and ends on one day, so that either will do; treatments and episodes do not.

    >>> began_beside(["Start date", "End date"], [["2026-01-05", "2026-03-02"]], "End date")
    'Start date'
    >>> began_beside(["StartDate", "EndDate"], [["2026-01-05 09:00", "2026-01-05 09:04"]], "EndDate")
    ''
    """
    wanted = re.sub(r"\b(end|finish|completion)", "start", key(end))
    began = next((header for header in headers if key(header) == wanted and header != end), "")
    if not began:
        return ""
    at, to = headers.index(began), headers.index(end)
    days = [(re.split(r"[\sT]", row[at].strip())[0], re.split(r"[\sT]", row[to].strip())[0]) for row in rows]
    both = [one != other for one, other in days if one and other]
    return began if sum(both) * 2 > len(both) else ""

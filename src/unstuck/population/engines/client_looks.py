"""Whether the names of clients are names: no mark for nobody, no formula, no number that a spreadsheet cut short."""

from __future__ import annotations

from unstuck.language import gettext as _
from unstuck.population.engines import queries
from unstuck.population.engines.cell_texts import MISSING_WORDS
from unstuck.population.engines.column_names import BIRTH, RUNNING, key
from unstuck.population.engines.looking import Looking
from unstuck.population.engines.questions import LISTED
from unstuck.population.engines.reading import shown
from unstuck.population.engines.sources import literal
from unstuck.workbooks.formula_cells import UNVALUED

NAMES_NOBODY = (
    "expected a client, found '{name}', which names nobody and may be several people (put each one's own reference "
    "there, or {sure})"
)
CUT = (
    "expected the client's whole reference, found '{name}': a spreadsheet cut a long number short, and several clients "
    "may share it (keep the column as text where the file was made, or {sure})"
)
NO_VALUE = "expected a client, found a formula without its value (open the file in a spreadsheet, and save it there)"
TWO_BIRTHS = (
    "expected one date of birth for each client, found another one than in row {row}: are these two people with the "
    "same name? (give each a reference of their own, or {sure})"
)
UNBORN = "expected a date of birth before the day of the score, found one after it (or {sure})"
BORN = "birth"
FEWEST = 5
NOBODY = (MISSING_WORDS | {"anonymous", "anon", "no id", "no name", "unnamed", "desconocido", "anonimo", "anónimo"}) - {
    "na", "nan", "nil", "null", "blank",
}  # fmt: skip
"""Marks for nobody. Initials and surnames that are also marks for no value are left to be names."""
CUT_SHORT = r"\d([.,]\d+)?e[+]\d{1,2}"
"""A long number as a spreadsheet shows it: its last digits are gone, and several clients may share it."""
LIKE_A_DATE = r"\d{4}-\d{2}-\d{2}( .*)?|\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(-\d{2})?"


class ClientLooks(Looking):
    """Looks at the names in the column of clients."""

    def names(self) -> None:
        """Refuse names that are none or that several clients may share; say which look like days."""
        if self.layout.client is None:
            return
        if "client" not in self.settled.sure:
            nobody = f"lower(trim(client)) IN ({', '.join(map(literal, sorted(NOBODY)))})"
            self._refuse(nobody, _(NAMES_NOBODY))
            self._refuse(_matches(CUT_SHORT), _(CUT))
        self._refuse(f"client = {literal(UNVALUED)}", _(NO_VALUE))
        for name, record in self._named(_matches(LIKE_A_DATE))[:1]:
            text = _(
                "clients are named like days, such as '{name}' in row {row}: did a spreadsheet change a reference?"
            )
            self.notices.append(text.format(name=shown(name), row=self.source.row_of(record)))

    def births(self) -> None:
        """Refuse two people with the same name, as their dates of birth tell, and scores from before a birth."""
        at = next((at for at in self.layout.others if BIRTH.search(key(self.layout.headers[at]))), None)
        if at is None or self.layout.client is None or BORN in self.settled.sure:
            return
        width, sure = len(self.layout.slots), self.reading.ways.sure.format(code=BORN)
        client, born = self._client(), f"nullif(trim(c{at}), '')"
        each = (
            f"SELECT rowid, {client} AS client, {born} AS day, first_value({born}) OVER (PARTITION BY {client} "
            f"ORDER BY rowid) AS begun FROM raw WHERE {born} IS NOT NULL AND {client} IS NOT NULL AND {self._scored()}"
        )
        rows = self._all(
            f"SELECT min(rowid), min(rowid) FILTER (day <> begun) FROM ({each}) GROUP BY client "
            f"HAVING count(DISTINCT day) > 1 ORDER BY 2 LIMIT {LISTED}"
        )
        for first, other in rows:
            problem = _(TWO_BIRTHS).format(row=self.source.row_of(first), sure=sure)
            self._fault(other * width, problem, other * width, self.layout.headers[at])
        if self.layout.unit != "date":
            return
        day = queries.DAY.substitute(text=f"c{at}")
        (place,) = self._one(
            f"SELECT min(s.place) FROM scores s JOIN raw r ON r.rowid = s.place // {width} WHERE ({day}) > s.occasion"
        )
        if place is not None:
            self._fault(place, _(UNBORN).format(sure=sure), place, self.layout.headers[at])

    def running(self) -> None:
        """Say where the clients may be rows: every one of them has one score, under a name that numbers rows."""
        at = self.layout.client
        if at is None or self.reading.wide or key(self.layout.headers[at]) not in RUNNING:
            return
        clients, scores = self._one("SELECT count(DISTINCT number), count(*) FROM scores")
        if scores == clients >= FEWEST:
            text = _("every client has one score: does '{name}' number the rows, and not the clients?")
            self.notices.append(text.format(name=self.layout.headers[at]))

    def _refuse(self, condition: str, problem: str) -> None:
        assert self.layout.client is not None  # noqa: S101  (a file without the column has no names)
        sure, column = self.reading.ways.sure.format(code="client"), self.layout.name(self.layout.client)
        for name, record in self._named(condition)[:LISTED]:
            place = record * len(self.layout.slots)
            self._fault(place, problem.format(name=shown(name), sure=sure), place, column)

    def _named(self, condition: str) -> list[tuple[str, int]]:
        """Return names with a score, each with its first row."""
        scored = "number IN (SELECT number FROM cells)"
        rows = self._all(f"SELECT client, first FROM clients WHERE {condition} AND {scored} ORDER BY 2")
        return [(str(name), int(record)) for name, record in rows]


def _matches(pattern: str) -> str:
    return f"regexp_full_match(client, {literal(pattern)}, 'i')"

"""What a file says of itself beside the cells that are read: whose rows, of which questionnaire, of which episode.

Two things in one series are never mixed: what splits the rows is asked about, refused with the way out, or said.
"""

from __future__ import annotations

import re
from typing import Any

from unstuck.language import gettext as _
from unstuck.language import ngettext
from unstuck.population.engines import queries
from unstuck.population.engines.cell_texts import SUMMARIES, sums_up
from unstuck.population.engines.likeness import alike
from unstuck.population.engines.looking import EVERYTHING, Looking, replace_texts
from unstuck.population.engines.questions import LISTED, Proposal, times_from
from unstuck.population.engines.reading import shown
from unstuck.population.engines.sources import literal

SHORTEST_SUMMARY = 3
"""“N” and “SD” stand beside a mean or a total; by themselves they are somebody's initials."""


class Looks(Looking):
    """Looks at which rows count, whose they are, and what the scores may be instead."""

    # Rows that do not count

    def rows(self) -> None:
        """Leave out rows that do not count, footnotes and summaries; fill names down where that was agreed."""
        self._where()
        if self.layout.client is None:
            return
        self._footnotes()
        self._summaries()
        self._blocks()

    def _where(self) -> None:
        """Leave out the rows that were not chosen; of one column any of the values named for it will do."""
        chosen: dict[str, list[str]] = {}
        for name, value in self.settled.where:
            chosen.setdefault(name.strip(), []).append(value)
        for name, values in chosen.items():
            at = next((at for at, header in enumerate(self.layout.headers) if header == name), None)
            if at is None:
                problem = _("expected a column of this name to choose rows by, found none")
                self._fault(0, problem, None, name)
            elif EVERYTHING not in values:
                self._choose_rows(at, name, values)

    def _choose_rows(self, at: int, name: str, values: list[str]) -> None:
        listed = ", ".join(map(literal, values))
        there = [str(row[0]) for row in self._all(f"SELECT c{at} FROM raw GROUP BY 1 ORDER BY min(rowid)") if row[0]]
        for value in values:
            if value not in there:
                problem = _("expected rows of one of {values}, found '{value}'")
                seen = ", ".join(map(shown, there[:LISTED]))
                self._fault(0, problem.format(values=seen, value=value), None, name)
        others = f"(c{at} IS NULL OR CAST(c{at} AS VARCHAR) NOT IN ({listed}))"
        (out,) = self._one(f"SELECT count(*) FROM raw WHERE {others} AND {self._scored()}")
        if any(value in there for value in values):
            self._blank(others)
            text = "{n} score in rows without {name}={value} is left out"
            texts = "{n} scores in rows without {name}={value} are left out"
            said = ngettext(text, texts, out).format(n=out, name=name, value=_(" or ").join(values))
            self.notices += [said] if out else []

    def _footnotes(self) -> None:
        """A text below the table is no client."""
        client = f"c{self.layout.client}"
        empty = f"NOT {self._scored()}"
        dated = " OR ".join(f"c{at} IS NOT NULL" for at in self.layout.needed if at != self.layout.client) or "false"
        last = f"(SELECT max(rowid) FROM raw WHERE {self._scored()})"
        rows = self._all(
            f"SELECT rowid, {client}, {dated} FROM raw WHERE {client} IS NOT NULL AND {empty} AND rowid > {last} "
            "ORDER BY 1"
        )
        notes = [(record, text) for record, text, dated in rows if _is_note(str(text)) and (" " in text or not dated)]
        for record, text in notes[:LISTED]:
            words = _("row {row} is a note, not a client, and was left out: '{text}'")
            self.notices.append(words.format(row=self.source.row_of(record), text=shown(str(text))))
        if notes:
            self._blank(f"rowid IN ({', '.join(str(record) for record, _text in notes)})")

    def _summaries(self) -> None:
        client = f"c{self.layout.client}"
        names = ", ".join(literal(name) for name in sorted(SUMMARIES))
        self.engine.execute(f"CREATE TEMP TABLE named AS {queries.NAMED.substitute(client=client)}")
        self.names_stand = True
        rows = self._all(f"SELECT * FROM named WHERE lower(trim(client, ' .:')) IN ({names}) ORDER BY first")
        rows += self._dated_summaries(client, names)
        rows += self._summaries_of_one({str(one) for one, *_rest in rows})
        if "summary" in self.settled.sure or all(len(str(one).strip(" .:")) < SHORTEST_SUMMARY for one, *_rest in rows):
            return
        agreed = [str(one) for one, _times, _record in rows if str(one) in self.settled.left_out]
        if agreed:
            self.notices.append(
                _("rows of {names} were left out").format(names=", ".join(f"'{one}'" for one in agreed))
            )
        for one, times, record in rows:
            if str(one) not in agreed:
                text = _("'{name}' ({times}) sums up other rows and is no client: it is left out")
                text = text.format(name=shown(str(one)), times=times_from(times, self.source.row_of(record)))
                self.proposals.append(Proposal("summary", text, {"left_out": (str(one),)}))
        words = ", ".join(literal(str(one)) for one, _times, _record in rows)
        dates = f" OR {client} IS NULL AND {time} IN ({words})" if (time := self._date_column()) else ""
        self._blank(f"{client} IN ({words}){dates}")

    def _summaries_of_one(self, known: set[str]) -> list[tuple[Any, ...]]:
        """Return names such as "K1 Average" that sum up another client's rows, as spreadsheets put them between."""
        words = "|".join(re.escape(word) for word in sorted(SUMMARIES) if len(word) >= SHORTEST_SUMMARY)
        like = rf"(({words})[ :].*|.* ({words})[ .:]*)"
        rows = self._all(f"SELECT * FROM named WHERE regexp_full_match(client, {literal(like)}, 'i') ORDER BY first")
        found = [(row, sums_up(str(row[0]))) for row in rows if str(row[0]) not in known]
        others = {str(one) for (one,) in self._all("SELECT client FROM named")} if found else set()
        return [row for row, of in found if of is not None and (not of or of in others)]

    def _date_column(self) -> str:
        time = self.layout.slots[-1].time
        return f"CAST(c{time} AS VARCHAR)" if time is not None and self.layout.unit == "date" else ""

    def _dated_summaries(self, client: str, names: str) -> list[tuple[Any, ...]]:
        """Return the words that sum up rows from the column of dates, in rows without a client."""
        time = self._date_column()
        (nobodys,) = self._one("SELECT count(*) FROM named WHERE client IS NULL")
        if not nobodys or not time:
            return []
        return self._all(
            f"SELECT {time}, count(*), min(rowid) FROM raw WHERE {client} IS NULL "
            f"AND lower(trim({time}, ' .:')) IN ({names}) GROUP BY 1 ORDER BY 3"
        )

    def _blocks(self) -> None:
        """Where a name stands only above its rows, as in merged cells, propose to fill it down."""
        client = f"c{self.layout.client}"
        (nobodys,) = self._one(f"SELECT count(*) FROM raw WHERE {client} IS NULL AND {self._scored()}")
        if not nobodys:
            return
        query = queries.BLOCKS.substitute(client=client, scored=self._scored())
        without, named, begins, first, blocks = self._one(query)
        if not without or not begins or (blocks < 2 and without * 5 < named):
            return
        if self.settled.fill_down:
            self.engine.execute(queries.FILL_DOWN.substitute(client=client, scored=self._scored()))
            self.names_stand = False
            text, texts = "{n} row was given the client above it", "{n} rows were given the client above them"
            self.notices.append(ngettext(text, texts, without).format(n=without))
            return
        text = _(
            "{n} rows have no client, the first of them row {row}: as in merged cells, the client above holds for them"
        )
        self.proposals.append(
            Proposal("fill_down", text.format(n=without, row=self.source.row_of(first)), {"fill_down": True})
        )

    # What is said with the result

    def merge_alike(self) -> None:
        """Make clients one whose names look alike, where that was agreed."""
        if self.layout.client is None or self.settled.alike != "together":
            return
        client = f"c{self.layout.client}"
        names = self._all(f"SELECT {client} FROM raw WHERE {client} IS NOT NULL GROUP BY 1 ORDER BY min(rowid)")
        same = {other: group[0] for group in alike(str(row[0]) for row in names) for other in group[1:]}
        if same:
            replace_texts(self.engine, self.layout.client, same)
            self.names_stand = False

    def clients_alike(self) -> None:
        """Say which clients look alike."""
        if self.layout.client is None or self.settled.alike:
            return
        names = [row[0] for row in self._all(queries.ALIKE)]
        groups = alike(names)
        if not groups:
            return
        listed = "; ".join(_(" and ").join(f"'{shown(name)}'" for name in group) for group in groups[:LISTED])
        text = _("these look like one client each, and were read as several: {listed} ({way})")
        self.notices.append(text.format(listed=listed, way=self.reading.ways.alike))

    def values(self) -> None:
        """Say what the scores look like that they may not be: zeros for skipped forms, means of items."""
        minimum, maximum = float(self.reading.minimum), float(self.reading.maximum)
        zeros, first = self._one(queries.ZEROS.substitute(minimum=minimum, high=minimum + (maximum - minimum) / 3))
        if zeros:
            text = ngettext(
                "{n} score of {minimum:g} stands between scores of {high:g} or more, in row {row}: if that stands "
                "for a form not filled in: {way}",
                "{n} scores of {minimum:g} stand between scores of {high:g} or more, the first in row {row}: if "
                "that stands for a form not filled in: {way}",
                zeros,
            )
            way = self.reading.how_to_name_missing.format(mark=f"{minimum:g}")
            row = self.source.row_of(first // len(self.layout.slots))
            self.notices.append(
                text.format(n=zeros, minimum=minimum, high=minimum + (maximum - minimum) / 3, row=row, way=way)
            )
        self._means()
        self._raw_sums()

    def _means(self) -> None:
        instrument = self.reading.instrument
        options = [option.value for option in instrument.options] if instrument else []
        highest = max(options) if options else 4
        n, most, broken = self._one("SELECT count(*), max(score), count(*) FILTER (score <> floor(score)) FROM scores")
        if n < 5 or most is None or most > highest or broken * 3 < n or "means" in self.settled.sure:
            return
        problem = _(
            "expected totals from {low:g} to {high:g} ({name}), found no score above {most:g} and {broken} that "
            "are not whole: means of the items?"
        )
        problem = problem.format(
            low=self.reading.minimum,
            high=self.reading.maximum,
            name=self.reading.score_name,
            most=highest,
            broken=broken,
        )
        way = _(" (multiply them by the number of items, or {sure})").format(
            sure=self.reading.ways.sure.format(code="means")
        )
        self._fault(0, problem + way, None, self.layout.name(self.scores[-1]))

    def _raw_sums(self) -> None:
        """Refuse sums of the answers where the questionnaire's totals are a multiple of them, as those of WHO-5."""
        instrument = self.reading.instrument
        times = instrument.scoring.multiplier if instrument else 1
        if times == 1 or "means" in self.settled.sure:
            return
        most, odd = self._one(
            f"SELECT max(score), count(*) FILTER (score / {times} <> floor(score / {times})) FROM scores"
        )
        if most is None or most * times > self.reading.maximum or not odd:
            return
        problem = _(
            "expected totals from {low:g} to {high:g} ({name}), found no score above {most:g} and {odd} that are no "
            "multiples of {times}: sums of the answers? (multiply them by {times}, or {sure})"
        )
        words = {"low": self.reading.minimum, "high": self.reading.maximum, "name": self.reading.score_name}
        words |= {"most": most, "odd": odd, "times": times, "sure": self.reading.ways.sure.format(code="means")}
        self._fault(0, problem.format(**words), None, self.layout.name(self.scores[-1]))


def _is_note(text: str) -> bool:
    words = text.strip().casefold()
    begins = (
        "note",
        "source",
        "key",
        "*",
        "total",
        "average",
        "mean",
        "prepared",
        "generated",
        "exported",
        "printed",
        "created by",
        "downloaded",
        "run by",
        "end of",
        "n =",
        "n=",
        "data ",
    )
    return words.startswith(begins) or (len(words) > 30 and " " in words) or words.rstrip(":") in SUMMARIES

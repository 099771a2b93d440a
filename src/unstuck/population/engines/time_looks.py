"""Whether the times of a file are what they are taken for: no numbers of a calendar, and one episode."""

from __future__ import annotations

from datetime import date

from unstuck.language import gettext as _
from unstuck.population.engines import queries
from unstuck.population.engines.column_names import EPISODE, key
from unstuck.population.engines.looking import Looking
from unstuck.population.engines.questions import Proposal
from unstuck.population.engines.reading import shown

OF_PROGRAMS = (date(1900, 1, 1), date(1904, 1, 1), date(1970, 1, 1))
"""Day 0 or 1 of the calendars of spreadsheets and of Unix."""
LONG_GAP_DAYS, GAP_TIMES = 365.0, 4
"""A gap of a year that is four times as long as a client's usual one begins a new episode (our own default)."""
DAYS_IN = {"date": 1.0, "day": 1.0, "week": 7.0, "month": 30.4375}
CALENDAR = {"day": 31, "week": 53, "month": 12}


class TimeLooks(Looking):
    """Looks at times before they are used, and at episodes once the scores are in order."""

    def times(self) -> None:
        """Refuse weeks or months of a calendar that run back at the turn of a year or a month."""
        unit = self.layout.unit
        slot = self.layout.slots[-1]
        if unit not in CALENDAR or slot.time is None or "calendar" in self.settled.sure:
            return
        number = queries.NUMBER.substitute(text=f"c{slot.time}")
        (most,) = self._one(f"SELECT max({number}) FROM raw")
        if most is None or most > CALENDAR[unit]:
            return
        query = queries.CALENDAR.substitute(
            client=self._client(), time=number, scored=self._scored(), most=CALENDAR[unit]
        )
        back, low, high, place, before, after = self._one(query)
        if not back or low < 1 or high > CALENDAR[unit]:
            return
        problem = _(
            "expected {unit}s since the start, found {after:g} after {before:g}: numbers of a calendar? (name a "
            "column with dates, "
            "or {sure} if they count from the start)"
        )
        self._fault(
            place,
            problem.format(unit=unit, after=after, before=before, sure=self.reading.ways.sure.format(code="calendar")),
            place,
            self.layout.name(slot.time),
        )

    def days_of_programs(self) -> None:
        """Refuse days that programs write where there is none: each would begin a course decades before the others."""
        if self.layout.unit != "date" or "date" in self.settled.sure:
            return
        days = ", ".join(str((day - date(1970, 1, 1)).days) for day in OF_PROGRAMS)
        times, place = self._one(f"SELECT count(*), min(place) FROM scores WHERE occasion IN ({days})")
        time = self.layout.slots[-1].time
        if not times or time is None:
            return
        (text,) = self._one(queries.TEXT.substitute(column=time, row=place // len(self.layout.slots)))
        again = _(", {n} times").format(n=times) if times > 1 else ""
        problem = _(
            "expected the day of the score, found '{text}'{again} (what programs write where there is no day: put the "
            "day there or take the row out, or {sure})"
        )
        words = {"text": shown(str(text)), "again": again, "sure": self.reading.ways.sure.format(code="date")}
        self._fault(place, problem.format(**words), place, self.layout.name(time))

    def episodes(self) -> None:
        """Begin anew where a new episode begins, once that was agreed; `scores` holds only the latest one then."""
        column = self.settled.episode or next(
            (self.layout.headers[at] for at in self.layout.others if EPISODE.search(key(self.layout.headers[at]))), ""
        )
        if self.settled.episodes == "all" or self.reading.wide or self.layout.baseline:
            return
        found = self._by_column(column) if column else None
        if found is None:
            found, column = self._by_gap(), ""
        if found is None:
            return
        clients, rows, name = found
        if self.settled.episodes == "latest":
            self.engine.execute(queries.KEEP_LATEST)
            text = _("{rows} scores of {clients} clients belong to an episode before their latest one and are left out")
            self.notices.append(text.format(rows=rows, clients=clients))
            return
        how = _("several values of '{column}'").format(column=column) if column else _("gaps of more than a year")
        text = _(
            "{clients} clients have {how}, such as '{name}': only the scores of the latest episode are one series, and "
            "{rows} earlier ones are left out"
        )
        changes = {"episodes": "latest", **({"episode": column} if column else {})}
        self.proposals.append(
            Proposal(
                "episodes",
                text.format(clients=clients, how=how, name=shown(name), rows=rows),
                changes,
                self.reading.ways.episodes,
            )
        )

    def _by_column(self, column: str) -> tuple[int, int, str] | None:
        at = self.layout.headers.index(column) if column in self.layout.headers else None
        if at is None:
            return None
        width = len(self.layout.slots)
        self.engine.execute(queries.EPISODES_BY_COLUMN.substitute(column=f"c{at}", width=width))
        return self._earlier()

    def _by_gap(self) -> tuple[int, int, str] | None:
        days = DAYS_IN.get(self.layout.unit)
        if days is None:
            return None
        (span,) = self._one("SELECT max(occasion) - min(occasion) FROM scores")
        if span is None or span * days < LONG_GAP_DAYS:
            return None
        self.engine.execute(queries.EPISODES_BY_GAP.substitute(days=days, gap=LONG_GAP_DAYS, times=GAP_TIMES))
        return self._earlier()

    def _earlier(self) -> tuple[int, int, str] | None:
        clients, rows, number = self._one(queries.EARLIER)
        if not clients:
            return None
        (name,) = self._one(f"SELECT client FROM clients WHERE number = {number}")
        return int(clients), int(rows), str(name)

"""A quarter's figures: what is counted, the same by command and as a table, and nothing about a single person."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client as Browser
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.unit.cli.command import unstuck
from tests.web.cast import NOW, TODAY, Cast
from unstuck.population.disclosure import Hidden, Shown
from unstuck.population.rollups import MEASURES
from unstuck.web.accounts.actions import NewPerson, add_person, add_team
from unstuck.web.accounts.models import Person, Role, Team
from unstuck.web.caseload.models import Client, Episode, Score
from unstuck.web.programmes.models import EpisodeProgramme, Programme
from unstuck.web.referrals.models import Referral
from unstuck.web.reviews.models import Review, ReviewStep
from unstuck.web.supervision.overview import OTHERS
from unstuck.web.supervision.quarter_counts import ENDED, STARTED, QuarterWork, ended_courses, ending, outcome
from unstuck.web.supervision.quarter_figures import QuarterFigure, QuarterReport, quarter_report
from unstuck.web.supervision.quarter_tables import PROGRAMME, QuarterTables, tables_of
from unstuck.web.supervision.quarters import Quarter
from unstuck.web.supervision.queries import WorkCounts

AsPerson = Callable[[Person | None], Browser]
Q3 = Quarter(2026, 3)
PAGE = "/overview/quarter/"
SMALL, WITHHELD = Hidden.SMALL, Hidden.WITHHELD
SPRING, AUGUST = date(2026, 5, 4), date(2026, 8, 3)
NUMBERS = count()

BETTER, SAME, WORSE, ACROSS, BELOW = (18, 13, 8), (18, 17), (8, 16), (11, 8), (8, 7)
"""PHQ-9: reliable change 6 or more, clinical from 10 on. ACROSS is recovered, not reliably; BELOW never was in."""


def workers(cast: Cast, team: Team, names: Iterable[str]) -> list[Person]:
    wanted = [NewPerson(f"{name.lower()}@example.invalid", name, Role.WORKER, team) for name in names]
    return [add_person(cast.agency, one, by=None, now=NOW) for one in wanted]


def ended(
    worker: Person, courses: Iterable[tuple[int, ...]], on: date | None = AUGUST, kind: str = "goals_reached"
) -> None:
    """Clients whose work with this worker ended on a day (None: goes on), with scores a week apart until that day."""
    agency = worker.memberships.get().agency
    last = on or AUGUST
    for scores in courses:
        reference = f"Ref-{next(NUMBERS)}"
        client = Client.objects.create(agency=agency, reference=reference, key=reference.lower(), created_at=NOW)
        episode = Episode.objects.create(
            client=client, worker=worker, started_on=SPRING, ended_on=on, ended_because=kind if on else ""
        )
        days = [last - timedelta(weeks=back) for back in reversed(range(len(scores)))]
        Score.objects.bulk_create(
            Score(
                episode=episode, instrument="PHQ-9", day=(day - date(1970, 1, 1)).days, on=day, total=total,
                entered_at=NOW, entered_by=worker,
            )
            for day, total in zip(days, scores, strict=True)
        )  # fmt: skip


@pytest.fixture
def two_teams(cast: Cast) -> None:
    """East and West, three workers each, all with endings in the third quarter, and one client each who stays.

    East also has endings in the second.
    """
    east, west = (add_team(cast.agency, name, by=None, now=NOW) for name in ("East", "=West"))
    in_the_east = workers(cast, east, ("Ea", "Eb", "Ec"))
    Episode.objects.filter(pk=cast.cleo.pk).update(started_on=TODAY, worker=in_the_east[0])
    for worker in in_the_east:
        ended(worker, [*[BETTER] * 4, *[SAME] * 3, *[WORSE] * 2, ACROSS, BELOW])
        ended(worker, [*[BETTER] * 2, *[SAME] * 4], SPRING + timedelta(weeks=6))
        ended(worker, [SAME], None)
    for worker in workers(cast, west, ("Wa", "Wb", "Wc")):
        ended(worker, [*[BETTER] * 2, *[SAME] * 4, WORSE, (17,)], kind="moved_away")
        ended(worker, [SAME], None)


def report(cast: Cast, quarter: Quarter = Q3, today: date = TODAY) -> QuarterReport:
    return quarter_report(cast.actor(cast.manager), quarter, today)


def figures(found: QuarterReport) -> dict[str, dict[str, QuarterFigure]]:
    return {group.title: {one.code: one for one in group.figures} for group in found.groups}


@pytest.fixture
def two_programmes(cast: Cast, two_teams: None) -> None:
    """Everybody is in one of two, across the teams: all who got worse and every second other are Young people.

    Whoever is there moved on the last day of August, after their work ended or while it went on.
    """
    adults, young = (
        Programme.objects.create(agency=cast.agency, name=name, place=1) for name in ("Adults", "Young people")
    )
    for place, episode in enumerate(Episode.objects.filter(client__agency=cast.agency).order_by("pk")):
        totals = list(Score.objects.filter(episode=episode).order_by("day").values_list("total", flat=True))
        first = young if place % 2 or totals == list(WORSE) else adults
        said = {"at": NOW, "by": cast.worker}
        EpisodeProgramme.objects.create(episode=episode, programme=first, on=episode.started_on, **said)
        late = adults if first == young else young
        EpisodeProgramme.objects.create(episode=episode, programme=late, on=Q3.last + timedelta(days=1), **said)


def test_what_came_of_the_work(cast: Cast, two_teams: None) -> None:
    """East: 33 ended, 12 better, 9 + 6 the same, 6 worse; 24 began clinical, 15 recovered. Worked out by hand."""
    found = figures(report(cast))
    assert list(found) == ["Whole agency", "=West", "East"], "teams in alphabetical order"
    east = found["East"]
    shown = {code: east[code].now.count for code in ("ended", *MEASURES)}
    assert shown == {
        "ended": 35, "clients": 35, "improved": 10, "unchanged": 15, "deteriorated": 5, "at_caseness": 25,
        "recovered": 15, "reliably_recovered": 10,
    }  # fmt: skip
    assert (east["recovered"].now.of, east["recovered"].now.share, east["recovered"].benchmark) == (25, 0.6, 0.505)
    # Wilson's interval of 15 in 25 from the formula on paper: 0.5867 with 0.1793 to either side.
    assert (east["recovered"].now.lower, east["recovered"].now.upper) == (0.41, 0.77)
    before = east["improved"].before
    assert before is not None
    assert (before.count, before.of) == (5, 20), "6 of 18"
    assert east["ended_moved_away"].now.count is SMALL
    assert found["=West"]["ended"].now.count == 25, "24, of whom 3 have a single score"
    assert found["=West"]["clients"].now.count == 20


def of_command(cast: Cast, folder: Path, *quarters: Quarter) -> dict[tuple[str, str], list[str]]:
    """Write the scores of some quarters as the command reads them, and return its answer by group and measure."""
    file, answer = folder / "scores.csv", folder / "outcomes.csv"
    actor = cast.actor(cast.manager)
    teams = dict(Episode.objects.values_list("pk", "worker__memberships__team__name"))
    belongs_to = EpisodeProgramme.objects.filter(on__lte=quarters[-1].last).order_by("on")
    programmes = dict(belongs_to.values_list("episode", "programme__name"))
    kinds = ["team", "programme"] if programmes else ["team"]
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        several = ["quarter"] if len(quarters) > 1 else []
        writer.writerow(["client", "day", "score", *kinds, *several])
        for quarter in quarters:
            for episode, course in ended_courses(actor, quarter)["PHQ-9"].items():
                belongs = [teams[episode], programmes.get(episode)][: len(kinds)]
                belongs += [quarter.code] if several else []
                for day, score in zip(course.days, course.scores, strict=True):
                    writer.writerow([f"person {episode}", int(day), int(score), *belongs])
    found = unstuck("population", "outcomes", file, "--instrument", "PHQ-9", "--format", "csv", "--out", answer)
    assert found.status == 0, found.err
    with answer.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source))
    return {(row["group"] or "Whole agency", row["measure"]): [row[name] for name in COMPARED] for row in rows}


COMPARED = ("count", "hidden", "share", "benchmark")


def test_page_table_and_command_say_the_same(
    cast: Cast, two_programmes: None, as_person: AsPerson, tmp_path: Path
) -> None:
    """Of teams and of programmes; for these counts where somebody belonged on the last day of the quarter."""
    command = of_command(cast, tmp_path, Q3)
    browser = as_person(cast.manager)
    rows = list(csv.DictReader(io.StringIO(browser.get(f"{PAGE}figures.csv").content.decode())))
    table = {
        (row["group"].removeprefix("'"), row["figure"]): [row[name] for name in COMPARED]
        for row in rows
        if row["instrument"] == "PHQ-9" and row["quarter"] == "2026-Q3"
    }
    assert table == command
    assert len(table) == 5 * 7
    assert {(row["kind"], row["group"]) for row in rows} == {
        ("agency", "Whole agency"), ("team", "'=West"), ("team", "East"),
        ("programme", "Adults"), ("programme", "Young people"),
    }  # fmt: skip
    assert table["Young people", "deteriorated"][0] == "10", "all 9 who got worse"
    assert table["Adults", "deteriorated"][1] == "small"
    page = " ".join(re.sub(r"<[^>]+>", " ", browser.get(PAGE).content.decode()).split())
    for number, hidden, share, _benchmark in command.values():
        assert (f"{number} of" if share else number or {"small": "under 5", "withheld": "not shown"}[hidden]) in page
        assert not share or f": {100 * float(share):.0f} % (" in page
    assert "'=West" in {row["group"] for row in rows}, "no spreadsheet takes a name for a formula"
    assert page.index("Teams") < page.index("Programmes") < page.index("Young people")
    paper = browser.get(f"{PAGE}figures.pdf").content
    assert paper.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in paper, "tagged"


def test_the_command_says_of_each_quarter_what_its_page_says(cast: Cast, two_programmes: None, tmp_path: Path) -> None:
    """Also with several quarters in one file; what is said of them together gives way to the pages."""
    command = of_command(cast, tmp_path, Q3.before, Q3)
    for figure in report(cast).groups[0].figures:
        if figure.instrument:
            for quarter, one in ((Q3, figure.now), (Q3.before, figure.before)):
                assert one is not None
                number, hidden = command[quarter.code, figure.code][:2]
                assert (int(number) if number else Hidden(hidden)) == one.count, (quarter, figure.code)


def test_programmes_of_two_peoples_work_do_not_stand_apart_even_together() -> None:
    """Ada and Bea work in all three programmes, Cyd in the first alone: the others are numbers about two people."""
    names = {1: "Adults", 2: "Young people", 3: "Families"}
    work = [WorkCounts(worker, Counter({STARTED: 10}), programme) for worker in (1, 2) for programme in names]
    work += [WorkCounts(3, Counter({STARTED: 10}), 1)]
    assert tables_of(QuarterWork(work, []), {}, names).groups == ("",)
    work += [WorkCounts(3, Counter({STARTED: 10}), 3)]
    assert tables_of(QuarterWork(work, []), {}, names).groups == ("", f"{PROGRAMME}Families", f"{PROGRAMME}{OTHERS}")


eleven = st.integers(min_value=0, max_value=11)


@settings(max_examples=60, deadline=None)
@given(st.tuples(eleven, eleven, eleven, eleven))
@example((7, 4, 4, 7))
@example((8, 0, 8, 0))
@example((9, 2, 9, 2))
@example((1, 9, 10, 0))
def test_teams_and_programmes_laid_side_by_side_give_nobody_away(began: tuple[int, int, int, int]) -> None:
    """Every table of two teams by two programmes that fits what is shown of either is gone through."""
    cells = [(team, programme) for team in (0, 1) for programme in (0, 1)]
    work = [
        WorkCounts(3 * team + person, Counter({STARTED: number if person == 1 else 0}), programme + 1)
        for (team, programme), number in zip(cells, began, strict=True)
        for person in (1, 2, 3)
    ]
    teams = {3 * team + person: ("North", "South")[team] for team in (0, 1) for person in (1, 2, 3)}
    shown = tables_of(QuarterWork(work, []), teams, {1: "Adults", 2: "Young people"})
    assert len(shown.groups) == 5
    a, b, c, d = np.meshgrid(*[np.arange(30)] * 4, sparse=True)
    sums = {"": a + b + c + d, "North": a + b, "South": c + d}
    sums |= {f"{PROGRAMME}Adults": a + c, f"{PROGRAMME}Young people": b + d}
    fits: Any = True
    for group, number in sums.items():
        spread = possible(shown.counts[group, STARTED], 200)
        fits = fits & (number >= spread[0]) & (number <= spread[-1])
    for group, number in sums.items():
        if shown.counts[group, STARTED] is SMALL:
            assert len(np.unique((number + 0 * (a + b + c + d))[fits])) >= 3, group


def test_who_is_counted_besides(cast: Cast, two_teams: None) -> None:
    """Last heard: 3 in August, 9 on 9 September, 21 days before the last day, and 8 on the 10th."""
    worker = Person.objects.get(name="Ea")
    for day, many in ((date(2026, 9, 9), 9), (date(2026, 9, 10), 8)):
        ended(worker, [(12, 12)] * many, None)
        late = Score.objects.filter(episode__ended_on=None, episode__worker=worker).order_by("-pk")[: 2 * many]
        for score in late:
            Score.objects.filter(pk=score.pk).update(
                on=day if score.pk % 2 == late[0].pk % 2 else day - timedelta(days=9)
            )
    going_on = list(Episode.objects.filter(worker=worker, ended_on=None).order_by("pk"))[1:]
    Episode.objects.filter(pk__in=[one.pk for one in going_on[:13]]).update(started_on=Q3.first)
    at = datetime(2026, 9, 30, 12, tzinfo=UTC)
    for number, episode in enumerate(going_on[:14]):
        review = Review.objects.create(episode=episode, state="open", opened_at=at)
        ReviewStep.objects.create(review=review, action="open", at=at)
        decision = "give_time" if number < 5 else "consult"
        ReviewStep.objects.create(
            review=review, action="decide", at=NOW, by=worker, decision=decision, again_on=TODAY, question="What else?"
        )
        Referral.objects.create(
            episode=episode, organisation="Food bank", ask="Food", way="phone", state="requested",
            requested_on=Q3.last if number < 12 else Q3.last + timedelta(days=1), call_back_on=TODAY, recorded_at=NOW,
            recorded_by=worker, helped_on=TODAY if number < 8 else None,
        )  # fmt: skip
    east = figures(report(cast))["East"]
    counted = {code: (east[code].now.count, east[code].now.of) for code in ("silent", "led", "help")}
    assert counted == {"silent": (10, 20), "led": (10, 15), "help": (10, 10)}, "12 of 20, 9 of 14, 8 of 12"
    assert east["started"].now.count == 15, "13"


def test_the_quarter_before_is_the_same_on_every_page(cast: Cast, two_teams: None) -> None:
    """Two pages that both show a quarter cannot be subtracted."""
    then, later = report(cast), report(cast, Quarter(2026, 4), date(2027, 1, 4))
    assert later.groups
    for group in later.groups:
        for figure in group.figures:
            now = figures(then)[group.title].get(figure.code)
            assert figure.before == (now.now if now else None)


def test_nobody_else_counts_and_nobody_is_named(cast: Cast, two_teams: None, as_person: AsPerson) -> None:
    page = as_person(cast.manager).get(PAGE).content.decode()
    assert "July to September 2026" in page
    for name in ("Wanda", "Ea<", "Cleo", "Ref-"):
        assert name not in page
    for nobody in (cast.worker, cast.supervisor, cast.administrator, cast.outside_supervisor):
        assert not quarter_report(cast.actor(nobody), Q3, TODAY).groups
    for code in ("2026-Q4", "2019-Q1", "2026-Q5", "soon", ""):
        assert as_person(cast.manager).get(PAGE, {"quarter": code}).status_code == 404
    assert "There are no figures" in as_person(cast.manager).get(PAGE, {"quarter": "2025-Q1"}).content.decode()


def test_a_quarter_costs_the_same_for_many(
    cast: Cast, two_teams: None, as_person: AsPerson, django_assert_num_queries: Any
) -> None:
    browser = as_person(cast.manager)
    with django_assert_num_queries(14):
        browser.get(PAGE)
    ended(cast.teammate, [SAME] * 20)
    with django_assert_num_queries(14):
        browser.get(PAGE)


def shown_of(better: int, same: int, worse: int, kinds: tuple[int, int]) -> QuarterTables:
    """What is shown of three workers of one team, of whose clients so many ended, each kind of ending so often."""
    counts = Counter({ENDED: sum(kinds), ending("moved_away"): kinds[0], ending("death"): kinds[1]})
    held = {"clients": better + same + worse, "improved": better, "unchanged": same, "deteriorated": worse}
    counts.update({outcome("PHQ-9", measure): number for measure, number in held.items()})
    work = [WorkCounts(1, counts), WorkCounts(2, Counter()), WorkCounts(3, Counter())]
    return tables_of(QuarterWork(work, ["PHQ-9"]), {1: "North", 2: "North", 3: "North"}, {})


def possible(value: Shown, most: int) -> range:
    """Every number that is shown so."""
    if value is SMALL:
        return range(5)
    if isinstance(value, int):
        return range(max(5, value - 2), value + 3)
    return range(5, most)


few = st.integers(min_value=0, max_value=13)


@settings(max_examples=60, deadline=None)
@given(few, few, few, st.integers(min_value=0, max_value=3), few)
@example(8, 8, 0, 0, 0)
@example(8, 8, 1, 0, 0)
def test_two_overlapping_selections_give_nobody_away(better: int, same: int, worse: int, more: int, other: int) -> None:
    """Whoever ended, and whoever of them has two scores: every table that fits what both show is gone through."""
    clients = better + same + worse
    other = min(other, clients + more)
    tables = shown_of(better, same, worse, (clients + more - other, other))
    outcomes = {measure: tables.outcomes["PHQ-9"]["", measure].count for measure in MEASURES}
    kinds = [possible(number, 99) for (_group, code), number in tables.counts.items() if code.startswith("ended:")]
    all_ended = [
        number
        for number in possible(tables.counts["", ENDED], 200)
        if sum(one[0] for one in kinds) <= number <= sum(one[-1] for one in kinds)
    ]
    fits: dict[str, set[int]] = {"improved": set(), "unchanged": set(), "deteriorated": set()}
    for up in possible(outcomes["improved"], 30):
        for still in possible(outcomes["unchanged"], 30):
            for down in possible(outcomes["deteriorated"], 30):
                total = up + still + down
                if total in possible(outcomes["clients"], 200) and total <= all_ended[-1]:
                    for measure, number in zip(fits, (up, still, down), strict=True):
                        fits[measure].add(number)
    for measure, numbers in fits.items():
        assert outcomes[measure] is not SMALL or len(numbers) >= 3, (measure, numbers)

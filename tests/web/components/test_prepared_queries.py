"""A query that is prepared once says what Django says, for whoever asks and whenever; what would not is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import DateField, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from tests.web.cast import TODAY, Cast
from unstuck.web.caseload.models import Client, Episode
from unstuck.web.caseload.permissions import episodes_for
from unstuck.web.components import dates, prepared_queries
from unstuck.web.components.prepared_queries import LENGTHS, PreparedQueryError, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared_queries, "_known", {})


def _started(day: date) -> QuerySet[Episode]:
    return Episode.objects.filter(started_on=day).select_related("client").order_by("pk")


def test_a_query_is_written_once_and_asked_with_each_value(cast: Cast) -> None:
    written: list[date] = []

    def build(day: date) -> QuerySet[Episode]:
        written.append(day)
        return _started(day)

    with pytest.raises(PreparedQueryError, match="given all its values"):
        rows_of(build, cast.cleo.started_on)  # it holds the list

    day = cast.cleo.started_on
    other = cast.outside_client
    Episode.objects.filter(pk=other.pk).update(started_on=day - timedelta(days=3))
    other.refresh_from_db()
    assert rows_of(_started, day) == list(_started(day))
    with CaptureQueriesContext(connection) as asked:
        assert rows_of(_started, other.started_on) == [other]
        assert rows_of(_started, day - timedelta(days=1)) == []
    assert len(asked) == 2
    assert len(prepared_queries._known) == 1
    assert rows_of(_started, day)[0].client.reference == cast.cleo.client.reference


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, LENGTHS[-1], LENGTHS[-1] + 1])
def test_a_list_of_any_length_finds_what_is_in_it(cast: Cast, count: int) -> None:
    pks = tuple(range(10**6, 10**6 + count - 1)) + ((cast.cleo.pk,) if count else ())
    assert rows_of(_among, pks) == ([cast.cleo] if count else [])
    assert rows_of(_among, (*pks[-200:], None)) == rows_of(_among, pks)


def _among(pks: Any) -> QuerySet[Episode]:
    return Episode.objects.filter(pk__in=pks)


def test_each_kind_of_value_comes_out_as_it_is(cast: Cast) -> None:
    public_id, later = cast.cleo.public_id, dates.now() + timedelta(days=1)
    assert rows_of(lambda one: Episode.objects.filter(public_id=one), public_id) == [cast.cleo]
    assert rows_of(lambda one: Episode.objects.filter(public_id=one), UUID(int=7)) == []
    plain = rows_of(
        lambda pk, at: Client.objects.filter(pk=pk).values_list(Value(at), "reference"), cast.cleo.client_id, later
    )
    assert [(_moment(at), reference) for at, reference in plain] == [(later, cast.cleo.client.reference)]


def _beside(pk: int, moment: datetime) -> QuerySet[Client, tuple[Any, str]]:
    return Client.objects.filter(pk=pk).values_list(Value(moment), "reference")


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=dates.now().tzinfo)


def test_a_gate_that_asks_what_day_it_is_is_told_each_time(cast: Cast) -> None:
    start = cast.cleo.started_on
    noon = datetime(start.year, start.month, start.day, 12, tzinfo=dates.now().tzinfo)
    for days, found in ((0, [cast.cleo]), (-1, []), (1, [cast.cleo]), (-2, [])):
        with dates.clock_at(noon + timedelta(days=days)):
            assert rows_of(_begun, cast.cleo.client_id) == found, days
    assert len(prepared_queries._known) == 1


def _begun(client: int) -> QuerySet[Episode]:
    return Episode.objects.filter(client=client, started_on__lte=dates.today())


def test_no_day_that_is_given_is_taken_for_today(cast: Cast) -> None:
    """Of two long lists of days one stand-in would be the clock's, were they to begin beside each other."""
    longest = tuple(TODAY - timedelta(days=number) for number in range(1, LENGTHS[-1] + 1))
    expected = list(_since_with_today(longest, longest))
    assert rows_of(_since_with_today, longest, longest) == expected == [(dates.today(),)] * len(expected)
    assert expected


def _since_with_today(one: Any, other: Any) -> QuerySet[Episode, tuple[date]]:
    of_both = Episode.objects.filter(started_on__in=one).filter(started_on__in=other)
    return of_both.annotate(today=Value(dates.today(), output_field=DateField())).values_list("today")


def test_a_clock_of_a_test_is_not_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = datetime(1999, 1, 1, tzinfo=dates.now().tzinfo)
    with monkeypatch.context() as set_back:
        set_back.setattr(dates, "now", lambda: before)
        assert rows_of(_begun, cast.cleo.client_id) == []
        assert not prepared_queries._known
    assert rows_of(_begun, cast.cleo.client_id) == [cast.cleo]


def test_nobody_is_asked_for_in_the_place_of_somebody_else(cast: Cast) -> None:
    readers = {
        cast.worker: [cast.cleo], cast.teammate: [], cast.supervisor: [cast.cleo], cast.other_supervisor: [],
        cast.manager: [], cast.outsider: [cast.outside_client], cast.outside_supervisor: [cast.outside_client],
    }  # fmt: skip
    for _twice in range(2):
        for person, theirs in readers.items():
            assert rows_of(_readable, cast.actor(person)) == theirs, person.name


def _readable(one: Any) -> QuerySet[Episode]:
    return episodes_for(one).order_by("pk")


A_WEEK = timedelta(days=7)
REFUSED: dict[str, tuple[Callable[..., QuerySet[Any, Any]], tuple[Any, ...], str]] = {
    "a day that is reckoned with": (lambda day: _started(day - A_WEEK), (date(2026, 1, 1),), "only compared"),
    "the clock that is reckoned with": (lambda: _started(dates.today() - A_WEEK), (), "only compared"),
    "a number of rows": (lambda count: Episode.objects.all()[:count], (3,), "only compared"),
    "a value in other words": (
        lambda pk: Episode.objects.filter(client__reference=f"no. {pk}"), (3,), "only compared"
    ),
    "a query on the way": (
        lambda pk: Episode.objects.filter(pk__in=list(Episode.objects.filter(client=pk).values_list("pk", flat=True))),
        (3,), "only written",
    ),
    "a default": (lambda pk, more=2: Episode.objects.filter(pk=pk + more), (3,), "all its values"),
    "a share": (lambda share: Episode.objects.filter(pk__gt=share), (0.5,), "expected a number"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_wrong_the_second_time_is_refused_the_first_time(case: str) -> None:
    build, values, why = REFUSED[case]
    with pytest.raises(PreparedQueryError, match=why):
        rows_of(build, *values)
    assert not prepared_queries._known

"""SQLite is told how its tables have grown, and then takes the index that narrows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from tests.web.cast import NOW, TODAY, Cast
from unstuck.web.caseload.models import ApproachStep
from unstuck.web.operations.maintenance import run_maintenance


def plan() -> str:
    """Return how SQLite would look for approaches that began after another one of the same client."""
    begun = ApproachStep.objects.filter(ends=None, withdrawn_at=None)
    earlier = begun.filter(episode=OuterRef("episode"), on__lt=OuterRef("on"))
    sql, values = begun.filter(Exists(earlier)).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return "\n".join(line[-1] for line in cursor.fetchall())


@pytest.mark.sqlite_only
def test_after_maintenance_rows_are_found_by_client_and_not_by_what_is_nearly_always_empty(cast: Cast) -> None:
    """Few approaches have ended, so an index on what they end leaves nearly all rows to be read for each of them."""
    ApproachStep.objects.bulk_create(
        ApproachStep(episode=cast.cleo, code="cbt", on=TODAY, recorded_at=NOW, recorded_by=cast.worker)
        for _row in range(2000)
    )
    assert "U0 USING INDEX caseload_approachstep_day (episode_id=?" not in plan()
    run_maintenance(NOW)
    assert "U0 USING INDEX caseload_approachstep_day (episode_id=?" in plan()

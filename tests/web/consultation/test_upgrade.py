"""PostgreSQL lets the copies of the version before be marked, and guards its tables again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps as current_apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.web.cast import NOW, TODAY, Cast
from tests.web.consultation import acts
from tests.web.facts.acts import known
from tests.web.referrals.acts import requested
from unstuck.web.audit.triggers import unguarded_tables
from unstuck.web.caseload.current_case import current_case

BEFORE = [("consultation", "0005_plain_names"), ("referrals", "0005_plain_names"), ("caseload", "0007_upload_rows")]


@pytest.fixture
def before(cast: Cast) -> Iterator[Any]:
    """The models of the version before, on a database that has a consultation and a referral; it ends up to date."""
    acts.answered(cast)
    requested(cast)
    connection.check_constraints()
    executor = MigrationExecutor(connection)
    try:
        yield executor.migrate(BEFORE).apps
    finally:
        migrate()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.postgresql_only  # tests/upgrade asks SQLite, with a whole database
@pytest.mark.django_db(transaction=True)
def test_copies_are_marked_on_this_database(cast: Cast, before: Any) -> None:
    steps = before.get_model("caseload", "ConsultationStep").objects
    who: dict[str, Any] = {"episode_id": cast.cleo.pk, "on": TODAY, "recorded_at": NOW}
    asked = steps.create(**who, recorded_by_id=cast.worker.pk, step="asked", about_this_stall=True)
    steps.create(**who, recorded_by_id=cast.teammate.pk, step="answered", follows=asked)
    steps.create(
        **who | {"recorded_at": acts.later(1).now}, recorded_by_id=cast.worker.pk, step="acted_on", follows=asked
    )
    for count in (0, 0, 1):
        before.get_model("caseload", "Care").objects.create(**who, recorded_by_id=cast.worker.pk, referrals_open=count)
    migrate()
    (consultation,) = known(cast.cleo).consultations
    assert [step.step for step in consultation.steps] == ["asked", "answered", "acted_on"]
    assert current_case(cast.cleo, TODAY).referrals_open == 1
    assert list(unguarded_tables(connection)) == []
    assert current_apps.get_model("caseload", "ConsultationStep").objects.filter(copied=True).count() == 2

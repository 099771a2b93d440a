"""What holds for every test: under CI nothing may be skipped, because a skipped check looks like a passed one."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from hypothesis import settings

from tests.prepared import ahead, tables

# A busy machine is no fault of the code: speed is for the benchmarks. The examples are the same in each run, so that a
# commit passes or fails by what it changes; `make drill` looks for new ones.
settings.register_profile("suite", deadline=None, derandomize="UNSTUCK_EXPLORE" not in os.environ)
settings.load_profile("suite")

# By itself Python looks for garbage after every 700 new objects; here it is looked for seldom, a few megabytes later.
gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one where CI=true."""
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Generator[None, None, None]:
    """Where several processes run all tests, begin with what most of them will need: the first tests do without."""
    config = session.config
    first = "PYTEST_XDIST_WORKER" not in os.environ and "UNSTUCK_DATABASE_URL" not in os.environ
    all_of_them = config.args_source is not config.ArgsSource.ARGS
    if first and all_of_them and config.getoption("numprocesses", None):
        config.add_cleanup(ahead())
    yield


def pytest_collection_finish() -> None:
    """Set aside what stays until the end (the tests themselves, Django, numpy): looking at it again and again for
    garbage took a twentieth of the run."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    gc.unfreeze()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    """Begin with tables that were made once for all processes of this run; on PostgreSQL each makes its own.

    The name of each process's database is settled before, or the tables stand under another one.
    """
    wanted: dict[str, Any] = site.DATABASES["default"]
    if "sqlite" not in wanted["ENGINE"]:
        return django_db_keepdb
    tables(Path(wanted["TEST"]["NAME"]), wanted["OPTIONS"]["key"])
    return True

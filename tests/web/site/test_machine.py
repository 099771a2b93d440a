"""How the machine stands: what `unstuck health` prints, and what administrators are asked to pass on."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.test import Client as Browser
from django.urls import reverse

from tests.web.cast import NOW, Cast
from unstuck.cli import site
from unstuck.errors import BadInput, DatabaseTrouble
from unstuck.web.accounts.models import Person
from unstuck.web.components import dates
from unstuck.web.directory.models import Import
from unstuck.web.operations import machine, startup
from unstuck.web.operations.background import only_one
from unstuck.web.operations.backups.schedule import backup_alarm
from unstuck.web.operations.machine import machine_alarm, machine_findings

Browsers = Callable[[Person | None], Browser]
Disk = namedtuple("Disk", "total used free")
GB = 1024**3


@pytest.fixture
def quiet_machine(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing to do, room, and a database that answers; its folder."""
    monkeypatch.setattr(startup, "load", lambda: None)
    monkeypatch.setattr(startup, "load_settings", lambda: None)
    monkeypatch.setattr(os, "getloadavg", lambda: (9.0, 9.0, 0.4))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(100 * GB, 0, 50 * GB))
    monkeypatch.setattr(dates, "wall_clock", lambda: NOW)
    settings.BACKUPS, settings.CERTIFICATE = tmp_path / "backups", tmp_path / "certificate.pem"
    certificate(settings.CERTIFICATE, NOW + timedelta(days=80))
    return tmp_path


def certificate(path: Path, *ends: datetime) -> None:
    """Write certificates, one after another, as certbot does: the site's own and those that vouch for it."""
    key, name = Ed25519PrivateKey.generate(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "your.example.org")])
    start = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    path.write_bytes(
        b"".join(
            start.serial_number(1).not_valid_before(NOW - timedelta(days=90)).not_valid_after(end).sign(key, None)
            .public_bytes(Encoding.PEM)
            for end in ends
        )
    )  # fmt: skip


def looked_at() -> dict[str, tuple[bool, str]]:
    return {one.about: (one.is_fine, one.said) for one in machine_findings(NOW)}


def waiting_import(cast: Cast, hours: float) -> None:
    since = NOW - timedelta(hours=hours)
    Import.objects.create(agency=cast.agency, at=since, stage_at=since, source="a", file_name="a.csv", content=b"-")


def test_each_thing_is_fine_or_to_be_looked_at(
    cast: Cast, quiet_machine: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = looked_at()
    assert found["certificate"] == (True, "ends in 80 days")
    assert found["load"][0]
    assert found["disk of the data"] == (True, "50.0 GB free")
    assert found["directories to read"] == found["reminders to send"] == (True, "nothing waits")
    assert found["backup"] == (False, f"none in {settings.BACKUPS}")
    assert found["background worker"] == (False, "none on this machine")
    with only_one(settings.PLACES.home):
        assert looked_at()["background worker"] == (True, "at work")
    waiting_import(cast, 0.5)
    assert looked_at()["directories to read"] == (True, "1 waiting, the first for 30 minutes")
    waiting_import(cast, 3)
    assert looked_at()["directories to read"] == (False, "2 waiting, the first for 3 hours")
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 2.1 * (os.cpu_count() or 1)))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(100 * GB, 0, 0.9 * GB))
    found = looked_at()
    assert (found["load"][0], found["disk of the data"]) == (False, (False, "0.9 GB free"))


def test_the_first_certificate_that_ends_counts(quiet_machine: Path, cast: Cast, settings: Any) -> None:
    certificate(settings.CERTIFICATE, NOW + timedelta(days=80), NOW + timedelta(days=13, hours=1))
    assert looked_at()["certificate"] == (False, "ends in 13 days")
    certificate(settings.CERTIFICATE, NOW - timedelta(hours=1))
    assert looked_at()["certificate"] == (False, "has ended")
    settings.CERTIFICATE.write_text("nothing of the kind")
    assert not looked_at()["certificate"][0]
    settings.CERTIFICATE = None
    assert looked_at()["certificate"][0]


def test_a_database_that_does_not_answer_hides_nothing_else(
    quiet_machine: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone() -> None:
        raise DatabaseTrouble("gone", "expected the database of this installation, found none")

    monkeypatch.setattr(startup, "load", gone)
    with pytest.raises(BadInput, match="somebody should look at database, backup"):
        site.health()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "look\tdatabase\texpected the database of this installation, found none"
    assert "fine\tcertificate\tends in 80 days" in lines


def test_an_administrator_is_asked_to_pass_it_on(
    quiet_machine: Path, cast: Cast, settings: Any, as_person: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator = cast.actor(cast.administrator)
    assert machine_alarm(administrator) == backup_alarm(administrator) == ""
    certificate(settings.CERTIFICATE, NOW + timedelta(days=13))
    told = "The certificate of this site&#39;s address ends on "
    assert told in as_person(cast.administrator).get(reverse("accounts:people")).content.decode()
    assert told not in as_person(cast.worker).get(reverse("home:caseload")).content.decode()
    certificate(settings.CERTIFICATE, NOW + timedelta(days=15))
    assert machine_alarm(administrator) == ""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Disk(100 * GB, 0, 0.9 * GB))
    assert machine_alarm(administrator).startswith("The disk of this site is nearly full.")
    assert machine_alarm(cast.actor(cast.worker)) == ""


def test_a_record_of_access_that_cannot_be_read_is_said_on_the_page_and_does_not_stop_it(
    quiet_machine: Path, cast: Cast, as_person: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(_agency: str, _now: datetime) -> bool:
        raise DatabaseTrouble("damaged", "expected the record of access, found it damaged")

    monkeypatch.setattr(machine, "is_cut", torn)
    page = as_person(cast.administrator).get(reverse("accounts:people"))
    assert page.status_code == 200
    assert "Part of the record of who looked at clients is gone, or cannot be read." in page.content.decode()
    assert "look\trecord of access" in "\n".join(
        f"{'fine' if one.is_fine else 'look'}\t{one.about}" for one in machine_findings(NOW)
    )

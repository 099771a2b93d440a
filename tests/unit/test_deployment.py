"""What we ship to run the site with is true: commands, paths, ports and variables are those of the program."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.unit.documented import ROOT
from tests.unit.test_commands_in_pages import unknown_words
from unstuck.web.components import environment
from unstuck.web.components.databases import access_database, database
from unstuck.web.components.places import places

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
SITE = DEPLOY / "unstuck.service"
PROGRAM = "/opt/unstuck/bin/unstuck"
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
GUIDES = [ROOT / "docs/how-to" / name for name in ("run-it-for-real.md", "use-postgresql.md")]

CLOSED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "IPAddressDeny": "any",
    "IPAddressAllow": "localhost",
    "UMask": "0077",
    "LimitCORE": "0",
    "User": "unstuck",
}
"""What each unit must say, from systemd.exec(5): no rights, nothing to write to, no network, no dump of the keys."""


def said(unit: Path) -> dict[str, str]:
    """Return what a unit says, the last of each name."""
    lines = (line for line in unit.read_text(encoding="utf-8").splitlines() if "=" in line and line[0] not in "#;")
    return dict(line.split("=", 1) for line in lines)


def given(text: str) -> dict[str, str]:
    """Return the variables of a file for the environment, those that are only proposed included."""
    return dict(re.findall(r"(?m)^#?(UNSTUCK_\w+)=(.*)$", text))


def variables_read() -> set[str]:
    """Return the variables that the program reads, by name or as the name of a secret."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "src/unstuck").rglob("*.py"))
    return set(re.findall(r"""["'](UNSTUCK_[A-Z_]+)["']""", "\n".join(texts))) | {
        f"UNSTUCK_{name}" for name in ("DATABASE_KEY", "SIGNING_KEY", "ACCESS_KEY")
    }


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_run_commands_that_are_there_and_are_closed(unit: Path) -> None:
    says = said(unit)
    words = says["ExecStart"].split()
    assert words[0] == PROGRAM
    assert unknown_words(shlex.join(["unstuck", *words[1:]])) == []
    assert {name: says.get(name) for name in CLOSED} == CLOSED
    assert f"/var/lib/{says['StateDirectory']}" == says["WorkingDirectory"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in [*UNITS, *DEPLOY.glob("*.timer")]:
        text = unit.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    called = ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))]
    found = subprocess.run(called, capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")


def test_the_environment_file_is_one_that_the_program_takes() -> None:
    text = (DEPLOY / "environment").read_text(encoding="utf-8")
    proposed = given(text)
    assert set(proposed) <= variables_read()
    assert str(places(proposed).home) == said(SITE)["WorkingDirectory"]
    assert environment.hosts(proposed) == ["your.example.org"]
    assert environment.time_zone(proposed) == "Europe/London"
    backups = environment.folder("UNSTUCK_BACKUPS", Path("/nowhere"), proposed)
    assert said(SITE)["ReadWritePaths"] == f"-{backups}"
    role_names = ("worker", "supervisor", "manager", "administrator")
    assert environment.chosen("UNSTUCK_SECOND_FACTOR_FOR", role_names, proposed) == set(role_names)


def test_nginx_passes_on_to_the_port_of_the_unit_and_names_the_same_host() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    words = said(SITE)["ExecStart"].split()
    assert f"proxy_pass http://{words[words.index('--host') + 1]}:{words[words.index('--port') + 1]};" in nginx
    hosts = given((DEPLOY / "environment").read_text(encoding="utf-8"))["UNSTUCK_HOSTS"]
    assert set(re.findall(r"server_name (\S+);", nginx)) == {hosts}


def test_nginx_speaks_modern_tls_alone() -> None:
    """Forward secrecy, authenticated encryption (RFC 9325, 4.2): OpenSSL itself says what a list of suites means."""
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"ssl_protocols (.*);", nginx) == ["TLSv1.2 TLSv1.3"]
    assert "ssl_session_tickets off;" in nginx
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(re.findall(r"ssl_ciphers (.*);", nginx)[0])
    older = [one for one in context.get_ciphers() if one["protocol"] != "TLSv1.3"]
    assert len(older) == 6
    assert {(one["kea"], one["aead"]) for one in older} == {("kx-ecdhe", True)}
    said = re.findall(
        r'add_header Strict-Transport-Security "max-age=(\d+); includeSubDomains; preload" always;', nginx
    )
    assert said == ["31536000"]
    assert "proxy_hide_header Strict-Transport-Security;" in nginx


def test_every_variable_that_is_read_is_in_the_pages_and_the_other_way_round() -> None:
    table = "\n".join(
        (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("how-to/run-the-site.md", "explanation/keys.md")
    )
    documented = set(re.findall(r"UNSTUCK_[A-Z_]+[A-Z]", table))
    left_out = {"UNSTUCK_DEMO"}  # set by `unstuck demo` for itself
    assert variables_read() - left_out == documented
    shown = {name for page in GUIDES for name in re.findall(r"UNSTUCK_[A-Z_]+[A-Z]", page.read_text(encoding="utf-8"))}
    assert shown <= documented


def test_the_addresses_in_the_guide_to_postgresql_are_read_as_meant(tmp_path: Path) -> None:
    page = GUIDES[1].read_text(encoding="utf-8")
    (socket_site, tls_site), (socket_access, tls_access) = (
        re.findall(rf"(?m)^{name}=(\S+)$", page) for name in ("UNSTUCK_DATABASE_URL", "UNSTUCK_ACCESS_URL")
    )
    home = places({"UNSTUCK_HOME": str(tmp_path)})
    local = database(home, {"UNSTUCK_DATABASE_URL": socket_site})
    assert (local["USER"], local["NAME"], local["HOST"]) == ("unstuck", "unstuck", "/var/run/postgresql")
    far = database(home, {"UNSTUCK_DATABASE_URL": tls_site})
    assert (far["HOST"], far["OPTIONS"]["sslmode"]) == ("db.example.org", "verify-full")
    for address, host in ((socket_access, "/var/run/postgresql"), (tls_access, "db.example.org")):
        access = access_database({"UNSTUCK_ACCESS_URL": address})
        assert access is not None
        assert (access["USER"], access["HOST"]) == ("unstuck_access", host)


def test_the_container_runs_a_command_that_is_there_as_nobody_else_with_one_volume() -> None:
    entry, command = (json.loads(re.findall(rf"(?m)^{word} (\[.*\])$", CONTAINER)[0]) for word in ("ENTRYPOINT", "CMD"))
    assert unknown_words(shlex.join([*entry, *command])) == []
    assert set(re.findall(r"UNSTUCK_[A-Z_]+", CONTAINER)) <= variables_read()
    last = CONTAINER[CONTAINER.rindex("\nFROM") :]
    assert re.findall(r"(?m)^USER (\S+)$", last) == ["10001:10001"]
    home = re.findall(r"UNSTUCK_HOME=(\S+)", last)
    assert re.findall(r"(?m)^VOLUME (\S+)$", last) == home == [said(SITE)["WorkingDirectory"]]
    fetched = re.findall(r"uv==(\S+)", CONTAINER)
    assert fetched == re.findall(r"UV_VERSION := (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(re.findall(r"--extra (\w+)", CONTAINER)) <= set(project["project"]["optional-dependencies"])
    for copied in re.findall(r"(?m)^COPY (?!--)(.*) \S+$", CONTAINER):
        assert all((ROOT / name).exists() for name in copied.split())


class Alive(BaseHTTPRequestHandler):
    """Stands for the site: alive where it is asked by its own name, as Django answers."""

    def do_GET(self) -> None:
        known = (self.path, self.headers["Host"]) == ("/health/", "unstuck.example.org")
        self.send_response(200 if known else 400)
        self.end_headers()

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.fixture
def alive() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Alive) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_address[1]
        site.shutdown()


def test_the_container_asks_the_health_page_by_the_name_of_the_site(alive: int) -> None:
    code = json.loads(re.findall(r"HEALTHCHECK[^\n]*\\\n\s+CMD (\[.*\])", CONTAINER)[0])[2]
    code = code.replace("8000", str(alive))

    def asked(**more: str) -> int:
        return subprocess.run([sys.executable, "-c", code], env=os.environ | more, capture_output=True).returncode

    assert asked(UNSTUCK_HOSTS=".unstuck.example.org, other.example") == 0
    assert asked(UNSTUCK_HOSTS="other.example") == 1


def test_python_m_unstuck_is_the_command() -> None:
    called = [sys.executable, "-m", "unstuck", "frobnicate"]
    answer = subprocess.run(called, capture_output=True, text=True, cwd=ROOT)
    assert (answer.returncode, answer.stderr) == (2, "unstuck: No such command 'frobnicate'.\n")

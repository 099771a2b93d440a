"""What the environment may say, and the one line for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.site_process import Ended, unstuck, unstuck_in_each
from unstuck.errors import BadInput
from unstuck.web.components import environment
from unstuck.web.components.databases import database
from unstuck.web.components.places import Places, places

BAD = [
    ("UNSTUCK_DATABASE_URL", "mysql://somebody:secret@host/name"),
    ("UNSTUCK_DATABASE_URL", "postgresql://somebody:secret@host:port/name"),
    ("UNSTUCK_DATABASE_URL", "postgresql://somebody:secret@host/"),
    ("UNSTUCK_DATABASE_URL", "postgresql://somebody:secret@127.0.0.1:1/name"),
    ("UNSTUCK_DATABASE_KEY", "secret"),
    ("UNSTUCK_SIGNING_KEY", "secret"),
    ("UNSTUCK_HOSTS", "*"),
    ("UNSTUCK_HOSTS", "https://one.example"),
    ("UNSTUCK_PLAIN_HTTP", "yes"),
    ("UNSTUCK_BEHIND_PROXY", "true"),
    ("UNSTUCK_TIME_ZONE", "Mars/Olympus"),
    ("UNSTUCK_TIME_ZONE", "../../etc/passwd"),
    ("UNSTUCK_LARGEST_UPLOAD_MB", "twenty"),
    ("UNSTUCK_LARGEST_UPLOAD_MB", "0"),
    ("UNSTUCK_EMAIL_PORT", "99999"),
    ("UNSTUCK_EMAIL_TLS", "maybe"),
    ("UNSTUCK_EMAIL_FROM", "nobody"),
    ("UNSTUCK_ADDRESS", "unstuck.example/elsewhere"),
    ("UNSTUCK_CERTIFICATE", "certificate.pem"),
    ("UNSTUCK_OIDC_SECRET_FILE", "hush.txt"),
]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Ended]:
    """How the command ended with each of the bad values, in a home of its own."""
    homes = tmp_path_factory.mktemp("homes")
    surroundings = [{"UNSTUCK_HOME": str(homes / str(place)), name: value} for place, (name, value) in enumerate(BAD)]
    return dict(zip(BAD, unstuck_in_each(homes, surroundings, "audit", "verify"), strict=True))


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_one_line_that_names_it_and_keeps_secrets(
    refused: dict[tuple[str, str], Ended], name: str, value: str
) -> None:
    found = refused[name, value]
    assert (found.returncode, found.stdout) == (2, "")
    (line,) = found.stderr.splitlines()
    assert line.startswith(f"unstuck: {name}: expected ")
    assert "secret" not in line.replace("a secret of 64", "")


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.touch()
    found = unstuck(taken, "audit", "verify")
    assert (found.returncode, len(found.stderr.splitlines())) == (2, 1)
    assert "UNSTUCK_HOME: expected a folder that can be made" in found.stderr


def test_what_is_not_said_has_an_ordinary_value() -> None:
    assert environment.hosts({}) == ["localhost", "127.0.0.1"]
    assert environment.time_zone({}) == "UTC"
    assert environment.whole_number("UNSTUCK_LARGEST_UPLOAD_MB", 20, 1000, {"UNSTUCK_LARGEST_UPLOAD_MB": ""}) == 20
    assert not environment.flag("UNSTUCK_DEMO", {"UNSTUCK_DEMO": "0"})
    assert environment.hosts({"UNSTUCK_HOSTS": "one.example, .two.example,[::1]"}) == [
        "one.example",
        ".two.example",
        "[::1]",
    ]


def test_a_mail_server_elsewhere_is_spoken_to_by_tls_alone() -> None:
    assert not environment.mail_by_tls("", {})
    assert not environment.mail_by_tls("127.0.0.1", {})
    assert environment.mail_by_tls("mail.example.org", {"UNSTUCK_EMAIL_TLS": "1"})
    for said in ({}, {"UNSTUCK_EMAIL_TLS": "0"}):
        with pytest.raises(BadInput, match=r"^UNSTUCK_EMAIL_TLS: expected 1"):
            environment.mail_by_tls("mail.example.org", said)


WHOLE = {
    "UNSTUCK_OIDC_ISSUER": "https://id.example.org/agency",
    "UNSTUCK_OIDC_CLIENT": "unstuck",
    "UNSTUCK_OIDC_SECRET": "hush-hush",
    "UNSTUCK_OIDC_NAME": "Riverside ID",
}
"""An identity provider, with all that there is to say of it."""


def test_half_an_identity_provider_is_an_error_that_names_what_is_missing() -> None:
    assert environment.openid_provider({}) is None
    assert environment.openid_provider(WHOLE) == (*WHOLE.values(), "")
    for name in WHOLE:
        with pytest.raises(BadInput, match=f"^{name}: expected .* because another UNSTUCK_OIDC_… is set$"):
            environment.openid_provider(WHOLE | {name: ""})
    with pytest.raises(BadInput, match=r"^UNSTUCK_OIDC_ISSUER: expected the address"):
        environment.openid_provider({"UNSTUCK_OIDC_AGENCY": "Riverside"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UNSTUCK_OIDC_ISSUER", "http://id.example.org"),
        ("UNSTUCK_OIDC_ISSUER", "id.example.org"),
        ("UNSTUCK_OIDC_ISSUER", "https://id.example.org/?tenant=1"),
        ("UNSTUCK_OIDC_CLIENT", "un stuck"),
        ("UNSTUCK_OIDC_SECRET", "hush hush"),
        ("UNSTUCK_OIDC_NAME", "Riverside\nID"),
        ("UNSTUCK_OIDC_NAME", "R" * 41),
    ],
)
def test_an_identity_provider_is_asked_over_tls_or_on_this_machine_alone(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"^{name}: expected ") as refused:
        environment.openid_provider(WHOLE | {name: value})
    assert "hush" not in str(refused.value)
    here = environment.openid_provider(WHOLE | {"UNSTUCK_OIDC_ISSUER": "http://127.0.0.1:8080"})
    assert here is not None
    assert here.issuer == "http://127.0.0.1:8080"


def test_the_secret_of_an_identity_provider_may_lie_in_a_file_that_others_cannot_read(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("from-a-file\n")
    kept.chmod(0o600)
    said = WHOLE | {"UNSTUCK_OIDC_SECRET": "", "UNSTUCK_OIDC_SECRET_FILE": str(kept)}
    found = environment.openid_provider(said)
    assert found is not None
    assert found.secret == "from-a-file"
    with pytest.raises(BadInput, match=r"expected nothing here"):
        environment.openid_provider(said | {"UNSTUCK_OIDC_SECRET": "hush-hush"})
    kept.chmod(0o644)
    with pytest.raises(BadInput, match=r"only its owner may read"):
        environment.openid_provider(said)
    with pytest.raises(BadInput, match=r"expected a file that can be read"):
        environment.openid_provider(said | {"UNSTUCK_OIDC_SECRET_FILE": str(tmp_path / "gone")})


def test_an_identity_provider_needs_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(BadInput, match=r"pip install 'unstuck\[oidc\]'"):
        environment.openid_provider(WHOLE)


def test_the_demo_has_a_folder_of_its_own(tmp_path: Path) -> None:
    assert places({"UNSTUCK_HOME": str(tmp_path)}).home == tmp_path
    assert places({"UNSTUCK_HOME": str(tmp_path), "UNSTUCK_DEMO": "1"}).home == tmp_path / "demo"


PLANNED = {"server_side_binding": True, "prepare_threshold": 3}
"""What psycopg and Django call it: a question that was asked three times is planned once."""


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgresql://ann:p%40ss@db.example:6432/clinic", ("ann", "p@ss", "db.example", "6432", "clinic", PLANNED)),
        (
            "postgres://ann@/clinic?host=/run/pg&sslmode=require",
            ("ann", "", "/run/pg", "", "clinic", PLANNED | {"sslmode": "require"}),
        ),
    ],
)
def test_postgresql_by_its_address(address: str, expected: tuple[object, ...]) -> None:
    made = database(Places(Path("/nowhere")), {"UNSTUCK_DATABASE_URL": address})
    assert tuple(made[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")) == expected


def test_a_key_of_the_environment_is_not_repeated_when_it_is_bad() -> None:
    with pytest.raises(BadInput) as refused:
        Places(Path("/nowhere")).secret("signing_key", {"UNSTUCK_SIGNING_KEY": "hush-hush"})
    assert "hush" not in str(refused.value)

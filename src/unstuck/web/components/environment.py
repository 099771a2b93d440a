"""What the environment says, each value checked: a bad one is one clear line, never a fault. Knows nothing of Django.

The value itself is not repeated where it may be a secret.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from unstuck.errors import BadInput

HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


def flag(name: str, given: Mapping[str, str] = os.environ) -> bool:
    """Return whether a switch is on: `1`. Off is `0`, empty or absent."""
    value = given.get(name, "")
    if value not in ("", "0", "1"):
        raise BadInput(f"{name}: expected 1 or 0, found '{value}'")
    return value == "1"


def whole_number(name: str, usual: int, highest: int, given: Mapping[str, str] = os.environ) -> int:
    """Return a whole number from 1 to `highest`."""
    value = given.get(name) or str(usual)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= highest):
        raise BadInput(f"{name}: expected a whole number from 1 to {highest}, found '{value}'")
    return int(value)


def folder(name: str, usual: Path, given: Mapping[str, str] = os.environ) -> Path:
    """Return a folder by its whole path: a process that starts elsewhere must mean the same one."""
    value = Path(given[name]).expanduser() if given.get(name) else usual
    if not (value.is_absolute() or value == usual):
        raise BadInput(f"{name}: expected the whole path of a folder, beginning with /, found '{value}'")
    return value


def file(name: str, given: Mapping[str, str] = os.environ) -> Path | None:
    """Return the whole path of a file; None where none is named. Whether it is there is seen when it is read."""
    value = given.get(name, "")
    if value and not value.startswith("/"):
        raise BadInput(f"{name}: expected the whole path of a file, beginning with /, found '{value}'")
    return Path(value) if value else None


def hosts(given: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names under which the site answers. `*` is refused: any name would do for a forged link then."""
    value = given.get("UNSTUCK_HOSTS") or "localhost,127.0.0.1"
    names = [name.strip() for name in value.split(",")]
    if not all(HOST.fullmatch(name) for name in names):
        raise BadInput(f"UNSTUCK_HOSTS: expected names of hosts with commas between them, found '{value}'")
    return names


def time_zone(given: Mapping[str, str] = os.environ) -> str:
    """Return the name of the agency's time zone."""
    value = given.get("UNSTUCK_TIME_ZONE") or "UTC"
    try:
        ZoneInfo(value)
    except (OSError, ValueError, LookupError) as error:
        raise BadInput(f"UNSTUCK_TIME_ZONE: expected a name such as Europe/Paris, found '{value}'") from error
    return value


def mail_sender(
    name: str = "UNSTUCK_EMAIL_FROM", given: Mapping[str, str] = os.environ, *, usual: str = "unstuck@localhost"
) -> str:
    """Return the address that e-mail comes from."""
    value = given.get(name) or usual
    if not re.fullmatch(r"[^\r\n@]+@[^\r\n@ ]+", value):
        raise BadInput(f"{name}: expected an e-mail address")
    return value


def mail_by_tls(host: str, given: Mapping[str, str] = os.environ) -> bool:
    """Return whether the mail server is spoken to by STARTTLS. One on another machine always is: mails carry links."""
    wanted = flag("UNSTUCK_EMAIL_TLS", given)
    if host and not wanted and host not in ON_THIS_MACHINE:
        raise BadInput("UNSTUCK_EMAIL_TLS: expected 1, because the mail server is another machine")
    return wanted


ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def site_address(hosts: Sequence[str], *, plain_http: bool, given: Mapping[str, str] = os.environ) -> str:
    """Return the address under which people open the site: what links in e-mails begin with."""
    usual = f"{'http' if plain_http else 'https'}://{hosts[0].lstrip('.')}"
    value = given.get("UNSTUCK_ADDRESS") or usual
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", value):
        raise BadInput(f"UNSTUCK_ADDRESS: expected an address such as https://unstuck.example.org, found '{value}'")
    return value


def gateway(name: str, given: Mapping[str, str] = os.environ) -> str:
    """Return the address of a gateway; empty where there is none. Only over TLS, or on this machine."""
    value = given.get(name, "")
    if value and not re.fullmatch(GATEWAY, value):
        raise BadInput(
            f"{name}: expected an address that begins with https://, or with http://127.0.0.1 on this machine"
        )
    return value


GATEWAY = r"(https://[A-Za-z0-9.-]+|http://127\.0\.0\.1)(:[0-9]{1,5})?(/[!-~]*)?"


def header_secret(name: str, given: Mapping[str, str] = os.environ) -> str:
    """Return a secret that is sent in a header; empty where there is none. It is never repeated in an error."""
    value = given.get(name, "")
    if value and not re.fullmatch(r"[!-~]+", value):
        raise BadInput(f"{name}: expected letters, digits and signs without spaces")
    return value


def chosen(name: str, known: Sequence[str], given: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Return which of the known words were chosen, with commas between them; none where nothing is said."""
    words = [word.strip() for word in given.get(name, "").split(",") if word.strip()]
    if not set(words) <= set(known):
        raise BadInput(f"{name}: expected some of {', '.join(known)}, with commas between them")
    return frozenset(words)


class OpenIdProvider(NamedTuple):
    """The identity provider by which people may sign in.

    `name`: what the button says. `agency`: whose people may; empty where the site has one agency alone.
    """

    issuer: str
    client: str
    secret: str
    name: str
    agency: str = ""


_OPENID = {
    "UNSTUCK_OIDC_ISSUER": "the address of the identity provider",
    "UNSTUCK_OIDC_CLIENT": "the client id that the identity provider gave this site",
    "UNSTUCK_OIDC_SECRET": "the client secret that the identity provider gave this site",
    "UNSTUCK_OIDC_NAME": 'what the button says after "Sign in with"',
}


def openid_provider(given: Mapping[str, str] = os.environ) -> OpenIdProvider | None:
    """Return the identity provider by which people may sign in; None where nothing is said of one."""
    agency = given.get("UNSTUCK_OIDC_AGENCY", "")
    said = {name: given.get(name, "") for name in _OPENID}
    said["UNSTUCK_OIDC_SECRET"] = _openid_secret(given)
    if not agency and not any(said.values()):
        return None
    for name, what in _OPENID.items():
        if not said[name]:
            raise BadInput(f"{name}: expected {what}, because another UNSTUCK_OIDC_… is set")
    issuer, client, secret, name = said.values()
    gateway("UNSTUCK_OIDC_ISSUER", given)
    if "?" in issuer or "#" in issuer:
        raise BadInput("UNSTUCK_OIDC_ISSUER: expected an address without ? and #, as the provider names itself")
    for variable, value in (("UNSTUCK_OIDC_CLIENT", client), ("UNSTUCK_OIDC_SECRET", secret)):
        if not re.fullmatch(r"[!-~]+", value):
            raise BadInput(f"{variable}: expected letters, digits and signs without spaces")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise BadInput(f"UNSTUCK_OIDC_NAME: expected at most {LONGEST_NAME} letters on one line")
    if not (find_spec("authlib") and find_spec("requests")):
        raise BadInput("UNSTUCK_OIDC_ISSUER: expected the packages of the extra oidc: pip install 'unstuck[oidc]'")
    return OpenIdProvider(issuer, client, secret, name, agency)


LONGEST_NAME = 40
"""Of an identity provider, on a button."""


def _openid_secret(given: Mapping[str, str]) -> str:
    """Return the secret, from the environment or from a file of its own. It is never repeated in an error."""
    name = "UNSTUCK_OIDC_SECRET_FILE"
    path = file(name, given)
    if path is None:
        return given.get("UNSTUCK_OIDC_SECRET", "")
    if given.get("UNSTUCK_OIDC_SECRET"):
        raise BadInput(f"{name}: expected nothing here, because UNSTUCK_OIDC_SECRET is set as well")
    try:
        open_to_others, text = path.stat().st_mode & 0o077, path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{name}: expected a file that can be read, with the secret in it") from error
    if open_to_others:
        raise BadInput(f"{name}: expected a file that only its owner may read (mode 0600)")
    if not text:
        raise BadInput(f"{name}: expected a file with the secret in it, found an empty one")
    return text

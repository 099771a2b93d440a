"""What the command line does with the directories of the site."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path

from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory
from unstuck.web.accounts.models import Agency
from unstuck.web.components import dates
from unstuck.web.components.denied import Denied
from unstuck.web.directory.actions.imports import take_in
from unstuck.web.directory.actions.packs import load_pack
from unstuck.web.directory.difference import difference
from unstuck.web.directory.packs import read_pack
from unstuck.web.directory.queries import directory_of, sources_of

COUNTS = ("new", "changed", "gone", "same")


def bring_in(
    directory: Directory, agency: str | None, source: str, path: Path, *, apply: bool, agreed: str = ""
) -> dict[str, int]:
    """Bring a directory in, or only say what would change; return counts of services by kind.

    Raises BadInput where many services would go and `agreed` does not name the directory.
    """
    at = _agency(agency)
    if not apply:
        changes = difference(at.pk, source, directory)
        return {kind: changes[kind] for kind in COUNTS}
    digest = hashlib.sha256(path.read_bytes() if path.is_file() else str(path.name).encode()).hexdigest()
    details = {"file_name": path.name[-120:], "sha256": digest}
    try:
        return asdict(take_in(at, source, directory, dates.now(), details, agreed))
    except Denied as denied:
        raise BadInput(f"{denied.reason} On the command line: --replace '{source}'", file=path) from None


def taken_along(agency: str | None, source: str | None) -> Directory:
    """Return a source's directory. Raises BadInput where it is not clear which one is meant."""
    at = _agency(agency)
    known = sources_of(at.pk)
    if not known:
        raise BadInput("expected a directory to export, found none: bring one in first")
    if source is None and len(known) > 1:
        raise BadInput(f"--source: expected one of {', '.join(known)}")
    if source is not None and source not in known:
        raise BadInput(f"--source: expected one of {', '.join(known)}, found '{source}'")
    return directory_of(at.pk, source or known[0])


def load_taxonomy(path: Path, name: str, agency: str | None) -> int:
    """Load a taxonomy; return how many terms it has."""
    if not name or len(name) > 60:
        raise BadInput("--name: expected a name of up to 60 letters")
    return load_pack(_agency(agency), read_pack(path, name), dates.now())


def _agency(name: str | None) -> Agency:
    known = list(Agency.objects.order_by("name"))
    if not known:
        raise BadInput("expected an agency, found none: unstuck agency add NAME")
    chosen = [one for one in known if name is None or one.name == name]
    if len(chosen) != 1:
        raise BadInput(f"--agency: expected one of {', '.join(one.name for one in known)}")
    return chosen[0]

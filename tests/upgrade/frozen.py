"""Migrations that have been in anybody's database never change: what each holds is noted in `migrations.tsv`.

`python -m tests.upgrade.frozen` adds the new ones to the list. It refuses to note another content for one on it.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

LIST = Path(__file__).with_name("migrations.tsv")
WEB = Path(__file__).parents[2] / "src/unstuck/web"


def noted() -> dict[str, str]:
    """Return the migrations on the list with the SHA-256 of what they hold."""
    lines = LIST.read_text(encoding="utf-8").splitlines() if LIST.exists() else []
    return dict(line.split("\t") for line in lines)


def present() -> dict[str, str]:
    """Return the migrations in the tree, in the same form."""
    files = sorted(path for path in WEB.glob("*/migrations/*.py") if path.name != "__init__.py")
    return {
        path.relative_to(WEB).as_posix(): hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        for path in files
    }


def changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return, in words, what is wrong with migrations that are on the list."""
    gone = [f"{name}: it is gone, and databases that went through it are not" for name in before if name not in now]
    other = [
        f"{name}: it was changed; add a new one instead"
        for name in before
        if now.get(name, before[name]) != before[name]
    ]
    return gone + other


def unlisted(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Return the migrations that are not on the list yet."""
    return [name for name in now if name not in before]


def main() -> int:
    """Add what is new to the list; status 1, and nothing written, where something on it was changed."""
    before, now = noted(), present()
    if faults := changed(before, now):
        sys.stderr.write("\n".join(faults) + "\n")
        return 1
    LIST.write_text("".join(f"{name}\t{digest}\n" for name, digest in sorted(now.items())), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

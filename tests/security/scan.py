"""Let known scanners at the code and at a running site, and say what they found that nobody has explained.

    python -m tests.security.scan [code] [fuzz] [wapiti] [sqlmap] [--role ROLE ...] [--minutes N] [--planted]

`code`: bandit and our own rules for semgrep on `src`. `fuzz`, `wapiti` and `sqlmap`: attacks on the demo, served on
this machine, as each role or as those that are named, all aimed at each field of each shape of form and link; `fuzz`
(`fuzz.py`) sends what nobody types, wapiti goes without its modules that need the internet. `--minutes` ends each of
wapiti's modules after so long, and sqlmap at each form. Findings in `explained.toml` are left out, each with its
reason; the status is 1 where another is left. With `--planted` the site has six flaws more, and the status is 1 where
one of them is not found.

`make attack` installs the scanners in a folder of their own and runs all of it. It takes hours.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.journeys.site import Site
from tests.security.attacked import ID, Asked, Attacker, attacked
from tests.security.fuzz import fuzz as sent_by_nobody

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOOLS = ROOT / ".tools" / "security"
EXPLAINED: dict[str, str] = tomllib.loads((HERE / "explained.toml").read_text("utf-8"))
"""What a scanner names and where -> why it is no fault."""
ROLES = ("worker", "supervisor", "manager", "administrator")
MODULES = (
    "backup,cookieflags,crlf,csp,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,shellshock,sql,"
    "timesql,upload,xss"
)
"""wapiti's modules, without those that ask something elsewhere: ssrf, xxe, log4shell, spring4shell, wapp."""
TRIED = ("all tested parameters do not appear to be injectable", "identified the following injection point")
"""What sqlmap says at its end; it says something else where it has given up before it tried."""
PLANTED_FLAWS = {
    "code": ("B608 planted_urls.py", "semgrep query-put-together planted_urls.py",
             "semgrep sent-where-the-address-says planted_urls.py", "semgrep file-named-by-the-request planted_urls.py",
             "semgrep form-without-token planted_urls.py"),
    "fuzz": ("fuzz 500 GET /planted/number/ of: no number",),
    "wapiti": ("wapiti Reflected Cross Site Scripting /planted/echo/", "wapiti SQL Injection /planted/people/",
               "wapiti Open Redirect /planted/go/", "wapiti Path Traversal /planted/file/",
               "wapiti Stored Cross Site Scripting /planted/"),
    "sqlmap": ("sqlmap GET /planted/people/ name",),
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What a scan of the running site may take, and as whom."""

    roles: Sequence[str]
    minutes: float
    planted: bool


def code(planted: bool) -> Iterator[str]:
    """Yield what bandit and our own rules find in the code."""
    places = [str(ROOT / "src"), *([str(HERE / "planted_urls.py")] if planted else [])]
    done = _run([tool("bandit"), "-q", "-ll", "-r", *places, "-f", "json"])
    for one in json.loads(done)["results"]:
        yield f"{one['test_id']} {_place(one['filename'])}"
    rules = ["--config", str(HERE / "semgrep.yml"), "--metrics=off", "--disable-version-check"]
    done = _run([tool("semgrep"), "scan", *rules, "--quiet", "--json", *places])
    for one in json.loads(done)["results"]:
        yield f"semgrep {one['check_id'].rpartition('.')[2]} {_place(one['path'])}"


def _place(path: str) -> str:
    """Return where in the project a finding is: below `src/unstuck`, or the file of a planted flaw."""
    found = Path(path).resolve()
    return str(found.relative_to(ROOT / "src" / "unstuck")) if (ROOT / "src") in found.parents else found.name


def wapiti(site: Site, limits: Limits) -> Iterator[str]:
    """Yield what wapiti finds as each role, asked one address and one form of each shape."""
    beginning = "/planted/" if limits.planted else "/"
    for who, attacker in _attackers(site, limits):
        asked = [(one.method, one.address, one.fields) for one in attacker.look_around(beginning)]
        asked += [("GET", address, ()) for address in attacker.pages.values()]
        with tempfile.TemporaryDirectory() as folder:
            report, address = Path(folder) / "report.json", f"{site.address}{beginning}"
            seeding = [str(TOOLS / "others" / "bin" / "python"), str(HERE / "seeds.py"), address, folder]
            subprocess.run(seeding, input=json.dumps(asked), text=True, check=True, capture_output=True)
            words = [tool("wapiti"), "-u", address, "--scope", "folder", "-m", MODULES, "-d", "0"]
            words += ["-H", f"Cookie: {attacker.cookies}", "-f", "json", "-o", str(report), "--no-bugreport", "-v", "0"]
            words += ["--max-parameters", "30", "--max-attack-time", str(int(limits.minutes * 60))]
            words += ["-x", f"{site.address}/sign-out/", "--store-session", folder, "--store-config", folder]
            _run(words)
            held = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
        found = [(kind, one) for kind, ones in held.get("vulnerabilities", {}).items() for one in ones]
        reached = held.get("infos", {}).get("crawled_pages_nbr", 0)
        _say(f"wapiti as {who}: {len(asked)} addresses and forms, {reached} of them answered, {len(found)} findings")
        yield from sorted({f"wapiti {kind} {_shape(one['path'])}" for kind, one in found})


def sqlmap(site: Site, limits: Limits) -> Iterator[str]:
    """Yield each field into which sqlmap could put a query, as each role, asked one field of each shape."""
    for who, attacker in _attackers(site, limits):
        asked, met = attacker.look_around("/planted/" if limits.planted else "/"), set[str]()
        with tempfile.TemporaryDirectory() as folder:
            for number, one in enumerate(asked, start=1):
                aimed = [name for shape, name in one.aimed().items() if shape not in met]
                met |= one.aimed().keys()
                _say(f"sqlmap as {who}: {number} of {len(asked)}, {one.method} {urlsplit(one.address).path} {aimed}")
                yield from _injected(one, aimed, attacker, Path(folder), limits)
        _say(f"sqlmap as {who}: {len(asked)} shapes of links and forms, {len(met)} of fields")


def fuzz(site: Site, limits: Limits) -> Iterator[str]:
    """Yield each field, page and file at which the site answered with a fault of its own, as each role."""
    for who, attacker in _attackers(site, limits):
        answers = Counter[int]()
        yield from sent_by_nobody(attacker, "/planted/" if limits.planted else "/", answers)
        _say(f"fuzz as {who}: {answers.total()} requests, answers {dict(sorted(answers.items()))}")


def _injected(one: Asked, aimed: list[str], attacker: Attacker, folder: Path, limits: Limits) -> Iterator[str]:
    sent = urlencode(one.fields)
    if not aimed or limits.minutes <= 0:
        return
    words = [tool("sqlmap"), "--batch", "--level", "1", "--risk", "1", "--technique", "BEU", "--flush-session"]
    words += ["--cookie", attacker.cookies, "--output-dir", str(folder), "--disable-coloring", "-v", "1"]
    words += ["--answers", "really sure=Y"]  # a goal's level of -2 looks like an attack to it
    words += ["--ignore-code", "*", "--ignore-redirects"]  # it gives up at a 404, and sends a form on to where it led
    words += ["-p", ",".join(aimed), "--time-limit", str(int(limits.minutes * 60))]
    where = ["-u", f"{one.address}?{sent}"] if one.method == "GET" else ["-u", one.address, "--data", sent]
    done = _run([*words, *where])
    if not any(words in done for words in TRIED):
        yield f"sqlmap did not try {one.method} {_shape(one.address)}"
    for name in aimed:
        if f"Parameter: {name} (" in done:
            yield f"sqlmap {one.method} {_shape(one.address)} {name}"


def _shape(address: str) -> str:
    """Return the path of an address without its ids, which each demo makes anew."""
    return ID.sub("…", urlsplit(address).path)


def _attackers(site: Site, limits: Limits) -> Iterator[tuple[str, Attacker]]:
    if limits.planted:
        yield "anybody", Attacker(site.address)
        return
    for role in limits.roles:
        attacker = Attacker(site.address).sign_in(site.of(role))
        yield role, attacker
        assert attacker.signed_in, f"signed out before the end, so that most of it tried nothing: {role}"


def tool(name: str) -> str:
    """Return where a scanner is: each set of them has a folder of its own, since they do not go together."""
    return str(TOOLS / ("semgrep" if name == "semgrep" else "others") / "bin" / name)


def _run(words: Sequence[str]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL).stdout


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def findings(kinds: Sequence[str], limits: Limits) -> Iterator[str]:
    """Yield everything that was found, explained or not, and say it at once: a scan may be ended before its end."""
    for one in _findings(kinds, limits):
        _say(f"found  {one}")
        yield one


def _findings(kinds: Sequence[str], limits: Limits) -> Iterator[str]:
    if "code" in kinds:
        yield from code(limits.planted)
    live = [kind for kind in (fuzz, wapiti, sqlmap) if kind.__name__ in kinds]
    for kind, role in product(live, limits.roles[:1] if limits.planted else limits.roles):
        # a demo of its own: what one attack hands over, ends or declines, the next would no longer find
        with tempfile.TemporaryDirectory() as home, attacked(_own(home), planted=limits.planted) as site:
            yield from kind(site, replace(limits, roles=[role]))


def _own(home: str) -> Path:
    """Name the home in the environment, as a run of the tests does: what its processes compile is kept there."""
    os.environ["UNSTUCK_HOME"] = home
    return Path(home)


def explained(finding: str) -> bool:
    """Whether somebody has said why this is no fault."""
    return any(finding.startswith(beginning) for beginning in EXPLAINED)


def main(words: Sequence[str]) -> int:
    """Scan; the status is 1 where something is left that nobody has explained, or a planted flaw was not found."""
    parser = argparse.ArgumentParser(prog="tests.security.scan")
    parser.add_argument("kinds", nargs="*", choices=["code", "fuzz", "wapiti", "sqlmap", []])
    parser.add_argument("--role", action="append", choices=ROLES)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--planted", action="store_true")
    given = parser.parse_args(words)
    kinds = given.kinds or ["code", "fuzz", "wapiti", "sqlmap"]
    found = sorted(set(findings(kinds, Limits(given.role or ROLES, given.minutes, given.planted))))
    if given.planted:
        missed = [
            flaw for kind in kinds for flaw in PLANTED_FLAWS[kind] if not any(one.startswith(flaw) for one in found)
        ]
        sys.stdout.write("".join(f"not found  {one}\n" for one in missed) or "every planted flaw was found\n")
        return 1 if missed else 0
    left = [one for one in found if not explained(one)]
    sys.stdout.write("".join(f"{one}\n" for one in left))
    sys.stdout.write(f"{len(found)} findings, {len(left)} of them unexplained\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Send what nobody types to each field of each shape, each page and each file: no answer may be a fault of the site.

Told by `tests.security.scan fuzz`. A fault is a status of 500 or more, or a connection that the site drops.
"""

from __future__ import annotations

import gzip
import http.client
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.security.attacked import ID, Asked, Attacker
from tests.web.site_process import PATIENCE_SECONDS

TEXTS: dict[str, bytes] = {
    name: text if isinstance(text, bytes) else str(text).encode()
    for name, text in {
        "nothing": "",
        "blank": " \t\n",
        "NUL": "a\x00b",
        "no UTF-8": b"\xff\xfe\xed\xa0\x80",
        "long": "a" * 20_000,
        "digits": "9" * 5_000,
        "below zero": "-1",
        "beyond 64 bits": str(2**63),
        "infinite": "1e309",
        "no number": "NaN",
        "fraction": "1/2",
        "Arabic digits": "٣",
        "superscript": "²",
        "no such day": "2026-02-30",
        "day 0": "0000-00-00",
        "last day": "9999-12-31",
        "year 10,000": "10000-01-01",
        "first day": "0001-01-01",
        "empty id": "00000000-0000-0000-0000-000000000000",
        "no id": "not-an-id",
        "turned round": "\u202eevil",
        "emoji": "👩‍👩‍👧" * 50,
        "accents": "e" + "\u0301" * 500,
        "out of the folder": "../../../etc/passwd",
        "markup": "\"'><script>alert(1)</script>",
        "template": "{{7*7}}{% x %}%(a)s{0.a}%",
        "two lines": "a\r\nSet-Cookie: a=b",
        "JSON": '{"a": [null, 1e999]}',
        "list": "[]",
        "true": "true",
        "comma": "1,5",
        "several": "1,2,3,,",
        "ids": ",".join(["00000000-0000-4000-8000-000000000000"] * 200),
        "time": "25:61",
        "plus": "+",
    }.items()
}
FILES: dict[str, tuple[str, bytes]] = {
    "empty": ("a.csv", b""),
    "NUL": ("a.csv", b"client,date,score\n\x00,\x00,\x00\n"),
    "no text": ("a.csv", bytes(range(256)) * 40),
    "other kind": ("a.xlsx", b"client,date,score\n"),
    "zip of nothing": ("a.xlsx", b"PK\x05\x06" + b"\x00" * 18),
    "half a zip": ("a.xlsx", b"PK\x03\x04" + b"\xff" * 200),
    "out of the folder": ("../../a.csv", b"client,date,score\nA,2026-01-01,1\n"),
    "long name": ("a" * 5_000 + ".csv", b"client\n"),
    "no name": ("", b"client\n"),
    "quotes": ("a.csv", b'client,date,score\n"A,2026-01-01,1\n'),
    "deep JSON": ("a.json", b"[" * 50_000),
    "JSON": ("a.json", b'{"a": 1e999, "a": null}'),
    "packed": ("a.json.gz", gzip.compress(b"[" * 1_000_000)),
    "XML": ("a.xml", b'<!DOCTYPE a [<!ENTITY a "aa">]><a>&a;</a>'),
    "UTF-16": ("a.csv", "client,date,score\nÄ,2026-01-01,1\n".encode("utf-16")),
    "far off": ("a.csv", b"client,date,score\nA,0001-01-01,1e308\nA,9999-12-31,-1e308\n"),
}
BOUNDARY = "a-part-of-a-form"
IN_PARTS = f"multipart/form-data; boundary={BOUNDARY}"
OTHER_IDS = ("00000000-0000-4000-8000-000000000000", "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF", "9" * 40, "-1", "0")
NOT_IMPLEMENTED = 501
"""What a server says of a method that it does not know."""
Fields = Sequence[tuple[str, str]]


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "NONSENSE")
QUERIES = (
    "page=-1&sort=%00&q=%FF",
    "page=" + "9" * 5_000,
    "a&a&a=%zz&=1",
    "next=//elsewhere.example&back=javascript:1",
)
DROPPED = 599


@dataclass(frozen=True)
class Sent:
    """One request, and what is odd about it."""

    what: str
    method: str
    address: str
    body: bytes = b""
    kind: str = "application/x-www-form-urlencoded"


def fuzz(attacker: Attacker, beginning: str, answers: Counter[int]) -> Iterator[str]:
    """Yield each field, page and file at which the site answered with a fault of its own; count all its answers."""
    asked, met = attacker.look_around(beginning), set[str]()
    for address in attacker.pages.values():
        yield from _faults(attacker, _to_a_page(address), answers)
    for one in asked:
        yield from _faults(attacker, _to_a_form(one), answers)
        for shape, name in one.aimed().items():
            if shape not in met:
                met.add(shape)
                yield from _faults(attacker, _in_a_field(one, name), answers)


def _faults(attacker: Attacker, sendings: Iterable[Sent], answers: Counter[int]) -> Iterator[str]:
    for sent in sendings:
        status = _answer(attacker, sent)
        answers[status] += 1
        if status >= 500 and status != NOT_IMPLEMENTED:
            told = "dropped" if status == DROPPED else status
            yield f"fuzz {told} {sent.method} {urlsplit(sent.address).path} {sent.what}"


def _answer(attacker: Attacker, sent: Sent) -> int:
    """Return the status, once the whole answer has come."""
    where = urlsplit(sent.address)
    connection = http.client.HTTPConnection(where.netloc, timeout=PATIENCE_SECONDS)
    headers = {"Cookie": attacker.cookies, "Referer": attacker.address, "Content-Length": str(len(sent.body))}
    headers |= {"Content-Type": sent.kind} if sent.kind else {}
    try:
        connection.request(sent.method, f"{where.path}?{where.query}", sent.body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return DROPPED
    finally:
        connection.close()
    return answer.status


def _to_a_page(address: str) -> Iterator[Sent]:
    where = urlsplit(address)
    site, path = f"{where.scheme}://{where.netloc}", f"{where.scheme}://{where.netloc}{where.path}"
    yield from (Sent("the method", method, path) for method in METHODS)
    yield from (Sent(f"?{query[:20]}", "GET", f"{path}?{query}") for query in QUERIES)
    yield from (
        Sent("another id", "GET", site + ID.sub(other, where.path)) for other in OTHER_IDS if ID.search(where.path)
    )
    yield Sent("NUL at its end", "GET", f"{path}%00/")


def _to_a_form(one: Asked) -> Iterator[Sent]:
    body = urlencode(one.fields).encode()
    token = next((text for name, text in one.fields if name == "csrfmiddlewaretoken"), "")
    yield Sent("a list in JSON", "POST", one.address, b'[{"a": null}]', "application/json")
    yield Sent("its kind is not said", "POST", one.address, body, "")
    yield Sent("in parts without an end", "POST", one.address, _in_parts(one.fields)[:-20], IN_PARTS)
    yield Sent("a token and nothing else", "POST", one.address, urlencode({"csrfmiddlewaretoken": token}).encode())
    yield Sent("half of a letter", "POST", one.address, body + b"&x=%E0%A4&%FF=%", f"{Sent.kind}; charset=utf-32")


def _in_a_field(one: Asked, name: str) -> Iterator[Sent]:
    rest = [pair for pair in one.fields if pair[0] != name]
    for what, text in TEXTS.items():
        yield _with(one, rest, f"{name}: {what}", [(name, text)])
    yield _with(one, rest, f"{name} left out", [])
    yield _with(one, rest, f"{name} twice", [(name, b"1"), (name, b"\xff")])
    for what, (called, content) in FILES.items() if name in one.files else [("a file", ("a.csv", b"a,b"))]:
        body = _in_parts(rest, (name, called, content))
        yield Sent(f"{name}: {what}", "POST", one.address, body, IN_PARTS)


def _with(one: Asked, rest: Fields, what: str, odd: Sequence[tuple[str, bytes]]) -> Sent:
    sent = urlencode([*rest, *odd])
    if one.method == "GET":
        return Sent(what, "GET", f"{one.address}?{sent}")
    return Sent(what, one.method, one.address, sent.encode())


def _in_parts(fields: Fields, file: tuple[str, str, bytes] | None = None) -> bytes:
    """Return the body of a form that sends a file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields
    ]
    body = "".join(parts).encode()
    if file:
        name, called, content = file
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n'
        body += f"{head}Content-Type: text/csv\r\n\r\n".encode() + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()

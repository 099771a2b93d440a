"""The sealed file itself: what is in it, and that none is read which is not whole, in time and for us."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from unstuck.web.circles.public_keys import (
    PublicKeys,
    PublishedKeys,
    as_heard,
    in_groups,
    published,
    read_published,
)
from unstuck.web.circles.sealed_files import (
    LARGEST_BYTES,
    AnswerFile,
    FileContent,
    MessageInFile,
    PrivateKeys,
    QuestionFile,
    as_brief,
    open_file,
    seal_file,
)
from unstuck.web.components.denied import Denied

DAY, LAST = date(2026, 11, 22), date(2026, 12, 22)
BRIEF = {
    "question": "What may I be missing?",
    "parts": [
        {"code": "situation", "title": "The situation", "lines": ["The work began 8 weeks ago."]},
        {
            "code": "scores",
            "title": "Scores",
            "lines": ["PHQ-9: 15 in week 0, 15 in week 7: little change lately."],
            "courses": [{"instrument": "PHQ-9", "lowest": 0, "highest": 27, "rows": [[0, 15], [7, 15]]}],
        },
    ],
}
NUMBER = UUID("6f1c63c2-5a0f-4b0f-9a52-0d5d3d1f7c11")


def keys(seed: int) -> PrivateKeys:
    """Keys that are the same in each run: of no agency."""
    raw = bytes([seed]) * 32
    return PrivateKeys(Ed25519PrivateKey.from_private_bytes(raw), X25519PrivateKey.from_private_bytes(raw))


OURS, THEIRS, SOMEBODY = keys(1), keys(2), keys(3)


def question(sender: PrivateKeys = THEIRS, to: PrivateKeys = OURS, **other: object) -> QuestionFile:
    told = {"id": NUMBER, "agency": "Hillside", "key": sender.public.fingerprint, "to": to.public.fingerprint}
    made: QuestionFile = msgspec.convert(
        {"kind": "question", **told, "day": DAY, "expires": LAST, "brief": BRIEF, **other}, QuestionFile
    )
    return made


def known(fingerprint: str) -> PublicKeys:
    if fingerprint == THEIRS.public.fingerprint:
        return THEIRS.public
    raise Denied("unknown_key", "nobody knows it")


def opened(file: bytes, today: date = DAY) -> FileContent:
    return open_file(file, OURS, known, today, before=[keys(9).public.fingerprint])


def refusal(file: bytes, today: date = DAY) -> str:
    with pytest.raises(Denied) as denied:
        opened(file, today)
    return denied.value.code


FILE = seal_file(question(), THEIRS, OURS.public)


def test_what_was_sealed_is_read_until_its_last_day() -> None:
    assert opened(FILE, LAST) == question()
    assert refusal(FILE, LAST + timedelta(days=1)) == "expired"
    assert opened(FILE, DAY - timedelta(days=1)) == question(), "tomorrow has begun there"
    assert refusal(FILE, DAY - timedelta(days=2)) == "day_to_come"
    answer = AnswerFile(
        id=NUMBER, agency="Hillside", key=THEIRS.public.fingerprint, to=OURS.public.fingerprint, day=DAY, expires=LAST,
        question=NUMBER, message=MessageInFile("suggestion", "Ask about a good week.", "https://example.org/a"),
    )  # fmt: skip
    assert opened(seal_file(answer, THEIRS, OURS.public)) == answer


def test_a_file_holds_what_the_page_about_the_format_says_and_nothing_else() -> None:
    """Opened without a line of our own code, as docs/reference/sealed-files.md describes it."""
    first, sealed = FILE.split(b"\n", 1)
    word, version, to, length = first.split(b" ")
    assert (word, version, to.decode(), int(length)) == (b"unstuck-sealed", b"1", OURS.public.fingerprint, len(sealed))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    said = suite.decrypt(sealed, OURS.sealing, b"unstuck circle seal 1\n" + first + b"\n")
    THEIRS.signing.public_key().verify(said[:64], b"unstuck circle signature 1\n" + said[64:])
    assert json.loads(said[64:]) == {
        "kind": "question", "id": str(NUMBER), "agency": "Hillside", "key": THEIRS.public.fingerprint,
        "to": OURS.public.fingerprint, "day": "2026-11-22", "expires": "2026-12-22", "brief": BRIEF,
    }  # fmt: skip


def test_a_file_of_version_1_is_read_as_long_as_there_are_any() -> None:
    """Sealed on the day this was written: whatever changes, it opens."""
    kept = Path(__file__).with_name("version-1.unstuck-sealed").read_bytes()
    assert opened(kept) == question()


def test_any_other_byte_anywhere_is_refused() -> None:
    for place in range(len(FILE)):
        for bit in (0, 3, 7) if place > 60 else range(8):
            refusal(FILE[:place] + bytes([FILE[place] ^ 1 << bit]) + FILE[place + 1 :])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_changed_added_or_left_out_is_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(FILE)))
    end = data.draw(st.integers(start, min(len(FILE), start + 40)))
    other = FILE[:start] + data.draw(st.binary(max_size=40)) + FILE[end:]
    if other != FILE:
        refusal(other)


def _by(sender: PrivateKeys, signed_by: PrivateKeys) -> bytes:
    return seal_file(question(sender), signed_by, OURS.public)


def _resealed() -> bytes:
    """Somebody who may open a file seals it for us, as if its sender had."""
    said = seal_file(question(to=SOMEBODY), THEIRS, SOMEBODY.public)
    first, sealed = said.split(b"\n", 1)
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    inside = suite.decrypt(sealed, SOMEBODY.sealing, b"unstuck circle seal 1\n" + first + b"\n")
    line = b"unstuck-sealed 1 %s %d\n" % (OURS.public.fingerprint.encode(), len(sealed))
    return line + suite.encrypt(inside, OURS.sealing.public_key(), b"unstuck circle seal 1\n" + line)


def _holding(said: bytes) -> bytes:
    """Seal anything at all, signed as it should be."""
    suite, length = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305), len(said) + 64 + 48
    line = b"unstuck-sealed 1 %s %d\n" % (OURS.public.fingerprint.encode(), length)
    signature = THEIRS.signing.sign(b"unstuck circle signature 1\n" + said)
    return line + suite.encrypt(signature + said, OURS.sealing.public_key(), b"unstuck circle seal 1\n" + line)


def _saying(**other: object) -> bytes:
    content = json.loads(msgspec.json.encode(question()))
    return _holding(json.dumps(content | other).encode())


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: b"", "no_sealed_file"),
        (lambda: b"client,date,score\n", "no_sealed_file"),
        (lambda: FILE.replace(b"sealed 1 ", b"sealed 2 "), "other_version"),
        (lambda: FILE[:-1], "cut_short"),
        (lambda: FILE[:80], "cut_short"),
        (lambda: FILE + b"\n", "altered"),
        (lambda: FILE + bytes(LARGEST_BYTES), "too_large"),
        (lambda: seal_file(question(to=SOMEBODY), THEIRS, SOMEBODY.public), "not_for_us"),
        (lambda: seal_file(question(to=keys(9)), THEIRS, keys(9).public), "earlier_keys"),
        (_resealed, "not_for_us"),
        (lambda: _by(SOMEBODY, SOMEBODY), "unknown_key"),
        (lambda: _by(THEIRS, SOMEBODY), "altered"),
        (lambda: _holding(b"[]"), "not_understood"),
        (lambda: _holding(b"\xff"), "not_understood"),
        (lambda: _saying(kind="order"), "not_understood"),
        (lambda: _saying(name="Cleo"), "not_understood"),
        (lambda: _saying(expires="2027-11-22"), "not_understood"),
        (lambda: _saying(expires="2026-11-21"), "not_understood"),
        (lambda: _saying(brief=BRIEF | {"question": "nul \x00"}), "not_understood"),
        (lambda: _saying(brief=BRIEF | {"question": "a" * 4001}), "not_understood"),
    ],
)  # fmt: skip
def test_what_is_not_whole_in_time_and_for_us_is_refused_by_name(made: Callable[[], bytes], code: str) -> None:
    assert refusal(made()) == code


def test_a_course_that_cannot_be_drawn_is_not_taken() -> None:
    course = {"instrument": "PHQ-9", "lowest": 3, "highest": 3, "rows": [[0, 3]]}
    part = {"code": "scores", "title": "Scores", "lines": [], "courses": [course]}
    with pytest.raises(msgspec.ValidationError):
        as_brief({"question": "What?", "parts": [part]})


def test_published_keys_are_read_back_and_a_changed_one_is_named() -> None:
    text = published(PublishedKeys("Hillside", THEIRS.public))
    assert read_published(text.replace("\n", "\r\n")) == PublishedKeys("Hillside", THEIRS.public)
    assert len(THEIRS.public.fingerprint) == 32, "160 bits, five to a letter"
    assert as_heard(in_groups(THEIRS.public.fingerprint).lower()) == THEIRS.public.fingerprint
    lines = text.splitlines()
    other = published(PublishedKeys("Hillside", SOMEBODY.public)).splitlines()
    nothing = lines[3].split(":")[0] + ": " + "A" * 43 + "="
    for number, changed in (
        (1, "Unstuck keys"),
        (2, "Agency:"),
        (3, "Signing key (Ed25519): AAAA"),
        (4, nothing),
        (5, other[4]),
    ):
        with pytest.raises(Denied, match=f"^Line {number}"):
            read_published("\n".join([*lines[: number - 1], changed, *lines[number:]]))
    with pytest.raises(Denied, match=r"^Line 5"):
        read_published("\n".join([*lines[:3], other[3], lines[4]]))
    with pytest.raises(Denied, match=r"^Line 5"):
        read_published("\n".join(lines[:4]))

"""The sealed file: signed by the agency that sends it, readable by the one that it is for and by nobody else.

    unstuck-sealed VERSION FINGERPRINT LENGTH\\n   to whom, by their fingerprint, and how many bytes follow
    the ciphertext of HPKE                        of the signature and what is said, as JSON

HPKE (RFC 9180) in its base mode, with X25519, HKDF-SHA256 and ChaCha20-Poly1305, and Ed25519 (RFC 8032), both of
`cryptography`. The first line is HPKE's `info`, so that not a byte of it can be changed either. What is signed says for
whom it is: whoever opens a file cannot seal it again for somebody else in its sender's name. Knows nothing of Django.
docs/reference/sealed-files.md says each field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from unstuck.language import gettext as _
from unstuck.reporting.words import spell_date
from unstuck.web.circles.public_keys import PublicKeys
from unstuck.web.components.denied import Denied

VERSION = 1
LARGEST_BYTES = 256 * 1024
"""A brief of the longest kind is a tenth of this."""
LONGEST = timedelta(days=90)
"""From the day of a file to the last one on which it is read."""
AHEAD = timedelta(days=1)
"""How far the day of a file may be ahead: it may be tomorrow already where it was sealed."""
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
SEALED_FOR, SIGNED_AS = b"unstuck circle seal 1\n", b"unstuck circle signature 1\n"
SIGNATURE_BYTES = 64
AROUND_BYTES = SIGNATURE_BYTES + 32 + 16
"""What signature, the key that HPKE sends along, and the tag of the cipher add."""
FIRST_LINE = re.compile(rb"unstuck-sealed ([0-9]{1,4}) ([A-Z2-7]{32}) ([0-9]{1,7})\n")

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*\Z")]
Fingerprint = Annotated[str, msgspec.Meta(pattern=r"^[A-Z2-7]{32}\Z")]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=4000, pattern=r"^[^\x00]*\Z")]
Week = Annotated[int, msgspec.Meta(ge=-9999, le=9999)]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{1,40}\Z")]


class CourseInFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scores of one questionnaire, each under its week."""

    instrument: Name
    lowest: float
    highest: float
    rows: Annotated[list[tuple[Week, float]], msgspec.Meta(min_length=1, max_length=60)]

    def __post_init__(self) -> None:
        """Refuse a questionnaire on which every score is the same one: it cannot be drawn."""
        if not self.lowest < self.highest:
            raise ValueError


class PartInFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One part of a brief."""

    code: Code
    title: Name
    lines: Annotated[list[Words], msgspec.Meta(max_length=100)]
    courses: Annotated[list[CourseInFile], msgspec.Meta(max_length=30)] = []


class BriefInFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A brief as it was confirmed, without the parts that were left out."""

    question: Words
    parts: Annotated[list[PartInFile], msgspec.Meta(max_length=30)]


class MessageInFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a colleague answers."""

    kind: Literal["question", "suggestion", "link", "literature"]
    words: Words
    link: Annotated[str, msgspec.Meta(max_length=500, pattern=r"^(https?://\S+)?\Z")] = ""


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every file says: who it is from and for, its day, and the last day on which it is read.

    `id` is drawn for the file; nothing in the sender's record has it.
    """

    id: UUID
    agency: Name
    key: Fingerprint
    to: Fingerprint
    day: date
    expires: date

    def __post_init__(self) -> None:
        """Refuse a file that would be read for longer than any may."""
        if not timedelta(0) <= self.expires - self.day <= LONGEST:
            raise ValueError


class QuestionFile(_Envelope, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind", tag="question"):
    """A question with its brief."""

    brief: BriefInFile


class AnswerFile(_Envelope, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="kind", tag="answer"):
    """One answer. `question`: the `id` of the file that it answers."""

    question: UUID
    message: MessageInFile


FileContent = QuestionFile | AnswerFile


@dataclass(frozen=True)
class PrivateKeys:
    """The two private keys of an agency."""

    signing: Ed25519PrivateKey
    sealing: X25519PrivateKey

    @property
    def public(self) -> PublicKeys:
        """What may be published of them."""
        signing, sealing = self.signing.public_key(), self.sealing.public_key()
        return PublicKeys(signing.public_bytes_raw(), sealing.public_bytes_raw())


KeysOfSender = Callable[[str], PublicKeys]
"""From the fingerprint in a file to that agency's keys. Raises Denied where nobody here took them in."""


def seal_file(content: FileContent, private: PrivateKeys, to: PublicKeys) -> bytes:
    """Return the sealed file."""
    said = msgspec.json.encode(content)
    signature = private.signing.sign(SIGNED_AS + said)
    first = f"unstuck-sealed {VERSION} {to.fingerprint} {len(said) + AROUND_BYTES}\n".encode()
    return first + SUITE.encrypt(signature + said, X25519PublicKey.from_public_bytes(to.sealing), SEALED_FOR + first)


def open_file(
    file: bytes, private: PrivateKeys, sender: KeysOfSender, today: date, *, before: Sequence[str] = ()
) -> FileContent:
    """Return what a sealed file says. Raises Denied, in plain words, for any that is not whole, in time and for us.

    `before`: fingerprints of keys that this agency had and has no more.
    """
    own = private.public.fingerprint
    said, signature = _unsealed(file, private, own, before)
    content = _understood(said)
    keys = sender(content.key)
    try:
        Ed25519PublicKey.from_public_bytes(keys.signing).verify(signature, SIGNED_AS + said)
    except InvalidSignature:
        raise _altered() from None
    if content.to != own:
        raise _not_for_us()
    if content.expires < today:
        problem = _("This file could be read until %(day)s. Ask for it to be sealed again. Nothing was stored.")
        raise Denied("expired", problem % {"day": spell_date(content.expires)})
    if content.day > today + AHEAD:
        problem = _("This file says that it was sealed on %(day)s, which is still to come. Nothing was stored.")
        raise Denied("day_to_come", problem % {"day": spell_date(content.day)})
    return content


def _unsealed(file: bytes, private: PrivateKeys, own: str, before: Sequence[str]) -> tuple[bytes, bytes]:
    """Return what was said and its signature, neither checked yet."""
    if len(file) > LARGEST_BYTES:
        raise too_large()
    first = FIRST_LINE.match(file)
    if first is None:
        problem = _("This is not a sealed file of Unstuck: expected its first line to begin with “unstuck-sealed”. ")
        raise Denied("no_sealed_file", problem + _("Nothing was stored."))
    version, to, length = int(first[1]), first[2].decode(), int(first[3])
    if version != VERSION:
        words = {"found": version, "known": VERSION}
        problem = _("This file has version %(found)s of the format, and this site reads version %(known)s. ") % words
        raise Denied("other_version", problem + _("Nothing was stored."))
    if to != own:
        raise _not_for_us(earlier=to in before)
    if len(file) - first.end() < length:
        words = {"length": first.end() + length, "found": len(file)}
        problem = _("This file was cut short on the way: expected %(length)s bytes, found %(found)s. ") % words
        raise Denied("cut_short", problem + _("Ask for it once more. Nothing was stored."))
    try:
        opened = SUITE.decrypt(file[first.end() :], private.sealing, SEALED_FOR + first[0])
    except InvalidTag:
        raise _altered() from None
    return opened[SIGNATURE_BYTES:], opened[:SIGNATURE_BYTES]


def _understood(said: bytes) -> FileContent:
    try:
        content: FileContent = msgspec.json.decode(said, type=QuestionFile | AnswerFile)
    except (msgspec.DecodeError, UnicodeDecodeError):
        problem = _("This file does not hold what a question or an answer holds. Nothing was stored.")
        raise Denied("not_understood", problem) from None
    return content


def too_large() -> Denied:
    """Return the refusal of a file that is larger than any sealed one."""
    kilobytes = LARGEST_BYTES // 1024
    problem = _("A sealed file has at most %(limit)s KB, and this one has more. Nothing was stored.")
    return Denied("too_large", problem % {"limit": kilobytes})


def _altered() -> Denied:
    problem = _("This file was altered on the way, or damaged. Ask for it once more. Nothing was stored.")
    return Denied("altered", problem)


def _not_for_us(*, earlier: bool = False) -> Denied:
    if earlier:
        problem = _("This file is sealed with keys that your agency had before. Give the other agency your present ")
        return Denied("earlier_keys", problem + _("keys, and ask for it to be sealed again. Nothing was stored."))
    problem = _("This file is for another agency, and only that one can open it. Nothing was stored.")
    return Denied("not_for_us", problem)


def as_content(brief: BriefInFile) -> dict[str, Any]:
    """Return a brief as the site keeps briefs."""
    content: dict[str, Any] = msgspec.to_builtins(brief)
    return content


def as_brief(content: dict[str, Any]) -> BriefInFile:
    """Return a brief of the site as it goes into a file."""
    return msgspec.convert(content, type=BriefInFile)

"""Reading a directory: a folder, a zip, or one JSON or CSV file, in whichever version its contents are."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from unstuck.errors import BadInput
from unstuck.interop.hsds.checking import check
from unstuck.interop.hsds.csv_rows import read_csv
from unstuck.interop.hsds.directory import ERROR, KEPT, Directory, Problem
from unstuck.interop.hsds.extension import EXTENSION, read_extension
from unstuck.interop.hsds.json_rows import read_json
from unstuck.interop.hsds.older import complete
from unstuck.interop.hsds.tables import TABLES

LARGEST_BYTES = 40 * 1024 * 1024
"""The most that one file of a directory may hold; refused before it is read."""
LARGEST_IN_ALL = 4 * LARGEST_BYTES
MOST_FILES = 500
IGNORED = ("datapackage.json",)
"""Files that say nothing which the tables do not."""


@dataclass(frozen=True)
class Source:
    """One file: what it is called, how large it says it is, and how its contents are read, up to a limit."""

    name: str
    size: int
    read: Callable[[int], bytes]


def read_directory(path: Path) -> Directory:
    """Return the directory at a path: a folder, a .zip, a .json or a .csv. Raises BadInput where nothing can be read.

    What is wrong inside is noted in `problems`, by file, row and field; with `errors` among them it is not to be used.
    """
    try:
        if path.is_dir():
            return _read(_folder(path), str(path))
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise _too_large(str(path))
        return read_files({path.name: path.read_bytes()}, name=str(path))
    except OSError as error:
        problem = f"expected a folder or a file that can be read, found: {error.strerror or 'an unreadable one'}"
        raise BadInput(problem, file=path) from error


def read_files(files: Mapping[str, bytes], *, name: str) -> Directory:
    """Return the directory in files that are at hand; a single .zip is opened. `name` stands for them in errors."""
    if len(files) == 1:
        (content,) = files.values()
        if content[:2] == b"PK":
            return _read(_zipped(content, name), name)
    return _read([Source(one, len(content), _at_hand(content)) for one, content in files.items()], name)


def _at_hand(content: bytes) -> Callable[[int], bytes]:
    return lambda most: content[:most]


def _folder(path: Path) -> Iterator[Source]:
    for one in sorted(path.rglob("*")):
        if one.is_file() and not any(part.startswith(".") for part in one.relative_to(path).parts):
            yield Source(one.relative_to(path).as_posix(), one.stat().st_size, _file(one))


def _file(path: Path) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        with path.open("rb") as file:
            return file.read(most)

    return read


def _zipped(content: bytes, name: str) -> Iterator[Source]:
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
        members = [one for one in packed.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, OverflowError, ValueError, OSError) as error:
        raise BadInput("expected a zip file, found a damaged one", file=name) from error
    for member in sorted(members, key=lambda one: one.filename):
        if not member.filename.startswith("__MACOSX"):
            yield Source(member.filename, member.file_size, _member(packed, member, name))


def _member(packed: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Callable[[int], bytes]:
    def read(most: int) -> bytes:
        try:
            with packed.open(member) as file:
                return file.read(most)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as e:
            raise BadInput("expected a zip file, found a damaged one", file=f"{name}/{member.filename}") from e

    return read


def _too_large(name: str) -> BadInput:
    limit = LARGEST_BYTES // (1024 * 1024)
    return BadInput(f"expected at most {limit} MB in one file, found more; nothing was read", file=name)


def _read(sources: Iterator[Source] | list[Source], name: str) -> Directory:
    found, extensions, read, total = Directory(), [], 0, 0
    for count, source in enumerate(sources):
        if source.size > LARGEST_BYTES:
            raise _too_large(source.name)
        if count >= MOST_FILES or total > LARGEST_IN_ALL:
            raise BadInput("expected fewer or smaller files; nothing was read", file=name)
        last = PurePosixPath(source.name).name
        if last in IGNORED:
            read += 1
            continue
        content = source.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise _too_large(source.name)
        total += len(content)
        if last == EXTENSION:
            extensions.append((source.name, content))
            read += 1
        else:
            read += _read_one(found, source.name, content)
    if not read:
        raise BadInput(f"expected HSDS as JSON or CSV, such as {TABLES['service'].file}, found none", file=name)
    complete(found)
    for file, content in extensions:
        read_extension(found, file, content)
    check(found)
    return found


def _read_one(found: Directory, name: str, content: bytes) -> int:
    """Read one file; return 1 where it was one that a directory may have."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == ".csv":
        read_csv(found, name, content)
    elif suffix == ".json":
        read_json(found, name, content)
    else:
        text = "is no JSON or CSV: not read"
        found.note(Problem(KEPT if suffix in (".md", ".txt", "") else ERROR, "not_a_table", name, None, "", text))
        return 0
    return 1

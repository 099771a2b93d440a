"""Reading a directory: a folder, a zip, or one JSON or CSV file, in whichever version its contents are."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from unstuck.errors import BadInput
from unstuck.interop.hsds.checking import check
from unstuck.interop.hsds.csv_rows import read_csv, stem_of, table_of
from unstuck.interop.hsds.directory import ERROR, KEPT, LEFT_OUT, Directory, Problem
from unstuck.interop.hsds.extension import EXTENSION, read_extension
from unstuck.interop.hsds.json_rows import read_json
from unstuck.interop.hsds.older import complete
from unstuck.interop.hsds.plain_sheet import is_sheet, read_sheet
from unstuck.interop.hsds.statuses import note_closed
from unstuck.interop.hsds.tables import TABLES
from unstuck.interop.hsds.workbooks import is_workbook, sheets_of

LARGEST_BYTES = 40 * 1024 * 1024
"""The most that one file of a directory may hold; refused before it is read."""
LARGEST_IN_ALL = 4 * LARGEST_BYTES
MOST_FILES = 500
PACKAGE = "datapackage.json"
"""Says which file is which table, where the files' own names do not."""
SYSTEM_FILES = (".ds_store", "thumbs.db", "desktop.ini")


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
        if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
            return _read(_opened(content, name), name)
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


def _opened(content: bytes, name: str) -> list[Source]:
    """Return the files of a zip archive, or the sheets of a workbook, each as the CSV file that it would be."""
    members = list(_zipped(content, name)) if content[:2] == b"PK" else []
    if not members or is_workbook([one.name for one in members]):
        return [Source(title, len(rows), _at_hand(rows)) for title, rows in sheets_of(content, name)]
    return members


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
    found, reading = Directory(), _Files()
    total = 0
    for count, source in enumerate(sources):
        if source.size > LARGEST_BYTES:
            raise _too_large(source.name)
        if count >= MOST_FILES or total > LARGEST_IN_ALL:
            raise BadInput("expected fewer or smaller files; nothing was read", file=name)
        content = source.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise _too_large(source.name)
        total += len(content)
        reading.sort(source.name, content)
    reading.read_into(found, name)
    complete(found)
    for file, content in reading.extensions:
        read_extension(found, file, content)
    check(found)
    note_closed(found)
    return found


@dataclass
class _Files:
    """The files of a directory by what they are. `others`: what is no table and is named in the notices."""

    tables: list[tuple[str, bytes]] = field(default_factory=list)
    extensions: list[tuple[str, bytes]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    package: dict[str, str] = field(default_factory=dict)
    has_package: bool = False

    def sort(self, name: str, content: bytes) -> None:
        """Put a file where it belongs."""
        path = PurePosixPath(name)
        if path.name == PACKAGE:
            self.has_package = True
            self.package |= _named_tables(path.parent, content)
        elif path.name == EXTENSION:
            self.extensions.append((name, content))
        elif path.suffix.lower() in (".csv", ".json") or (
            path.suffix.lower() in (".tsv", ".tab", ".txt") and is_sheet(name, content)
        ):
            self.tables.append((name, content))
        elif path.name.lower() not in SYSTEM_FILES and not path.name.startswith("._"):
            self.others.append(name)

    def read_into(self, found: Directory, name: str) -> None:
        """Read every table; files that are none are named, with the way out where there is no other."""
        unknown = [one for one in self.tables if not self._read_table(found, *one)]
        for other in self.others:
            level = KEPT if PurePosixPath(other).suffix.lower() in (".md", ".txt", ".pdf", ".html", "") else LEFT_OUT
            found.note(Problem(level, "not_a_table", other, None, "", "is no JSON or CSV: not read"))
        known = len(found) or len(self.tables) > len(unknown)
        for file, _content in unknown:
            text = "is no table of HSDS: none of its rows were read" if known else NO_TABLE
            found.note(Problem(LEFT_OUT if known else ERROR, "unknown_file", file, None, "", text))
        if not (self.tables or self.extensions or self.has_package):
            raise BadInput(f"expected HSDS as JSON or CSV, such as {TABLES['service'].file}, found none", file=name)

    def _read_table(self, found: Directory, name: str, content: bytes) -> bool:
        if name.lower().endswith(".json"):
            read_json(found, name, content)
            return True
        table = self.package.get(name, "")
        if table_of(stem_of(name, table)) and not is_sheet(name, content):
            read_csv(found, name, content, table)
        elif is_sheet(name, content):
            read_sheet(found, name, content)
        else:
            return False
        return True


NO_TABLE = (
    f"expected a file of HSDS, such as {TABLES['service'].file}, or a sheet with one row a service and the columns "
    "that `unstuck directory template` writes: at least organisation and service"
)


def _named_tables(folder: PurePosixPath, content: bytes) -> dict[str, str]:
    """Return which file is which table, as a datapackage.json names them."""
    try:
        package = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=Package)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return {
        (folder / one.path).as_posix(): one.name for one in package.resources if isinstance(one.path, str) and one.name
    }


class Resource(msgspec.Struct):
    """One file of a data package."""

    name: str = ""
    path: Any = None


class Package(msgspec.Struct):
    """What is read of a datapackage.json."""

    resources: list[Resource] = []

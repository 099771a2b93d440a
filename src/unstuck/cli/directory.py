"""`unstuck directory`: community services in Open Referral's HSDS, brought in, taken along, checked."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from unstuck.cli.output import notice, text_output, whole_file
from unstuck.errors import BadInput
from unstuck.interop.hsds import Directory, Form, Problem, files_of, read_directory
from unstuck.interop.hsds.plain_sheet import template
from unstuck.interop.hsds.services import described
from unstuck.interop.hsds.strict import AS_WRITTEN

app = typer.Typer(help="Directories of community services, in HSDS.", no_args_is_help=True)

Place = Annotated[Path, typer.Argument(metavar="PATH", help="A folder, a .zip, a .json or a .csv.")]
AgencyName = Annotated[str | None, typer.Option("--agency", metavar="NAME", help="Required if there is more than one.")]
SourceName = Annotated[str, typer.Option("--source", metavar="NAME", help="A name for this directory.")]


class Answer(StrEnum):
    """How an export is written: by table as JSON, CSV with its datapackage, or nested as the API has it."""

    json = "json"
    csv = "csv"
    api = "api"


Written = Annotated[Answer, typer.Option("--format", help="JSON by table, CSV with datapackage, or nested JSON.")]


@app.command("validate")
def validate(path: Place) -> None:
    """Check a directory: what is wrong, by file, row and field, and what HSDS 3.0 cannot hold.

    Status 2 where it holds errors, so that it could not be brought in.

    Example: unstuck directory validate county.zip
    """
    directory = read_directory(path)
    services = sum(1 for _one in described(directory))
    for problem in directory.problems:
        typer.echo(f"{problem.level}\t{problem.code}\t{problem}")
    _left_out(files_of(directory, Form.json)[1])
    typer.echo(f"{services} services in {len(directory)} rows")
    _refuse(directory)


@app.command("convert")
def convert(
    path: Place,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A folder that does not exist yet, or a .zip.")],
    form: Written = Answer.csv,
) -> None:
    """Write a directory as HSDS 3.0: a folder, or a .zip, with the extension file beside the tables.

    Example: unstuck directory convert ohana/ county.zip --format csv
    """
    directory = read_directory(path)
    _refuse(directory)
    _write(directory, out, form)


@app.command("import")
def import_(
    path: Place,
    agency: AgencyName = None,
    source: SourceName = "Directory",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would change.")] = False,
    replace: Annotated[str, typer.Option(metavar="NAME", help="Say yes by name where many services would go.")] = "",
) -> None:
    """Import a directory into the site's database, all of it or nothing. Colleagues' notes are kept.

    Where half of the services would be gone, it stops, unless --replace gives the directory's name.

    Example: unstuck directory import county.zip --preview
    """
    directory = read_directory(path)
    _refuse(directory)
    from unstuck.web.operations import startup

    startup.set_up()
    from unstuck.web.operations import directories

    changes = directories.bring_in(directory, agency, _source(source), path, apply=not preview, agreed=replace)
    typer.echo("\t".join(f"{count} {kind}" for kind, count in changes.items()))
    for problem in directory.problems:
        notice(str(problem))


@app.command("template")
def template_(
    out: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Where to write the empty sheet.")],
) -> None:
    """Write a sheet to fill in, one row a service, for an agency whose resources are in no HSDS directory.

    Example: unstuck directory template resources.csv
    """
    with text_output(out) as file:
        file.write("\ufeff" + template())


@app.command("export")
def export(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder that does not exist yet, or a .zip.")],
    agency: AgencyName = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="Required if there is more than one.")
    ] = None,
    form: Written = Answer.csv,
) -> None:
    """Export the site's directory as HSDS 3.0, with what HSDS 3.0 cannot hold in a file beside it.

    Example: unstuck directory export county.zip --format json
    """
    from unstuck.web.operations import startup

    startup.set_up()
    from unstuck.web.operations import directories

    _write(directories.taken_along(agency, source), path, form)


@app.command("taxonomy")
def taxonomy(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="CSV with code, name and areas.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="A name for the taxonomy.")],
    agency: AgencyName = None,
) -> None:
    """Load a taxonomy: its terms, and the life areas that each belongs to.

    Example: unstuck directory taxonomy open-eligibility.csv --name "Open Eligibility"
    """
    from unstuck.web.operations import startup

    startup.set_up()
    from unstuck.web.operations import directories

    typer.echo(f"{directories.load_taxonomy(path, name.strip(), agency)} terms")


def _source(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > 60 or not words.isprintable():
        raise BadInput("--source: expected a name of up to 60 letters")
    return words


def _refuse(directory: Directory) -> None:
    """Raise BadInput for the first error: nothing is written then."""
    if errors := directory.errors:
        more = f" (and {len(errors) - 1} more: unstuck directory validate lists them)" if len(errors) > 1 else ""
        raise BadInput(f"{errors[0]}{more}")


def _write(directory: Directory, out: Path, form: Answer) -> None:
    files, left_out = files_of(directory, Form(form.value))
    if out.suffix.lower() == ".zip":
        with whole_file(out) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files.items():
                packed.writestr(name, content)
    else:
        _write_folder(files, out)
    _left_out(left_out)


def _write_folder(files: dict[str, bytes], out: Path) -> None:
    """Write a folder that was not there, whole or not at all."""
    import shutil
    import tempfile

    if out.exists():
        raise BadInput("expected a folder that is not there yet, found one that is", file=out)
    try:
        draft = Path(tempfile.mkdtemp(prefix=".unstuck-", dir=out.absolute().parent))
    except OSError as problem:
        raise BadInput(f"cannot be written: {problem.strerror}", file=out) from None
    try:
        for name, content in files.items():
            (draft / name).write_bytes(content)
        draft.chmod(0o755)
        draft.replace(out)
    except OSError as problem:
        raise BadInput(f"cannot be written: {problem.strerror}", file=out) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _left_out(left_out: Sequence[Problem]) -> None:
    """Say what an export holds beside the tables; fields that only keep how the source wrote them are one line."""
    written = [one for one in left_out if (one.code, one.text) == ("field", AS_WRITTEN)]
    for one in left_out:
        if one not in written:
            notice(f"beside 3.0: {one}")
    if written:
        cells = sum(one.times for one in written)
        notice(f"beside 3.0: {cells} cells of {len(written)} columns as the source wrote them, such as ids")

"""Open Referral's Human Services Data Specification (HSDS): directories of community services, read and written.

3.0 as JSON and CSV is read and written; 1.x and Ohana's CSV are read. What 3.0 has no place for travels in an extension
file beside the export, so that nothing is lost.
"""

from unstuck.interop.hsds.directory import Directory, Problem, Row
from unstuck.interop.hsds.reading import LARGEST_BYTES, read_directory, read_files
from unstuck.interop.hsds.strict import Strict, strictly
from unstuck.interop.hsds.writing import Form, files_of

__all__ = [
    "LARGEST_BYTES",
    "Directory",
    "Form",
    "Problem",
    "Row",
    "Strict",
    "files_of",
    "read_directory",
    "read_files",
    "strictly",
]

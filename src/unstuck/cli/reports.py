"""The HTML report of `unstuck analyse`: one pass over the file for the cohort's picture and the stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unstuck.cli.output import text_output
from unstuck.guidance import Case, Progress, advise
from unstuck.interop.analysis import Record
from unstuck.interop.case import advice_record
from unstuck.population.analysis import AlertCheck, Analysis, Finding, Setting
from unstuck.population.calibration import wilson
from unstuck.population.engines.scores import occasion_label
from unstuck.progress.batch import Batch
from unstuck.progress.curve import DAYS_IN
from unstuck.progress.growth import expected_course, horizon
from unstuck.progress.measure import measure_of
from unstuck.progress.reliable_change import CATEGORIES
from unstuck.progress.status import STATES
from unstuck.reporting.contents import NEEDS_A_LOOK, Cohort, Story
from unstuck.reporting.report import MOST_CHARTS, write_report

"""Charts and self-contained reports."""

from unstuck.reporting.contents import NEEDS_A_LOOK, Cohort, Story
from unstuck.reporting.report import write_report

__all__ = ["NEEDS_A_LOOK", "Cohort", "Story", "write_report"]

"""Seeded synthetic caseloads with their true states: for the demo, for teaching and as a test bench."""

from unstuck.simulation.caseload import Caseload, simulate
from unstuck.simulation.scale import Scale, scale_of
from unstuck.simulation.stories import STORIES, Story

__all__ = ["STORIES", "Caseload", "Scale", "Story", "scale_of", "simulate"]

"""Seeded synthetic caseloads with their true states: for the demo, for teaching and as a test bench."""

from unstuck.simulation.caseload import Caseload, simulate
from unstuck.simulation.scale import GAD_7, PHQ_9, Scale
from unstuck.simulation.stories import STORIES, Story

__all__ = ["GAD_7", "PHQ_9", "STORIES", "Caseload", "Scale", "Story", "simulate"]

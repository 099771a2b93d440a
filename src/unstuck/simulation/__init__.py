"""Seeded synthetic caseloads: demo, teaching, test bench."""

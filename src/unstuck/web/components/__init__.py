"""Shared pieces that every room needs: forms, dates, workflows, small drawings, refusals and style."""

"""The `unstuck` command: thin, one module per group of commands."""

from unstuck.cli.app import run

__all__ = ["run"]

"""`python -m unstuck`: the same as the command `unstuck`, where its script is not on the path."""

from unstuck.cli import run

if __name__ == "__main__":
    run()

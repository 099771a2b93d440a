"""`unstuck analyse`."""


def analyse() -> None:
    """Being written."""
    raise NotImplementedError

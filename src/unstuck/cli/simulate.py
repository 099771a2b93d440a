"""`unstuck simulate`."""


def simulate() -> None:
    """Being written."""
    raise NotImplementedError

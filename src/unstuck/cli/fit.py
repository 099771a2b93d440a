"""`unstuck fit`."""


def fit() -> None:
    """Being written."""
    raise NotImplementedError

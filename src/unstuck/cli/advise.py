"""`unstuck advise`."""


def advise() -> None:
    """Being written."""
    raise NotImplementedError

"""What a client agreed to, took back, or had restricted: one list from every room that holds a consent."""

"""Check-ins: asking clients, answering by link, on the tablet or with the worker, and what follows from an answer."""

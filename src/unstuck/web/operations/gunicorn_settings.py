"""How gunicorn serves: cooperative workers, so that slow readers and slow uploads do not hold a place."""

from __future__ import annotations

import gc
import threading

from unstuck.web.components.places import places
from unstuck.web.operations.background import keep_one_running

worker_class = "gevent"
# Slow senders cost a place and little else (config.bodies gives them a deadline): there are enough for both.
worker_connections = 1000
preload_app = False
# Each worker listens for itself. On one socket for all, whoever wakes first takes a burst of connections and keeps
# them: of two workers one did 9 in 10 of the pages.
reuse_port = True
timeout = 60
graceful_timeout = 30
keepalive = 5
limit_request_line = 4094
accesslog = None
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = "127.0.0.1"
# gunicorn's own messages may quote a request line: they pass the same filter as the site's.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "unstuck.web.components.logs.WithoutPersonalData"}},
    "formatters": {"lines": {"()": "unstuck.web.components.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["no_personal_data"], "formatter": "lines"}},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

_KEEPERS: list[tuple[threading.Event, threading.Thread]] = []


def post_worker_init(worker: object) -> None:
    """Leave what was loaded at the start out of every later search for garbage: such a search held a page up."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    # Not a thread of its own: gevent has taken their place here.
    stop = threading.Event()
    keeper = threading.Thread(target=keep_one_running, args=(places().home, stop), daemon=True)
    keeper.start()
    _KEEPERS.append((stop, keeper))


def worker_exit(server: object, worker: object) -> None:
    """Stop watching for a worker process and release everything, or libraries warn that something is left."""
    gc.unfreeze()
    for stop, keeper in _KEEPERS:
        stop.set()
        keeper.join(1)

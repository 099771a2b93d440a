"""The application that gunicorn serves."""

from __future__ import annotations

import atexit
import logging
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from unstuck.web.audit.access.stores import close_access_stores
from unstuck.web.components.databases import keep_connections, let_go_of_connections
from unstuck.web.config.bodies import BodyFirst

logging.raiseExceptions = False  # otherwise a message that cannot be formatted is printed with all its values
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
application = BodyFirst(get_wsgi_application(), settings.LARGEST_UPLOAD_BYTES)
keep_connections()
atexit.register(let_go_of_connections)
atexit.register(close_access_stores)
get_resolver().url_patterns  # noqa: B018  (loads every page now, else whoever asks a process first waits for it)

"""The application that gunicorn serves."""

from __future__ import annotations

import logging
import os

from django.core.wsgi import get_wsgi_application

logging.raiseExceptions = False  # else a message that cannot be put together is printed with all its values
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unstuck.web.config.settings")
application = get_wsgi_application()

"""Django's settings. What differs between installations comes from the environment: docs/how-to/run-the-site.md."""

from __future__ import annotations

import os
from datetime import timedelta
from email.utils import parseaddr

from csp.constants import NONCE, NONE, SELF

from unstuck.web.components import environment
from unstuck.web.components.databases import access_database, database
from unstuck.web.components.places import FORM_BYTES, places

PLACES = places()
IS_DEMO = environment.flag("UNSTUCK_DEMO")
ON_THIS_MACHINE = IS_DEMO or environment.flag("UNSTUCK_PLAIN_HTTP")
"""Plain HTTP is served only where it is asked for: the demo, or a proxy on the same machine that ends TLS."""

SECRET_KEY = PLACES.signing_key()
DEBUG = False
ALLOWED_HOSTS = environment.hosts()
CSRF_TRUSTED_ORIGINS = [
    f"https://{'*' if host.startswith('.') else ''}{host}"
    for host in ALLOWED_HOSTS
    if host not in ("localhost", "127.0.0.1")
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "rules",
    "csp",
    "unstuck.web.components",
    "unstuck.web.audit",
    "unstuck.web.accounts",
    "unstuck.web.sign_outs",
    "unstuck.web.notifications",
    "unstuck.web.directory",
    "unstuck.web.caseload",
    "unstuck.web.programmes",
    "unstuck.web.intake",
    "unstuck.web.own_side",
    "unstuck.web.attendance",
    "unstuck.web.process_notes",
    "unstuck.web.safety",
    "unstuck.web.consents",
    "unstuck.web.emergency",
    "unstuck.web.alerts",
    "unstuck.web.score_files",
    "unstuck.web.checkins",
    "unstuck.web.plans",
    "unstuck.web.referrals",
    "unstuck.web.advocacy",
    "unstuck.web.consultation",
    "unstuck.web.circles",
    "unstuck.web.reviews",
    "unstuck.web.transfers",
    "unstuck.web.client_pages",
    "unstuck.web.getting_started",
    "unstuck.web.home",
    "unstuck.web.supervision",
    "unstuck.web.vignettes",
    "unstuck.web.rights",
    "unstuck.web.learning",
    "unstuck.web.hours",
    "unstuck.web.rooms_in_use",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "unstuck.web.accounts.middleware.ActorMiddleware",
    "unstuck.web.config.limits.BodyLimitMiddleware",
    "unstuck.web.config.authorization.AuthorizationMiddleware",
    "unstuck.web.config.rooms.RoomsMiddleware",
    "unstuck.web.config.access.AccessRecordMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "unstuck.web.config.urls"
WSGI_APPLICATION = "unstuck.web.config.wsgi.application"
DATABASES = {"default": database(PLACES)}
ACCESS_DATABASE = access_database()
"""A role of PostgreSQL for the record of access alone; None: the file beside the site's, or the site's own role."""
TAKES_BACKUPS = not IS_DEMO
BACKUPS = environment.folder("UNSTUCK_BACKUPS", PLACES.home / "backups")
BACKUP_EVERY = timedelta(hours=environment.whole_number("UNSTUCK_BACKUP_EVERY_HOURS", 24, highest=168))
BACKUPS_KEPT = environment.whole_number("UNSTUCK_BACKUPS_KEPT", 14, highest=1000)
CERTIFICATE = environment.file("UNSTUCK_CERTIFICATE")
"""The certificate of the proxy in front: `unstuck health` and administrators are told when it ends."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "unstuck.web.config.templating.environment",
            "context_processors": ["unstuck.web.config.templating.everywhere"],
        },
    },
]

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 24 * 3600
STORAGES = {"staticfiles": {"BACKEND": "unstuck.web.config.static_files.VersionedStaticFiles"}}

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.time_zone()

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "unstuck.web.accounts.sign_in.PeopleBackend",
    "rules.permissions.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "unstuck.web.accounts.passwords.GuessedFirst"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:start"

ACCOUNT_ADAPTER = "unstuck.web.accounts.sign_in.Adapter"
ACCOUNT_FORMS = {
    "login": "unstuck.web.accounts.sign_in_forms.SignIn",
    "change_password": "unstuck.web.accounts.sign_in_forms.ChangePassword",
    "reset_password": "unstuck.web.accounts.sign_in_forms.AskForLink",
    "reset_password_from_key": "unstuck.web.accounts.sign_in_forms.SetPassword",
    "reauthenticate": "unstuck.web.accounts.sign_in_forms.ConfirmByPassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if ON_THIS_MACHINE else "https"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/15m/key",
    "passwords_from_anywhere": "100/h/key",
    "reset_password": "10/m/ip,5/h/key",
    "provider": "60/m/ip",
    "provider_ended": "600/m/ip",
}
"""`login_failed` is the second factor's limit, for each person; first passwords are counted by axes, below.
`provider_ended`: an identity provider says of a whole agency at once, from one address, that its people are gone."""
MFA_ADAPTER = "unstuck.web.accounts.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "unstuck.web.accounts.sign_in_forms.SecondStep",
    "reauthenticate": "unstuck.web.accounts.sign_in_forms.ConfirmByCode",
    "activate_totp": "unstuck.web.accounts.sign_in_forms.ActivateApp",
    "add_webauthn": "unstuck.web.accounts.sign_in_forms.AddPasskey",
    "edit_webauthn": "unstuck.web.accounts.sign_in_forms.RenamePasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Unstuck"
MFA_TOTP_TOLERANCE = 1

SECOND_FACTOR_FOR = environment.chosen(
    "UNSTUCK_SECOND_FACTOR_FOR", ("worker", "supervisor", "manager", "administrator")
)
"""Roles that open nothing but their own account until they have a second factor."""

OPENID_PROVIDER = environment.openid_provider()
"""By which people may sign in as well: `accounts.provider`. None: nothing of it is on any page."""

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "unstuck.web.accounts.lockout.locked_page"
AXES_USERNAME_CALLABLE = "unstuck.web.accounts.lockout.sealed_address"
AXES_CLIENT_IP_CALLABLE = "unstuck.web.components.network_places.counted_from"
AXES_USERNAME_FORM_FIELD = "login"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

CACHES = {"default": {"BACKEND": "unstuck.web.components.counters.Counters", "LOCATION": "accounts_counters"}}
"""Counts of tries and used codes, and nothing else: in the database, because memory would count in each gunicorn worker
for itself; in a table that forgets nothing before its time, because whoever fills it would wash the limits away."""

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
COOKIE_PREFIX = "" if ON_THIS_MACHINE else "__Host-"
"""Binds a cookie to this very host, by TLS: no neighbour under the same domain can set or shadow it (RFC 6265bis)."""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}unstuck_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}unstuck_csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not ON_THIS_MACHINE
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "unstuck.web.components.flashes.FlashStorage"
CSRF_FAILURE_VIEW = "unstuck.web.config.errors.form_too_old"
SECURE_SSL_REDIRECT = not ON_THIS_MACHINE
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$"]
"""Whoever watches over the machine asks the site itself, not the proxy that ends TLS."""
BEHIND_PROXY = environment.flag("UNSTUCK_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
"""For a proxy on another machine. One on this machine is believed anyway: forwarded_allow_ips in gunicorn_settings."""
SECURE_HSTS_SECONDS = 0 if ON_THIS_MACHINE else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not ON_THIS_MACHINE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LARGEST_UPLOAD_BYTES = environment.whole_number("UNSTUCK_LARGEST_UPLOAD_MB", 20, highest=1000) * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_UPLOAD_BYTES + FORM_BYTES
"""Of the whole body: a file of just the largest size still comes through."""
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

EMAIL_HOST = os.environ.get("UNSTUCK_EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
"""Without a mail server nothing is sent: an administrator hands links over. Never to the console: links are secrets."""
EMAIL_PORT = environment.whole_number("UNSTUCK_EMAIL_PORT", 25, highest=65535)
EMAIL_HOST_USER = os.environ.get("UNSTUCK_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("UNSTUCK_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = environment.mail_by_tls(EMAIL_HOST)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.mail_sender()
SENDS_EMAIL = bool(EMAIL_HOST)
REMINDERS_FROM = parseaddr(environment.mail_sender("UNSTUCK_REMINDERS_FROM", usual=DEFAULT_FROM_EMAIL))[1]
"""Clients' reminders may come from another address, which says nothing of what the agency does."""
TEXT_GATEWAY = environment.gateway("UNSTUCK_TEXT_GATEWAY")
TEXT_GATEWAY_KEY = environment.header_secret("UNSTUCK_TEXT_GATEWAY_KEY")
"""For reminders as text messages: docs/how-to/run-the-site.md says what is sent there."""
SITE_ADDRESS = environment.site_address(ALLOWED_HOSTS, plain_http=ON_THIS_MACHINE)
"""For links in e-mails that nobody's request leads to."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "unstuck.web.components.logs.WithoutPersonalData"}},
    "formatters": {"lines": {"()": "unstuck.web.components.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["no_personal_data"], "formatter": "lines"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
"""Unique by its lower-case form: a constraint in accounts.models, which the check does not see."""

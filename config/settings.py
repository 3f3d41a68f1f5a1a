"""One settings file; every difference between environments is an environment variable."""

import hashlib
import sys
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("TSUNAGI_DEMO", default=False)
HTTPS = env.bool("TSUNAGI_HTTPS", default=not DEMO)
SECRET_KEY = env.str("SECRET_KEY", default="")
# `manage.py judge` and the static checks need no secret; whatever serves or stores does.
NEEDS_NO_SECRET = {"judge", "collectstatic", "compilemessages", "makemigrations"}
if not SECRET_KEY:
    if not NEEDS_NO_SECRET & set(sys.argv[1:2]):
        raise ImproperlyConfigured("環境変数 SECRET_KEY を設定してください。")
    SECRET_KEY = "unset"  # noqa: S105 -- never used to sign: the commands above neither serve nor store
# The keys before this one: what they signed still counts until it ends (docs/security).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config",
    "accounts",
    "centers",
    "staffing",
    "consultations",
    "casework",
    "retention",
    "subsidies",
    "worksheets",
    "demo",
    "shared",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    "config.middleware.ProtectiveHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.RefusalMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before anything that asks who the user is: an ended session has none.
    "accounts.session_life.SessionLifeMiddleware",
    "accounts.middleware.AuditMiddleware",  # outside of the request's transaction
    "accounts.middleware.SignInRequiredMiddleware",
    "accounts.sign_in_steps.SignInStepsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.transactions.MunicipalContextMiddleware",  # stays last: view and template, no more
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.navigation",
            ],
        },
    },
]
FORM_RENDERER = "shared.form_renderer.TsunagiFormRenderer"

# The application's role owns nothing; the owner of the tables changes them (docs/operations.md).
# A request's transaction is accounts.transactions' matter: ATOMIC_REQUESTS ends before templates.
OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "showmigrations",
    "sqlmigrate",
    "flush",
    "dispose_approved",  # nobody else may remove a record (ADR 17)
}
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql:///tsunagi")}
APPLICATION_ROLE = DATABASES["default"]["USER"]
if env.bool("TSUNAGI_AS_OWNER", default=bool(OWNER_COMMANDS & set(sys.argv[1:2]))):
    DATABASES = {
        "default": env.db_url(
            "MIGRATION_DATABASE_URL", default=env.str("DATABASE_URL", "postgresql:///tsunagi")
        )
    }
# Signs what a transaction may see, so that no smuggled SQL can say it (shared.municipal_context).
TSUNAGI_CONTEXT_KEY = env.str(
    "TSUNAGI_CONTEXT_KEY", default=hashlib.sha256(f"context {SECRET_KEY}".encode()).hexdigest()
)
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASE_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
DATABASE_OPTIONS.setdefault("connect_timeout", 5)
if env.bool("DB_POOL", default=False):
    DATABASE_OPTIONS["pool"] = {"min_size": 1, "max_size": 4, "timeout": 3}
# Behind a page somebody waits; a command may take its time. `ops/gunicorn_conf.py` sets this.
if env.bool("TSUNAGI_WEB", default=False):
    WEB_LIMITS = {
        "statement_timeout": "5s",
        "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "15s",
    }
    DATABASE_OPTIONS["options"] = " ".join(
        [
            DATABASE_OPTIONS.get("options", ""),
            *(f"-c {name}={value}" for name, value in WEB_LIMITS.items()),
        ]
    ).strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.AccountBackend",
    "accounts.backends.ExternalIdentityBackend",  # opens nothing unless OIDC_ISSUER is set
]
PASSWORD_HASHERS = ["accounts.hashers.BoundedArgon2PasswordHasher"]
# Four at a time on the whole machine: each process has its share.
CONCURRENT_PASSWORD_HASHES = max(1, 4 // env.int("WEB_CONCURRENCY", default=2))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LengthValidator"},
    {"NAME": "accounts.passwords.CommonPartsValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.OwnWordsValidator"},
    {"NAME": "accounts.passwords.DemoPasswordValidator"},
]
INITIAL_PASSWORD_DAYS = 7

# PDFs made at once: one worker is always left to everybody else (shared.pdf).
PRINTING_SECONDS = 15  # somebody waits
BACKGROUND_PRINTING_SECONDS = 120  # nobody waits, and everybody else goes first
PRINTING_PLACES = max(1, env.int("WEB_CONCURRENCY", default=2) - 1)

# Lock-out by account and address together: nobody locks somebody else out.
BEHIND_PROXY = env.bool("TSUNAGI_BEHIND_PROXY", default=False)
LOCK_OUT_MINUTES = env.int("TSUNAGI_LOCK_OUT_MINUTES", default=15)
SPRAYING_LIMIT = 20
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.int("TSUNAGI_LOCK_OUT_FAILURES", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=LOCK_OUT_MINUTES)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "accounts.throttling.masked_username"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "code", "next"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# Its middleware would answer a locked account differently from a wrong password.
SILENCED_SYSTEM_CHECKS = ["axes.W002"]

# The second factor: by role, off in the demo.
TOTP_ROLES = frozenset(
    env.list(
        "TSUNAGI_TOTP_ROLES",
        default=[]
        if DEMO
        else [
            "municipal_officer",
            "finance_clerk",
            "auditor",
            "system_administrator",
            "chief_coordinator",
        ],
    )
)
OTP_TOTP_ISSUER = "つなぎ"

# Single sign-on by OpenID Connect: off unless the first three are set (docs/operations.md).
OIDC_ISSUER = env.str("TSUNAGI_OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("TSUNAGI_OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("TSUNAGI_OIDC_CLIENT_SECRET", default="")
# Values of `amr` or `acr` by which the provider vouches for a second factor; none: ours is asked.
OIDC_SECOND_FACTOR = frozenset(env.list("TSUNAGI_OIDC_SECOND_FACTOR", default=[]))
# The only ones who still sign in with a password: system administrators, for an emergency.
OIDC_ONLY = frozenset(env.list("TSUNAGI_OIDC_ONLY", default=[]))
# How long ago somebody may have signed in at the provider; 0: the provider's matter.
OIDC_MAX_AGE_MINUTES = env.int("TSUNAGI_OIDC_MAX_AGE_MINUTES", default=0)

# Sessions end without activity, and after a day's work in any case.
IDLE_MINUTES = env.int("TSUNAGI_IDLE_MINUTES", default=30)
IDLE_WARNING_MINUTES = 5
LONGEST_SESSION_HOURS = 10

# How long a record opened with a reason stays open.
BREAK_GLASS_MINUTES = env.int("TSUNAGI_BREAK_GLASS_MINUTES", default=60)

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # a record number is no amount; amounts use a filter

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MANIFEST_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STATICFILES_BACKEND = env.str("STATICFILES_BACKEND", default=MANIFEST_STORAGE)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_BACKEND},
}
# Without collected files (tests, development), serve them from where they are written.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = STATICFILES_BACKEND != MANIFEST_STORAGE

# Municipal networks are closed: nothing is loaded from elsewhere, no inline script or style.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = LONGEST_SESSION_HOURS * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
# `__Host-`: a browser takes such a cookie from this very host over https only.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
REQUEST_MAX_BYTES = 11 * 1024 * 1024  # refused unread beyond it

ADMINS: list[str] = []
MANAGERS: list[str] = []
LOGGING = logging_settings(sparing=not DEBUG)

# Outside the database: the newest seal of the audit trail is appended here. The web server seals
# so often; 0: something else does (docs/operations.md).
AUDIT_SEAL_FILE = env.str("AUDIT_SEAL_FILE", default=str(BASE_DIR / ".tsunagi" / "audit-seals.log"))
AUDIT_SEAL_SECONDS = env.int("TSUNAGI_AUDIT_SEAL_SECONDS", default=60)

# The web server looks so often whether something waits to be printed; 0: something else does.
PRINT_JOB_SECONDS = env.int("TSUNAGI_PRINT_JOB_SECONDS", default=15)
PRINT_JOB_DAYS = 30  # so long a finished PDF or ZIP is kept; it can be made again

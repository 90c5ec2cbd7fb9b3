"""Settings of the whole project. What differs between places is an environment variable; every
one of them has a line in `.env.example`, and a test compares the two."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from .desk_menu import UNFOLD  # noqa: F401 — a setting of its own length
from .schedule import SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- the place ---------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # shows the demo log-ins and the sandbox's address
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / ".data")))

SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Django ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "notifications",
    "shipping",
    "shop",
    "returns",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shop.compression.compress_text",
    "shop.content_policy.content_policy",
    "shop.private.private",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shop.service.desk_language.desk_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "shop.busy.busy",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "shop.context.storefront",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "notifications.templatetags.words",
                "shop.templatetags.look",
                "shop.templatetags.once",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"] |= {
    "ENGINE": "shop.database",
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    # a page read from memory or an SSD costs the same wherever it lies; PostgreSQL, left alone,
    # reckons with a turning disk and reads all products rather than follow the index of a search
    options="-c statement_timeout=20s -c lock_timeout=5s"
    " -c idle_in_transaction_session_timeout=30s -c random_page_cost=1.1",
    prepare_threshold=0,  # where it is asked for: `shop/database`
)
REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "shop.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        "KEY_PREFIX": "kapinda",
    }
}

# --- people ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "shop.Customer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_ADAPTER = "shop.service.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "shop.customers.account_forms.LoginForm",
    "signup": "shop.customers.account_forms.SignupForm",
    "add_email": "shop.customers.account_forms.AddEmailForm",
    "change_password": "shop.customers.account_forms.ChangePasswordForm",
    "set_password": "shop.customers.account_forms.SetPasswordForm",
    "reset_password": "shop.customers.account_forms.ResetPasswordForm",
    "reset_password_from_key": "shop.customers.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "shop.customers.account_forms.ReauthenticateForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
LOGIN_URL = "account_login"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_USERNAME_CALLABLE = "shop.customers.visitors.tried_name"
AXES_CLIENT_IP_CALLABLE = "shop.customers.visitors.counted_address"
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_VERBOSE = False

# --- words -------------------------------------------------------------------------------------

LANGUAGE_CODE = "tr"
LANGUAGES = [("tr", _("Turkish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
TIME_ZONE = "Europe/Istanbul"
FORMAT_MODULE_PATH = ["shop.formats"]
USE_THOUSAND_SEPARATOR = False  # an order number is no amount; `money` writes amounts

# --- files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "shop.service.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(DATA_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_MAX_AGE = 31_536_000
WHITENOISE_ROOT = BASE_DIR / "static" / "root"  # /favicon.ico, asked for unasked

# --- work behind the pages ---------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 160_000  # kB; who has learnt from all parcels makes way
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = SCHEDULE | {
    "refresh_shipments": {
        "task": "shipping.tasks.refresh_shipments",
        "schedule": env.int("REFRESH_SHIPMENTS_SECONDS", default=300),
    },
}

# --- messages ----------------------------------------------------------------------------------

EMAIL_CONFIG = env.email("EMAIL_URL", default="smtp://127.0.0.1:8025")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Kapında <merhaba@kapinda.example>")
SELLER_EMAIL = env("SELLER_EMAIL", default="satici@kapinda.example")
SELLER_PHONE = env("SELLER_PHONE", default="")
SMS_GATEWAY = env("SMS_GATEWAY", default="netgsm")
NETGSM_URL = env("NETGSM_URL", default="https://api.netgsm.com.tr")
NETGSM_USER = env("NETGSM_USER", default="")
NETGSM_PASSWORD = env("NETGSM_PASSWORD", default="")
NETGSM_HEADER = env("NETGSM_HEADER", default="KAPINDA")

# --- shipping ----------------------------------------------------------------------------------

CARRIERS = env.list("CARRIERS", default=["yurtici", "hepsijet", "table"])
POLL_SECONDS = env.int("POLL_SECONDS", default=1800)
SHIPPING_NETWORK_SECONDS = env.int("SHIPPING_NETWORK_SECONDS", default=10)
# the chance with which windows are stated
PROMISE_CHANCE = env.float("PROMISE_CHANCE", default=0.9)
# so many parcels a carrier must have brought to a province before its record is shown there
PROMISE_RECORD_MINIMUM = env.int("PROMISE_RECORD_MINIMUM", default=30)
# the share of parcels at the door by the promised day that the merchant aims at
PROMISE_TARGET = env.float("PROMISE_TARGET", default=0.95)
# the chance that a stated window breaks from which its customer is told, before caution
# (shipping/forecasts/notice.py)
PROMISE_BREAK_THRESHOLD = env.float("PROMISE_BREAK_THRESHOLD", default=0.9)
PROMISE_NOTICES = env.bool("PROMISE_NOTICES", default=True)
# days after which whoever waits for a parcel under way hears that it is still coming
SILENCE_DAYS = env.int("SILENCE_DAYS", default=4)
CARRIER_PAUSE_SECONDS = env.int("CARRIER_PAUSE_SECONDS", default=60)
YURTICI_URL = env(
    "YURTICI_URL",
    default="https://ws.yurticikargo.com/KOPSWebServices/ShippingOrderDispatcherServices",
)
YURTICI_USER = env("YURTICI_USER", default="")
YURTICI_PASSWORD = env("YURTICI_PASSWORD", default="")
YURTICI_COD_USER = env("YURTICI_COD_USER", default="")
YURTICI_COD_PASSWORD = env("YURTICI_COD_PASSWORD", default="")
YURTICI_RETURN_FIELD = env("YURTICI_RETURN_FIELD", default="16")
HEPSIJET_URL = env("HEPSIJET_URL", default="https://integration.hepsijet.com")
HEPSIJET_USER = env("HEPSIJET_USER", default="")
HEPSIJET_PASSWORD = env("HEPSIJET_PASSWORD", default="")
HEPSIJET_COMPANY_NAME = env("HEPSIJET_COMPANY_NAME", default="")
HEPSIJET_COMPANY_CODE = env("HEPSIJET_COMPANY_CODE", default="")
HEPSIJET_XDOCK = env("HEPSIJET_XDOCK", default="")
TABLE_COURIER_URL = env("TABLE_COURIER_URL", default="")
SCAN_PUSH_SECRETS = env.list("SCAN_PUSH_SECRETS", default=[])

# --- money -------------------------------------------------------------------------------------

PAYMENT_METHODS = env.list("PAYMENT_METHODS", default=["card", "transfer", "cod"])
CARD_BANK_URL = env("CARD_BANK_URL", default="http://127.0.0.1:8001/bank")
CARD_MERCHANT_ID = env("CARD_MERCHANT_ID", default="")
CARD_MERCHANT_KEY = env("CARD_MERCHANT_KEY", default="")
CARD_MERCHANT_SALT = env("CARD_MERCHANT_SALT", default="")
CARD_TEST_MODE = env.bool("CARD_TEST_MODE", default=False)
CARD_MINUTES = env.int("CARD_MINUTES", default=30)
TRANSFER_IBAN = env("TRANSFER_IBAN", default="")
TRANSFER_HOLDER = env("TRANSFER_HOLDER", default="")
TRANSFER_DAYS = env.int("TRANSFER_DAYS", default=3)
COD_FEE = env("COD_FEE", default="49.90")  # TRY, tax included
COD_LIMIT = env("COD_LIMIT", default="5000.00")  # TRY, on the total with its own fee
COD_OPEN_ORDERS = env.int("COD_OPEN_ORDERS", default=2)  # at once on one phone
UNPAID_ORDERS = env.int("UNPAID_ORDERS", default=3)  # by card or transfer, on one phone
OPEN_ORDERS_PER_ADDRESS = env.int("OPEN_ORDERS_PER_ADDRESS", default=20)  # for each way to pay
# percent of KDV in delivery, payment at the door and gift wrap, as the margins of the desk take it
# off; the documents go by what your accountant says
FEES_TAX_RATE = env.int("FEES_TAX_RATE", default=20)
GIFT_WRAP_FEE = env("GIFT_WRAP_FEE", default="39.90")  # TRY per order, tax included

# --- returns -----------------------------------------------------------------------------------

# calendar days to withdraw, and then to hand it to the carrier (Distance Contracts Regulation,
# art. 9 and 13): whatever is set, never fewer, on no page and in no text
LAW_DAYS = 14
RETURN_DAYS = max(LAW_DAYS, env.int("RETURN_DAYS", default=LAW_DAYS))
RETURN_SEND_DAYS = max(LAW_DAYS, env.int("RETURN_SEND_DAYS", default=LAW_DAYS))
APPROVAL_DAYS = env.int("APPROVAL_DAYS", default=14)  # calendar days from delivery
LATE_DELIVERY_RETURN_DAYS = env.int("LATE_DELIVERY_RETURN_DAYS", default=7)
RETURN_CARRIER = env("RETURN_CARRIER", default="yurtici")
# a parcel the carrier brought back to us is paid back by itself so many calendar days later
RETURNED_PARCEL_DAYS = env.int("RETURNED_PARCEL_DAYS", default=5)
# the carrier's "delivered" scan counts as received; false: only staff says so
RETURN_RECEIVED_BY_SCAN = env.bool("RETURN_RECEIVED_BY_SCAN", default=True)

# --- who sells (shown by law on the site, in forms and mails) -----------------------------------

SELLER = {
    "name": env("SELLER_NAME", default="Kapında Ticaret A.Ş."),
    "address": env("SELLER_ADDRESS", default=""),
    "phone": env("SELLER_CONTACT_PHONE", default=""),
    "email": env("SELLER_CONTACT_EMAIL", default="merhaba@kapinda.example"),
    "kep": env("SELLER_KEP", default=""),
    "mersis": env("SELLER_MERSIS", default=""),
    "tax_office": env("SELLER_TAX_OFFICE", default=""),
    "tax_number": env("SELLER_TAX_NUMBER", default=""),
}

# --- the sandbox and the log -------------------------------------------------------------------

SANDBOX_URL = env("SANDBOX_URL", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "hide_secrets": {"()": "shop.logs.HideSecrets"},
        "leave_out_busy": {"()": "shop.logs.LeaveOutBusy"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["hide_secrets"]}},
    # whoever tries addresses of the internet asks for other hosts: nobody's work
    "loggers": {
        "django.request": {"filters": ["leave_out_busy"]},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}

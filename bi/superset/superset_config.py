"""Settings of Superset where they differ from its own.

Here: where its state lies, its language and numbers, what a browser may load.
Not here: starting it (`serve`), and what the dashboards show (`dashboards/`).
"""

import logging
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What Superset keeps of itself: users, and what they save. No figure of the marts is in it.
HOME = Path(os.environ.get("FOLLOWUP_SUPERSET_HOME", ROOT / ".superset"))
PUBLISHED_DATABASE = Path(
    os.environ.get("FOLLOWUP_PUBLISHED_DATABASE", ROOT / "warehouse" / "marts.duckdb")
).absolute()


def _secret_key() -> str:
    """The key that signs sessions, made on the first start."""
    file = ROOT / ".secrets" / "superset.key"
    if not file.exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(42))
    return file.read_text().strip()


SECRET_KEY = os.environ.get("SUPERSET_SECRET_KEY") or _secret_key()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME.absolute()}/superset.db"
DATA_DIR = str(HOME)
LOG_LEVEL = "WARNING"
ALEMBIC_SKIP_LOG_CONFIG = True
# What they warn of is known here and changes nothing: SQLite, libraries, a picture not shipped.
for _talker in ("alembic", "py.warnings", "superset.views.base"):
    logging.getLogger(_talker).setLevel(logging.ERROR)

# No result of a query is kept: a reload reads what is published then. Superset's own default is
# the same; it stands here because the dashboards promise it.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}

APP_NAME = "Uppföljning"
# Superset has no Swedish translation; its menus stay English. Numbers and dates are Swedish.
BABEL_DEFAULT_LOCALE = "en"
D3_FORMAT = {
    "decimal": ",",
    "thousands": "\u00a0",
    "grouping": [3],
    "currency": ["", "\u00a0kr"],
    "percent": "\u00a0%",
    "minus": "\u2212",
}
D3_TIME_FORMAT = {
    "dateTime": "%Y-%m-%d %H:%M",
    "date": "%Y-%m-%d",
    "time": "%H:%M",
    "periods": ["fm", "em"],
    "days": ["söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"],
    "shortDays": ["sön", "mån", "tis", "ons", "tor", "fre", "lör"],
    "months": [
        "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
        "oktober", "november", "december",
    ],
    "shortMonths": [
        "jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
    ],
}  # fmt: skip

# A browser loads from this server alone, so that nothing tells others who reads what.
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "font-src": ["'self'", "data:"],
        # The chart library and the components set styles inline.
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    # Plain HTTP on the loopback interface; behind a server with TLS set all three to secure.
    "force_https": False,
    "session_cookie_secure": False,
}

# Reads its own database and serves pages, nothing else.
FEATURE_FLAGS = {"ALERT_REPORTS": False}
ENABLE_CORS = False

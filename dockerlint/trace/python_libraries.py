"""By which names Python libraries read the environment: data about them, searched for by ``python_source``."""

from __future__ import annotations

READERS = frozenset((
    "os.getenv", "os.getenvb", "os.environ.get", "os.environ.pop", "os.environ.setdefault", "os.environ.__getitem__",
    "os.environ.__contains__", "os.environb.get", "decouple.config", "decouple.Config()", "decouple.AutoConfig()",
    "starlette.config.Config()", "environ.Env()", "environ.FileAwareEnv()", "environs.Env()", "environs.env",
    "envparse.env", "envparse.Env()", "prettyconf.config",
))  # fmt: skip
READER_OBJECTS = ("environ.Env().", "environ.FileAwareEnv().", "environs.Env().", "environs.env.", "envparse.env.")
DEFAULT_KEYS = {
    "db": "DATABASE_URL", "db_url": "DATABASE_URL", "cache": "CACHE_URL", "cache_url": "CACHE_URL",
    "email": "EMAIL_URL", "email_url": "EMAIL_URL", "search_url": "SEARCH_URL", "channels": "CHANNELS_URL",
}  # fmt: skip
NO_READS = frozenset(("read_env", "read_envfile", "seal", "dump", "prefixed", "smart_cast", "url_schemes"))

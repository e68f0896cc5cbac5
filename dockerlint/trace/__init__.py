"""Following credentials from where they enter a build to everywhere they stay; judges and changes nothing."""

from dockerlint.trace.trace import Trace
from dockerlint.trace.walk import trace

__all__ = ["Trace", "trace"]

"""The history of an image: who wrote it, what each step did, and all of it as the text of a Dockerfile."""

from __future__ import annotations

from dockerlint.image.history.builders import builder_of
from dockerlint.image.history.steps import Step, read_steps
from dockerlint.image.history.text import RenderedHistory, render_history

__all__ = ["RenderedHistory", "Step", "builder_of", "read_steps", "render_history"]

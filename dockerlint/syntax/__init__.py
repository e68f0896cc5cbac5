"""Dockerfile text as items that cover every character, read exactly as BuildKit's parser reads it."""

from dockerlint.syntax.parser import parse

__all__ = ["parse"]

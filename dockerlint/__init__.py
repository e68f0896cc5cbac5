"""dockerlint finds credentials that a Dockerfile would leave in an image, and rewrites it so that they do not stay."""

__version__ = "0.1.0"

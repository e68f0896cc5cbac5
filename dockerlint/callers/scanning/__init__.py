"""Scans between build and push: where an image leaves unscanned, and the step that a pipeline lacks."""

"""Staging: how a build in one stage becomes a build stage and a final one that holds only what runs."""

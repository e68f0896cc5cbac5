"""Builds that shell text runs: finding the commands, reading what they hand over, and rewriting that."""

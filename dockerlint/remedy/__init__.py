"""Remedies: the fixes that rules offer, built from what tracing found.  Each answers a Fix or says why there is none."""

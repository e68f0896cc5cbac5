"""Remedies: the fixes that rules offer, built from what tracing found.  Each is a Fix or says why there is none."""

"""An image with a credential in every place where one can hide, made from nothing when a test runs.

Written from what the formats' own documents say (ustar, pax, OCI image specification, BuildKit's attestations), not
from the scanner's code: where the two disagree, a test fails.
"""

"""The engine: finds Dockerfiles, runs the rules on them, honours suppressions and makes fixes.  Prints nothing."""

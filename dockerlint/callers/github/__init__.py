"""GitHub workflows and composite actions beyond their builds: jobs, steps, permissions, expressions."""

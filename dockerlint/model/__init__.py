"""Stages, variables, users and folders of a Dockerfile.  Says what is in force where; judges nothing."""

from dockerlint.model.dockerfile import Dockerfile
from dockerlint.model.read import read_dockerfile
from dockerlint.model.stage import Stage, Step, Variable

__all__ = ["Dockerfile", "Stage", "Step", "Variable", "read_dockerfile"]

"""Stages, variables, users and folders of a Dockerfile.  Says what is in force where; judges nothing."""

from dockerlint.model.dockerfile import Dockerfile, Stage, Step, Variable
from dockerlint.model.read import read_dockerfile

__all__ = ["Dockerfile", "Stage", "Step", "Variable", "read_dockerfile"]

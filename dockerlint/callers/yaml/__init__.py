"""YAML files as nodes with their places, and edits that leave every other character as it is.

Places come from the marks of PyYAML's ``compose()``; nothing is ever dumped, since a round trip changes half of all
real workflow files (ADR 19).
"""

from dockerlint.callers.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence, YamlError, read_yaml

__all__ = ["Entry", "Mapping", "Node", "Scalar", "Sequence", "YamlError", "read_yaml"]

"""Settings classes that fill their fields from the environment: pydantic's and django-configurations'."""

from __future__ import annotations

import libcst as cst

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.python_bindings import literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.trace.python_bindings import Bindings


def is_settings_class(node: cst.ClassDef, bindings: Bindings, depth: int = 0) -> str:
    """``certain`` for a subclass of pydantic's BaseSettings, ``possible`` where a base may be one, else ""."""
    found = ""
    for base in node.bases:
        name = bindings.qualified(base.value)
        if name.startswith("pydantic") and name.endswith(".BaseSettings"):
            return "certain"
        known = bindings.classes.get(name)
        if known is not None and known is not node and depth < 5:
            found = is_settings_class(known, bindings, depth + 1) or found
        elif known is None and name.endswith("Settings") and ("." in name):
            found = found or "possible"
    return found


def settings_names(node: cst.ClassDef, bindings: Bindings, name: str) -> Iterator[tuple[cst.CSTNode, bool]]:
    """The fields that the variable ``name`` fills, with whether that is sure; pydantic takes names of either case."""
    prefix, sure = _prefix(node, bindings)
    wanted = name.lower()
    for field, value, place in _fields(node):
        aliases = _aliases(value)
        if aliases:
            if wanted in (alias.lower() for alias in aliases):
                yield place, True
            continue
        own = f"{prefix}{field}".lower()
        if wanted == own or wanted.startswith(f"{own}__"):
            yield place, sure
        elif not sure and wanted.endswith(field.lower()):
            yield place, False


def _fields(node: cst.ClassDef) -> Iterator[tuple[str, cst.BaseExpression | None, cst.CSTNode]]:
    for line in node.body.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(statement, cst.AnnAssign) and isinstance(statement.target, cst.Name):
                yield statement.target.value, statement.value, statement
            elif isinstance(statement, cst.Assign) and isinstance(statement.targets[0].target, cst.Name):
                yield statement.targets[0].target.value, statement.value, statement


def _aliases(value: cst.BaseExpression | None) -> list[str]:
    """The names that ``Field(alias=…, validation_alias=…, env=…)`` gives in place of the field's own."""
    if not isinstance(value, cst.Call):
        return []
    found = []
    for argument in value.args:
        if argument.keyword is not None and argument.keyword.value in ("alias", "validation_alias", "env"):
            given = argument.value
            if isinstance(given, cst.Call):
                listed = [each.value for each in given.args]
            elif isinstance(given, cst.List | cst.Tuple | cst.Set):
                listed = [each.value for each in given.elements]
            else:
                listed = [given]
            found += [text for each in listed if (text := literal_text(each)) is not None]
    return found


def _prefix(node: cst.ClassDef, bindings: Bindings, depth: int = 0) -> tuple[str, bool]:
    """The ``env_prefix`` of the class or of one that it derives from; False where the text does not tell it."""
    for value in _configured(node):
        text = literal_text(value)
        return (text or "", text is not None)
    for argument in node.bases:
        known = bindings.classes.get(bindings.qualified(argument.value))
        if known is not None and known is not node and depth < 5:
            return _prefix(known, bindings, depth + 1)
    return "", True


def _configured(node: cst.ClassDef) -> Iterator[cst.BaseExpression]:
    """What ``class Config: env_prefix = …`` or ``model_config = …(env_prefix=…)`` gives."""
    for line in node.body.body:
        if isinstance(line, cst.ClassDef) and line.name.value == "Config":
            yield from (value for field, value, _ in _fields(line) if field == "env_prefix" and value is not None)
    for field, value, _ in _fields(node):
        if field != "model_config":
            continue
        if isinstance(value, cst.Call):
            yield from (
                each.value for each in value.args if each.keyword is not None and each.keyword.value == "env_prefix"
            )
        elif isinstance(value, cst.Dict):
            for element in value.elements:
                if isinstance(element, cst.DictElement) and literal_text(element.key) == "env_prefix":
                    yield element.value


def value_name(attribute: str, value: cst.Call, bindings: Bindings) -> str | None:
    """The variable that ``attribute = values.SecretValue()`` of django-configurations reads."""
    if not bindings.qualified(value.func).startswith("configurations.values."):
        return None
    given = {argument.keyword.value: argument.value for argument in value.args if argument.keyword is not None}
    environ = given.get("environ")
    if isinstance(environ, cst.Name) and environ.value == "False":
        return None
    named = given.get("environ_name")
    name = (literal_text(named) if named is not None else attribute) or attribute
    if "environ_prefix" not in given:
        return f"DJANGO_{name}"
    prefix = literal_text(given["environ_prefix"])
    return f"{prefix}_{name}" if prefix else name

"""What the names of a Python module stand for, as far as its text tells.  Loads LibCST: import it only when needed."""

# ruff: noqa: N802 - LibCST calls a visitor's methods by the names of its nodes

from __future__ import annotations

import libcst as cst

from dockerlint.record import NamedTuple

DEEPEST = 6


class Key(NamedTuple):
    """What a key may be: ``exact`` text, a text with a ``prefix``, the parameter (``param``) of a function, ``any``."""

    kind: str
    text: str = ""


ANY = (Key("any"),)


class Bindings(cst.CSTVisitor):
    """Imports, assignments, loop variables and functions of a module, its scopes taken together."""

    def __init__(self) -> None:
        super().__init__()
        self.imports: dict[str, str] = {}
        self.values: dict[str, list[cst.BaseExpression]] = {}
        self.functions: dict[str, list[str]] = {}
        self.classes: dict[str, cst.ClassDef] = {}
        self.opaque: set[str] = set()  # bound in a way that tells no value

    def visit_Import(self, node: cst.Import) -> None:
        for alias in node.names:
            dotted = _dotted(alias.name)
            if alias.asname is None:
                self.imports.setdefault(dotted.split(".", 1)[0], dotted.split(".", 1)[0])
            elif isinstance(alias.asname.name, cst.Name):
                self.imports[alias.asname.name.value] = dotted

    def visit_ImportFrom(self, node: cst.ImportFrom) -> None:
        module = "." * len(node.relative) + (_dotted(node.module) if node.module is not None else "")
        if isinstance(node.names, cst.ImportStar):
            known = {"os": ("environ", "environb", "getenv", "system", "popen")}
            for name in known.get(module, ()):
                self.imports[name] = f"{module}.{name}"
            return
        for alias in node.names:
            name = _dotted(alias.name)
            local = alias.asname.name if alias.asname is not None else None
            self.imports[local.value if isinstance(local, cst.Name) else name] = f"{module}.{name}"

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            self._bind(target.target, node.value)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, node.value)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._hide(node.target)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._bind(node.target, node.value)

    def visit_WithItem(self, node: cst.WithItem) -> None:
        if node.asname is not None:
            self._hide(node.asname.name)

    def visit_For(self, node: cst.For) -> None:
        self._loop(node.target, node.iter)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._loop(node.target, node.iter)

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self.classes[node.name.value] = node

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        names = parameters(node)
        self.functions[node.name.value] = names
        self.opaque.update(names)

    def _loop(self, target: cst.BaseExpression, items: cst.BaseExpression) -> None:
        elements = self._elements(items)
        if isinstance(target, cst.Name) and elements is not None:
            for element in elements:
                self._bind(target, element)
        else:
            self._hide(target)

    def _elements(self, items: cst.BaseExpression) -> list[cst.BaseExpression] | None:
        if isinstance(items, cst.Name) and len(self.values.get(items.value, ())) == 1:
            items = self.values[items.value][0]
        if not isinstance(items, cst.List | cst.Tuple | cst.Set):
            return None
        plain = all(isinstance(element, cst.Element) for element in items.elements)
        return [element.value for element in items.elements] if plain else None

    def _bind(self, target: cst.BaseExpression, value: cst.BaseExpression) -> None:
        if isinstance(target, cst.Name):
            self.values.setdefault(target.value, []).append(value)
        elif isinstance(target, cst.Attribute):
            self.values.setdefault("." + target.attr.value, []).append(value)
        else:
            self._hide(target)

    def _hide(self, target: cst.BaseExpression) -> None:
        if isinstance(target, cst.Name):
            self.opaque.add(target.value)
        elif isinstance(target, cst.Tuple | cst.List):
            for element in target.elements:
                self._hide(element.value)

    def qualified(self, node: cst.BaseExpression, depth: int = 0) -> str:
        """The dotted name that an expression stands for, ``()`` behind a call; "" where the text does not tell."""
        if depth > DEEPEST:
            return ""
        if isinstance(node, cst.Name):
            return self._qualified_name(node.value, depth)
        if isinstance(node, cst.Attribute):
            owner = self.qualified(node.value, depth + 1)
            if owner and owner != "self":
                return f"{owner}.{node.attr.value}"
            return self._of_values(self.values.get("." + node.attr.value, []), depth)
        if isinstance(node, cst.Call):
            function = self.qualified(node.func, depth + 1)
            if function in ("os.environ.copy", "os.environ.copy()"):
                return "os.environ"
            if function == "dict" and node.args and self.qualified(node.args[0].value, depth + 1) == "os.environ":
                return "os.environ"
            return f"{function}()" if function else ""
        return ""

    def _qualified_name(self, name: str, depth: int) -> str:
        values = self.values.get(name)
        if values and name not in self.opaque:
            found = self._of_values(values, depth)
            if found:
                return found
        if name in self.imports:
            return self.imports[name]
        return "" if values or name in self.opaque else name

    def _of_values(self, values: list[cst.BaseExpression], depth: int) -> str:
        found = {self.qualified(value, depth + 1) for value in values}
        return found.pop() if len(found) == 1 else ""

    def keys(self, node: cst.BaseExpression, inside: list[str], depth: int = 0) -> tuple[Key, ...]:
        """What the key expression ``node`` may be, within functions that have the parameters ``inside``."""
        if depth > DEEPEST:
            return ANY
        literal = literal_text(node)
        if literal is not None:
            return (Key("exact", literal),)
        match node:
            case cst.FormattedString(parts=[cst.FormattedStringText(value=head), *_]):
                return (Key("prefix", head),)
            case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
                return _joined(self.keys(left, inside, depth + 1), self.keys(right, inside, depth + 1))
            case cst.BinaryOperation(left=left, operator=cst.Modulo()):
                return tuple(Key("prefix", key.text.split("%")[0]) for key in self.keys(left, inside, depth + 1))
            case cst.IfExp(body=body, orelse=orelse):
                return self.keys(body, inside, depth + 1) + self.keys(orelse, inside, depth + 1)
            case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value="format"))):
                return tuple(Key("prefix", key.text.split("{")[0]) for key in self.keys(value, inside, depth + 1))
            case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value="upper"))):
                return tuple(key._replace(text=key.text.upper()) for key in self.keys(value, inside, depth + 1))
            case cst.Name(value=name) if name in inside:
                return (Key("param", name),)
            case cst.Name(value=name) if name not in self.opaque and name not in self.imports:
                return self._keys_of(self.values.get(name), inside, depth)
            case cst.Attribute(attr=attr):
                return self._keys_of(self.values.get("." + attr.value) or self.values.get(attr.value), inside, depth)
        return ANY

    def _keys_of(self, values: list[cst.BaseExpression] | None, inside: list[str], depth: int) -> tuple[Key, ...]:
        if not values:
            return ANY
        return tuple(key for value in values for key in self.keys(value, inside, depth + 1))


def parameters(node: cst.FunctionDef) -> list[str]:
    """The names of a function's parameters in order."""
    given = node.params
    return [each.name.value for each in (*given.posonly_params, *given.params, *given.kwonly_params)]


def literal_text(node: cst.BaseExpression) -> str | None:
    """The text of a string literal, bytes as text; None for anything else."""
    if isinstance(node, cst.SimpleString | cst.ConcatenatedString):
        value = node.evaluated_value
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return None


def _joined(left: tuple[Key, ...], right: tuple[Key, ...]) -> tuple[Key, ...]:
    found = []
    for head in left:
        for tail in right:
            if head.kind == "exact" and tail.kind in ("exact", "prefix"):
                found.append(Key(tail.kind, head.text + tail.text))
            else:
                found.append(Key("prefix", head.text) if head.kind in ("exact", "prefix") else Key("any"))
    return tuple(found)


def _dotted(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


def keyword(argument: cst.Arg) -> str:
    """The name of a keyword argument, "" for one by its place."""
    return argument.keyword.value if argument.keyword is not None else ""

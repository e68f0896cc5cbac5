"""One Python text searched for reads of one environment variable.  Loads LibCST: import it only where it is needed."""

# ruff: noqa: N802 - LibCST calls a visitor's methods by the names of its nodes

from __future__ import annotations

import re

import libcst as cst
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper

from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span
from dockerlint.trace.python_bindings import Bindings, Key, keyword, literal_text, parameters
from dockerlint.trace.python_libraries import DEFAULT_KEYS, NO_READS, READER_OBJECTS, READERS
from dockerlint.trace.python_reads import NO, UNKNOWN, Answer, reads_by_library
from dockerlint.trace.python_settings import is_settings_class, settings_names, value_name

if TYPE_CHECKING:
    from collections.abc import Iterable

STARTERS = (
    "subprocess.", "os.system", "os.popen", "os.exec", "os.spawn", "os.posix_spawn", "asyncio.create_subprocess",
    "pexpect.", "sh.", "plumbum.", "invoke.", "pty.spawn", "multiprocessing.connection",
)  # fmt: skip
DYNAMIC = frozenset(("exec", "eval", "compile", "__import__", "runpy.run_path", "runpy.run_module"))
MAPPINGS = ("os.environ", "os.environb")


def read_source(source: str, name: str) -> Answer:
    """Whether the Python text reads the variable ``name``; "unknown" for what is no Python 3."""
    encoded = source.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        wrapper = MetadataWrapper(cst.parse_module(encoded), unsafe_skip_copy=True)
        reads = _search(wrapper.module, name)
        places = wrapper.resolve(ByteSpanPositionProvider) if reads.found or reads.doubtful else {}
    except (cst.ParserSyntaxError, RecursionError, ValueError):
        return UNKNOWN
    data = encoded.encode("utf-8")

    def spans(nodes: Iterable[cst.CSTNode]) -> tuple[Span, ...]:
        found = []
        for node in nodes:
            place = places[node]
            start = len(data[: place.start].decode("utf-8", "replace"))
            found.append(
                Span(start, start + len(data[place.start : place.start + place.length].decode("utf-8", "replace")))
            )
        return tuple(sorted(set(found)))

    if reads.found:
        return Answer("yes", spans(reads.found))
    if reads.doubtful or reads_by_library(source, name):
        return Answer("unknown", spans(reads.doubtful))
    return NO


def _search(module: cst.Module, name: str) -> Reads:
    """The reads of ``name``; functions that hand a parameter on as a key are readers of their own in the next round."""
    bindings = Bindings()
    module.visit(bindings)
    wrappers: dict[str, int] = {}
    while True:
        reads = Reads(name, bindings, wrappers)
        module.visit(reads)
        if len(reads.wrappers) == len(wrappers) or len(wrappers) > 20:
            return reads
        wrappers = reads.wrappers


class Reads(cst.CSTVisitor):
    """``found`` are the reads of the variable, ``doubtful`` the places that may read it."""

    def __init__(self, name: str, bindings: Bindings, wrappers: dict[str, int]) -> None:
        super().__init__()
        self.name = name
        self.bindings = bindings
        self.known_wrappers = wrappers
        self.wrappers = dict(wrappers)
        self.found: list[cst.CSTNode] = []
        self.doubtful: list[cst.CSTNode] = []
        self._functions: list[cst.FunctionDef] = []
        self._classes: list[cst.ClassDef] = []
        self._seen: set[int] = set()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._functions.append(node)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        del original_node
        self._functions.pop()

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._classes.append(node)
        kind = is_settings_class(node, self.bindings)
        if kind:
            for place, matches in settings_names(node, self.bindings, self.name):
                (self.found if matches and kind == "certain" else self.doubtful).append(place)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        del original_node
        self._classes.pop()

    def visit_Assign(self, node: cst.Assign) -> None:
        self._stored([target.target for target in node.targets])
        if self.bindings.qualified(node.value) in MAPPINGS or self._is_reader(node.value):
            self._mark(node.value)
        if self._classes and isinstance(node.value, cst.Call) and isinstance(node.targets[0].target, cst.Name):
            expected = value_name(node.targets[0].target.value, node.value, self.bindings)
            if expected == self.name:
                self.found.append(node)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._stored([node.target])
        if node.value is not None and self.bindings.qualified(node.value) in MAPPINGS:
            self._mark(node.value)

    def visit_Del(self, node: cst.Del) -> None:
        self._stored([node.target])

    def visit_Comparison(self, node: cst.Comparison) -> None:
        for target in node.comparisons:
            if isinstance(target.operator, cst.In | cst.NotIn) and self._is_mapping(target.comparator):
                self._mark(target.comparator)
                self._read(node, node.left)

    def visit_Subscript(self, node: cst.Subscript) -> None:
        if id(node) in self._seen or not self._is_mapping(node.value):
            return
        self._mark(node.value)
        index = node.slice[0].slice
        if isinstance(index, cst.Index):
            self._read(node, index.value)

    def visit_Call(self, node: cst.Call) -> None:
        function = self.bindings.qualified(node.func)
        called = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
        called = node.func.value if isinstance(node.func, cst.Name) else called
        if function in READERS or function.startswith(READER_OBJECTS):
            self._mark(node.func)
            self._read_call(node, function)
        elif called in self.known_wrappers and (called in self.bindings.functions or function.startswith(".")):
            self._read_argument(node, self.known_wrappers[called], called)
        elif self._is_mapping(node):
            if id(node) not in self._seen:
                self.doubtful.append(node)
            self._mark(node)
        elif function.startswith(("os.environ.update", "os.environ.clear", "os.unsetenv", "os.putenv")):
            self._mark(node.func)
            self._stored([argument.value for argument in node.args])
        elif called in ("from_prefixed_env", "Dynaconf", "LazySettings", "FlaskDynaconf"):
            self._read_prefixed(node, called)
        elif function == "dj_database_url.config" and not any(keyword(argument) == "env" for argument in node.args):
            self._read_key(node, (Key("exact", "DATABASE_URL"),))
        elif called in ("from_envvar", "expandvars") or function.startswith(STARTERS):
            self._read_started(node, called)
        elif function in DYNAMIC or (function in ("getattr", "importlib.import_module") and self._is_hidden(node)):
            self.doubtful.append(node)

    def visit_Param(self, node: cst.Param) -> None:
        self._mark(node.name)

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self._mark(node.keyword)
        if keyword(node) in ("envvar", "env_var", "auto_envvar_prefix", "env"):
            listed = node.value.elements if isinstance(node.value, cst.List | cst.Tuple) else ()
            for value in [element.value for element in listed] or [node.value]:
                text = literal_text(value)
                if text == self.name or (keyword(node) == "auto_envvar_prefix" and text and self.name.startswith(text)):
                    self.found.append(node)

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        if id(node) in self._seen:
            return
        text = literal_text(node) or ""
        if re.search(rf"\$\{{oc\.env:{re.escape(self.name)}\b", text):
            self.found.append(node)
        elif text == self.name:
            self.doubtful.append(node)

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self._whole(node)
        self._mark(node.attr)

    def visit_Name(self, node: cst.Name) -> None:
        if node.value in self.bindings.values or self.bindings.imports.get(node.value, "").startswith(MAPPINGS):
            self._whole(node)

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        del node
        return False

    def _whole(self, node: cst.BaseExpression) -> None:
        """The environment as a whole is handed to something that may read any variable."""
        if id(node) not in self._seen and self.bindings.qualified(node) in MAPPINGS:
            self._mark(node)
            self.doubtful.append(node)

    def _is_mapping(self, node: cst.BaseExpression) -> bool:
        return self.bindings.qualified(node) in MAPPINGS

    def _is_reader(self, node: cst.BaseExpression) -> bool:
        return self.bindings.qualified(node) in READERS and not isinstance(node, cst.Call)

    def _mark(self, *nodes: cst.BaseExpression) -> None:
        """These are understood; nothing in them is looked at again."""
        for node in nodes:
            self._seen.add(id(node))
            if isinstance(node, cst.Attribute):
                self._mark(node.value, node.attr)
            elif isinstance(node, cst.Call):
                self._mark(node.func, *(argument.value for argument in node.args))

    def _stored(self, targets: Iterable[cst.BaseExpression]) -> None:
        """What is written, not read: ``os.environ["X"] = …``, names."""
        for target in targets:
            self._mark(target)
            if isinstance(target, cst.Subscript) and self._is_mapping(target.value):
                self._mark(target.value)
                index = target.slice[0].slice
                if isinstance(index, cst.Index):
                    self._mark(index.value)
            elif isinstance(target, cst.Dict):
                self._mark(*(each.key for each in target.elements if isinstance(each, cst.DictElement)))

    def _read_call(self, node: cst.Call, function: str) -> None:
        method = function.rsplit(".", 1)[-1]
        given = [
            argument for argument in node.args if keyword(argument) in ("", "key", "var", "name", "option", "undefined")
        ]
        if function.startswith(READER_OBJECTS) and (method in NO_READS or method.startswith("_")):
            return
        if given:
            self._read(node, given[0].value)
        elif method in DEFAULT_KEYS:
            self._read_key(node, (Key("exact", DEFAULT_KEYS[method]),))

    def _read_argument(self, node: cst.Call, position: int, called: str) -> None:
        names = self.bindings.functions.get(called, [])
        shift = 1 if names[:1] in (["self"], ["cls"]) and isinstance(node.func, cst.Attribute) else 0
        for number, argument in enumerate(node.args):
            called_by = keyword(argument)
            if (called_by and names[position : position + 1] == [called_by]) or (
                not called_by and number + shift == position
            ):
                self._read(node, argument.value)

    def _read_prefixed(self, node: cst.Call, called: str) -> None:
        prefix = "FLASK" if called == "from_prefixed_env" else "DYNACONF"
        for number, argument in enumerate(node.args):
            if keyword(argument) == "envvar_prefix" or (called == "from_prefixed_env" and number == 0):
                prefix = literal_text(argument.value) or ""
        if self.name.startswith(f"{prefix}_" if prefix else ""):
            (self.found if prefix else self.doubtful).append(node)

    def _read_started(self, node: cst.Call, called: str) -> None:
        """Text that a shell or ``expandvars`` will expand, or another program, which inherits the environment."""
        texts = [text for argument in node.args if (text := literal_text(argument.value)) is not None]
        if any(re.search(rf"\$\{{?{re.escape(self.name)}\b", text) for text in texts) or (
            called == "from_envvar" and self.name in texts
        ):
            self._mark(*(argument.value for argument in node.args))
            self.found.append(node)
        elif called not in ("from_envvar", "expandvars") or len(texts) < len(node.args):
            self.doubtful.append(node)

    def _is_hidden(self, node: cst.Call) -> bool:
        """Whether a call gets at ``os`` by a name, or at a module whose name the text does not tell."""
        if not node.args or node.args[0].star:
            return True
        first = node.args[0].value
        if isinstance(node.func, cst.Name) and node.func.value == "getattr":
            return self.bindings.qualified(first) in ("os", *MAPPINGS)
        return literal_text(first) is None

    def _read(self, node: cst.CSTNode, key: cst.BaseExpression) -> None:
        inside = parameters(self._functions[-1]) if self._functions else []
        keys = self.bindings.keys(key, inside)
        self._mark(key)
        self._read_key(node, keys)

    def _read_key(self, node: cst.CSTNode, keys: tuple[Key, ...]) -> None:
        for kind, text in keys:
            if kind == "exact" and text == self.name:
                self.found.append(node)
            elif kind == "param":
                function = self._functions[-1]
                self.wrappers.setdefault(function.name.value, parameters(function).index(text))
            elif kind == "any" or (kind == "prefix" and self.name.startswith(text)):
                self.doubtful.append(node)

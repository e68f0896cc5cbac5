"""The patterns of command lines that ``record.py`` describes, read."""

# Annotations are evaluated here, see record.py.
from dockerlint.record import NamedTuple
from dockerlint.trace.catalogue.tools.record import Tool


class Option(NamedTuple):
    """An option, its value in word ``value`` (-1 for none) from character ``at`` on."""

    name: str
    value: int
    at: int


class Template(NamedTuple):
    """``path`` are the patterns of the leading positional words, ``flag`` an option that must be there.

    The capture is the value of ``option``, or without it the next positional word, less ``prefix``.
    """

    path: tuple[str, ...]
    flag: str
    option: str
    attached: bool
    prefix: str
    capture: str
    harmless: tuple[str, ...]
    negative: bool


class Grammar(NamedTuple):
    valued: frozenset[str]
    attached: frozenset[str]  # options that take a value only within their own word
    leads: tuple[str, ...]  # options of several characters that are followed by their value: /p:NAME=value
    templates: tuple[Template, ...]


_grammars: dict[str, Grammar] = {}


def read_template(text: str) -> Template:
    negative = text.startswith("!")
    head, _, capture = text.lstrip("!").partition("<")
    capture, _, harmless = capture.rstrip(">").partition("|")
    words = head.split()
    prefix = words.pop() if words and capture and not head.endswith(" ") else ""
    option, attached = "", False
    if prefix.startswith(("-", "/p:")):
        option, attached, prefix = prefix.rstrip("="), True, ""
    path: list[str] = []
    flag = ""
    for word in words:
        if word.startswith("-") or (word.startswith("/") and word.endswith(":")):
            flag = word
        else:
            path.append(word)
    if flag and words[-1] == flag:
        option, flag = flag, ""
    harmless_values = tuple(harmless.split("|")) if "|" in text else ()
    return Template(tuple(path), flag, option, attached, prefix, capture, harmless_values, negative)


def grammar_of(tool: Tool) -> Grammar:
    known = _grammars.get(tool.names)
    if known is None:
        templates = tuple(read_template(text) for text in tool.secrets)
        options = {template.option for template in templates if template.option and not template.attached}
        attached = {template.option for template in templates if template.attached}
        named = {option for option in tool.file_options.split() if "=" not in option}
        leads = tuple(option for option in options | attached if option.endswith(":"))
        known = Grammar(
            frozenset(options | named | {option for option in tool.valued.split() if not option.endswith("=")}),
            frozenset(attached - options),
            leads,
            templates,
        )
        _grammars[tool.names] = known
    return known

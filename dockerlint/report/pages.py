"""The documentation of rules as Markdown, made from the rules themselves."""

from __future__ import annotations

from dockerlint.callers.rule import Clean, Leaking
from dockerlint.record import TYPE_CHECKING
from dockerlint.rule import Bad
from dockerlint.settings import Settings
from dockerlint.trace.catalogue.tokens import find_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dockerlint.image.rule import ImageRule
    from dockerlint.rule import Good, Rule

    AnyRule = Rule | ImageRule

_LANGUAGES = {"Dockerfile": "dockerfile", "yml": "yaml", "sh": "sh", "hcl": "hcl", "json": "json", "Makefile": "make"}
_SHOWN = 8  # characters of a token that a page shows: scanners take a whole one for a live one


def all_rules() -> tuple[AnyRule, ...]:
    """The rules for Dockerfiles and those for built images, in the order of their codes."""
    from dockerlint.image.rules import IMAGE_RULES
    from dockerlint.rules import load_rules

    return (*load_rules(), *IMAGE_RULES)


def rule_page(rule: AnyRule) -> str:
    """The page of one rule: what it is about, then its examples before and after."""
    facts = [rule.code, rule.severity.value, "fixable" if rule.fixable else "not fixable"]
    if not rule.is_default:
        facts.append("only when selected")
    lines = [f"# {rule.name}", "", " · ".join(facts), ""]
    lines += [rule.documentation.strip().replace("``", "`"), ""]
    if rule.examples:
        lines += ["### Examples", ""]
    for example in rule.examples:
        lines += _example(example)
    return "\n".join(lines).rstrip("\n") + "\n"


def index_page(rules: Sequence[AnyRule]) -> str:
    """The table of all rules, with links to their pages."""
    lines = ["# Rules", "", "Made by `scripts/generate-docs` from the rules themselves.", ""]
    lines += ["| code | name | severity | fix | what it finds |", "|---|---|---|---|---|"]
    for rule in rules:
        fix = "yes" if rule.fixable else ""
        summary = rule.summary.replace("|", "\\|").replace("``", "`")
        lines.append(f"| {rule.code} | [{rule.name}]({rule.name}.md) | {rule.severity.value} | {fix} | {summary} |")
    return "\n".join(lines) + "\n"


def _example(example: Bad | Good | Leaking | Clean) -> Iterator[str]:
    if isinstance(example, Clean):
        yield from (f"#### {example.title or 'Not found'}", "")
        yield from _files(example.files)
        return
    if isinstance(example, Leaking):
        yield from (f"#### {example.title or 'Found'}", "")
        yield from _files(example.files)
        if example.after is not None:
            yield from ("Fixed:", "")
            yield from _files(example.after)
        return
    if not isinstance(example, Bad):
        yield from (f"#### {example.title or 'Not found'}", "")
        yield from _files({"": example.text, **example.files})
        return
    yield from (f"#### {example.title or 'Found'}", "")
    yield from _settings(example.settings)
    yield from _files({"": example.before, **example.files})
    if example.after is not None:
        yield from ("Fixed:", "")
        yield from _files({"": example.after, **example.fixed_files})


def _settings(settings: Settings) -> Iterator[str]:
    pairs = zip(Settings._fields, settings, Settings(), strict=True)
    changed = [f'`{name.replace("_", "-")} = "{value}"`' for name, value, default in pairs if value != default]
    if changed:
        yield from (f"With {' and '.join(changed)}:", "")


def _files(texts: Mapping[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        if name:
            yield from (f"`{name}`:", "")
        language = _LANGUAGES.get(name.rpartition("/")[2].rpartition(".")[2], "") if name else "dockerfile"
        fence = "````" if "```" in text else "```"
        yield from (f"{fence}{language}", *_without_tokens(text).removesuffix("\n").split("\n"), fence, "")


def _without_tokens(text: str) -> str:
    for token in reversed(find_tokens(text)):
        text = text[: token.start + _SHOWN] + "…" + text[token.end :]
    return text

"""Where the commands of a RUN put credentials to use: as arguments, in URLs, from the environment, as literals."""

from __future__ import annotations

from dockerlint.finding import Confidence
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.placeholders import is_placeholder
from dockerlint.trace.catalogue.questions import classify_value, find_urls_with_credentials
from dockerlint.trace.catalogue.weak_values import PASSWORD_NOUNS
from dockerlint.trace.secrets import Literal, Use
from dockerlint.trace.taint import NOTHING, Taints

if TYPE_CHECKING:
    from dockerlint.shell.script import Assignment, Command, Word
    from dockerlint.trace.secrets import Origin
    from dockerlint.trace.taint import Taint

# Keys that a framework wants set, to anything, while it only compiles assets: rails assets:precompile, collectstatic.
_DUMMIES = frozenset({
    "SECRET_KEY_BASE", "SECRET_KEY", "SECRET_TOKEN", "DEVISE_SECRET_KEY", "DEVISE_PEPPER", "APP_KEY",
    "DJANGO_SECRET_KEY",
})  # fmt: skip
_SHORTEST_REAL_KEY = 32
_PARAMETER = lazy(r"[?&;]([\w.-]+)=[\"']?$")


class Uses(Taints):
    """Notes in the trace what each command does with the credentials in its words."""

    def _assign(self, assignment: Assignment) -> Taint | None:
        """What the variable holds from then on, None for a declaration without a value."""
        if assignment.value is None:
            return None
        taint = self.word(assignment.value)
        for origin in taint:
            self._use(origin, assignment.value, "assignment", None)
        literal = assignment.value.literal
        if literal and not taint and classify_name(assignment.name).kind == "secret":
            self._literal_assignment(assignment, literal)
        return taint

    def _literal_assignment(self, assignment: Assignment, literal: str) -> None:
        verdict = classify_value(literal, assignment.name)
        if assignment.name in _DUMMIES and len(literal) < _SHORTEST_REAL_KEY:
            return
        if verdict.kind in ("entropy", "plain", "default") and assignment.value is not None:
            value = assignment.value
            what = f"{assignment.name} ({classify_name(assignment.name).noun})"
            self._literal(what, value.start, value.end, None, is_default=verdict.kind == "default")

    def _literal(self, what: str, start: int, end: int, command: Command | None, *, is_default: bool) -> None:
        self.asked.is_odd = True
        confidence = Confidence.POSSIBLE if is_default else Confidence.LIKELY
        span = self.text.span(start, end)
        self.trace.add_literal(
            Literal(what, span, "command", confidence, self.step, start, end, command, is_default=is_default)
        )

    def _use(self, origin: Origin, word: Word, role: str, command: Command | None) -> None:
        self.trace.add_use(Use(origin, self.step, self.text.span(word.start, word.end), role, command))

    def _note_arguments(self, command: Command) -> None:
        credentials = {argument.word: argument for argument in self.trace.ask(tools.secret_arguments, command)}
        for index, word in enumerate(command.words):
            taint = self.word(word)
            argument = credentials.get(index)
            given = self.word_at(word, argument.start, argument.end) if argument is not None and taint else NOTHING
            for origin in taint:
                self._use(origin, word, "argument" if origin in given else "text", command)
                if "://" in word.raw or command.name in ("curl", "wget"):
                    self._note_url(origin, word)
                if argument is not None and origin in given:
                    confidence = Confidence.CERTAIN if argument.known else Confidence.LIKELY
                    self.trace.confirm(
                        origin, confidence, f"it is the {argument.what} given to {command.name}", argument.what
                    )
            if argument is not None and not given:
                self._literal_argument(command, argument)

    def _literal_argument(self, command: Command, argument: tools.SecretArgument) -> None:
        text = self.text.text[argument.start : argument.end]
        if not text or "$" in text or "`" in text or text.lower() == "anonymous":
            return
        verdict = classify_value(text.strip("\"'"), "PASSWORD").kind
        if verdict in ("empty", "placeholder", "reference", "path", "flag", "public-key"):
            return
        if not argument.known and verdict not in ("entropy", "token", "jwt", "private-key"):
            return
        if verdict == "default" and argument.what not in PASSWORD_NOUNS and is_placeholder(text.strip("\"'")):
            return  # what a service issues is not called foo
        self._literal(argument.what, argument.start, argument.end, command, is_default=verdict == "default")

    def _note_url(self, origin: Origin, word: Word) -> None:
        """A credential as the password of a URL, or as a parameter of its query."""
        for part in word.parts:
            if part.kind == "literal" or origin not in self.part(part):
                continue
            parameter = _PARAMETER.search(word.raw, 0, part.start - word.start)
            if parameter is not None and _is_credential(parameter[1]):
                self.trace.confirm(origin, Confidence.LIKELY, "it is a parameter of a URL", "token")
                if not origin.is_mounted:
                    self.trace.in_queries.append(
                        Use(origin, self.step, self.text.span(word.start, word.end), "url", None)
                    )
        for url in find_urls_with_credentials(word.raw) if "@" in word.raw else ():
            if url.kind == "variable" and origin in self.word_at(
                word, word.start + url.password_start, word.start + url.password_end
            ):
                self.trace.confirm(origin, Confidence.LIKELY, "it is the password of a URL", "password")

    def _note_environment(self, command: Command) -> None:
        patterns = self.trace.ask(tools.environment_read, command)
        if not patterns:
            return
        for origin in self.visible(patterns):
            self.trace.add_use(
                Use(origin, self.step, self.text.span(command.start, command.end), "environment", command)
            )
            if origin.tentative and origin.noun == "index URL" and "EXTRA" in origin.name.upper():
                self.trace.confirm(origin, Confidence.POSSIBLE, "")  # a second index is a private one
            elif origin.confidence is Confidence.POSSIBLE:
                origin.raise_to(Confidence.LIKELY, f"{command.name} reads it")

    def meet(self, command: Command) -> None:
        self._note_arguments(command)


def _is_credential(parameter: str) -> bool:
    name = parameter.replace("-", "_").replace(".", "_")
    return classify_name(name).kind == "secret" or name.lower() in ("key", "sig", "auth", "token", "apikey", "pass")

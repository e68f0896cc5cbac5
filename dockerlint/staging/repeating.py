"""What the build does that the final stage has to do again: accounts, folders, owners, modes, links."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.calls import is_below, is_known
from dockerlint.staging.folder_owners import owners_given_back
from dockerlint.staging.scripts import is_of_script
from dockerlint.staging.survey import SYSTEM, is_scratch

if TYPE_CHECKING:
    from dockerlint.staging.effects import Effect
    from dockerlint.staging.recipe import Recipe
    from dockerlint.staging.survey import Survey


class Again(NamedTuple):
    """What is done again in the final stage, and who owns what is copied."""

    accounts: tuple[str, ...]
    commands: tuple[str, ...]
    cleared: tuple[str, ...]  # commands that take away, before anything is copied, what packages and the image bring
    owners: dict[str, str]  # tree -> user:group of COPY --chown

    @property
    def needs_shell(self) -> bool:
        return bool(self.accounts or self.commands or self.cleared)


def done_again(survey: Survey, recipe: Recipe, trees: tuple[str, ...], home: str) -> Again | Refusal:
    """The commands that make folders, owners, modes and accounts, as far as COPY does not bring their work along."""
    return _Repeating(survey, recipe, trees, home).all()


class _Repeating:
    def __init__(self, survey: Survey, recipe: Recipe, trees: tuple[str, ...], home: str) -> None:
        self.survey = survey
        self.recipe = recipe
        self.trees = trees
        self.home = home
        self.accounts: list[str] = []
        self.commands: list[str] = []
        self.cleared: list[str] = []
        self.owners: dict[str, str] = {}
        self.made: list[str] = []  # paths that commands make again

    def all(self) -> Again | Refusal:
        for _, effects in self.survey.effects:
            for effect in effects:
                refusal = None
                match effect.kind:
                    case "account":
                        refusal = self._account(effect)
                    case "setup":
                        refusal = self._setup(effect)
                    case "remove":
                        refusal = self._removal(effect)
                if refusal is not None:
                    return refusal
        self.commands += owners_given_back(self.survey, self.trees, self.home, self.owners)
        return Again(_once(self.accounts), _once(self.commands), _once(self.cleared), self.owners)

    def _account(self, effect: Effect) -> Refusal | None:
        if effect.call.command.depth or not effect.call.command.verbatim:
            return Refusal("accounts are made within a condition or a loop")
        if not effect.call.step.user.is_root:
            return Refusal("accounts are made by another user than root")
        if "$" in _text(effect) and is_of_script(self.survey, effect):
            return Refusal("a script decides by variables which accounts it makes")
        self.accounts.append(_text(effect))
        return None

    def _setup(self, effect: Effect) -> Refusal | None:
        """Notes what a setting command has to do again; COPY brings the rest of its work along."""
        call = effect.call
        if call.name == "chown":
            self._take_owner(effect)
        left = [path for path in effect.paths if not self._comes_along(effect, path)]
        if not left and effect.paths:
            return None
        command = call.command
        if command.depth or not command.verbatim or command.conditional or command.negated:
            return Refusal(f"`{call.name}` is called within a condition or a loop")
        if not call.step.user.is_root:
            return Refusal(f"`{call.name}` is called by another user than root on what is not copied")
        text = self._again(effect, left)
        if text is None:
            return Refusal(f"what `{call.name}` makes is only in part needed, or is decided by a variable")
        if call.name == "mkdir" and not any(arg == "--parents" or re.fullmatch(r"-\w*p\w*", arg) for arg in call.args):
            text = text.replace("mkdir ", "mkdir -p ", 1)  # what is above it may be left behind
        if call.name in ("mkdir", "touch", "ln", "install"):
            self.made += left
        self.commands.append(text)
        return None

    def _again(self, effect: Effect, left: list[str]) -> str | None:
        """The command on the paths that are ``left``, absolute as the folder is another; None when it cannot be cut."""
        call = effect.call
        text = _text(effect)
        if _NAMES_FOLDER.search(text) or ("$" in text and is_of_script(self.survey, effect)):
            if not all(re.fullmatch(r"[\w@%+=:,./-]+", arg) for arg in call.args):
                return None
            text = " ".join([call.name, *call.args])
        if not effect.paths:
            return text  # it is not about paths: `a2enmod rewrite`
        is_whole = set(left) == set(effect.paths)
        mode = _owner_or_mode(call.args) if call.name in ("chown", "chmod", "chgrp") else ""
        values = {call.value(option) for option in ("-m", "-o", "-g", "--mode", "--owner", "--group")}
        paths = [arg for arg in call.operands if arg != mode and (call.name == "chown" or arg not in values)]
        if call.name == "ln":
            paths = paths[-1:] if len(paths) > 1 else paths
        if is_whole and all(path.startswith("/") for path in paths):
            inside = any(is_below(path, each) for path in left for each in self.recipe.left)
            if "$" in text or call.name != "chown" or not inside:
                return text
        if "$" in text or any(re.search(r"[^\w@%+=:,./-]", arg) for arg in call.args):
            return None
        if call.name == "ln":
            return " ".join(["ln", *(left[0] if arg == paths[0] else arg for arg in call.args)]) if is_whole else None
        if call.name == "chown" and all(any(is_below(path, each) for each in self.recipe.left) for path in left):
            return " ".join(["chown", mode, *left])  # what is left of a project's folder is the folder itself
        if any(arg in ("-m", "-o", "-g", "--mode", "--owner", "--group") for arg in call.args):
            return None
        options = [arg for arg in call.args if arg.startswith("-")]
        return " ".join([call.name, *options, *([mode] if mode else []), *left])

    def _take_owner(self, effect: Effect) -> None:
        """``chown`` of what is copied becomes an option of COPY."""
        if "$" in _text(effect):
            return  # a caller of the build may give the variable another value
        owner = _owner_or_mode(effect.call.args)
        owner = owner if ":" in owner else f"{owner}:root"  # COPY would take the group of the user's number
        recursive = any(arg == "--recursive" or re.fullmatch(r"-\w*R\w*", arg) for arg in effect.call.args)
        if is_known(owner):
            for path in effect.paths:
                taken = (tree for tree in self.trees if tree == path or (recursive and is_below(tree, path)))
                self.owners.update(dict.fromkeys(taken, owner))

    def _comes_along(self, effect: Effect, path: str) -> bool:
        """Whether COPY brings what the command did to ``path``, or nobody needs it.

        Engines keep owners and modes below a copied folder, but neither the folder's own nor the set-user-id bits.
        """
        name = effect.call.name
        special = name == "chmod" and bool(re.fullmatch(r"[1-7]\d{3}|.*s.*", _owner_or_mode(effect.call.args)))
        if is_scratch(path):
            is_made = name in ("mkdir", "touch", "ln") or any(is_below(path, each) for each in self.made)
            return not (is_made and path.startswith("/var/log/"))  # a program may write there, or wait for a file
        if name == "mkdir" and any(is_below(tree, path) for tree in self.trees):
            return True
        if path in self.trees:
            if name == "chmod":
                return path not in self.recipe.left and not special
            return name != "chown" or path in self.owners
        if any(is_below(path, tree) for tree in self.trees):
            return not special
        if not any(is_below(path, folder) for folder in self.recipe.left):
            return False
        if name in ("chown", "chmod", "chgrp"):
            return not self._is_there(path)  # of what is left behind there is nothing to change
        from_context = any(is_below(arrival.whole, path) for arrival in self.survey.arrivals)
        if from_context or self.survey.source_of(path):
            return True  # nothing of it is needed
        return name not in ("mkdir", "touch", "ln", "install") or not is_below(path, self.home)

    def _is_there(self, path: str) -> bool:
        """Whether a path of a folder that is left behind is in the final stage all the same."""
        return any(is_below(each, path) for each in (*self.trees, *self.made, self.home)) or path in self.made

    def _removal(self, effect: Effect) -> Refusal | None:
        """Removing something of the base image has to be done again; what the build made is just not carried over."""
        made = [*self.survey.written, *self.survey.folders, *self.trees]
        for arrival in self.survey.arrivals:
            made += [arrival.whole, *arrival.paths]
        for path in effect.paths:
            if path.startswith(_SERVED):
                if not self._is_last_word(effect) or re.search(r"[^\w@%+=:,./*-]", path):
                    return Refusal(f"whether `rm` takes away what a server has in {path} is not certain")
                self.cleared.append(f"rm -rf {path}")
                continue
            if is_scratch(path.rstrip("/*")) or any(is_below(path, each) for each in made) or path.strip("/") == "":
                continue
            if path.startswith(_OF_NO_USE) or any(is_below(tree, path) for tree in self.trees):
                continue
            folder = posixpath.dirname(path)
            if folder in SYSTEM and folder not in ("/etc/nginx/conf.d", "/etc"):
                continue
            if not self._is_last_word(effect) or re.search(r"[^\w@%+=:,./-]", path):
                return Refusal(
                    f"`rm` takes {path} from the base image, and whether the final stage has it is not known"
                )
            self.commands.append(f"rm -rf {path}")  # with or without it there, it is gone
        return None

    def _is_last_word(self, effect: Effect) -> bool:
        """Whether a removal is certain to be made, and no package that is installed behind it brings the file back."""
        command = effect.call.command
        if command.depth or command.conditional or command.negated or not effect.call.step.user.is_root:
            return False
        effects = [each for _, effects in self.survey.effects for each in effects]
        later = effects[effects.index(effect) + 1 :]
        return not any(each.kind == "install" and each.is_of_system for each in later)


def _once(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


# Folders that servers serve: their packages and images bring a page of their own.
_SERVED = ("/var/www", "/usr/share/nginx/html", "/usr/local/apache2/htdocs", "/usr/local/tomcat/webapps")
# What a build removes there makes the image smaller, no more.
_OF_NO_USE = (
    "/usr/share/", "/usr/src/", "/var/", "/root/", "/home/", "/usr/local/go", "/opt/", "/etc/ssh/", "/go/",
    "/usr/include", "/usr/lib/gcc",
)  # fmt: skip


# What says the folder that the build works in, which is another one in the final stage.
_NAMES_FOLDER = lazy(r"\$\{?PWD\b|\$\(\s*pwd\s*\)|`\s*pwd\s*`")


def _text(effect: Effect) -> str:
    command = effect.call.command
    return " ".join(effect.call.text.of(command).split("\n")) if command.verbatim else ""


def _owner_or_mode(args: tuple[str, ...]) -> str:
    if args and re.fullmatch(r"-[rwxXst]+", args[0]) and args[0] != "-R":
        return args[0]  # chmod -x FILE
    return next((arg for arg in args if not arg.startswith("-")), "")

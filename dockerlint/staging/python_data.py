"""What distributions of Python put beside their packages: data files below the prefix, which is /usr/local.

setuptools' documentation of ``data_files``; Jupyter's of its directories; the contents of the distributions' wheels.
"""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from dockerlint.staging.survey import Survey

_PREFIX = "/usr/local"
# Distributions that say with theirs that Jupyter's folders are filled; those that bring settings as well.
_JUPYTER = frozenset({"jupyter", "notebook", "jupyterlab", "ipykernel", "nbconvert", "nbclassic", "jupyter-server",
                      "voila", "ipywidgets", "jupyterhub", "bash-kernel"})  # fmt: skip
_WITH_SETTINGS = frozenset({"jupyter", "notebook", "jupyterlab", "nbclassic", "jupyter-server", "voila"})


def data_of(survey: Survey, names: Collection[str]) -> list[str] | None:
    """The files and folders that the project's own and known distributions install; None where that cannot be told."""
    found = []
    if not _JUPYTER.isdisjoint(names):
        found.append(f"{_PREFIX}/share/jupyter")
    if not _WITH_SETTINGS.isdisjoint(names):
        found.append(f"{_PREFIX}/etc/jupyter")
    if _installs_itself(survey):
        for path in survey.files:
            own = list(_own_data(posixpath.basename(path), survey.read(path) or "")) if is_plan(path) else []
            if None in own:
                return None
            found += [each for each in own if each is not None]
    return list(dict.fromkeys(found))


def _installs_itself(survey: Survey) -> bool:
    """Whether pip or setup.py installs a project of the context."""
    for effect in survey.of_kind("install"):
        call = effect.call
        if any(arg.endswith("setup.py") for arg in call.args):
            return True
        if effect.manager == "pip" and not call.has("-e", "--editable"):
            paths = [name for name in effect.names if name.startswith((".", "/")) and not name.endswith(".whl")]
            if paths:
                return True
    return False


def is_plan(path: str) -> bool:
    """Whether a file of the context says what a distribution is made of."""
    return posixpath.basename(path) in ("setup.py", "setup.cfg", "pyproject.toml")


def _own_data(name: str, text: str) -> Iterator[str | None]:
    """The places that ``data_files`` fills, None for one that is computed."""
    if name == "setup.py":
        given = re.search(r"\bdata_files\s*=\s*(.*)", text, re.DOTALL)
        if given is None:
            return
        if not given[1].startswith("["):
            yield None
            return
        for entry in re.finditer(
            r"\(\s*(?:[\"']([^\"']*)[\"']|[^\s\"'])\s*,?\s*(\[[^\]]*\])?", _list_at_start(given[1])
        ):
            yield from _placed(entry[1], entry[2])
        return
    table = r"\[options\.data_files\]" if name == "setup.cfg" else r"\[tool\.setuptools\.data-files\]"
    section = re.search(rf"(?m)^{table}[ \t]*\n((?:(?!\[)[^\n]*\n?)*)", text)
    for entry in re.finditer(r"(?m)^[\"']?([\w./-]+)[\"']?[ \t]*=(.*(?:\n[ \t]+\S.*)*)", section[1] if section else ""):
        quoted = re.sub(r"[^\s,\"'\[\]]+", r'"\g<0>"', entry[2].replace('"', "").replace("'", ""))
        yield from _placed(entry[1], f"[{quoted}]")


def _list_at_start(text: str) -> str:
    """The list that ``text`` begins with, up to its closing bracket."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if depth == 0:
            return text[: at + 1]
    return text


def _placed(folder: str | None, files: str | None) -> Iterator[str | None]:
    """The paths of an entry's files, or of its folder where they are not listed; None where neither is known."""
    if folder is None or "$" in folder:
        yield None
        return
    whole = posixpath.normpath(posixpath.join(_PREFIX, folder))
    names = re.findall(r"[\"']([^\"']+)[\"']", files or "")
    if names and not any("*" in each for each in names):
        yield from (posixpath.join(whole, posixpath.basename(each)) for each in names)
    elif whole in (_PREFIX, f"{_PREFIX}/share", f"{_PREFIX}/etc", f"{_PREFIX}/lib", "/etc", "/usr/share"):
        yield None
    else:
        yield whole

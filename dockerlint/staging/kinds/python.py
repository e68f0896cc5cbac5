"""Python: what pip put beside the interpreter or into a virtual environment, and the work folder.

The interpreter's slim image stands in for the full one; the shared libraries that packages with native code link to
come from the ``-dev`` packages of the build, or from what the requirements are known to need.
"""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.called import computed_program
from dockerlint.staging.calls import filled, is_below, is_known, join
from dockerlint.staging.linked import LINKED, is_of_package
from dockerlint.staging.python_data import data_of, is_plan
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.requirements import MANAGERS, requirements_of
from dockerlint.staging.shipping import needed_folders
from dockerlint.staging.sources import data_below, names_files, sources_of

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

# Distributions that are compiled against a library of the system when there is no wheel, or never have one.
_NEEDS = {
    "psycopg2": "PostgreSQL library", "psycopg": "PostgreSQL library", "mysqlclient": "MySQL library",
    "python-ldap": "LDAP library", "pyodbc": "ODBC library",
    "pycurl": "curl library", "lxml": "XML library", "xmlsec": "xmlsec library", "cairosvg": "cairo library",
    "pycairo": "cairo library", "cairocffi": "cairo library",
    "weasyprint": "pango library", "pygit2": "git2 library", "uwsgi": "XML library", "wand": "ImageMagick library",
    "pyvips": "libvips", "gitpython": "git", "dulwich": "",
    "pdf2image": "pdftotext", "pdfkit": "wkhtmltopdf", "ffmpeg-python": "ffmpeg", "pydub": "ffmpeg", "fabric": "",
    "pysqlite3": "SQLite library", "lightgbm": "OpenMP library",
    **dict.fromkeys(("gssapi", "kerberos", "pykerberos", "requests-gssapi", "requests-kerberos"), "Kerberos library"),
    **dict.fromkeys(("rlpycairo", "svglib", "xhtml2pdf"), "cairo library"),
    **dict.fromkeys(("cookiecutter", "copier", "dbt-core", "dvc", "pre-commit", "pydriller"), "git"),
    **dict.fromkeys(("ansible", "ansible-core"), "ssh"), "pyicu": "ICU library",
}  # fmt: skip
_UNCLEAR = frozenset(
    "gdal rasterio fiona playwright selenium pyaudio opencv-contrib-python opencv-python pillow-simd python-magic"
    " pytesseract dlib mod-wsgi pygobject".split()
)
_RUNS = lazy(
    r"subprocess\.\w+\(\s*(?:\[?\s*[rf]?['\"]([\w./-]+)|(\w))|os\.(?:system|popen)\(\s*(?:[rf]?['\"]([\w./-]+)|(\w))"
)
_TK = lazy(r"(?m)^\s*(?:import|from)\s+(?:tkinter|turtle)\b")  # of which the slim image has no library
_NO_DATA = lazy(
    r"(?:.*/)?(?:[^/]*\.(?:c|h|cpp|pyx|md|txt|rst|cfg)|setup\.py|pyproject\.toml|\.git[^/]*|tests?|LICENSE[^/]*"
    r"|README[^/]*|Dockerfile[^/]*|\.dockerignore|[^/]*\.lock)"
)
_STATIC_ROOT = lazy(r"\bSTATIC_ROOT\s*=(?!=)([^\n]*)")
_ABOVE = lazy(r"\.\.|\.parent\b|dirname\(\s*BASE_DIR")
_MOST = 6_000_000  # characters of sources that are looked through


def recognises(survey: Survey, evidence: Evidence) -> bool:
    if any(effect.manager in MANAGERS for effect in survey.of_kind("install")):
        return True
    return parse_reference(survey.stage.root_image).name == "python" and bool(evidence.builds)


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    reference = parse_reference(survey.stage.root_image)
    is_python = reference.name == "python"
    others = [effect for effect in survey.of_kind("install") if effect.manager in ("npm -g", "gem", "php")]
    if others:
        return Refusal(f"`{others[0].call.words}` installs beside the interpreter of another language")
    environments = _environments(survey)
    if environments is None:
        return Refusal("where the virtual environment lies is not known here")
    trees = list(environments)
    if not environments or _also_beside(survey, environments):
        beside = _beside_interpreter(survey, is_python=is_python)
        if isinstance(beside, Refusal):
            return beside
        data = data_of(survey, requirements_of(survey) or ())
        if data is None:
            return Refusal("which data_files setup.py installs is not known: it computes them")
        trees += beside if "/usr/local" in beside else [*beside, *data]
    packages = _libraries(
        survey, running, is_full=is_python and "slim" not in reference.tag and "alpine" not in reference.tag
    )
    if isinstance(packages, Refusal):
        return packages
    folders = needed_folders(survey, running, trees)
    if _is_installed_whole(survey, running):
        folders = []
        trees += data_below(survey, _NO_DATA, trees, written_only=True)
    trees += folders
    collected = _collected_elsewhere(survey, trees)
    if collected:
        return Refusal(f"`collectstatic` may write outside of the project's folder: {collected}")
    return Recipe(
        "python",
        "interpreter",
        tuple(dict.fromkeys(trees)),
        tuple(survey.build_folders),
        tuple(packages),
        stays_out="compilers, header files and pip's cache",
    )


def _collected_elsewhere(survey: Survey, trees: list[str]) -> str:
    """The setting that has Django collect static files outside of what is copied; "" where there is none."""
    if not any(effect.call.has("collectstatic") for effect in survey.of_kind("build")):
        return ""
    for match in sources_of(survey, (".py",), _MOST).find(_STATIC_ROOT):
        absolute = re.findall(r"[\"'](/[^\"']*)[\"']", match[1])
        if any(not any(is_below(path, tree) for tree in trees) for path in absolute) or _ABOVE.search(match[1]):
            return match[0].strip()
    return ""


def _environments(survey: Survey) -> list[str] | None:
    """The virtual environments that the build makes."""
    found = []
    for effect in survey.of_kind("write"):
        call = effect.call
        if call.name == "virtualenv" or (call.name.startswith("python") and "venv" in " ".join(call.args[:2])):
            found += list(effect.paths)
    if any(effect.call.active not in ("", *found) for effect in survey.of_kind("install")):
        return None
    managers = {effect.manager for effect in survey.of_kind("install")}
    if managers & {"poetry", "pipenv", "uv", "pdm"}:
        inside = [
            effect.call.cwd
            for effect in survey.of_kind("install")
            if effect.manager in ("poetry", "pipenv", "uv", "pdm")
        ]
        step = survey.stage.steps[-1]
        create = filled(step, "${POETRY_VIRTUALENVS_CREATE}").lower()
        within = filled(step, "${POETRY_VIRTUALENVS_IN_PROJECT}").lower()
        configured = " ".join(
            " ".join(effect.call.args) for effect in survey.of_kind("none") if effect.call.name == "poetry"
        )
        if "uv" in managers:
            found += _of_uv(survey, inside)
        elif "pdm" in managers or within in ("1", "true") or "virtualenvs.in-project true" in configured:
            found += [posixpath.join(folder, ".venv") for folder in inside]
        elif create not in ("0", "false") and "virtualenvs.create false" not in configured:
            return None
    return list(dict.fromkeys(found))


def _of_uv(survey: Survey, folders: list[str]) -> list[str]:
    """The environments that uv installs into (its documentation, "Using environments"): ``.venv`` by default."""
    made = [path for effect in survey.of_kind("write") if effect.call.name == "uv" for path in effect.paths]
    chosen = filled(survey.stage.steps[-1], "${UV_PROJECT_ENVIRONMENT}")
    if made:
        return made
    if chosen and is_known(chosen):
        return [join(folder, chosen) for folder in folders[:1]]
    return [posixpath.join(folder, ".venv") for folder in folders]


def _also_beside(survey: Survey, environments: list[str]) -> bool:
    """Whether a pip that is not that of an environment installs."""
    for effect in survey.of_kind("install"):
        if effect.manager != "pip":
            continue
        call = effect.call
        if call.active:
            continue
        path = filled(call.step, "${PATH}")
        word = call.command.words[0].literal or ""
        if (
            any(is_below(call.path(word), each) for each in environments)
            if "/" in word
            else any(path.startswith(each + "/bin") for each in environments)
        ):
            continue
        names = {re.split(r"[=<>~\[]", name, maxsplit=1)[0].lower() for name in effect.names}
        if names and names <= {
            "pip",
            "setuptools",
            "wheel",
            "poetry",
            "virtualenv",
            "pipenv",
            "uv",
            "pdm",
            "build",
            "poetry-core",
        }:
            continue
        return True
    return False


def _beside_interpreter(survey: Survey, *, is_python: bool) -> list[str] | Refusal:
    """Where packages go without an environment: the image's own /usr/local, or that of the distribution's Python."""
    user = any(effect.call.has("--user") for effect in survey.of_kind("install") if effect.manager == "pip")
    if user:
        home = next(effect.call.step.home for effect in survey.of_kind("install") if effect.call.has("--user"))
        return [posixpath.join(home, ".local")]
    if not is_python:
        if parse_reference(survey.stage.root_image).name not in (
            "debian",
            "ubuntu",
            "alpine",
            "buildpack-deps",
            "fedora",
        ):
            return Refusal(
                f"where packages of Python lie in {survey.stage.root_image} is not known, but for virtual environments"
            )
        if parse_reference(survey.stage.root_image).name in ("alpine", "fedora"):
            return Refusal(
                "pip installs among the packages of the distribution; a virtual environment (python3 -m venv) would"
                " keep them apart"
            )
        return ["/usr/local"]
    match = re.match(r"(\d+\.\d+)", parse_reference(survey.stage.root_image).tag)
    if match is None:
        return ["/usr/local"]
    return [f"/usr/local/lib/python{match[1]}/site-packages", "/usr/local/bin"]


def _libraries(survey: Survey, running: Running, *, is_full: bool) -> list[str] | Refusal:
    """The libraries and programs of the system that the installed distributions use."""
    names = requirements_of(survey)
    if names is None:
        return Refusal("the list of requirements is not in the build context") if is_full else []
    unclear = sorted(set(names) & _UNCLEAR) if is_full else []
    unclear = [name for name in unclear if not _has_library(survey, name)]
    if unclear:
        return Refusal(
            f"what {unclear[0]} needs of the system is not known, and the slim image has less than the full one"
        )
    packages = [need for name, need in _NEEDS.items() if name in names and need] if is_full else []
    if is_full and "XML library" in packages:
        packages.append("XSLT library")
    if parse_reference(survey.stage.root_image).name != "python" and not {"uwsgi", "mod-wsgi"}.isdisjoint(names):
        packages.append("Python library")  # that of the distribution is a package of its own
    linked = _linked(survey)
    if linked is None:
        return Refusal("what the project's own extension links to is not known")
    packages += linked
    sources = sources_of(survey, (".py",), _MOST)
    if is_full and next(sources.find(_TK), None) is not None:
        packages.append("Tk library")
    for match in sources.find(_RUNS) if is_full else ():
        name = match[1] or match[3]
        if name is None and (match[2] or match[4]) not in (None, "s"):
            return computed_program(sources, match)
        if name and name.rpartition("/")[2] not in ("python", "python3", *running.names):
            packages.append(name.rpartition("/")[2])
    return list(dict.fromkeys(packages))


# The package of the library that a distribution opens by its name (its documentation).
_OPENED = {
    "python-magic": r"libmagic1\w*", "pyaudio": r"libportaudio2\w*", "pytesseract": r"tesseract-ocr",
}  # fmt: skip


def _has_library(survey: Survey, name: str) -> bool:
    """Whether the build installs what a distribution needs of the system by the name of the run-time package."""
    packages = [each for effect in survey.of_kind("install") if effect.manager == "apt-get" for each in effect.names]
    return name in _OPENED and any(re.fullmatch(_OPENED[name], each) for each in packages)


def _linked(survey: Survey) -> list[str] | None:
    """The libraries that the extensions of setup.py name, None where one is not known."""
    found = []
    for path in survey.files:
        if posixpath.basename(path) != "setup.py":
            continue
        text = survey.read(path) or ""
        for names in re.findall(r"\blibraries\s*=\s*(\[[^\]]*\]|[\w.]+)", text):
            if not names.startswith("["):
                return None
            for name in re.findall(r"[\"']([\w+.-]+)[\"']", names):
                if name not in LINKED and not is_of_package(survey, name):
                    return None
                found.append(LINKED.get(name, ""))
    return [name for name in found if name]


def _is_installed_whole(survey: Survey, running: Running) -> bool:
    """Whether the project itself is installed and only a command of it is run, so that its folder is not needed."""
    installs = [
        effect
        for effect in survey.of_kind("install")
        if effect.manager == "pip" and "." in effect.names and not effect.call.has("-e", "--editable")
    ]
    if not installs or running.problem is not None:
        return False
    first = running.programs[0].name if running.programs else ""
    plans = [survey.read(path) or "" for path in survey.files if is_plan(path)]
    named = any(re.search(rf"[\"'\s]{re.escape(first)}[\"']?\s*=", text) for text in plans)
    sources = sources_of(survey, (".py",), _MOST)
    opens = sources.mention(re.compile(r"\bopen\(|Path\(|os\.listdir|load_dotenv|FileSystemLoader|StaticFiles"))
    return named and not opens and not names_files(survey, sources, _NO_DATA)

"""Ruby: Bundler's folder, and the work folder."""

from __future__ import annotations

import posixpath
from shlex import quote

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.linked import LINKED, PACKAGED
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.shipping import ends_as_root, needed_folders

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

# Gems that link to a library of the system or run a program of it (their documentation).
_NEEDS = {
    "pg": "PostgreSQL library", "mysql2": "MySQL library", "sqlite3": "SQLite library",
    "rmagick": "ImageMagick library", "mini_magick": "convert", "curb": "curl library",
    "rugged": "git2 library", "git": "git", "psych": "YAML library", "ffi": "FFI library", "ruby-vips": "libvips",
    "image_processing": "convert", "charlock_holmes": "",
    "nokogiri": "XML library", "streamio-ffmpeg": "ffmpeg", "wicked_pdf": "", "puma": "OpenSSL library",
    "eventmachine": "OpenSSL library", "typhoeus": "curl library",
}  # fmt: skip
_UNCLEAR = frozenset(
    {"charlock_holmes", "capybara-webkit", "therubyracer", "wkhtmltopdf-binary", "tiny_tds", "ruby-oci8", "grover"}
)

# What makes Bundler install below the project (its documentation of `bundle config`).
_OWN_FOLDER = lazy(r"vendor/bundle|deployment|BUNDLE_PATH")


def recognises(survey: Survey, evidence: Evidence) -> bool:
    if any(effect.manager == "gem" for effect in survey.of_kind("install")):
        return True
    return parse_reference(survey.stage.root_image).name == "ruby" and bool(evidence.builds)


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    reference = parse_reference(survey.stage.root_image)
    others = [
        effect
        for effect in survey.of_kind("install")
        if effect.manager in ("npm -g", "pip", "php", "poetry", "pipenv", "uv")
    ]
    if others:
        return Refusal(f"`{others[0].call.words}` installs beside the interpreter of another language")
    if reference.name != "ruby":
        return Refusal(f"where Ruby of {survey.stage.base} has its gems is not known, as it is for ruby itself")
    is_full = "slim" not in reference.tag and "alpine" not in reference.tag
    names = _gems(survey)
    if names is None and is_full:
        return Refusal("Gemfile.lock is not in the build context, so what the gems need of the system is not known")
    alone = _installed_alone(survey) if is_full else ""
    if alone:
        return Refusal(f"what the gem {alone} brings along is not known, nor what that needs of the system")
    unclear = sorted((names or set()) & _UNCLEAR) if is_full else []
    if unclear:
        return Refusal(f"what the gem {unclear[0]} needs of the system is not known")
    packages = [need for name, need in _NEEDS.items() if name in (names or ()) and need] if is_full else []
    linked = _linked(survey) if is_full else []
    if linked is None:
        return Refusal("what the project's own extension links to is not known")
    packages += linked
    if "XML library" in packages:
        packages.append("XSLT library")
    trees = ["/usr/local/bundle", *needed_folders(survey, running, ("/usr/local/bundle",))]
    stays = "compilers, header files and Git" if is_full else "compilers and header files"
    return Recipe(
        "ruby",
        "interpreter",
        tuple(trees),
        tuple(survey.build_folders),
        tuple(dict.fromkeys(packages)),
        stays_out=stays,
        clean=_without_cache(survey, trees[1:]),
    )


def _without_cache(survey: Survey, folders: list[str]) -> tuple[str, ...]:
    """The command that removes the packages which gems were unpacked from, as the Dockerfile of Rails does.

    None where the user of the build may not be allowed to.
    """
    if not ends_as_root(survey):
        return ()
    text = " ".join(step.instruction.args for step in survey.stage.steps if step.keyword in ("RUN", "ENV"))
    own = [f"{quote(folder)}/vendor/bundle/ruby/*/cache" for folder in folders]
    return (" ".join(("rm -rf /usr/local/bundle/cache", *(own if _OWN_FOLDER.search(text) else ()))),)


def _linked(survey: Survey) -> list[str] | None:
    """The libraries that the project's own extensions name in ``extconf.rb`` (mkmf), None where one is not known."""
    found = []
    for path in survey.files:
        if posixpath.basename(path) != "extconf.rb":
            continue
        text = survey.read(path) or ""
        if re.search(r"\$(?:libs|LIBS|LDFLAGS|LOCAL_LIBS)\b|append_ldflags", text):
            return None
        asked = re.findall(
            r"\b(have_library|find_library|pkg_config|dir_config)\b\s*\(?\s*(?:[\"']([\w+.-]+)[\"'])?", text
        )
        for way, name in asked:
            known = PACKAGED if way == "pkg_config" else LINKED
            if way == "dir_config":
                continue
            if name not in known:
                return None
            found.append(known[name])
    return [name for name in found if name]


# Gems that bring no other one that needs anything of the system, besides those of _NEEDS (rubygems.org).
_PLAIN = frozenset({"bundler", "rake", "foreman", "rubygems-update", "sinatra", "rack", "webrick", "dotenv", "thor"})


def _installed_alone(survey: Survey) -> str:
    """A gem that ``gem install`` brings with others that no lock names; "" for none."""
    names = [name for effect in survey.of_kind("install") if effect.call.name == "gem" for name in effect.names]
    bare = [name.partition(":")[0] for name in names if "/" not in name and not name.endswith(".gem")]
    return next((name for name in bare if name not in _PLAIN and name not in _NEEDS), "")


def _gems(survey: Survey) -> set[str] | None:
    """The names of the gems that are installed, None when they are not known."""
    names = {name for effect in survey.of_kind("install") if effect.manager == "gem" for name in effect.names}
    if any(effect.call.name in ("bundle", "bundler") for effect in survey.of_kind("install")):
        lock = next(
            (survey.read(path) or "" for path in survey.files if posixpath.basename(path) == "Gemfile.lock"), None
        )
        if lock is None:
            return None
        names.update(re.findall(r"(?m)^    ([\w.-]+) \(", lock))
    return names | {re.sub(r"-\d[\w.]*(?:\.gem)?$", "", posixpath.basename(name)) for name in names}

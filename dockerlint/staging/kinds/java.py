"""Java, Kotlin, Scala, Clojure: the jar that the container runs, or the folder that it lies in.

A jar that a plugin packs with everything in it (Spring Boot, shade, assembly, shadow) needs nothing beside it but the
files that the program opens; another one may name its libraries by path, so its folder goes along.
"""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.calls import filled, is_below, is_known, join
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.running import final_steps
from dockerlint.staging.shipping import needed_folders
from dockerlint.staging.sources import data_below, sources_of

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Program, Running
    from dockerlint.staging.survey import Survey

_SUFFIXES = (".java", ".kt", ".kts", ".scala", ".clj", ".groovy", ".xml", ".gradle", ".yml", ".yaml", ".properties")
_MARKERS = ("pom.xml", "build.gradle", "build.gradle.kts", "build.sbt", "project.clj", "deps.edn", "build.xml")
_RUNS = lazy(r"ProcessBuilder|getRuntime\(\)\.exec")
# What makes a jar that holds its libraries (the plugins' documentation).
_WHOLE = lazy(
    r"spring-boot-maven-plugin|org\.springframework\.boot|maven-shade-plugin|maven-assembly-plugin|shadowJar"
    r"|com\.github\.johnrengelman\.shadow|com\.gradleup\.shadow|sbt-assembly|uberjar"
    r"|quarkus\.package\.(?:jar\.)?type=uber|onejar|:uberjar"
)
_BESIDE = lazy(
    r"Class-Path|maven-dependency-plugin|<addClasspath>|manifest\.attributes|installDist|distTar|sbt-native-packager"
    r"|jlink"
)
_NO_DATA = lazy(
    r"(?:.*/)?(?:[^/]*\.(?:java|kt|kts|scala|clj|groovy|class|md|gradle|iml)|src|test|tests|target|build|\.gradle"
    r"|\.mvn|gradle|project|mvnw[^/]*|gradlew[^/]*|pom\.xml|\.git[^/]*"
    r"|LICENSE[^/]*|README[^/]*|Dockerfile[^/]*|\.dockerignore|build\.xml|gradle\.properties|settings\.gradle[^/]*|[^/]*\.sbt|Jenkinsfile"
    r"|docker-compose[^/]*)"
)
_MOST = 4_000_000  # characters of sources that are looked through


def recognises(survey: Survey, evidence: Evidence) -> bool:  # noqa: ARG001 - as every kind's
    return any(build.kind == "java" for build in evidence.builds)


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    program = next((each for each in running.programs if each.name == "java"), None)
    sources = sources_of(survey, _SUFFIXES, _MOST)
    if sources.seen and sources.mention(_RUNS):
        return Refusal("the program runs other programs")
    if program is None:
        return _installed(survey, running) or _deployed(survey, running) or Refusal(_no_java(running))
    paths = _class_path(program)
    if paths is None:
        return Refusal("which classes java is to load is decided by a variable")
    trees: list[str] = []
    for path in paths:
        if path.startswith("/usr/share/java/") and _has_java_library(survey):
            continue  # a package brings it
        known = path in survey.written or any(path in arrival.paths for arrival in survey.arrivals)
        if not known and not any(is_below(path, folder) for folder in survey.folders):
            if path == "/":
                return Refusal(
                    "java loads classes from / (WORKDIR), the root of the image, which cannot be copied whole"
                )
            return Refusal(f"what makes {path}, which java loads, is not known")
        trees.append(path)
    is_seen = any(posixpath.basename(path) in _MARKERS for path in survey.files) or any(
        path.endswith((".java", ".kt", ".scala", ".clj")) for path in survey.files
    )
    if not is_seen:
        trees += needed_folders(survey, running, trees)
    else:
        if _needs_neighbours(survey):
            trees += [
                posixpath.dirname(path)
                for path in paths
                if path.endswith(".jar") and posixpath.dirname(path) not in survey.folders
            ]
        trees += data_below(survey, _NO_DATA, trees)
    return Recipe(
        "java",
        "interpreter",
        tuple(dict.fromkeys(trees)),
        tuple(survey.build_folders),
        stays_out="the JDK, the build tool with its repository, and the sources"
        if is_seen and not any(tree in survey.folders for tree in trees)
        else "the JDK and the build tool with its repository",
    )


def _has_java_library(survey: Survey) -> bool:
    """Whether the build installs one of Debian's packages of Java libraries (Debian policy for Java)."""
    names = [name for effect in survey.of_kind("install") if effect.manager == "apt-get" for name in effect.names]
    return any(name.startswith("lib") and name.endswith("-java") for name in names)


# Where Gradle's task `installDist` puts a program with its libraries, and the script that starts it (its manual, "The
# Distribution Plugin").
_INSTALLED = re.compile(r"(.*/build/install/([^/]+))/bin/\2")


def _installed(survey: Survey, running: Running) -> Recipe | None:
    """The recipe for a program that Gradle installs, None where the container runs none."""
    calls = [effect.call for effect in survey.of_kind("build") if effect.call.name in ("gradle", "gradlew")]
    if not any(arg.rpartition(":")[2] == "installDist" for call in calls for arg in call.args):
        return None
    for program in running.programs:
        match = _INSTALLED.fullmatch(program.path)
        if match is not None:
            trees = [match[1], *data_below(survey, _NO_DATA, [match[1]])]
            stays_out = "the JDK, the build tool with its repository, and the sources"
            return Recipe(
                "java", "interpreter", tuple(dict.fromkeys(trees)), tuple(survey.build_folders), stays_out=stays_out
            )
    return None


def _deployed(survey: Survey, running: Running) -> Recipe | Refusal | None:
    """The recipe for a WAR that the Tomcat of the base image serves, None where that is not what the container runs.

    Tomcat compiles pages with a compiler of its own, so that a JRE is enough (its manual, "Jasper HOW-TO").
    """
    if parse_reference(survey.stage.root_image).name != "tomcat":
        return None
    if final_steps(survey).keys() & {"CMD", "ENTRYPOINT"} and "catalina.sh" not in running.names:
        return None
    home = filled(survey.stage.steps[-1], "${CATALINA_HOME}")
    trees = [path for path in survey.written if is_below(path, home) and path != home]
    if not trees:
        return Refusal(f"nothing of the build is put into {home}, where Tomcat looks for programs")
    return Recipe(
        "java", "interpreter", tuple(trees), tuple(survey.build_folders),
        stays_out="the JDK, the build tool with its repository, and the sources",
    )  # fmt: skip


def _no_java(running: Running) -> str:
    """Why it is not known which Java program runs."""
    if not running.programs:
        return "what the container runs is not known"
    first = running.programs[-1]
    named = first.path or first.name
    return f"the container runs {named} and calls no java itself, so which jar or classes it needs is not known"


def _needs_neighbours(survey: Survey) -> bool:
    plans = [survey.read(path) or "" for path in survey.files if posixpath.basename(path) in (*_MARKERS, "MANIFEST.MF")]
    text = "\n".join(plans)
    if _BESIDE.search(text):
        return True
    return not _WHOLE.search(text) and (
        "<dependency>" in text or re.search(r"\b(?:implementation|compile|api|libraryDependencies)\b", text) is not None
    )


def _class_path(program: Program) -> list[str] | None:
    """The files and folders that ``java`` loads; None when they are not known."""
    args = list(program.args)
    found: list[str] = []
    while args:
        arg = args.pop(0)
        if arg == "-jar" and args:
            found.append(args.pop(0))
            break
        if arg in ("-cp", "-classpath", "--class-path", "-p", "--module-path") and args:
            found += [part.removesuffix("/*") for part in args.pop(0).split(":") if part]
        elif arg.startswith(("-javaagent:", "-agentpath:")):
            found.append(arg.partition(":")[2].partition("=")[0])
        elif arg and not arg.startswith(("-", "$")):
            found = found or ["."]
            break
    paths = [join(program.cwd, filled(program.step, path)) for path in found]
    if not paths or not all(is_known(path) for path in paths):
        return None
    return [posixpath.dirname(path) if "*" in path else path for path in paths]

"""What is known of base images without pulling them: their user, home, shell and platform.

Users are those that the official images document (docker-library, Jupyter Docker Stacks, Ray, distroless, Bitnami);
an image that is not listed runs as root, which is right for the great majority of official images.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import NamedTuple


class ImageReference(NamedTuple):
    """``registry/repository:tag@digest`` taken apart; ``name`` is the repository's last part."""

    text: str
    repository: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        return self.repository.rsplit("/", 1)[-1]


class User(NamedTuple):
    """The user in force; ``uid`` is None when it cannot be told, ``home`` likewise."""

    name: str
    uid: int | None
    home: str | None

    @property
    def is_root(self) -> bool:
        return self.uid == 0 or self.name == "root"


ROOT = User("root", 0, "/root")

_IMAGE_USERS = {
    "jenkins/jenkins": User("jenkins", 1000, "/var/jenkins_home"),
    "jenkins/inbound-agent": User("jenkins", 1000, "/home/jenkins"),
    "jenkins/agent": User("jenkins", 1000, "/home/jenkins"),
    "cimg": User("circleci", 1001, "/home/circleci"),
    "circleci": User("circleci", 3434, "/home/circleci"),
    "jupyter": User("jovyan", 1000, "/home/jovyan"),
    "apache/airflow": User("airflow", 50000, "/home/airflow"),
    "bitnami": User("1001", 1001, "/"),
    "rayproject": User("ray", 1000, "/home/ray"),
    "anyscale": User("ray", 1000, "/home/ray"),
    "nonroot": User("nonroot", 65532, "/home/nonroot"),
}

# Folders that official images set with WORKDIR (docker-library).
_IMAGE_FOLDERS = {
    "golang": "/go",
    "php": "/var/www/html",
    "gradle": "/home/gradle",
    "tomcat": "/usr/local/tomcat",
    "composer": "/app",
}

# Users that well-known images create without making them the default.
_USERS_OF_IMAGES = {
    "node": {"node": User("node", 1000, "/home/node")},
    "nginx": {"nginx": User("nginx", 101, "/nonexistent")},
    "postgres": {"postgres": User("postgres", 999, "/var/lib/postgresql")},
    "gradle": {"gradle": User("gradle", 1000, "/home/gradle")},
    "airflow": {"airflow": User("airflow", 50000, "/home/airflow")},
    "jenkins": {"jenkins": User("jenkins", 1000, "/var/jenkins_home")},
}

# Accounts of the base distributions: Debian's base-passwd and Alpine's baselayout agree on these.
_SYSTEM_USERS = {
    "daemon": User("daemon", 1, "/usr/sbin"),
    "bin": User("bin", 2, "/bin"),
    "nobody": User("nobody", 65534, "/nonexistent"),
}
_DEBIAN_USERS = {"www-data": User("www-data", 33, "/var/www"), "games": User("games", 5, "/usr/games")}
_ALPINE_USERS = {"www-data": User("www-data", 82, "/home/www-data"), "guest": User("guest", 405, "/dev/null")}

_WINDOWS = (
    "nanoserver",
    "servercore",
    "windowsservercore",
    "windows/server",
    "microsoft/windows",
    "powershell-windows",
)


def parse_reference(text: str) -> ImageReference:
    """``text`` taken apart by the grammar of distribution/reference; never fails."""
    rest, _, digest = text.partition("@")
    head, colon, tag = rest.rpartition(":")
    if not colon or "/" in tag:
        head, tag = rest, ""
    repository = re.sub(r"^(?:docker\.io/)?(?:library/)?", "", head)
    return ImageReference(text, repository, tag, digest)


def default_folder(image: str) -> str:
    """The folder that ``image`` starts in: ``/`` unless it is known to set another."""
    reference = parse_reference(image)
    if reference.name == "php" and not ("apache" in reference.tag or "fpm" in reference.tag):
        return "/"
    return _IMAGE_FOLDERS.get(reference.name, "/")


def default_user(image: str) -> User:
    """The user that ``image`` runs as: root unless known."""
    reference = parse_reference(image)
    if "nonroot" in reference.tag or reference.name.endswith("nonroot"):
        return _IMAGE_USERS["nonroot"]
    for key in (reference.repository, reference.repository.split("/", 1)[0]):
        if key in _IMAGE_USERS:
            return _IMAGE_USERS[key]
    return ROOT


def user_of_image(image: str, name: str) -> User | None:
    """The account of this name or number as ``image`` creates it, None when it is not known to."""
    reference = parse_reference(image)
    usual = default_user(image)
    system = _ALPINE_USERS if is_alpine(reference) else _DEBIAN_USERS
    for users in (_USERS_OF_IMAGES.get(reference.name, {}), {usual.name: usual}, _SYSTEM_USERS, system):
        for user in users.values():
            if name == user.name or name == str(user.uid):
                return user
    return None


def is_alpine(reference: ImageReference) -> bool:
    return "alpine" in reference.repository or "alpine" in reference.tag


def is_windows(image: str, platform: str) -> bool:
    """Whether a stage on ``image`` is a Windows one, by its platform or by the image's name or tag."""
    if platform and "$" not in platform:
        return platform.lower().startswith("windows")
    lower = image.lower()
    return any(word in lower for word in _WINDOWS)

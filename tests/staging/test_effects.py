"""What commands of a RUN do to the file system, as far as it is known from their words."""

from __future__ import annotations

import pytest

from dockerlint.model import read_dockerfile
from dockerlint.staging.effects import effects_of
from dockerlint.text import Source
from dockerlint.trace import trace

COMPOSER = "https://getcomposer.org/installer"
INTO_BIN = "php -- --install-dir=/usr/local/bin --filename=composer"
SET_UP = "php composer-setup.php && php -r \"unlink('composer-setup.php');\""
SET_OF_LINKS = "--install /usr/bin/gcc gcc /usr/bin/gcc-9 60 --slave /usr/bin/g++ g++ /usr/bin/g++-9"


def told(run: str) -> list[tuple[str, ...]]:
    """Kind and paths, or the reason, of what the commands of a RUN do in /app."""
    file = read_dockerfile(Source(f"FROM debian:trixie\nWORKDIR /app\nRUN {run}\n", "Dockerfile"))
    found = trace(file)
    step = next(step for step in file.stages[0].steps if step.keyword == "RUN")
    return [
        (effect.kind, *(effect.paths or ((effect.reason,) if effect.reason else ())))
        for effect in effects_of(found, step)
    ]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("gem i fastlane", [("install",)]),
        ("easy_install pip", [("install",)]),
        ("pear install Mail", [("install",)]),
        ("python -m spacy download en_core_web_sm", [("install",)]),
        ("python get-pip.py", [("install",)]),
        ("curl -s https://bootstrap.pypa.io/get-pip.py | python", [("none",), ("install",)]),
        ("yum groupinstall -y 'Development Tools'", [("install",)]),
        ("python -c 'import ssl; print(ssl.OPENSSL_VERSION)'", [("none",)]),
        ("python -m nltk.downloader -d data punkt", [("write", "/app/data")]),
        ("python -m nltk.downloader punkt", [("write", "/root/nltk_data")]),
        ("python -c \"import nltk; nltk.download('punkt')\"", [("write", "/root/nltk_data")]),
        ("python manage.py makemigrations", [("build",)]),
        ("python setup.py build_ext --inplace", [("build",)]),
        ("python setup.py -q build install", [("install",)]),
        ("python setup.py install --root=/opt/x", [("write", "/opt/x")]),
        ("node build.js", [("build",)]),
        ("node --version", [("none",)]),
        ("swag init -g cmd/main.go && protoc -I/usr/include --go_out=. shop.proto", [("build",), ("build",)]),
        (f"curl -sS {COMPOSER} | {INTO_BIN}", [("none",), ("write", "/usr/local/bin/composer")]),
        (f"curl {COMPOSER} | php && php composer.phar i", [("none",), ("write", "/app/composer.phar"), ("build",)]),
        (
            f"php -r \"copy('{COMPOSER}', 'composer-setup.php');\" && {SET_UP}",
            [
                ("write", "/app/composer-setup.php"),
                ("write", "/app/composer.phar"),
                ("remove", "/app/composer-setup.php"),
            ],
        ),
        ("php -r \"if (hash_file('sha384', 'composer-setup.php') !== 'x') { exit(1); }\"", [("none",)]),
        ("phpize && ./configure && make", [("build",), ("build",), ("build",)]),
        ("ssh-keyscan github.com >> /root/.ssh/known_hosts", [("write", "/root/.ssh/known_hosts"), ("none",)]),
        ("svn co https://svn.example.org/repos/shop", [("write", "/app/shop")]),
        ("svn export -r 12 https://svn.example.org/repos/shop /srv/shop", [("write", "/srv/shop")]),
        ("hg clone https://hg.example.org/shop -r 3 there", [("write", "/app/there")]),
        ("curl -s https://example.org/a.gz | gunzip > a", [("none",), ("write", "/app/a"), ("none",)]),
        ("gunzip a.gz", [("write", "/app/a")]),
        ("gzip -9k a && xz b && bzip2 -dk c.bz2", [("write", f"/app/{each}") for each in ("a.gz", "b.xz", "c")]),
        ("gzip -cd a.gz > a", [("write", "/app/a"), ("none",)]),
        ("freshclam", [("write", "/var/lib/clamav")]),
        ("localedef -i en_US -f UTF-8 en_US.UTF-8", [("setup",)]),
        ("dpkg-reconfigure --frontend=noninteractive locales", [("setup",)]),
        (f"update-alternatives {SET_OF_LINKS}", [("none",)]),
        ("uv venv /venv", [("write", "/venv")]),
        ("uv venv", [("write", "/app/.venv")]),
        ("dotnet add package Sodium", [("build",)]),
        ("groupmod -g 1001 users", [("account",)]),
        ("dpkg-reconfigure -f noninteractive tzdata", [("write", "/etc/localtime")]),
        ("echo 'tzdata tzdata/Areas select Etc' | debconf-set-selections", [("none",), ("none",)]),
        ("find /srv -type d -exec chmod 755 {} +", [("setup", "/srv")]),
        ("mkdir -p $HOME/data $PWD/log $(pwd)/run", [("setup", "/root/data", "/app/log", "/app/run")]),
        ("python3.11 -m pip install flask && pip3.11 install gunicorn", [("install",), ("install",)]),
        ("bower install --allow-root && dep ensure", [("build",), ("build",)]),
        ("composer global require hirak/prestissimo", [("none",)]),
        ("openssl req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.crt", [("write", "/app/a.crt", "/app/a.key")]),
        ("openssl dhparam 2048 > /etc/dh.pem", [("write", "/etc/dh.pem"), ("none",)]),
        ("ssh-keygen -t rsa -N '' -f /app/id", [("write", "/app/id", "/app/id.pub")]),
        ("gpasswd -a app audio && phpenmod gd", [("account",), ("setup",)]),
        ("curl --proto '=https' -sSf https://sh.rustup.rs | sh -s -- -y", [("none",), ("none",)]),
        ("curl -sSL https://install.python-poetry.org | python3 -",
         [("none",), ("write", "/root/.local/share/pypoetry", "/root/.local/bin/poetry")]),
        ("./manage.py collectstatic --noinput", [("build",)]),
        ("pdftoppm -h", [("none",)]),
        ("pipx install gdbgui", [("write", "/root/.local")]),
        ("rm -rf shop-$VERSION /tmp/a", [("remove", "/tmp/a")]),
        ("rm -rf src/shop-$VERSION", [("none",)]),
        ("gcc -O2 -o/usr/local/bin/hi hi.c", [("build", "/usr/local/bin/hi")]),
        ("gcc -O2 -o hi hi.c", [("build", "/app/hi")]),
        ("nim c -d:release --out:/bin/hi hi.nim", [("build", "/bin/hi")]),
        ("nim c -o:hi hi.nim", [("build", "/app/hi")]),
        ("dmd -of=hi hi.d", [("build", "/app/hi")]),
        ("ruby -C ext extconf.rb", [("build",)]),
        ("ruby -C=ext extconf.rb", [("build",)]),
        ("fpc -ohi hi.pas", [("build", "/app/hi")]),
    ],
)  # fmt: skip
def test_a_command_does_what_its_words_say(run: str, expected: list[tuple[str, ...]]) -> None:
    assert told(run) == expected


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ("dpkg -i shop.deb", "`dpkg` installs a package from a file, which the final stage would not have"),
        ("dpkg-reconfigure exim4", "which files of /etc `dpkg-reconfigure exim4` changes is not known"),
        (
            "update-alternatives --install /usr/bin/python python /usr/bin/python3 1",
            (
                "`update-alternatives` has python stand for /usr/bin/python3, and whether the final stage has that is"
                " not known"
            ),
        ),
        (". /etc/os-release", "what the script /etc/os-release that the shell reads does is not known"),
        ("protoc --go_out=/srv/gen shop.proto", "where `protoc` writes is not known here"),
        ("python train.py", "what the program that `python train.py` runs writes is not known"),
        (
            "python /opt/tool/setup.py setup-db",
            "what the program that `python /opt/tool/setup.py` runs writes is not known",
        ),
        ("python -m shop.fetch", "what `python -m shop.fetch` writes is not known"),
        ('python -c \'open("/a", "w")\'', "what the program that `python` runs writes is not known"),
        ("node /opt/tool/run.js", "what the program that `node /opt/tool/run.js` runs writes is not known"),
        ("php /opt/setup.php", "what the program that `php /opt/setup.php` runs writes is not known"),
        ("php -r 'file_put_contents(\"/a\", 1);'", "what the program that `php` runs writes is not known"),
        ("rm -rf /usr/lib/$OLD", "what `rm` removes is not known here: $OLD decides it"),
        ("rm -rf $OLD", "what `rm` removes is not known here: $OLD decides it"),
        ("cp a `cat target`", "where `cp` writes is not known here: the build computes it"),
        (
            "./install",
            "it runs the script install, and what that puts outside of the project's folder is not known",
        ),
        (
            "add-apt-repository ppa:a/b",
            "packages come from ppa:a/b, a repository of others that the final stage would not have",
        ),
        (
            "service mysql start",
            "it starts mysql during the build, and what that leaves is not known",
        ),
        (
            "echo 'mysql-server mysql-server/root_password password x' | debconf-set-selections",
            "it answers what mysql-server asks, which the final stage would not know",
        ),
        (
            "Rscript -e 'install.packages(\"shiny\")'",
            "`Rscript` puts packages beside the interpreter of R, and no split is known for those",
        ),
        (
            "curl -fsSL https://deb.nodesource.com/setup_22.x | bash -",
            "packages come from deb.nodesource.com, a repository of others that the final stage would not have",
        ),
        ("uv python install 3.12", "`uv python` brings an interpreter of its own, whose folder is not known"),
    ],
)
def test_what_a_command_may_do_besides_is_told_with_its_words(run: str, reason: str) -> None:
    assert [each for each in told(run) if each != ("none",)] == [("unknown", reason)]


@pytest.mark.parametrize("run", ["pipenv install --system --deploy", "uv pip install --system flask"])
def test_what_goes_beside_the_interpreter_is_told_from_environments(run: str) -> None:
    file = read_dockerfile(Source(f"FROM python:3.12\nRUN {run}\n", "Dockerfile"))
    assert [effect.manager for effect in effects_of(trace(file), file.stages[0].steps[0])] == ["pip"]


def test_what_mktemp_makes_is_a_temporary_folder() -> None:
    run = 'export GNUPGHOME="$(mktemp -d)" && git clone https://example.org/a "$GNUPGHOME/a" && rm -rf "$GNUPGHOME"'
    assert told(run) == [("none",), ("write", "/tmp/mktemp/a"), ("remove", "/tmp/mktemp")]


def test_a_virtual_environment_that_a_shell_has_activated_is_where_pip_installs() -> None:
    assert told("python3 -m venv env && . env/bin/activate && pip install flask") == [
        ("write", "/app/env"),
        ("none",),
        ("install",),
    ]

"""A credential that a RUN writes to a file stays in the layer.

### What it does
Follows variables that carry a credential into files: redirections, `tee`, here-documents, `sed -i`,
and what tools keep of their arguments (`git clone` in `.git/config`, `npm config set`, `docker login`, `poetry
config`…). A file that the same RUN removes does not count.

### Why is this bad?
The file is in the image for everyone who can pull it.

### Fix safety
Needs a secret: the same fix as for the variable. The file gets a placeholder that its tool expands (`${NPM_TOKEN}` in
`.npmrc`), Git gets a credential helper, a tool's configuration becomes an environment variable, or the file itself is
mounted. No fix where none of these is known to do.
"""

from __future__ import annotations

from dockerlint.finding import Related, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.variable import move_variable
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import confidence_of_file, exposures_of_file, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for holding in found.holdings:
        if (holding.write is None and not holding.is_document) or not holding.is_kept:
            continue
        origins = [
            origin for origin in holding.origins if origin.kind in ("arg", "env", "file") and not origin.is_mounted
        ]
        if not origins:
            continue
        first = origins[0]
        names = " and ".join(dict.fromkeys(origin.name for origin in origins))
        exposures = exposures_of_file(found, holding)
        yield RULE.finding(
            file,
            holding.span,
            f"{names} {'are' if ' and ' in names else 'is'} written to {holding.path}, "
            f"which stays in {places(exposures)}",
            confidence_of_file(origins),
            secret=Secret(names, exposures),
            related=tuple(Related(origin.span, f"{origin.name} enters here") for origin in origins),
            remedy=Refusal("the file that it comes from has to be kept out")
            if first.kind == "file"
            else move_variable(found, first, settings),
        )


RULE = Rule(
    code="SEC204",
    name="credential-written-to-layer",
    summary="a RUN writes a credential to a file that stays",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM node:20\nARG NPM_TOKEN\n"
            'RUN echo "//registry.example.com/:_authToken=$NPM_TOKEN" > ~/.npmrc\nRUN npm ci\n',
            'FROM node:20\nRUN echo "//registry.example.com/:_authToken=\\${NPM_TOKEN}" > ~/.npmrc\n'
            "RUN --mount=type=secret,id=npm_token,required=true \\\n"
            '    NPM_TOKEN="$(cat /run/secrets/npm_token)" && \\\n    export NPM_TOKEN && \\\n    npm ci\n',
        ),
        Bad(
            "FROM alpine\nARG GIT_TOKEN\nRUN git clone https://oauth2:$GIT_TOKEN@git.example.com/app.git\n",
            "FROM alpine\nRUN --mount=type=secret,id=git_token,required=true \\\n"
            "    git -c credential.https://git.example.com.helper='!f() { echo username=oauth2; "
            'echo "password=$(cat /run/secrets/git_token)"; }; f\' clone https://git.example.com/app.git\n',
            title="Git keeps the URL in .git/config",
        ),
        Bad(
            "FROM alpine\nARG GIT_TOKEN\nCOPY <<EOF /root/.netrc\n"
            "machine git.example.com login ci password $GIT_TOKEN\nEOF\n",
            title="A here-document of COPY",
        ),
        Good("FROM alpine\nARG GIT_TOKEN\nCOPY <<'EOF' /etc/profile.d/token.sh\nexport T=$GIT_TOKEN\nEOF\n"),
        Good(
            "FROM node:20\nRUN --mount=type=secret,id=t \\\n"
            '    echo "//r.example.com/:_authToken=$(cat /run/secrets/t)" > .npmrc && '
            "npm ci && rm .npmrc\n"
        ),
        Good("FROM node:20\nRUN echo '//registry.example.com/:_authToken=${NPM_TOKEN}' > .npmrc\n"),
    ),
)

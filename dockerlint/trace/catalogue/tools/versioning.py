"""Version control and the forges' own clients.

Sources: git-scm.com/docs (git-config, gitcredentials, git-credential-store), cli.github.com/manual/gh_help_environment,
docs.gitlab.com/cli (environment variables), hub.github.com/hub.1.html, svnbook.red-bean.com ("Client credentials").
What ``git`` writes is told in ``persistence.py``; a credential helper that a build configures usually prints
GITHUB_TOKEN.
"""

from __future__ import annotations

from dockerlint.trace.catalogue.tools.record import Persist, Tool

_GIT_FILES = (
    "~/.gitconfig ~/.config/git/config ~/.git-credentials ~/.config/git/credentials ~/.netrc ~/.ssh/* /etc/gitconfig"
)
_ONLINE = (
    "clone fetch pull push ls-remote submodule remote archive lfs subtree annex svn credential fetch-pack send-pack"
)

TOOLS = (
    Tool(
        names="git git-lfs git-crypt tig",
        reads="GIT_ASKPASS SSH_ASKPASS GIT_SSH GIT_SSH_COMMAND GIT_CONFIG_* GIT_USERNAME GIT_PASSWORD SSH_AUTH_SOCK "
        "GITHUB_TOKEN "
        "GH_TOKEN http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy",
        files=_GIT_FILES + " ./.git/config",
        online=_ONLINE,
        valued="-C -c --git-dir --work-tree --namespace -b --branch --depth -o --origin -j --reference "
        "--separate-git-dir "
        "--template -u --upload-pack --config --recurse-submodules= --shallow-since --filter --file -f --blob --type "
        "--get "
        "--get-all",
        secrets=(
            "-c http.*extraheader=<header>",
            "--config http.*extraheader=<header>",
            "-c http.extraheader=<header>",
            "config *.extraheader <header>",
            "config --add *.extraheader <header>",
            "config set *.extraheader <header>",
            "config credential.helper !*password=<password>",
            "config github.token <token>",
            "config gitlab.token <token>",
            "config *.token <token>",
            "config *.password <password>",
            "config sendemail.smtppass <password>",
        ),
    ),
    Tool(
        names="gh",
        reads="GH_TOKEN GITHUB_TOKEN GH_ENTERPRISE_TOKEN GITHUB_ENTERPRISE_TOKEN",
        files="~/.config/gh/hosts.yml $GH_CONFIG_DIR/hosts.yml",
        offline="config completion version help alias -",
        secrets=(
            "api -H <header>",
            "api --header <header>",
            "secret set -b <secret>",
            "secret set --body <secret>",
        ),
        persists=(Persist("auth login", "$GH_CONFIG_DIR/hosts.yml ~/.config/gh/hosts.yml", "gh auth logout"),),
    ),
    Tool(
        names="glab",
        reads="GITLAB_TOKEN GITLAB_ACCESS_TOKEN OAUTH_TOKEN CI_JOB_TOKEN GLAB_*",
        files="~/.config/glab-cli/config.yml $GLAB_CONFIG_DIR/config.yml",
        offline="completion version help alias -",
        secrets=(
            "auth login -t <token>",
            "auth login --token <token>",
            "auth login -j <token>",
            "auth login --job-token <token>",
            "config set token <token>",
        ),
        persists=(
            Persist("auth login", "~/.config/glab-cli/config.yml", "glab auth logout"),
            Persist("config set token", "~/.config/glab-cli/config.yml", "rm ~/.config/glab-cli/config.yml"),
        ),
    ),
    Tool(
        names="hub goreleaser git-cliff release-please",
        reads="GITHUB_TOKEN GITHUB_USER GITHUB_PASSWORD GH_TOKEN GITLAB_TOKEN GITEA_TOKEN",
        files="~/.config/hub",
    ),
    Tool(
        names="svn",
        files="~/.subversion/auth/* ~/.subversion/servers ~/.ssh/*",
        online="checkout co export update up switch sw commit ci list ls info log cat import copy cp",
        valued="--username -r --revision --depth --config-dir",
        secrets=("--password <password>",),
        persists=(
            Persist("--password !--no-auth-cache", "~/.subversion/auth/svn.simple/*", "rm -r ~/.subversion/auth"),
        ),
    ),
    Tool(
        names="hg",
        files="~/.hgrc ~/.netrc ~/.ssh/*",
        online="clone pull push incoming outgoing",
        valued="--config -R -r -u -b -e",
        secrets=("--config auth.*.password=<password>",),
        persists=(Persist("clone", "./{target}/.hg/hgrc"),),
    ),
    Tool(
        names="bzr cvs p4 fossil repo gclient",
        reads="P4PASSWD P4TICKETS CVS_PASSFILE",
        files="~/.p4tickets ~/.cvspass ~/.netrc ~/.ssh/* ~/.gitconfig ~/.git-credentials",
        secrets=("-P <password>",),
        valued="-u -p -c -b -d",
    ),
)

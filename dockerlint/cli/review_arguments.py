"""The options of ``dockerlint review``."""

from __future__ import annotations

from dockerlint.cli.parser import Parser, a_count
from dockerlint.cli.selection import add_selection, read_options
from dockerlint.review.target import PROVIDERS

_USAGE = "dockerlint review --provider github|gitlab|gitea [PATH ...] [options]"
_DESCRIPTION = """\
Comment on a pull or merge request: what its changes bring, at their lines, with the fix as a suggestion to accept, and
a patch where a fix changes more than a suggestion can. Earlier comments are updated, and resolved when their finding is
gone. No secret's value is ever posted. The request's head must be checked out.

PATH is a file or a folder; only Dockerfiles that the request changes are looked at."""
_EPILOG = """\
examples:
  dockerlint review --provider github                      in a workflow of a pull request
  dockerlint review --provider gitlab --dry-run images     print what would be posted
  dockerlint review --provider gitea --repository acme/shop --number 7

environment:
  github   GITHUB_TOKEN (pull-requests: write), GITHUB_REPOSITORY, GITHUB_REF or GITHUB_EVENT_PATH, GITHUB_API_URL
  gitlab   GITLAB_TOKEN (scope api), CI_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_API_V4_URL
  gitea    GITEA_TOKEN, FORGEJO_TOKEN or GITHUB_TOKEN, the other GITHUB_ variables, GITHUB_SERVER_URL

needs the extra: pip install 'dockerlint[review]'

exit status: as of check; 1 when comments stand, 3 when the service could not be reached or refused"""


def run_review(words: list[str]) -> int:
    """Carry out ``dockerlint review WORDS…``; the exit status."""
    parser = Parser(_USAGE, _DESCRIPTION, _EPILOG)
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files and folders (default: the current folder)")
    service = parser.add_argument_group("the request")
    service.add_argument("--provider", choices=PROVIDERS, metavar="NAME", required=True, help="github, gitlab or gitea")
    service.add_argument("--repository", metavar="NAME", help="OWNER/NAME; GitLab's project may be a number")
    service.add_argument("--number", metavar="N", type=int, help="the number of the pull or merge request")
    service.add_argument("--api-url", metavar="URL", help="where the service's interface is")
    service.add_argument("--dry-run", action="store_true", help="print what would be sent, as JSON lines; only read")
    choice = parser.add_argument_group("what to report")
    add_selection(choice)
    choice.add_argument("--config", metavar="FILE", help="configuration")
    choice.add_argument("--baseline", metavar="FILE", help="all but the findings that FILE knows")
    choice.add_argument("--exit-zero", action="store_true", help="exit with 0 in spite of findings")
    choice.add_argument("--jobs", metavar="N", type=a_count, default=0, help="processes (default: by number of files)")
    choice.add_argument("--verbose", action="store_true", help="tell where a defect of dockerlint is")
    known = parser.read(words)
    from dockerlint.cli.review import ReviewRequest, review

    return review(
        ReviewRequest(
            known.provider,
            tuple(known.paths),
            read_options(known, known.baseline),
            known.repository,
            known.number,
            known.api_url,
            known.dry_run,
            known.exit_zero,
            known.verbose,
        )
    )

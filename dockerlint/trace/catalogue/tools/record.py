"""What is known of one tool, and the answers that are given about one command.

A tool's texts are written the way its manual writes a command line.  In ``secrets`` and ``persists`` a text starts with
the sub-command's words (``fnmatch`` patterns, ``_`` for any word), then names an option or goes on to the capture:

``login -p <password>``           the value of ``-p`` or ``-pVALUE`` behind ``login``
``-p<password>``                  only the value that is attached, as mysql has it
``--password=<password>``         only the value behind ``=``
``config http-basic.* _ <password>``  the fourth word
``-passin pass:<passphrase>``     what stands behind ``pass:`` in the option's value
``-u <user:password>``            what stands behind the first colon, or the user when nothing stands there
``-H <header>``                   the value of a header that carries a credential
``-d <form>``                     the value of a field with a secret's name, in a form or in JSON
``-D NAME=<value>``               the value, when NAME is a secret's name
``config set NAME <value>``       likewise, as two words
``-storepass <password|changeit>``  all but the harmless values named behind ``|``
``+login _ <password>``           words that start with ``+`` may stand anywhere
``!config set build.* _``         a command line that carries none, whatever comes below
"""

# Annotations are evaluated here: typing compiles those that are strings, field by field, at every start.
from dockerlint.record import NamedTuple


class Persist(NamedTuple):
    """``when`` a command is run, its words and what it reads stay in the first of ``paths`` until ``undo`` is run.

    ``when`` holds sub-command words, ``--option`` (or ``--option=value``) that must be there and ``!--option`` that
    must not; of several that fit a command line the first counts.
    ``paths`` start with ``~/`` (home), ``./`` (working directory) or ``/``; with ``$NAME/`` they count when that
    variable's value is known, with ``{--option}`` when that option is given.  Other versions or set-ups of the tool use
    the further ones.  ``undo`` may name a positional word as ``{1}``, the key of a setting as ``{key}``.
    """

    when: str
    paths: str
    undo: str = ""


class Tool(NamedTuple):
    """One tool, under all of its ``names``.  Lists are words separated by blanks.

    ``reads`` are variables (``fnmatch`` patterns) and ``files`` paths (as in :class:`Persist`) that it looks at
    unasked.
    Both hold for every sub-command, or for those in ``online`` only, or for all but those in ``offline``; ``-`` stands
    for a command line without a sub-command.  ``runs`` are the sub-commands that run code of the project, ``*`` all,
    ``* !a !b`` all but.  ``valued`` are options, beyond those named elsewhere, that take the next word; ``+`` among
    them says that options end at the first positional word.
    ``file_options`` are options whose value is a credential file, or ``-n=~/.netrc`` for one that names it.
    ``single`` marks tools whose long options have one dash.
    """

    names: str
    reads: str = ""
    files: str = ""
    online: str = ""
    offline: str = ""
    runs: str = ""
    valued: str = ""
    file_options: str = ""
    secrets: tuple[str, ...] = ()
    persists: tuple[Persist, ...] = ()
    single: bool = False


class SecretArgument(NamedTuple):
    """The text from ``start`` to ``end`` (of the shell text) in word ``word`` of a command is a credential.

    ``what`` is a noun for messages.  ``part`` is ``word`` (the whole word), ``value`` (behind an option's name or a
    fixed prefix), ``password`` (behind ``user:``), ``user``, ``header`` or ``field``.  ``known`` is false when nothing
    but the option's name (``--db-password``) says so.
    """

    word: int
    start: int
    end: int
    what: str
    part: str
    known: bool = True


class Persisted(NamedTuple):
    """The texts of ``words`` (indices), or what the command reads, stay in the file ``path`` until ``undo`` is run.

    ``path`` may end in ``/*``: some file of that folder.  ``also`` are the places where other versions or set-ups of
    the tool keep it instead, so what removes one of them removes the credential.  ``stdin`` is true when the standard
    input is kept (``docker login --password-stdin``); ``files`` are files whose content is.
    """

    path: str
    words: tuple[int, ...]
    undo: str
    also: tuple[str, ...] = ()
    stdin: bool = False
    files: tuple[str, ...] = ()


class Undone(NamedTuple):
    """A command takes a credential out of the file ``path``: that of the setting ``key``, or all of them for ""."""

    path: str
    key: str = ""


class Written(NamedTuple):
    """A file that a command makes or changes.

    ``kind`` is ``copy``, ``move``, ``link``, ``edit``, ``download`` or ``tee``.
    ``sources`` are absolute paths, or URLs and remote names as written; none for ``tee`` and ``edit``.
    """

    path: str
    sources: tuple[str, ...]
    kind: str


class GeneratedKey(NamedTuple):
    """A private key made by a command; ``path`` is "" where the output is not known.  ``confidence`` as in "
    "Confidence.
    """

    path: str
    what: str
    confidence: str


class DefaultCredential(NamedTuple):
    """A password that a command gives to ``user``; ``start`` to ``end`` of the shell text is the password itself."""

    start: int
    end: int
    what: str
    user: str


class Prints(NamedTuple):
    """``what`` is ``text`` (its arguments), ``files`` (their contents) or ``environment`` (all variables).

    ``words`` are the indices of the words concerned.  Whether the output is piped on is for the caller to see.
    """

    what: str
    words: tuple[int, ...]

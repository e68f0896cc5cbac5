"""The vocabulary of edits that fixes are written in.

Every function gives edits on the file's original text, or a :class:`Refusal`.  None reformats: line ends, the escape
character, the case of keywords, indentation and comments stay.  Each reads its result back with the parser before it
hands it on.  Offsets named logical are those of ``Instruction.logical.text``.
"""

from dockerlint.rewrite.appending import append_lines
from dockerlint.rewrite.commands import remove_commands
from dockerlint.rewrite.mounts import add_mounts
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.quoting import quote_for_double, quote_for_json
from dockerlint.rewrite.removal import remove_instruction, remove_pairs, remove_words
from dockerlint.rewrite.splicing import insert_logical, replace_logical

__all__ = [
    "Refusal",
    "add_mounts",
    "append_lines",
    "insert_logical",
    "quote_for_double",
    "quote_for_json",
    "remove_commands",
    "remove_instruction",
    "remove_pairs",
    "remove_words",
    "replace_logical",
]

"""The vocabulary of edits that fixes are written in.

Every function gives edits on the file's original text, or a :class:`Refusal`.  None reformats: line ends, the escape
character, the case of keywords, indentation and comments stay.  Each reads its result back with the parser before it
hands it on.  Offsets named logical are those of ``Instruction.logical.text``.

The package itself imports none of its modules: a rule that only refuses needs ``outcome`` alone.
"""

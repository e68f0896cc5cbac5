"""The language server: what dockerlint says, where people type.

Everything here turns the engine's values into those of the protocol and back (Language Server Protocol 3.17).  Only
this folder imports pygls and lsprotocol, which come with the extra ``lsp``.
"""

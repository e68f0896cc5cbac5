"""Built images: what is in them, which credentials they hold, and which instruction put those there.

``values`` are the words that the parts share.  ``source`` opens images wherever they are; ``layer`` streams their
layers; ``matching``, ``credential_files`` and ``unpacking`` look into files; ``configuration`` reads what is no file;
``packages`` and ``verdict`` judge what was found; ``attribution`` tells the Dockerfile line; ``scan`` does it all.
"""

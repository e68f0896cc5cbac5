"""What is known about credentials: names, values, token formats, URLs and files.  Data with its sources, and pure functions.

Nothing here knows Dockerfiles, so images and pipelines are judged by the same tables.
"""

"""What is known about credentials: names, values, token formats, URLs, files.

Tables with their sources, and pure functions over them.  Nothing here knows Dockerfiles, so that images
and pipelines are judged by the same tables.
"""

"""What each command of a RUN does to the file system: so much that the image's share can be told from the build's.

A command that is not known makes an effect of kind ``unknown``: then nobody may say what the image needs of it.
"""

from dockerlint.staging.effects.effect import Effect
from dockerlint.staging.effects.reading import effects_of, effects_of_call

__all__ = ["Effect", "effects_of", "effects_of_call"]

"""The origins of one image's steps, layers and settings, each with how it is known."""

from __future__ import annotations

from dockerlint.image.attribution.alignment import FITS, best_fit
from dockerlint.image.attribution.provenance import source_map
from dockerlint.image.attribution.writing import WRITERS, weight
from dockerlint.image.history import render_history
from dockerlint.image.history.builders import BUILDAH, DOCKERFILE_BUILDERS, SQUASHED
from dockerlint.model import read_dockerfile
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source

if TYPE_CHECKING:
    from dockerlint.image.attribution.alignment import Fit
    from dockerlint.image.attribution.provenance import SourceMap
    from dockerlint.image.history import RenderedHistory
    from dockerlint.image.values import Image
    from dockerlint.model import Dockerfile
    from dockerlint.text import Span

_SURE = 0.8  # from that fit on, what is in front of the first pair is the base image's


class Origin(NamedTuple):
    """The instruction that made something; ``certainty`` is ``provenance``, ``dockerfile`` or ``history``."""

    source: Source
    span: Span
    certainty: str


class Attribution:
    """The origins of one image.

    A Dockerfile counts when it fits (``share`` of what it and the history have in common, from 0 to 1); else
    ``rejected`` says why it does not.  Without one, provenance's own is taken.
    """

    def __init__(self, image: Image, dockerfile: Source | None) -> None:
        self.history: RenderedHistory = render_history(image, f"{image.name} (history)")
        self.rejected = ""
        self.share = 0.0
        self._source: Source | None = None
        self._certainty = "dockerfile"
        self._file: Dockerfile | None = None
        self._fit: Fit | None = None
        self._of_layer: dict[int, Span] = {}  # as provenance tells
        self._layers = [index for index, entry in enumerate(image.history) if not entry.is_empty]
        if len(self._layers) != len(image.layers):
            self._layers = self._layers[-len(image.layers) :] if image.layers else []
        self._missing = len(image.layers) - len(self._layers)
        known = source_map(image)
        if dockerfile is not None:
            self._align(dockerfile, known)
        if self._source is None and known is not None:
            self._take(known, Source(known.text, f"{known.name or 'Dockerfile'} (from provenance)"))

    def _align(self, source: Source, known: SourceMap | None) -> None:
        if known is not None and known.text == source.text:
            self._take(known, source)
            return
        file = read_dockerfile(source)
        fit = best_fit(file, self.history.steps)
        if fit is None or not fit.pairs or fit.share < FITS:
            self.rejected = f"{source.path} is not what this image was built from: {self._reason(fit)}"
            return
        self._source, self._file, self._fit, self.share = source, file, fit, min(fit.share, 1.0)

    def _reason(self, fit: Fit | None) -> str:
        if fit is None:
            return "it has no stage"
        others = sorted({step.builder for step in self.history.steps if step.builder} - set(DOCKERFILE_BUILDERS))
        if others and not any(step.is_of_a_dockerfile for step in self.history.steps):
            return f"{' and '.join(others)} made it, without any Dockerfile"
        if not self.history.steps:
            return "the image has no history to compare it with"
        return f"{len(fit.pairs)} of its instructions are among the {len(self.history.steps)} steps of the history"

    def _take(self, known: SourceMap, source: Source) -> None:
        """The very Dockerfile of the build, by provenance."""
        self._source, self._certainty = source, "provenance"
        self._file = read_dockerfile(source)
        self._fit = best_fit(self._file, self.history.steps)
        self.share = min(self._fit.share, 1.0) if self._fit is not None else 0.0
        for layer, line in known.lines.items():
            for instruction in self._file.instructions:
                if instruction.start_line <= line <= instruction.end_line:
                    self._of_layer[layer] = instruction.text_span
                    break

    def of_step(self, step: int) -> Origin | None:
        """What the step of the history with that index was."""
        if not 0 <= step < len(self.history.spans):
            return None
        if self._source is not None and self._fit is not None:
            if step in self._fit.pairs:
                return Origin(self._source, self._fit.pairs[step].span, self._certainty)
            if self._is_of_the_base(step):
                root = list(self._fit.stage.chain())[-1]
                return Origin(self._source, root.instruction.text_span, self._certainty)
        return Origin(self.history.source, self.history.spans[step], "history")

    def _is_of_the_base(self, step: int) -> bool:
        """Whether the step is in front of all that the Dockerfile did: the base image's, or a trigger of it."""
        assert self._fit is not None
        is_sure = self._fit.share >= _SURE and self._fit.stage.root_image.lower() != "scratch"
        return is_sure and step < min(self._fit.pairs, default=0)

    def of_layer(self, layer: int, path: str = "") -> Origin | None:
        """What made the layer with that index, and in it the file at ``path`` where several steps made it."""
        if layer in self._of_layer and self._source is not None:
            return Origin(self._source, self._of_layer[layer], "provenance")
        return self.of_step(self.step_of_layer(layer, path))

    def of_setting(self, keyword: str, name: str) -> Origin | None:
        """The last instruction of that keyword, of ENV and LABEL that which sets ``name``; None where none is known."""
        if self._source is None or self._fit is None or not keyword:
            return None
        for stage in self._fit.stage.chain():
            for step in reversed(stage.steps):
                instruction = step.outer
                if instruction.keyword == keyword and (
                    not instruction.pairs or any(pair.key == name for pair in instruction.pairs)
                ):
                    return Origin(self._source, instruction.text_span, self._certainty)
        return None

    def step_of_layer(self, layer: int, path: str = "") -> int:
        """The step that made the layer with that index; -1 where the history does not tell.

        buildah without ``--layers``, and ``--squash``, put into one layer what several steps did; the last step that
        may have written ``path`` is then told.
        """
        at = layer - self._missing
        if not 0 <= at < len(self._layers):
            return -1
        step = self._layers[at]
        first = self._layers[at - 1] + 1 if at else 0
        writers = [each for each in range(first, step + 1) if self.history.steps[each].keyword in WRITERS]
        if self.history.steps[step].builder not in (BUILDAH, SQUASHED) or not writers:
            return step
        if len(writers) == 1 or not path:
            return step if step in writers else writers[-1]
        pairs = self._fit.pairs if self._fit is not None else {}
        return max(writers, key=lambda each: (weight(self.history.steps[each], pairs.get(each), path), each))

    def keyword_of(self, step: int, name: str = "") -> str:
        """The step's instruction; ARG where ``name`` is a build argument that the step only records."""
        if not 0 <= step < len(self.history.steps):
            return ""
        each = self.history.steps[step]
        return "ARG" if any(key == name for key, _ in each.arguments) else each.keyword

    def title_of_step(self, step: int) -> str:
        """The step's instruction in one line."""
        if not 0 <= step < len(self.history.steps):
            return ""
        each = self.history.steps[step]
        return " ".join(f"{each.keyword} {each.text}".split())

"""See whether somebody tried to hide a face, by pixels or by blur, and it can still be found.

Six by six pixels over a face leave it findable six times in ten, a strong blur four times in ten: what a simple
detector still finds is not hidden.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from classifiers.images.faces import Face
from classifiers.images.opening import Opened
from data.records import Box

_LEAST_SIDE = 16
_INNER = 0.7
_STEPS_ON_A_GRID = 0.25
"""Share of the steps in brightness that lie on one regular grid beyond chance: pixels had 0.3 and more, faces 0.13."""
_MOST_BLOCKS, _LEAST_BLOCKS = 14, 3
_BLUR_TO_AROUND = 0.02
_AROUND_IS_SHARP = 60.0

Grey = NDArray[np.float32]


def half_hidden(opened: Opened, faces: tuple[Face, ...]) -> tuple[Face, ...]:
    """Return the faces over which somebody laid pixels or a blur, and which are found all the same."""
    if not faces:
        return ()
    grey = cv2.cvtColor(opened.pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return tuple(face for face in faces if _tampered(grey, face, opened.scale))


def _tampered(grey: Grey, face: Face, scale: float) -> bool:
    left, top, width, height = (int(side * scale) for side in face.box)
    box = (left, top, width, height)
    inner = _cut(grey, box, _INNER)
    if min(inner.shape) < _LEAST_SIDE:
        return False
    return _on_grid(inner) or _blurred(inner, _cut(grey, box, 2.0))


def _cut(grey: Grey, box: Box, share: float) -> Grey:
    """Return the middle `share` of a box; more than 1 takes in what is around it."""
    left, top, width, height = box
    x, y = left + width / 2, top + height / 2
    low, high = int(y - height * share / 2), int(y + height * share / 2)
    return grey[max(low, 0) : high, max(int(x - width * share / 2), 0) : int(x + width * share / 2)]


def _on_grid(inner: Grey) -> bool:
    return _grid_share(np.abs(np.diff(inner, axis=1)).sum(0)) >= _STEPS_ON_A_GRID and (
        _grid_share(np.abs(np.diff(inner, axis=0)).sum(1)) >= _STEPS_ON_A_GRID
    )


def _grid_share(steps: Grey) -> float:
    """Return the largest share of the steps between neighbours that lie on one regular grid, less what chance gives."""
    total, length = float(steps.sum()), len(steps)
    if total <= 0:
        return 0.0
    best = 0.0
    places = np.arange(length)
    for blocks in np.arange(_LEAST_BLOCKS, _MOST_BLOCKS, 0.25):
        gap = length / blocks
        if gap < 4:
            break
        for phase in np.arange(0, gap, 1.0):
            off = np.abs((places - phase + gap / 2) % gap - gap / 2)
            on = off <= 1.0
            best = max(best, float(steps[on].sum()) / total - float(on.mean()))
    return best


def _blurred(inner: Grey, around: Grey) -> bool:
    sharp_inside = float(cv2.Laplacian(inner, cv2.CV_32F).var())
    sharp_around = float(cv2.Laplacian(around, cv2.CV_32F).var())
    return sharp_around >= _AROUND_IS_SHARP and sharp_inside < _BLUR_TO_AROUND * sharp_around

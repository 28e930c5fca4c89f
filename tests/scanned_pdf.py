"""Scans for tests: pages drawn as pictures, set askew and made noisy, and put into a PDF."""

from __future__ import annotations

import random
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops


def write_scan(
    source: Path, target: Path, *, pages: int | None = None, dpi: int = 150, skew: float = 0.0, noise: int = 0
) -> Path:
    """The first pages of a PDF as scans. `skew` is in degrees anticlockwise, `noise` in shades of 255."""
    images = []
    with pypdfium2.PdfDocument(source) as pdf:
        for page in list(pdf)[:pages]:
            image = page.render(scale=dpi / 72).to_pil().convert("L")
            image = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
            images.append(_with_noise(image, noise, seed=len(images)))
    images[0].save(target, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=80)
    return target


def _with_noise(image: Image.Image, noise: int, *, seed: int) -> Image.Image:
    if not noise:
        return image
    grain = random.Random(seed).randbytes(image.width * image.height)  # noqa: S311 - noise, no secret
    spots = Image.frombytes("L", image.size, grain).point(lambda value: value * noise // 255)
    return ImageChops.subtract(image, spots)

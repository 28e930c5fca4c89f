"""Files that are not text, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path


def write_file(content: bytes, path: Path, *, like: Path) -> None:
    """Write a file in one step, with the rights of the file `like`. Raises OSError; then nothing is changed.

    It is written beside its place and put there by one rename, so that what stood there is never half gone.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".cypaudit-")
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        with contextlib.suppress(OSError):  # some network drives have no rights to copy
            shutil.copymode(like, new)
            # Of a document that may not be changed, too, one wants a copy to work on.
            new.chmod(new.stat().st_mode | stat.S_IWUSR)
        new.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise

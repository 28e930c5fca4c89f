"""report/index.html and a page for each document. The only importer of Jinja and, in `charts`, of leather.

Every page stands alone: style and script are inside it, so it opens from disk with no network. All text of
documents goes through Jinja's escaping.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cypaudit.report.content import OutputFile, ReportContent
from cypaudit.report.html.document import document_page
from cypaudit.report.html.front import front_page
from cypaudit.report.words import count_in_words, interval_in_words, percent_in_words

_TEMPLATES = Path(__file__).parent / "templates"
# What no HTML may hold: control characters other than white space. They are shown as what they are, unknown.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def render_html(content: ReportContent) -> Iterator[OutputFile]:
    """The front page, then the page of each document in the order of the inputs."""
    environment = _environment()
    front = environment.get_template("front.html")
    yield OutputFile("report/index.html", _encode(front.render(page=front_page(content), **_assets("front"))))
    template = environment.get_template("document.html")
    assets = _assets("document")
    for record in content.run.records:
        page = template.render(page=document_page(content, record), **assets)
        yield OutputFile(f"report/documents/{record.document}.html", _encode(page))


def render_page(name: str, page: Mapping[str, Any]) -> bytes:
    """One page by the template of that name, which stands alone like every other."""
    template = _environment().get_template(f"{name}.html")
    return _encode(template.render(page=page, **_assets(name)))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": percent_in_words, "interval": interval_in_words}
    environment.globals |= {"count": count_in_words}
    return environment


def _assets(name: str) -> dict[str, str]:
    """The style of a page, its script if it has one, and a policy that lets no other run or load anything."""
    style = "".join((_TEMPLATES / file).read_text(encoding="utf-8") for file in ("common.css", f"{name}.css"))
    script_file = _TEMPLATES / f"{name}.js"
    script = script_file.read_text(encoding="utf-8") if script_file.exists() else ""
    scripts = f"'self' file: 'sha256-{_hash(script)}'" if script else "'none'"
    policy = (
        f"default-src 'none'; img-src 'self' file: data:; style-src 'sha256-{_hash(style)}'; "
        f"script-src {scripts}; base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704 - files of ours


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _encode(page: str) -> bytes:
    return _CONTROL.sub("\ufffd", page).encode("utf-8", errors="replace")

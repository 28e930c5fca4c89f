"""YAML files with the line of everything in them, and the faults found in them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

try:
    # The C parser reads a rubric some ten times as fast; a wheel without it is rare but exists.
    from yaml import CBaseLoader as _Loader
except ImportError:  # pragma: no cover
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[str | int, ...]  # keys and positions (from 0) from the top of a file down to a value


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a rubric file."""

    order: int  # of the file, so that faults stand in the order in which files are read
    line: int  # from 1
    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(slots=True)
class Faults:
    """The faults found so far. They are gathered, so that an author sees all of them at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, source: Source, place: Place, what: str) -> None:
        """Note a fault at a place of a file."""
        self.found.append(Fault(source.order, source.line_of(place), source.shown, what))

    def messages(self) -> tuple[str, ...]:
        """Each fault as `file:line: what`, in the order of files and lines, each once."""
        return tuple(dict.fromkeys(str(fault) for fault in sorted(self.found)))


@dataclass(slots=True)
class Source:
    """One YAML file as it was read: every scalar is a string, `no` and `yes` among them."""

    path: Path
    shown: str  # the path as messages name it
    order: int  # position among the rubric's files, from 0
    bytes: bytes = b""
    node: yaml.Node | None = None
    value: Any = None

    def line_of(self, place: Place) -> int:
        """The line, from 1, of the value at a place, or of the nearest thing above it."""
        node = self.node
        line = node.start_mark.line if node else 0
        for step in place:
            child = _child(node, step)
            if child is None:
                break
            node, line = child
        return line + 1


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    """The value under a key or at a position, and the line (from 0) of its key or of itself."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line
    return None


def read_source(path: Path, order: int, faults: Faults) -> Source:
    """Read a file; where that fails, the source is empty and the reason stands among the faults."""
    source = Source(path, _shown(path), order)
    try:
        source.bytes = path.read_bytes()
        source.node = yaml.compose(source.bytes.decode("utf-8-sig"), Loader=_Loader)
    except FileNotFoundError:
        faults.add(source, (), "there is no such file")
    except OSError as error:
        faults.add(source, (), f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        line = source.bytes.count(b"\n", 0, error.start) + 1
        faults.found.append(Fault(order, line, source.shown, "is not UTF-8 text"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = " ".join(filter(None, (getattr(error, "context", ""), getattr(error, "problem", ""))))
        line = mark.line + 1 if mark else 1
        faults.found.append(Fault(order, line, source.shown, f"is not YAML: {what or error}"))
    if source.node is not None:
        source.value = _plain(source.node, source, faults)
    return source


def _plain(node: yaml.Node, source: Source, faults: Faults, above: tuple[yaml.Node, ...] = ()) -> Any:
    """The node as dicts, lists and strings; a key that stands twice is a fault."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if any(node is outer for outer in above):
        what = "an alias stands here within what it is the alias of"
        faults.found.append(Fault(source.order, node.start_mark.line + 1, source.shown, what))
        return None
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key.value, str) else "?"
            if name in mapping:
                what = f"`{name}` stands twice here"
                faults.found.append(Fault(source.order, key.start_mark.line + 1, source.shown, what))
            mapping[name] = _plain(value, source, faults, (*above, node))
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, source, faults, (*above, node)) for child in node.value]
    return node.value


def _shown(path: Path) -> str:
    """The path as a person would type it from where they are."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def validate(source: Source, model: type[Model], faults: Faults) -> Model | None:
    """The file's content as its model; None where it does not have the shape."""
    if source.node is None:
        if not faults.found or faults.found[-1].order != source.order:
            faults.add(source, (), "is empty")
        return None
    try:
        return model.model_validate(source.value)
    except ValidationError as error:
        for wrong in error.errors(include_url=False):
            place = tuple(step for step in wrong["loc"] if step != "[key]")
            faults.add(source, place, _in_words(dict(wrong), place, model))
        return None


def _in_words(wrong: dict[str, Any], place: Place, model: type[BaseModel]) -> str:
    """What pydantic found, for someone who does not know pydantic."""
    last = f"`{place[-1]}`" if place and isinstance(place[-1], str) else "this"
    context = wrong.get("ctx", {})
    given = wrong.get("input")
    kind = wrong["type"]
    if kind == "extra_forbidden":
        return unknown("key", str(place[-1]), _keys_at(model, place[:-1]))
    if kind == "missing":
        return f"{last} is missing"
    if kind in ("enum", "literal_error"):
        allowed = [part.strip("' ") for part in str(context["expected"]).replace(" or ", ", ").split(",")]
        return unknown("value", str(given), allowed)
    if kind == "string_pattern_mismatch":
        return f"`{given}` is no id; ids are small letters and digits, parted by hyphens"
    if kind in ("string_too_short", "too_short"):
        return f"{last} is empty" if not given else f"{last} needs {context['min_length']} values"
    if kind == "too_long":
        return f"{last} may have {context['max_length']} values at most"
    wanted = {
        "list_type": "a list",
        "dict_type": "a mapping",
        "model_type": "a mapping",
        "string_type": "text",
    }
    if kind in wanted:
        return f"{last} must be {wanted[kind]}"
    return f"{last}: {str(wrong['msg'])[0].lower()}{str(wrong['msg'])[1:]}; it is `{given}`"


def unknown(kind: str, given: str, allowed: Collection[str]) -> str:
    """Words for a value that is none of those allowed, with the likeliest if there is one."""
    names = list(allowed)
    close = difflib.get_close_matches(given, names, n=1, cutoff=0.75)
    hints = [f"did you mean `{close[0]}`?"] if close else []
    if names and len(names) <= 20:
        hints.append(f"allowed: {', '.join(names)}")
    return "; ".join([f"unknown {kind} `{given}`", *hints])


def _keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys allowed at a place, by walking down the models."""
    current: Any = model
    for step in place:
        owner = _model_in(current)
        if owner is not None and isinstance(step, str):
            current = next(
                (f.annotation for name, f in owner.model_fields.items() if (f.alias or name) == step), None
            )
        else:
            current = (get_args(current) or (None,))[-1]
    owner = _model_in(current)
    return [field.alias or name for name, field in owner.model_fields.items()] if owner else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def digest(sources: Sequence[Source]) -> bytes:
    """What a rubric's hash is taken over: names and bytes in order, line ends as one sign."""
    parts = (source.path.name.encode() + b"\0" + source.bytes.replace(b"\r\n", b"\n") for source in sources)
    return b"\0".join(parts)

"""What an audit is given: files, folders and manifests become the list of documents to read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cypaudit.corpus import REGISTRY_NAME, load_registry, read_corpus
from cypaudit.errors import UsageError
from cypaudit.model.document import DocumentType
from cypaudit.model.system import Corpus, ManifestEntry, System
from cypaudit.report.reading_html import READING_MARK
from cypaudit.store import hash_file, is_run_folder
from cypaudit.workflows.reading import can_be_hashed

MANIFEST_NAME = "manifest.csv"
# Of files picked up from a folder; a file that is named is always tried. Formats of documents that are not
# read are picked up too: they are listed with what to do, for a plan must not go missing in silence.
SUFFIXES = (".pdf", ".docx", ".docm", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt")
UNREAD_SUFFIXES = (".doc", ".odt", ".rtf")
# Names of files about the folder they stand in. Only the first are told with more behind them ("README-old"):
# "Changes to our services" may be a plan.
_ABOUT_THE_FOLDER = re.compile(
    r"(?:read[ _-]?me|licen[cs]e|changelog)(?![a-z]).*|"
    r"licen[cs]es|copying|changes|contributing|authors|notices?|robots|requirements"
)
_TEXT_SUFFIXES = (".html", ".htm", ".md", ".markdown", ".txt")
# What browsers call the folder of pictures and scripts that belongs to a saved page.
_ASSETS = ("_files", ".files", "-files", "_data")

COPY_MARK = "-annotated"  # behind the name of a file: what `cypaudit annotate` makes of it

_HEAD_BYTES = 2_000  # of a file, in which a mark of ours would stand

_LONGEST_ID = (
    80  # characters; leaves room in the 255 that a file name may have, and in Windows' 260 for a path
)
# Names that Windows keeps for devices: documents/<document>.json could not be written there.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document to be read, with what was told of it."""

    document: str  # the id; safe as a file name
    files: tuple[Path, ...]  # in reading order
    sha256: tuple[str, ...] = ()  # of each file; empty where one could not be opened
    title: str = ""
    document_type: DocumentType | None = None  # None: to be recognised
    type_basis: str = ""
    system: str = ""
    system_name: str = ""
    system_basis: str = ""
    period: str = ""
    warnings: tuple[str, ...] = ()
    same_as: str = ""  # id of the document before it that has the same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that is to be audited, in order."""

    sources: tuple[Source, ...]
    registry: tuple[System, ...]  # in which systems are recognised
    population: int | None  # systems that there were; None: not known
    population_basis: str  # one sentence
    empty_folders: tuple[Path, ...] = ()  # named, and nothing to read in them
    warnings: tuple[str, ...] = ()


def collect_inputs(inputs: Sequence[Path], *, document_type: DocumentType | None = None) -> Inputs:
    """The documents behind the inputs. `document_type` overrides what manifests say.

    Raises UsageError where an input does not exist or there is nothing to read, and ManifestError.
    """
    _refuse_missing(inputs)
    manifests = dict.fromkeys(path for path in map(_manifest_of, inputs) if path is not None)
    corpora = tuple(map(read_corpus, manifests))
    files = {path: _files_of(path) for path in inputs if _manifest_of(path) is None}
    empty = tuple(path for path, found in files.items() if not found)
    if not corpora and not any(files.values()):
        raise UsageError(_nothing_found(empty))
    sources = _in_order(inputs, corpora, files)
    population, basis = _population(corpora, files)
    systems = [system for corpus in corpora for system in corpus.systems]
    systems += [system for path in _registries_beside(files) for system in load_registry(path)]
    return Inputs(
        sources=_mark_same(tuple(_with_type(source, document_type) for source in sources)),
        registry=tuple(dict.fromkeys(systems)) or load_registry(),
        population=population,
        population_basis=basis,
        empty_folders=empty,
        warnings=tuple(warning for corpus in corpora for warning in corpus.warnings),
    )


def unique_id(name: str, taken: Iterable[str]) -> str:
    """An id for a file name: small letters, digits and hyphens, not taken whatever the capitals."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower())[:_LONGEST_ID].strip("-") or "document"
    if _RESERVED.fullmatch(slug):
        slug = f"{slug}-document"
    used = {other.lower() for other in taken}
    candidates = (slug if n == 1 else f"{slug}-{n}" for n in range(1, len(used) + 2))
    return next(candidate for candidate in candidates if candidate not in used)


def _refuse_missing(inputs: Sequence[Path]) -> None:
    missing = [str(path) for path in inputs if not path.exists()]
    if missing:
        raise UsageError(f"{', '.join(missing)}: not found. Check the path.")


def _manifest_of(path: Path) -> Path | None:
    """The manifest that an input is or holds."""
    if path.is_dir():
        manifest = path / MANIFEST_NAME
        return manifest if manifest.is_file() else None
    return path if path.suffix.lower() == ".csv" else None


def _registries_beside(inputs: Iterable[Path]) -> tuple[Path, ...]:
    """The registries that lie in folders that are named, or beside files that are."""
    beside = ((path if path.is_dir() else path.parent) / REGISTRY_NAME for path in inputs)
    return tuple(path for path in dict.fromkeys(beside) if path.is_file())


def _files_of(path: Path) -> tuple[Path, ...]:
    """The file itself, or the documents in a folder, in the order of their names."""
    if not path.is_dir():
        return (path,)
    return tuple(sorted(_walk(path), key=lambda file: (file.as_posix().casefold(), file.as_posix())))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith((".", "~$")):  # hidden; what Word leaves while a file is open
            continue
        if path.is_dir():
            # Reports are no documents; links may loop.
            if not is_run_folder(path) and not path.is_symlink() and not _is_assets(path):
                yield from _walk(path)
        elif path.suffix.lower() not in (*SUFFIXES, *UNREAD_SUFFIXES):
            continue
        elif not _is_beside_documents(path) and not _is_annotated_copy(path):
            yield path


def _is_annotated_copy(path: Path) -> bool:
    """Whether a file is the annotated copy of one that lies beside it, which would be counted twice."""
    original = path.name.removesuffix(path.suffix).removesuffix(COPY_MARK) + path.suffix
    return original != path.name and path.with_name(original).is_file()


def _is_assets(folder: Path) -> bool:
    """Whether a folder holds the pictures and scripts of a page that was saved beside it."""
    for ending in _ASSETS:
        if folder.name.lower().endswith(ending):
            stem = folder.name[: -len(ending)]
            return any(
                (folder.parent / f"{stem}{suffix}").is_file() for suffix in (".html", ".htm", ".xhtml")
            )
    return False


def _is_beside_documents(path: Path) -> bool:
    """Whether a file is about its folder, or is what `cypaudit read` showed of another."""
    if path.suffix.lower() not in _TEXT_SUFFIXES or not path.is_file():
        return False  # to look into a pipe is to wait for its other end
    if _ABOUT_THE_FOLDER.fullmatch(path.stem.casefold()):
        return True
    try:
        with path.open("rb") as file:
            return READING_MARK.encode() in file.read(_HEAD_BYTES)
    except OSError:
        return False  # the reader will say why


def _nothing_found(folders: Sequence[Path]) -> str:
    names = ", ".join(map(str, folders)) or "no input"
    return (
        f"{names}: no document in it. cypaudit looks for files that end in {', '.join(SUFFIXES)}, "
        f"or a {MANIFEST_NAME}."
    )


def _in_order(
    inputs: Sequence[Path], corpora: Sequence[Corpus], files: dict[Path, tuple[Path, ...]]
) -> list[Source]:
    """The documents in the order of the inputs. Ids of manifests are kept, those of files give way."""
    taken: dict[str, Path] = {}
    for corpus in corpora:
        for entry in corpus.entries:
            other = taken.setdefault(entry.document.lower(), corpus.manifest)
            if other != corpus.manifest:
                raise UsageError(
                    f"document {entry.document!r} stands in {other} and in {corpus.manifest}. "
                    "Give each document its own id."
                )
    sources: list[Source] = []
    of_manifest = {corpus.manifest: corpus for corpus in corpora}  # each is taken once, then removed
    for path in dict.fromkeys(inputs):
        manifest = _manifest_of(path)
        if manifest is not None:
            if manifest in of_manifest:
                corpus = of_manifest.pop(manifest)
                sources += [_source_of_entry(entry, corpus) for entry in corpus.entries]
            continue
        for file in files[path]:
            document = unique_id(file.stem, taken)
            taken[document] = file
            sources.append(Source(document=document, files=(file,)))
    return sources


def _source_of_entry(entry: ManifestEntry, corpus: Corpus) -> Source:
    names = [system.ics_name for system in corpus.systems if system.ods_code == entry.system]
    unknown = bool(entry.system) and not names
    return Source(
        document=entry.document,
        files=entry.files,
        title=entry.title,
        document_type=entry.document_type,
        type_basis="manifest",
        system=entry.system,
        system_name=names[-1] if names else "",
        system_basis="manifest" if entry.system else "",
        period=entry.period,
        warnings=(f"system {entry.system} is not in the registry",) if unknown else (),
    )


def _with_type(source: Source, document_type: DocumentType | None) -> Source:
    if document_type is None:
        return source
    return replace(source, document_type=document_type, type_basis="--type")


def _mark_same(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources with their hashes; of two with the same bytes the later is marked.

    One file may be both a system's strategy and its plan, when the manifest says so: then it is two
    documents.
    """
    marked: list[Source] = []
    for source in map(_with_hashes, sources):
        twin = next((other for other in marked if _is_same(source, other)), None)
        shared = next((other for other in marked if twin is None and _shares_file(source, other)), None)
        if twin is not None:
            source = replace(source, same_as=twin.document)
        elif shared is not None:
            warning = f"a file of this document is also of {shared.document}"
            source = replace(source, warnings=(*source.warnings, warning))
        marked.append(source)
    return tuple(marked)


def _with_hashes(source: Source) -> Source:
    try:
        if not all(map(can_be_hashed, source.files)):
            return source
        return replace(source, sha256=tuple(hash_file(file) for file in source.files))
    except OSError:
        return source  # the reader will say why


def _is_same(source: Source, other: Source) -> bool:
    """Whether two sources would count one document twice."""
    types = {source.document_type, other.document_type}
    return (
        bool(source.sha256)
        and not other.same_as
        and set(source.sha256) == set(other.sha256)
        and (len(types) == 1 or None in types)
    )


def _shares_file(source: Source, other: Source) -> bool:
    return source.document_type == other.document_type and not set(source.sha256).isdisjoint(other.sha256)


def _population(corpora: Sequence[Corpus], files: dict[Path, tuple[Path, ...]]) -> tuple[int | None, str]:
    """How many systems there were, where one manifest covers everything."""
    if len(corpora) == 1 and not any(files.values()):
        basis = corpora[0].population_basis
        registry = corpora[0].registry
        # Where the registry lies is a fact of this machine, and would make two runs differ.
        return corpora[0].population, basis.replace(registry, Path(registry).name)
    reason = "there is no manifest" if not corpora else "the documents do not come from one manifest"
    return None, f"Not known, so intervals are left out: {reason}."

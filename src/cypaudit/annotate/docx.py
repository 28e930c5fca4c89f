"""Notes in a Word file: comments at the passages, and nothing else in the file changed.

To the main part only marks are added (`xml_marks`), to the lists of parts and relations only entries; every
other part is the same. Comments bear no date, so that the same file with the same ratings gives the same
bytes.
"""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from cypaudit.annotate.xml_marks import MarkedXml, UnknownXmlError
from cypaudit.errors import UnreadableError, UsageError
from cypaudit.model.annotation import Anchors, Annotated, Note

AUTHOR = "cypaudit"
INITIALS = "cyp"
CONTENT_TYPES = "[Content_Types].xml"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_WORD = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_SIGNATURES = "_xmlsignatures/"

_OURS = re.compile(rb"""\bauthor\s*=\s*["']%s["']""" % AUTHOR.encode())
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ID = re.compile(rb"""<[^<>]*?\bcomment(?:RangeStart|RangeEnd|Reference)?\s[^<>]*?\bid\s*=\s*["'](\d+)["']""")
_END_TAG = re.compile(rb"</([^\s<>]+)\s*>\s*\Z")
_EMPTY_ROOT = re.compile(rb"<([^\s<>/?!]+)([^<>]*)/>\s*\Z")
# When a part was put into the file: the earliest time that the format knows.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def annotate_docx(
    content: bytes,
    notes: Sequence[Note],
    anchors: Sequence[Anchors],
    *,
    name: str,
    main: str,
    comments: str | None,
    unsigned_copy: bool = False,
) -> Annotated:
    """A copy of a Word file with each note as a comment at its anchors.

    `main` and `comments` are the names of the parts with the text and with the comments that there are.
    Raises UnreadableError, and UsageError where the file is signed and `unsigned_copy` does not say that the
    copy may lose that.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            is_signed = any(part.startswith(_SIGNATURES) for part in archive.namelist())
            if is_signed and not unsigned_copy:
                raise UsageError(
                    f"{name}: is signed, and comments would break the signature. Annotate the file that was "
                    "signed, or have a copy without the signature made with --unsigned-copy."
                )
            earlier = 0 if comments is None else len(_OURS.findall(archive.read(comments)))
            changed = _changed_parts(archive, notes, anchors, main=main, comments=comments)
            if is_signed:
                changed |= _without_signatures(archive, changed)
            copy = _copy_package(archive, changed, leave_out=_SIGNATURES if is_signed else None)
    except UnknownXmlError as error:
        raise UnreadableError(
            f"{name}: {main} inside it cannot be added to ({error}). Open it in Word and save it again "
            "as .docx."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        raise UnreadableError(
            f"{name}: is damaged or cut short. Open it in Word and save it again as .docx, or fetch it again."
        ) from error
    placed = [found for found in anchors if found.pieces]
    exact = sum(found.is_exact for note, found in zip(notes, anchors, strict=True) if note.place)
    warnings = []
    if is_signed:
        warnings.append(f"{name}: the copy is not signed; the signature stays valid in the original alone.")
    if earlier:
        warnings.append(f"{name}: holds comments of an earlier annotation ({earlier}), which are kept.")
    return Annotated(
        content=copy,
        notes=len(notes),
        marked=exact,
        beside=sum(note.place is not None for note in notes) - exact if placed else 0,
        warnings=tuple(warnings),
    )


def _changed_parts(
    archive: zipfile.ZipFile,
    notes: Sequence[Note],
    anchors: Sequence[Anchors],
    *,
    main: str,
    comments: str | None,
) -> dict[str, bytes]:
    """The parts that are new or added to, by name."""
    document = archive.read(main)
    before = archive.read(comments) if comments is not None else b""
    first = max((int(number) for text in (document, before) for number in _ID.findall(text)), default=-1) + 1
    marked = MarkedXml(document)
    is_strict = _STRICT_WORD in document[:4000] and _WORD not in document[:4000]
    namespace = _STRICT_WORD if is_strict else _WORD
    start = next((found.pieces for note, found in zip(notes, anchors, strict=True) if note.place is None), ())
    written = []
    for number, (note, found) in enumerate(zip(notes, anchors, strict=True), start=first):
        pieces = found.pieces or start
        if not pieces:
            raise UnknownXmlError("there is no paragraph that a comment could stand at")
        marked.mark(pieces, number)
        written.append(_comment(note, number))
    changed = {main: marked.write()}
    if comments is not None:
        if b'xmlns:w="%s"' % namespace not in before:
            written = [comment.replace(b" ", b' xmlns:w="%s" ' % namespace, 1) for comment in written]
        changed[comments] = _add_inside(before, b"".join(written))
        return changed
    folder, base = posixpath.split(main)
    part = _free_name(archive, folder)
    changed[part] = _comments_part(written, namespace)
    relations = posixpath.join(folder, "_rels", f"{base}.rels")
    kind = _STRICT_RELATION if is_strict else _RELATION
    changed[relations] = _add_relation(archive, relations, kind, posixpath.basename(part))
    changed[CONTENT_TYPES] = _add_type(archive.read(CONTENT_TYPES), part)
    return changed


def _free_name(archive: zipfile.ZipFile, folder: str) -> str:
    taken = {part.lower() for part in archive.namelist()}
    names = (posixpath.join(folder, f"comments{number or ''}.xml") for number in range(len(taken) + 1))
    return next(name for name in names if name.lower() not in taken)


# --- what is written


def _comment(note: Note, number: int) -> bytes:
    """A comment; the first line of each of its paragraphs is bold."""
    paragraphs = []
    is_first = True
    for line in note.text.split("\n"):
        if line:
            properties = "<w:rPr><w:b/></w:rPr>" if is_first else ""
            paragraphs.append(
                f'<w:p><w:r>{properties}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
            )
        is_first = not line
    head = f'<w:comment w:id="{number}" w:author="{AUTHOR}" w:initials="{INITIALS}">'
    return f"{head}{''.join(paragraphs)}</w:comment>".encode()


def _comments_part(written: Sequence[bytes], namespace: bytes) -> bytes:
    return _HEAD + b'<w:comments xmlns:w="%s">' % namespace + b"".join(written) + b"</w:comments>"


def _add_inside(part: bytes, added: bytes) -> bytes:
    """A part with something behind the last child of its root."""
    end = _END_TAG.search(part)
    if end is not None:
        return part[: end.start()] + added + part[end.start() :]
    empty = _EMPTY_ROOT.search(part)
    if empty is None:
        raise UnknownXmlError("a part does not end with its root")
    return part[: empty.start()] + b"<%s%s>" % (empty[1], empty[2]) + added + b"</%s>" % empty[1]


def _root_prefix(part: bytes, local: bytes) -> bytes:
    """The prefix of a part's root with its colon; "" where there is none."""
    found = re.search(rb"<([\w.-]+:)?%s[\s>/]" % local, part)
    return found[1] or b"" if found else b""


def _add_relation(archive: zipfile.ZipFile, relations: str, kind: str, target: str) -> bytes:
    if relations in archive.namelist():
        before = archive.read(relations)
    else:
        before = _HEAD + b'<Relationships xmlns="%s"></Relationships>' % RELATIONSHIPS.encode()
    taken = set(re.findall(rb"""\bId\s*=\s*["']([^"']+)["']""", before))
    number = next(n for n in range(1, len(taken) + 2) if b"rIdCypaudit%d" % n not in taken)
    prefix = _root_prefix(before, b"Relationships").decode()
    entry = f'<{prefix}Relationship Id="rIdCypaudit{number}" Type="{kind}" Target={quoteattr(target)}/>'
    return _add_inside(before, entry.encode())


def _add_type(before: bytes, part: str) -> bytes:
    prefix = _root_prefix(before, b"Types").decode()
    entry = f'<{prefix}Override PartName={quoteattr("/" + part)} ContentType="{COMMENTS_TYPE}"/>'
    return _add_inside(before, entry.encode())


def _without_signatures(archive: zipfile.ZipFile, changed: Mapping[str, bytes]) -> dict[str, bytes]:
    """The lists of relations and types without the parts that hold signatures."""
    relations = re.sub(rb"<[^<>]*?digital-signature/origin[^<>]*?/>", b"", archive.read("_rels/.rels"))
    types = changed.get(CONTENT_TYPES) or archive.read(CONTENT_TYPES)
    types = re.sub(rb"""<[^<>]*?PartName\s*=\s*["']/_xmlsignatures/[^<>]*?/>""", b"", types)
    return {"_rels/.rels": relations, CONTENT_TYPES: types}


# --- the package


def _copy_package(archive: zipfile.ZipFile, changed: Mapping[str, bytes], *, leave_out: str | None) -> bytes:
    """The package with the changed parts in their places, and the new ones behind all others."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
        done = set()
        for part in archive.infolist():
            if leave_out and part.filename.startswith(leave_out):
                continue
            entry = _entry(part.filename, part.date_time, part.compress_type)
            entry.external_attr, entry.create_system = part.external_attr, part.create_system
            if part.filename in changed:
                done.add(part.filename)
                copy.writestr(entry, changed[part.filename])
            else:
                with archive.open(part) as before, copy.open(entry, "w") as after:
                    shutil.copyfileobj(before, after, 1 << 20)
        for name, content in changed.items():
            if name not in done:
                copy.writestr(_entry(name, _NO_TIME, zipfile.ZIP_DEFLATED), content)
    return stream.getvalue()


def _entry(name: str, time: tuple[int, int, int, int, int, int], compress: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, time)
    # Whatever else it was packed with, every reader knows these two.
    entry.compress_type = compress if compress == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
    return entry

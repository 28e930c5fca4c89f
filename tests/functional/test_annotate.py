"""`cypaudit annotate` writes a copy with the evidence marked, and leaves the document alone."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from cypaudit.cli.app import main
from cypaudit.workflows.inputs import collect_inputs
from tests.comments import read_comments
from tests.factories import STRATEGY_PAGES, write_docx, write_manifest, write_pdf
from tests.functional.command import Command, rows_of
from tests.highlights import read_highlights


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and the run on it, made once: tests change neither."""
    folder = tmp_path_factory.mktemp("audited")
    (folder / "corpus").mkdir()
    write_pdf(folder / "corpus" / "plan.pdf", STRATEGY_PAGES)
    write_manifest(folder / "corpus", "marsh-strategy,QOX,strategy,2023-2028,plan.pdf")
    with pytest.raises(SystemExit) as exit_:
        main(["audit", str(folder / "corpus"), "--out", str(folder / "run"), "--quiet", "--pictures", "none"])
    assert exit_.value.code == 0
    return folder


@pytest.fixture
def run(audited: Path) -> Path:
    return audited / "run"


@pytest.fixture
def plan(audited: Path, tmp_path: Path) -> Path:
    """The file of the run, copied to where a test may do with it what it likes."""
    return Path(shutil.copy(audited / "corpus" / "plan.pdf", tmp_path / "plan.pdf"))


def quotes_of(run: Path) -> set[str]:
    return {row["quote"] for row in rows_of(run / "evidence.csv") if row["kind"] == "supports"}


def test_every_quote_that_a_rating_rests_on_is_highlighted_with_criterion_rating_and_reason(
    run: Path, audited: Path, tmp_path: Path, cypaudit: Command
) -> None:
    plan = audited / "corpus" / "plan.pdf"
    before = plan.read_bytes()
    copy = tmp_path / "copy.pdf"
    ran = cypaudit("annotate", "marsh-strategy", "--run", run, "--out", copy)
    assert ran.code == 0, ran.err
    assert ran.out.strip() == str(copy)
    assert "passages marked" in ran.err
    highlights = read_highlights(copy.read_bytes())
    for quote in quotes_of(run):
        assert any(highlight.covers(quote) for highlight in highlights), quote
    labels = {"yes": "Yes", "to_some_extent": "To some extent"}
    ratings = [row for row in rows_of(run / "ratings.csv") if row["rating"] in labels]
    assert ratings
    for row in ratings:
        notes = [h.note for h in highlights if row["criterion"] in h.subject.split(", ")]
        assert notes
        for note in notes:
            assert f"{row['criterion']}: {labels[row['rating']]}" in note
            assert row["reason"] in note
    assert plan.read_bytes() == before


def test_the_note_on_the_first_page_says_what_is_missing_and_what_would_answer_it(
    run: Path, plan: Path, cypaudit: Command
) -> None:
    assert cypaudit("annotate", plan, "--run", run).code == 0
    reader = PdfReader(io.BytesIO(plan.with_name("plan-annotated.pdf").read_bytes()))
    note = reader.pages[0]["/Annots"][0].get_object()
    assert note["/Subtype"] == "/Text"
    missing = [row["criterion"] for row in rows_of(run / "ratings.csv") if row["rating"] == "no"]
    assert missing
    for criterion in missing:
        assert criterion in note["/Contents"]
    assert "A reader looks for: " in note["/Contents"]


def test_without_a_run_the_file_is_read_and_rated_as_an_audit_does(
    run: Path, plan: Path, tmp_path: Path, cypaudit: Command
) -> None:
    assert cypaudit("annotate", plan, "--run", run, "--out", tmp_path / "a.pdf").code == 0
    ran = cypaudit("annotate", plan, "--type", "strategy", "--out", tmp_path / "b.pdf")
    assert ran.code == 0, ran.err
    a, b = (read_highlights((tmp_path / name).read_bytes()) for name in ("a.pdf", "b.pdf"))
    assert [(h.subject, h.quads) for h in a] == [(h.subject, h.quads) for h in b]
    quotes = quotes_of(run)
    assert quotes
    assert all(any(highlight.covers(quote) for highlight in a) for quote in quotes)


def test_a_file_that_has_changed_since_the_run_is_refused(
    run: Path, plan: Path, tmp_path: Path, cypaudit: Command
) -> None:
    write_pdf(plan, STRATEGY_PAGES[:1])
    mine = Path(shutil.copytree(run, tmp_path / "run"))
    (mine / "run-log.json").write_text(json.dumps({"files": {"marsh-strategy": [str(plan)]}}), "utf-8")
    for name in ("marsh-strategy", plan):
        ran = cypaudit("annotate", name, "--run", mine)
        assert ran.code == 2
        assert "has changed since" in ran.err
        assert "leave out --run" in ran.err


def test_a_file_that_was_moved_and_renamed_is_known_by_its_bytes(
    run: Path, plan: Path, tmp_path: Path, cypaudit: Command
) -> None:
    mine = Path(shutil.copytree(run, tmp_path / "run"))
    (mine / "run-log.json").unlink()
    assert "Name the path where it lies" in cypaudit("annotate", "marsh-strategy", "--run", mine).err
    ran = cypaudit("annotate", plan.rename(tmp_path / "renamed.pdf"), "--run", mine)
    assert ran.code == 0, ran.err
    assert read_highlights((tmp_path / "renamed-annotated.pdf").read_bytes())


def test_criteria_and_domains_narrow_the_notes_down(
    run: Path, plan: Path, tmp_path: Path, cypaudit: Command
) -> None:
    wanted = next(row["criterion"] for row in rows_of(run / "evidence.csv") if row["kind"] == "supports")
    copy = tmp_path / "copy.pdf"
    ran = cypaudit("annotate", plan, "--run", run, "--out", copy, "--criterion", wanted)
    assert ran.code == 0, ran.err
    assert {highlight.subject for highlight in read_highlights(copy.read_bytes())} == {wanted}
    ran = cypaudit("annotate", plan, "--run", run, "--out", copy, "--criterion", "no-such", "--overwrite")
    assert (ran.code, "--criterion: no criterion of hpig-2023 is called `no-such`" in ran.err) == (2, True)
    ran = cypaudit("annotate", plan, "--run", run, "--out", copy, "--domain", "workforce", "--overwrite")
    assert ran.code == 0, ran.err
    subjects = {h.subject for h in read_highlights(copy.read_bytes())}
    assert subjects
    assert all(subject.startswith("wf-") for subject in subjects)


def test_nothing_is_written_over_but_an_earlier_copy_where_one_asks_for_it(
    run: Path, plan: Path, tmp_path: Path, cypaudit: Command
) -> None:
    before = plan.read_bytes()
    ran = cypaudit("annotate", plan, "--run", run, "--out", plan, "--overwrite")
    assert (ran.code, "never written over" in ran.err) == (2, True)
    assert cypaudit("annotate", plan, "--run", run).code == 0
    ran = cypaudit("annotate", plan, "--run", run)
    assert (ran.code, "is there already" in ran.err) == (2, True)
    assert cypaudit("annotate", plan, "--run", run, "--overwrite").code == 0
    assert plan.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan-annotated.pdf", "plan.pdf"]


def test_a_copy_of_a_file_that_may_not_be_changed_may_be(run: Path, plan: Path, cypaudit: Command) -> None:
    plan.chmod(0o444)
    assert cypaudit("annotate", plan, "--run", run).code == 0
    assert plan.with_name("plan-annotated.pdf").stat().st_mode & 0o200


def test_an_annotated_copy_is_not_counted_as_another_document_of_the_folder(tmp_path: Path) -> None:
    for name in ("plan.pdf", "plan-annotated.pdf", "other-annotated.pdf", "plan-annotated.docx"):
        (tmp_path / name).write_bytes(name.encode())
    found = [source.files[0].name for source in collect_inputs([tmp_path]).sources]
    # One without its original may be all that there is.
    assert found == ["other-annotated.pdf", "plan-annotated.docx", "plan.pdf"]


def test_of_a_document_of_several_files_each_is_annotated_by_its_path(
    tmp_path: Path, cypaudit: Command
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, page in zip(("one.pdf", "two.pdf"), STRATEGY_PAGES, strict=True):
        write_pdf(folder / name, [page])
    write_manifest(folder, "marsh-strategy,QOX,strategy,2023-2028,one.pdf;two.pdf")
    run = tmp_path / "run"
    assert cypaudit("audit", folder, "--out", run, "--jobs", "1", "--pictures", "none").code == 0
    ran = cypaudit("annotate", "marsh-strategy", "--run", run)
    assert (ran.code, "consists of 2 files (one.pdf, two.pdf). Name one of them" in ran.err) == (2, True)
    for name in ("one", "two"):
        ran = cypaudit("annotate", folder / f"{name}.pdf", "--run", run)
        assert ran.code == 0, ran.err
        highlights = read_highlights((folder / f"{name}-annotated.pdf").read_bytes())
        quotes = {
            row["quote"]
            for row in rows_of(run / "evidence.csv")
            if row["kind"] == "supports" and row["file"] == f"{name}.pdf"
        }
        assert quotes
        assert all(any(highlight.covers(quote) for highlight in highlights) for quote in quotes)


@pytest.mark.parametrize("name", ["plan.md", "plan.html", "plan.txt"])
def test_other_formats_are_refused_with_what_to_use_instead(
    name: str, tmp_path: Path, cypaudit: Command
) -> None:
    (tmp_path / name).write_text("<p>Children and young people are a priority.</p>", encoding="utf-8")
    ran = cypaudit("annotate", tmp_path / name, "--type", "strategy")
    assert ran.code == 2
    assert "only PDF and Word files (.docx) can hold notes" in ran.err
    assert "--format html" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_name_that_is_nothing_says_what_there_is(run: Path, cypaudit: Command) -> None:
    ran = cypaudit("annotate", "no-such", "--run", run)
    assert (ran.code, "Its documents are marsh-strategy" in ran.err) == (2, True)
    ran = cypaudit("annotate", "marsh-strategy")
    assert (ran.code, "needs --run DIR" in ran.err) == (2, True)


def test_a_file_that_cannot_be_read_ends_with_3(tmp_path: Path, cypaudit: Command) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    ran = cypaudit("annotate", tmp_path / "plan.pdf", "--type", "jfp")
    assert ran.code == 3
    assert "damaged" in ran.err


SAMPLE_WORD = Path(__file__).parents[2] / "corpus" / "sample" / "marrendale-jfp.docx"
WORD = """# Joint forward plan
# Our workforce
There are 12 vacancies among health visitors.
Children and young people are one of our four priorities.
We held three workshops with 40 young people in May 2023."""


def test_a_word_file_gets_comments_at_the_passages_and_advice_at_headings(
    tmp_path: Path, cypaudit: Command
) -> None:
    path = write_docx(tmp_path / "plan.docx", WORD)
    ran = cypaudit("annotate", path, "--type", "jfp")
    assert ran.code == 0, ran.err
    comments = read_comments((tmp_path / "plan-annotated.docx").read_bytes())
    assert comments[0].anchored == "Joint forward plan"
    assert comments[0].text.startswith("50 questions of hpig-2023 ")
    assert "There are 12 vacancies among health visitors." in {comment.anchored for comment in comments}
    missing = [comment for comment in comments[1:] if "A reader looks for: " in comment.text]
    assert any("Nearest, in paragraph " in comment.text for comment in missing)
    assert {comment.anchored for comment in missing} <= {"Joint forward plan", "Our workforce"}
    workforce = next(comment for comment in missing if comment.text.startswith("wf-separate-strategy: No"))
    assert workforce.anchored == "Our workforce"
    assert "Where to write it: paragraph " in workforce.text


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_comments_survive_a_save_in_libreoffice_with_the_words_they_stand_at(
    tmp_path: Path, cypaudit: Command
) -> None:
    copy = tmp_path / "plan.docx"
    assert cypaudit("annotate", SAMPLE_WORD, "--type", "jfp", "--out", copy).code == 0
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    saved = tmp_path / "saved"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(saved), str(copy)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    before = [(c.author, c.text, c.anchored) for c in read_comments(copy.read_bytes())]
    after = [(c.author, c.text, c.anchored) for c in read_comments((saved / "plan.docx").read_bytes())]
    assert len(before) > 40
    assert sorted(after) == sorted(before)

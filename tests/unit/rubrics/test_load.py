"""Loading: a sound rubric is built, and an unsound one is told every fault by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cypaudit.errors import RubricError, UsageError
from cypaudit.model.document import DocumentType
from cypaudit.model.rubric import SecondLook, SentenceModelFile
from cypaudit.rubrics import load_cases, load_rubric, locate_rubric
from tests.unit.rubrics.small import CASES, HEAD, PART, line_of, write, write_rubric


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Messages name files as a person would type them from where they are.
    monkeypatch.chdir(tmp_path)


def faults_of(head: Path) -> list[str]:
    """What loading the cases, and so the rubric too, complains of."""
    with pytest.raises(RubricError) as caught:
        load_cases(str(head))
    return str(caught.value).splitlines()


def test_a_rubric_is_built_from_its_files(tmp_path: Path) -> None:
    rubric = load_rubric(str(write_rubric(tmp_path)))
    assert [level.id for level in rubric.scale] == ["yes", "some", "no", "not_applicable", "unreadable"]
    assert rubric.term_lists["asthma"].includes == ("breath",)
    assert rubric.criterion("asthma").rules[0].gives == "yes"


def test_a_case_knows_its_file_line_and_document_type(tmp_path: Path) -> None:
    cases = load_cases(str(write_rubric(tmp_path)))
    assert [case.expect for case in cases] == ["yes", "yes", "no", "yes"]
    assert cases[0].document_type is DocumentType.STRATEGY
    assert cases[2].file == "small/health.cases.yaml"
    assert cases[2].line == line_of(CASES, "- name: children alone")
    assert cases[3].known_gap == "no list has the words"


def test_loading_twice_gives_the_same_hash(tmp_path: Path) -> None:
    head = str(write_rubric(tmp_path))
    assert load_rubric(head).hash == load_rubric(head).hash


def test_line_ends_do_not_change_the_hash(tmp_path: Path) -> None:
    with_lf = load_rubric(str(write_rubric(tmp_path))).hash
    crlf = [text.replace("\n", "\r\n") for text in (HEAD, PART)]
    assert load_rubric(str(write_rubric(tmp_path, head=crlf[0], part=crlf[1]))).hash == with_lf


def test_a_changed_word_changes_the_hash(tmp_path: Path) -> None:
    before = load_rubric(str(write_rubric(tmp_path))).hash
    changed = PART.replace("terms: [asthma]", "terms: [asthmatic]")
    assert load_rubric(str(write_rubric(tmp_path, part=changed))).hash != before


PART_FILE = "small/health.yaml"

# name: (what is replaced in the part, by what, words in the line complained of, words of the complaint)
PART_FAULTS = {
    "unknown key": (
        "    nothing_found:",
        "    nothing_fond: x\n    nothing_found:",
        "nothing_fond",
        ["unknown key `nothing_fond`", "did you mean `nothing_found`?"],
    ),
    "missing key": ("    domain: health\n", "", "- id: asthma", ["`domain` is missing"]),
    "unknown list in a rule": (
        "find: [asthma]",
        "find: [astma]",
        "find: [astma]",
        ["unknown term list `astma`", "did you mean `asthma`?", "allowed: asthma, breath, children"],
    ),
    "unknown list in includes": (
        "includes: [breath]",
        "includes: [breathing]",
        "includes: [breathing]",
        ["unknown term list `breathing`"],
    ),
    "unknown level in a rule": (
        "gives: yes",
        "gives: perhaps",
        "gives: perhaps",
        ["unknown level `perhaps`", "allowed: yes, some, no"],
    ),
    "unknown level of a criterion": (
        "some: a mention",
        "few: a mention",
        "levels: {yes",
        ["unknown level `few`", "allowed: yes, some, no"],
    ),
    "unknown entity": (
        "find: [asthma]",
        'find: ["<persn>"]',
        "<persn>",
        ["unknown entity `<persn>`", "did you mean `<person>`?", "<year-span>"],
    ),
    "unknown domain": ("domain: health", "domain: wealth", "domain: wealth", ["allowed: health"]),
    "unknown document type": (
        "asked_of: [strategy]",
        "asked_of: [strategie]",
        "asked_of",
        ["unknown value `strategie`", "allowed: strategy, jfp, pair"],
    ),
    "bad term syntax": (
        "terms: [wheez+]",
        'terms: ["wheez*"]',
        "wheez*",
        ["`*` is not part of the syntax", "write `recruit+`"],
    ),
    "bracket left open": (
        "terms: [wheez+]",
        'terms: ["wheez(ing"]',
        "wheez(ing",
        ["`wheez(ing`"],
    ),
    "include cycle": (
        "  breath:\n",
        "  breath:\n    includes: [asthma]\n",
        "includes: [asthma]",
        ["`breath` includes itself in the end"],
    ),
    "a key that stands twice": (
        "  breath:\n",
        "  asthma: {terms: [puffer]}\n  breath:\n",
        "  asthma: {terms",
        ["`asthma` stands twice here"],
    ),
    "percentage above 100": (
        "percent: 40",
        "percent: 140",
        "percent: 140",
        ["`percent`", "less than or equal to 100", "`140`"],
    ),
    "condition without a cue": (
        "        find: [asthma]\n",
        "        find: [asthma]\n        with:\n          - {within: paragraph}\n",
        "{within: paragraph}",
        ["a condition has `any` or `all`"],
    ),
    "text where a list belongs": (
        "find: [asthma]",
        "find: asthma",
        "find: asthma",
        ["`find` must be a list"],
    ),
    "not YAML": ("find: [asthma]", "find: [asthma", "find: [asthma", ["is not YAML"]),
    "an alias of what it stands in": (
        "includes: [breath]",
        "includes: &loop [*loop]",
        "includes: &loop",
        ["an alias stands here within what it is the alias of"],
    ),
}


@pytest.mark.parametrize(("old", "new", "there", "words"), PART_FAULTS.values(), ids=PART_FAULTS)
def test_a_fault_is_named_with_file_line_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, there: str, words: list[str]
) -> None:
    assert PART.count(old) == 1, "the test replaces one place"
    part = PART.replace(old, new)
    messages = faults_of(write_rubric(tmp_path, part=part))
    line = line_of(part, there)
    # YAML notices a bracket left open only in the line after it.
    places = [f"{PART_FILE}:{number}: " for number in (line, line + ("not YAML" in " ".join(words)))]
    told = [message for message in messages if message.startswith(tuple(places))]
    assert told, messages
    assert all(word in told[0] for word in words), told[0]


def test_a_criterion_id_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    part = PART + PART[PART.index("  - id: asthma") :]
    (message,) = faults_of(write_rubric(tmp_path, part=part))
    assert message.startswith(f"{PART_FILE}:{len(PART.splitlines()) + 1}: ")
    first = line_of(PART, "- id: asthma")
    assert f"the criterion `asthma` stands already in {PART_FILE}:{first}" in message


def test_a_term_list_of_two_parts_is_a_fault(tmp_path: Path) -> None:
    write(tmp_path / "more.yaml", "terms:\n  breath: {terms: [puff]}\n")
    (message,) = faults_of(write_rubric(tmp_path, head=f"{HEAD}  - more.yaml\n"))
    assert message.startswith("more.yaml:2: the term list `breath` stands already in small/health.yaml:")


def test_all_faults_of_all_files_come_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    part = PART.replace("find: [asthma]", "find: [astma]").replace("gives: yes", "gives: perhaps")
    cases = CASES.replace("expect: no", "expect: never")
    head = HEAD.replace("subject: [children,", "subject: [kids,")
    messages = faults_of(write_rubric(tmp_path, head=head, part=part, cases=cases))
    files = [message.split(":")[0] for message in messages]
    assert files == ["small.yaml", PART_FILE, PART_FILE, "small/health.cases.yaml"]
    assert "unknown level `never`" in messages[3]


def test_faults_of_shape_come_at_once_even_where_the_head_has_one(tmp_path: Path) -> None:
    messages = faults_of(
        write_rubric(
            tmp_path,
            head=HEAD.replace("title: A small rubric\n", ""),
            part=PART.replace("    question:", "    questoin:"),
            cases=CASES.replace("- criterion: asthma", "- criterium: asthma"),
        )
    )
    assert "small.yaml:1: `title` is missing" in messages
    assert any("did you mean `question`?" in message for message in messages)
    assert any("did you mean `criterion`?" in message for message in messages)


def test_a_missing_part_is_named(tmp_path: Path) -> None:
    messages = faults_of(write_rubric(tmp_path, head=f"{HEAD}  - small/wealth.yaml\n"))
    assert messages == ["small/wealth.yaml:1: there is no such file"]


def test_an_empty_part_is_named(tmp_path: Path) -> None:
    assert faults_of(write_rubric(tmp_path, part="")) == [f"{PART_FILE}:1: is empty"]


def test_a_part_that_is_not_utf_8_is_named_with_the_line(tmp_path: Path) -> None:
    head = write_rubric(tmp_path)
    part = tmp_path / "small" / "health.yaml"
    part.write_bytes(PART.replace("it is common", "it’s common").encode("cp1252"))
    line = line_of(PART, "it is common")
    assert faults_of(head) == [f"{PART_FILE}:{line}: is not UTF-8 text"]


CASE_FAULTS = {
    "unknown criterion": ("criterion: asthma", "criterion: astma", ["unknown criterion `astma`", "`asthma`"]),
    "unknown level": ("expect: no", "expect: never", ["unknown level `never`", "allowed: yes, some, no"]),
    "name that stands twice": ("name: children alone", "name: named", ["another case of `asthma`"]),
    "empty text": ("text: We will treat children.\n", 'text: ""\n', ["`text` is empty"]),
    "a document it is not asked of": (
        "name: children alone\n",
        "name: children alone\n        document_type: jfp\n",
        ["`asthma` is not asked of `jfp`"],
    ),
}


@pytest.mark.parametrize(("old", "new", "words"), CASE_FAULTS.values(), ids=CASE_FAULTS)
def test_a_fault_of_a_case_is_named(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    assert CASES.count(old) == 1
    messages = faults_of(write_rubric(tmp_path, cases=CASES.replace(old, new)))
    assert messages[0].startswith("small/health.cases.yaml:")
    assert all(word in messages[0] for word in words), messages


def test_a_rubric_that_does_not_exist_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match=r"unknown rubric `hpig-2032`; did you mean `hpig-2023`\?"):
        locate_rubric("hpig-2032")
    with pytest.raises(UsageError, match="there is no such rubric file"):
        locate_rubric("nowhere.yaml")


MODEL = "sentence_model: {file: small/model.npz, rules_alone: [asthma]}\n"


def test_a_model_is_named_by_the_head_and_its_bytes_count_in_the_hash(tmp_path: Path) -> None:
    head = write_rubric(tmp_path, head=HEAD + MODEL + "second_look: {at_least: 0.5, most: 2}\n")
    file = tmp_path / "small" / "model.npz"
    file.write_bytes(b"one")
    rubric = load_rubric(str(head))
    assert rubric.sentence_model == SentenceModelFile(file=file, rules_alone=("asthma",))
    assert rubric.second_look == SecondLook(at_least=0.5, most=2)
    file.write_bytes(b"two")
    assert load_rubric(str(head)).hash != rubric.hash


def test_without_a_model_the_rules_decide_everything(tmp_path: Path) -> None:
    rubric = load_rubric(str(write_rubric(tmp_path)))
    assert (rubric.sentence_model, rubric.second_look) == (None, None)


def test_a_model_that_is_not_there_is_named_with_its_line(tmp_path: Path) -> None:
    head = HEAD + MODEL
    assert faults_of(write_rubric(tmp_path, head=head)) == [
        f"small.yaml:{line_of(head, 'sentence_model')}: there is no such file: small/model.npz"
    ]


def test_a_second_look_without_a_model_is_a_fault(tmp_path: Path) -> None:
    head = HEAD + "second_look: {most: 3}\n"
    (fault,) = faults_of(write_rubric(tmp_path, head=head))
    assert fault.startswith(f"small.yaml:{line_of(head, 'second_look')}: ")
    assert "sentence_model" in fault


def test_a_criterion_that_rules_decide_alone_must_be_one(tmp_path: Path) -> None:
    head = HEAD + MODEL.replace("[asthma]", "[asthma, astma]")
    path = write_rubric(tmp_path, head=head)
    (tmp_path / "small" / "model.npz").write_bytes(b"one")
    (fault,) = faults_of(path)
    assert fault.startswith(f"small.yaml:{line_of(head, 'sentence_model')}: ")
    assert "`astma`" in fault

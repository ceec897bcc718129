import pytest
from hypothesis import given
from hypothesis import strategies as st
from pb_text import SOUND, changed

from engage.budget.pabulib import TEMPLATES, PabulibError, parse, read, rows, write

CUMULATIVE = changed(
    ("approval", "cumulative"), ("voter_id;age;vote", "voter_id;points;vote"), ("v1;34;", "v1;3,1;"), ("v2;;", "v2;2;")
)

MALFORMED = [
    ("", "empty", 1, "The file is empty."),
    ("\n\n", "empty", 1, "The file is empty."),
    ("Dear Sir", "no-start", 1, "begins with a line that says META"),
    (SOUND.removeprefix("META\n"), "no-start", 1, "META"),
    (SOUND[SOUND.index("PROJECTS") :], "no-start", 1, "META"),
    (SOUND[: SOUND.index("VOTES")], "missing-section", 19, "VOTES is missing"),
    (SOUND[: SOUND.index("PROJECTS")], "missing-section", 14, "PROJECTS is missing"),
    (changed(("PROJECTS\n", "")), "misplaced-section", 19, "VOTES is out of place"),
    (SOUND + "VOTES\n", "misplaced-section", 24, "VOTES is out of place"),
    (changed(("PROJECTS\n", "META\n")), "misplaced-section", 15, "META is out of place"),
    (SOUND[: SOUND.index("voter_id")], "missing-header", 20, "VOTES has no line with the names"),
    (changed(("Park", '"Park')), "open-quote", 17, "none closes it"),
    (changed(("Park", '"Park""')), "open-quote", 17, "none closes it"),
    (changed(("Park", '"Park" ()')), "text-after-quote", 17, "between a closing quotation mark and"),
    (changed(("01;600;2;Park;1", "01;600;2;Park")), "row-width", 17, "row has 4 fields, its header has 5"),
    (changed(("v1;34;01", "v1;34;;01")), "row-width", 22, "4"),
    (changed(("unit;Example", "unit;Exam;ple")), "row-width", 5, "3"),
    (changed(("unit;Example", "unit")), "row-width", 5, "1"),
    (changed(("project_id;cost", "id;cost")), "missing-column", 16, "PROJECTS has no column project_id"),
    (changed(("project_id;cost", "project_id;price")), "missing-column", 16, "no column cost"),
    (changed(("voter_id;age", "voter;age")), "missing-column", 21, "VOTES has no column voter_id"),
    (changed(("voter_id;age;vote", "voter_id;age;choice")), "missing-column", 21, "no column vote"),
    (changed(("approval", "cumulative")), "missing-column", 21, "no column points"),
    (changed(("voter_id;age;vote", "voter_id;;vote")), "unnamed-column", 21, "without a name"),
    (changed(("votes;name", "name;name")), "repeated-column", 16, "“name” twice"),
    (changed(("budget;1000\n", "")), "missing-key", 1, "does not say budget"),
    (changed(("vote_type;approval\n", "")), "missing-key", 1, "does not say vote_type"),
    (changed(("unit;Example", "country;Poland")), "repeated-key", 5, "the first time is line 4"),
    (changed(("unit;Example", ";Example")), "missing-value", 5, "key is empty"),
    (changed(("budget;1000", "budget;")), "missing-value", 9, "budget is empty"),
    (changed(("budget;1000", "budget;None")), "missing-value", 9, "budget is empty"),
    (changed(("budget;1000", "budget;1 000")), "not-a-number", 9, "budget should be a number"),
    (changed(("budget;1000", "budget;a lot")), "not-a-number", 9, "not “a lot”"),
    (changed(("budget;1000", "budget;1e99")), "not-a-number", 9, "1e99"),
    (changed(("budget;1000", "budget;-1000")), "negative", 9, "less than zero"),
    (changed(("approval", "acclamation")), "unknown-vote-type", 10, "acclamation"),
    (changed(("01;600", "01;")), "missing-value", 17, "cost is empty"),
    (changed(("01;600", "01;six")), "not-a-number", 17, "cost should be a number"),
    (changed(("01;600", "01;-600")), "negative", 17, "cost is “-600”"),
    (changed(("01;600", ";600")), "missing-value", 17, "project_id is empty"),
    (changed(("01;600", "0,1;600")), "comma-in-id", 17, "comma"),
    (changed(("c15;300", "01;300")), "repeated-project", 18, "“01” is listed a second time; the first time is line 17"),
    (SOUND[: SOUND.index("01;600")] + SOUND[SOUND.index("VOTES") :], "no-projects", 15, "no projects"),
    (changed(("v1;34", ";34")), "missing-value", 22, "voter_id is empty"),
    (changed(("v2;", "v1;")), "repeated-voter", 23, "“v1” is listed a second time; the first time is line 22"),
    (changed(("01,c15", "1,c15")), "unknown-project", 22, "“1”, which is not under PROJECTS"),
    (changed(("01,c15", "01,,c15")), "empty-mark", 22, "comma"),
    (changed(("01,c15", "01,c15,")), "empty-mark", 22, "comma"),
    (CUMULATIVE.replace("v1;3,1", "v1;3"), "points-mismatch", 22, "names 2 projects but has points for 1"),
    (CUMULATIVE.replace("v1;3,1", "v1;"), "points-mismatch", 22, "points for 0"),
    (CUMULATIVE.replace("v1;3,1", "v1;3,-1"), "negative", 22, "points is “-1”"),
    (CUMULATIVE.replace("v1;3,1", "v1;3,x"), "not-a-number", 22, "points should be a number"),
    (changed(("Park", ";" * 1_000_001)), "long-line", 17, "longer than 1000000 characters"),
    (changed(("Park", "Pa\0rk")), "nul", 17, "NUL byte"),
]


@pytest.mark.parametrize(
    ("text", "kind", "line", "words"), MALFORMED, ids=[f"{m[1]}-{i}" for i, m in enumerate(MALFORMED)]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_names_the_line_and_the_fault(text, kind, line, words, line_end):
    with pytest.raises(PabulibError) as caught:
        parse(text.replace("\n", line_end).encode())

    error = caught.value
    assert (error.kind, error.line) == (kind, line)
    assert words in error.fault
    assert str(error) == f"Line {line}: {error.fault}"
    assert error.fault == TEMPLATES[kind] % error.params


def test_names_the_line_that_is_not_text():
    with pytest.raises(PabulibError) as caught:
        parse(SOUND.replace("Tree", "Café").encode("latin-1"))

    assert (caught.value.kind, caught.value.line) == ("not-utf-8", 19)


def test_refuses_an_enormous_file(monkeypatch, tmp_path):
    monkeypatch.setattr(rows, "LARGEST_FILE", 300)
    path = tmp_path / "enormous.pb"
    path.write_text(SOUND)

    with pytest.raises(PabulibError, match="larger than"):
        read(path)


def test_what_is_quoted_is_short_and_cannot_steer_a_terminal():
    with pytest.raises(PabulibError) as caught:
        parse(changed(("01,c15", "\x1b[2J" + "9" * 5000)))

    assert len(str(caught.value)) < 150
    assert "\x1b" not in str(caught.value)


@given(st.data())
def test_a_damaged_file_is_read_or_refused_in_words(data):
    """Whatever happens to a file on its way, nothing but an election or a named fault comes out."""
    damaged = bytearray(SOUND.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"", b";", b'"', b"\n", b",", b"\xff", b"-"])
        )

    answer = election_or_error(bytes(damaged))
    if isinstance(answer, PabulibError):
        assert 1 <= answer.line <= damaged.count(b"\n") + 1
        assert answer.fault
    else:
        assert parse(write(answer)) == answer


def election_or_error(data):
    try:
        return parse(data)
    except PabulibError as error:
        return error

import pytest

from bench.http1 import AnswerReader, BadAnswer, build_request

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n"
)


def read_in_pieces(data, size):
    reader = AnswerReader()
    found = []
    for start in range(0, len(data), size):
        if answer := reader.feed(data[start : start + size]):
            found.append(answer)
    assert reader.is_empty
    return found


@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
@pytest.mark.parametrize(("data", "body"), [(PLAIN, b"hello"), (CHUNKED, b"hello world")])
def test_reads_an_answer_however_it_is_cut(data, body, size):
    [answer] = read_in_pieces(data, size)

    assert (answer.status, answer.body, answer.wire_bytes) == (200, body, len(data))


def test_reads_one_answer_after_the_other():
    bodies = [answer.body for answer in read_in_pieces(PLAIN + CHUNKED + PLAIN, 1)]

    assert bodies == [b"hello", b"hello world", b"hello"]


def test_knows_answers_without_a_body():
    reader = AnswerReader()

    assert reader.feed(b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n").status == 304
    assert reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", head_only=True).body == b""


def test_a_body_without_a_length_lasts_until_the_end():
    reader = AnswerReader()

    assert reader.feed(b"HTTP/1.0 200 OK\r\n\r\nhel") is None
    assert reader.feed(b"lo") is None
    answer = reader.feed(b"")
    assert answer.body == b"hello"
    assert answer.is_last


@pytest.mark.parametrize("data", [b"", b"HTTP/1.1 200", PLAIN[:-1], CHUNKED[:-3], b"nonsense\r\n\r\n"])
def test_says_that_an_answer_broke_off(data):
    reader = AnswerReader()

    with pytest.raises(BadAnswer):  # noqa: PT012 - Either call may find it.
        reader.feed(data) if data else None
        reader.feed(b"")


def test_headers_are_found_whatever_their_case():
    [answer] = read_in_pieces(PLAIN, 100)

    assert answer.header("content-LENGTH") == "5"
    assert answer.headers("Set-Cookie") == ["a=1", "b=2"]
    assert answer.header("missing") is None


def test_builds_a_request():
    request = build_request("POST", "/x", ("127.0.0.1", 80), headers={"Cookie": "a=b"}, body=b"c=d")

    assert request == b"POST /x HTTP/1.1\r\nHost: 127.0.0.1:80\r\nCookie: a=b\r\nContent-Length: 3\r\n\r\nc=d"

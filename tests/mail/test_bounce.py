"""Delivery reports as relays write them, and what only resembles one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.delivery import Failure, NotReport, Report
from scheduler.mail.bounce import MAX_BYTES, MAX_DIAGNOSTIC, MAX_RECIPIENTS, read_report

FOLDER = Path(__file__).parent / "bounces"
FIXTURES = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))}
OURS = "0123456789abcdef@ville.example"
POSTFIX = Failure(
    "camille.delattre@ccas.example",
    "camille.delattre@ccas.example",
    "failed",
    "5.1.1",
    "550 5.1.1 <camille.delattre@ccas.example>: Recipient address rejected: "
    "User unknown in virtual mailbox table",
)
REPORTS = {
    "postfix": Report(f"<{OURS}>", OURS, (POSTFIX,)),
    "postfix-delayed": Report(
        f"<{OURS}>",
        None,
        (
            Failure(
                "camille.delattre@ccas.example",
                None,
                "delayed",
                "4.4.1",
                "connect to mx.ccas.example[192.0.2.25]:25: Connection timed out",
            ),
        ),
    ),
    "exchange": Report(
        f"<{OURS}>",
        None,
        (
            Failure(
                "Noe.Lemaire@regie.example",
                "noe.lemaire@regie.example",
                "failed",
                "5.1.10",
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; "
                "Recipient not found by SMTP address lookup",
            ),
        ),
    ),
    "exim": Report(
        f"<{OURS}>", None, (Failure("sacha.roussel@dep.example", None, "failed", "5.0.0", ""),)
    ),
    "several": Report(
        None,
        "rappel+1=x@ville.example",
        (
            Failure(
                "ancien@ville.example",
                "conventions@ville.example",
                "failed",
                "5.1.1",
                "550 No such user",
            ),
            Failure(
                "lent@ville.example",
                "conventions@ville.example",
                "delayed",
                "4.2.2",
                "452 4.2.2 Mailbox full",
            ),
            Failure("bien@ville.example", None, "delivered", "2.1.5", ""),
            Failure("ailleurs@ville.example", None, "relayed", "2.1.9", ""),
            Failure("liste@ville.example", None, "expanded", "2.1.5", ""),
        ),
    ),
    "missing-status": Report(
        f"<{OURS}>",
        None,
        (
            Failure("a@vieux.example", None, "failed", "", ""),
            Failure(
                "b@vieux.example",
                None,
                "failed",
                "5.7.1",
                "550-5.7.1 relais refuse ; voir 192.5.7.1",
            ),
            Failure("/C=FR/ADMD=", None, "delayed", "4.0.0", ""),
        ),
    ),
    "one-block": Report(None, OURS, (Failure("a@boite.example", None, "failed", "5.2.1", ""),)),
    "encoded": Report(
        f"<{OURS}>", None, (Failure("a@passerelle.example", None, "failed", "5.7.1", ""),)
    ),
    "utf8": Report(
        f"<{OURS}>",
        None,
        (
            Failure(
                "hélène@accent.example",
                "helene@accent.example",
                "failed",
                "5.2.2",
                "552 5.2.2 Boîte pleine",
            ),
        ),
    ),
    "latin": Report(
        f"<{OURS}>",
        None,
        (Failure("a@latin.example", None, "failed", "5.2.2", "552 bo\ufffdte pleine"),),
    ),
    "forwarded": Report(f"<{OURS}>", OURS, (POSTFIX,)),
    "wrapped": Report(
        f"<{OURS}>", OURS, (Failure("a@boite.example", None, "failed", "5.2.1", ""),)
    ),
}
OTHERS = {
    "vacation": "answer",
    "receipt": "receipt",
    "prose": "prose",
    "exim-prose": "prose",
    "empty-report": "prose",
    "person": "other",
    "garbage": "other",
}


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_read(name: str) -> None:
    assert read_report(FIXTURES[name]) == REPORTS[name]


@pytest.mark.parametrize("name", REPORTS)
def test_the_ends_of_lines_do_not_matter(name: str) -> None:
    assert read_report(FIXTURES[name].replace(b"\n", b"\r\n")) == REPORTS[name]


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_report_is_told_apart(name: str) -> None:
    assert read_report(FIXTURES[name]) == NotReport(OTHERS[name])  # type: ignore[arg-type]


def test_every_fixture_is_judged() -> None:
    assert set(FIXTURES) == {*REPORTS, *OTHERS, "hostile"}


def test_nothing_hides_in_what_a_hostile_report_says() -> None:
    read = read_report(FIXTURES["hostile"])
    assert isinstance(read, Report)
    assert (read.message_id, read.envelope_id) == (f"<{OURS}>", None)
    (failure,) = read.recipients
    assert (failure.recipient, failure.status) == ("a@pirate.example", "5.1.1")
    assert len(failure.diagnostic) == MAX_DIAGNOSTIC
    assert failure.diagnostic.isprintable()
    assert "=?" not in failure.diagnostic


def test_only_the_start_of_a_huge_report_is_read() -> None:
    assert read_report(FIXTURES["exim"] + b"x" * 50_000_000) == REPORTS["exim"]
    assert read_report(b"x" * MAX_BYTES + FIXTURES["exim"]) == NotReport("other")


def test_a_report_of_a_thousand_recipients_is_cut() -> None:
    group = b"\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n"
    body = FIXTURES["one-block"] + group * 1000
    read = read_report(body)
    assert isinstance(read, Report)
    assert len(read.recipients) == MAX_RECIPIENTS + 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 1000,
        b"Content-Type: message/rfc822\n\n" * 5000,
        b"".join(
            b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000)
        ),
        b"Content-Type: multipart/report; boundary*0*=x'y'%zz; boundary*x=1; boundary=\"\n\n--x",
        b"Content-Type: message/delivery-status\n\n" + b"\n" * 100_000,
        b"Content-Type: text/plain; charset=inconnu\nFrom: =?inconnu?q?=FF?=\n\n",
    ],
    ids=["nothing", "nul", "chain", "nested", "parameters", "blank", "charset"],
)
def test_what_is_built_to_harm_is_no_report(body: bytes) -> None:
    assert read_report(body) == NotReport("other")


@given(st.binary(max_size=2000))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(read_report(body), NotReport)


@given(st.sampled_from(sorted(FIXTURES)), st.data())
def test_no_damaged_report_raises(name: str, data: st.DataObject) -> None:
    """Bytes changed, moved and cut anywhere; what is read stays safe to show."""
    body = bytearray(FIXTURES[name])
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(body)))
        length = data.draw(st.integers(0, 40))
        body[start : start + length] = data.draw(st.binary(max_size=40))
    read = read_report(bytes(body))
    if isinstance(read, Report):
        for one in read.recipients:
            told = (one.recipient, one.original_recipient or "x", one.status, one.diagnostic)
            assert all(text.isprintable() for text in told)
            assert one.recipient

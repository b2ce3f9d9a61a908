"""Twelve kinds of broken rule file, each named with its place, its line and a remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scheduler.problems import Problem, render
from scheduler.rulebook.load import Sources, load
from tests.bethune import ROOT
from tests.commands import run

GOLDEN = Path(__file__).parent / "golden"
RULE = "bethune-sad.yaml"
Break = Callable[[str], str | bytes]


def replaced(old: str, new: str) -> Break:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def bomb(text: str) -> str:
    levels = "\n".join(
        f"  n{level}: &n{level} [{', '.join([f'*n{level - 1}'] * 10)}]" for level in range(1, 12)
    )
    return f"{text}\nbombe:\n  n0: &n0 [a, b]\n{levels}\n"


BROKEN: dict[str, Break] = {
    "unknown-key": replaced("reconduction:", "recondution:"),
    "duplicate-key": replaced("nous: ccas", "nous: ccas\nnous: sivom"),
    "impossible-date": replaced("pas avant: 2025-03-13", "pas avant: 2025-02-30"),
    "unknown-calendar": replaced("calendrier: bethune", "calendrier: bethunne"),
    "unknown-role": replaced("ccas.directrice", "ccas.directrize"),
    "tab": replaced("  sivom: SIVOM", "\tsivom: SIVOM"),
    "wrong-type": replaced("    fois: 3", "    fois: [trois]"),
    "missing-field": replaced('  article: "3"\n', ""),
    "overlapping-id": replaced("  deliberation-ccas:", "  bilan-annuel:"),
    "alias-bomb": bomb,
    "not-utf8": lambda text: text.encode("latin-1", "replace"),
    "huge": lambda text: text.encode() + b"# remplissage\n" * (50 * 1024 * 1024 // 14),
}


def break_rule(folder: Path, kind: str) -> None:
    path = folder / "rules" / RULE
    broken = BROKEN[kind](path.read_text("utf-8"))
    path.write_bytes(broken if isinstance(broken, bytes) else broken.encode())


def problems(folder: Path) -> list[Problem]:
    sources = Sources((folder / "rules",), folder / "calendars", folder / "annuaire.yaml")
    return list(load(sources).errors)


def test_a_key_of_another_form_is_not_answered_by_itself(tmp_path: Path) -> None:
    """``quand: {le: …}`` was once told « vouliez-vous dire « le » ? »."""
    text = (ROOT / "rules" / RULE).read_text("utf-8")
    rules = tmp_path / "rules"
    rules.mkdir()
    wrong = text.replace("quand: {chaque: année, pour: 15 février N+1}", "quand: {le: 15 février}")
    assert wrong != text
    (rules / RULE).write_text(wrong, "utf-8")
    sources = Sources((rules,), ROOT / "calendars", ROOT / "annuaire.yaml")
    (found,) = [one for one in load(sources).errors if one.code == "R020"]
    assert "« le » ne va pas ici" in found.message
    assert found.hint == "écrire `quand: {chaque: année, le: 15 février}`"


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_named_with_its_place_its_line_and_a_remedy(
    deployment: Path, kind: str
) -> None:
    break_rule(deployment, kind)
    found = problems(deployment)
    assert found
    for problem in found:
        assert problem.at.line >= 1
        assert problem.at.column >= 1
        assert problem.at.text is not None
        assert problem.hint
    shown = "\n\n".join(render(one) for one in found).replace(str(deployment) + "/", "")
    golden = GOLDEN / f"{kind}.txt"
    assert shown + "\n" == golden.read_text("utf-8")


@pytest.mark.parametrize("kind", BROKEN)
def test_check_exits_with_1_and_no_traceback(deployment: Path, kind: str) -> None:
    break_rule(deployment, kind)
    done = run(deployment, "check")
    assert done.returncode == 1
    assert f"rules/{RULE}:" in done.stdout
    assert "aide :" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_all_problems_are_told_at_once(deployment: Path) -> None:
    path = deployment / "rules" / RULE
    text = path.read_text("utf-8")
    for old, new in (
        ("reconduction:", "recondution:"),
        ("pas avant: 2025-03-13", "pas avant: 2025-02-30"),
        ("    fois: 3", "    fois: beaucoup"),
        ("quand: {dès: signature}", "quand: {dés: signatur, dé: 3}"),
    ):
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    codes = [problem.code for problem in problems(deployment)]
    assert len(codes) >= 3
    assert {"R020", "R022"} <= set(codes)


def test_an_unreadable_file_is_a_problem_too(deployment: Path) -> None:
    (deployment / "rules" / "fantome.yaml").symlink_to(deployment / "nulle-part.yaml")
    assert [problem.code for problem in problems(deployment)] == ["R001"]


def test_the_same_convention_in_two_files_is_refused(deployment: Path) -> None:
    path = deployment / "rules" / RULE
    (deployment / "rules" / "copie.yaml").write_bytes(path.read_bytes())
    (problem,) = problems(deployment)
    assert problem.code == "R105"
    assert problem.also is not None


def test_a_slip_in_a_partys_name_is_caught(deployment: Path) -> None:
    path = deployment / "rules" / RULE
    text = path.read_text("utf-8").replace("par: [ccas, sivom]", "par: [ccas, sivon]")
    path.write_text(text, "utf-8")
    (problem,) = problems(deployment)
    assert problem.code == "R103"
    assert "sivom" in problem.hint


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("{même que: comite-pilotage}", "{même que: comite-pilotag}", "R108", "comite-pilotage"),
        ("    mode: inconnu\n", "    mode: tacit\n", "R022", "tacite"),
        ("    au: 2017-12-31\n", "", "R022", "vont ensemble"),
        ("    fait: notice_received\n", "    fait: notice_recu\n", "R104", "notice_received"),
    ],
)
def test_each_form_of_dijons_file_is_refused_when_it_is_wrong(
    whole_deployment: Path, old: str, new: str, code: str, words: str
) -> None:
    path = whole_deployment / "rules" / "dijon-carsat.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    (problem,) = problems(whole_deployment)
    assert problem.code == code
    assert words in problem.message + problem.hint


@pytest.mark.parametrize(
    ("owes", "severity", "remedy"),
    [
        ("siv", "erreur", "vouliez-vous dire « sivom » ?"),
        ("mairie", "avertissement", "la déclarer sous « parties »"),
    ],
)
def test_who_owes_is_a_party_or_words_of_the_paper(
    deployment: Path, owes: str, severity: str, remedy: str
) -> None:
    path = deployment / "rules" / RULE
    text = path.read_text("utf-8").replace("par: [ccas, sivom]", f"par: [ccas, {owes}]", 1)
    path.write_text(text, "utf-8")
    sources = Sources(
        (deployment / "rules",), deployment / "calendars", deployment / "annuaire.yaml"
    )
    (problem,) = [one for one in load(sources).problems if one.code == "R103"]
    assert (problem.severity, problem.message) == (
        severity,
        f"« {owes} » n'est pas une partie déclarée",
    )
    assert problem.hint.startswith(remedy)

"""What is wrong with a setting is said where it stands, and never with the secret beside it."""

from pathlib import Path

import pytest

from scheduler.problems import render_all
from scheduler.settings import Settings, SettingsError, read_settings
from tests.service import ROOT

GUIDE = (ROOT / "docs" / "administrateur.md").read_text("utf-8")


def read(folder: Path, text: str, **environment: str) -> Settings:
    (folder / "echeancier.toml").write_text(text, "utf-8")
    return read_settings(folder / "echeancier.toml", environment)


def refused(folder: Path, text: str, **environment: str) -> str:
    with pytest.raises(SettingsError) as error:
        read(folder, text, **environment)
    return render_all(error.value.problems)


@pytest.mark.parametrize(
    "name", ["ECHEANCIER_SMPT__HOST", "ECHEANCIER_SMTP_HOST", "ECHEANCIER_SMTP__HOTS"]
)
def test_a_misspelled_variable_is_named_and_not_the_file(tmp_path: Path, name: str) -> None:
    said = refused(tmp_path, '[web]\nhost = "127.0.0.1"\n', **{name: "relais"})
    assert said.startswith(f"{name}: erreur C003")
    assert "« ECHEANCIER_SMTP__HOST »" in said
    assert "echeancier.toml" not in said


def test_a_variable_of_the_wrong_kind_is_named(tmp_path: Path) -> None:
    said = refused(tmp_path, "tick_seconds = 20\n", ECHEANCIER_TICK_SECONDS="vingt")
    assert said.startswith("ECHEANCIER_TICK_SECONDS: erreur C004")


@pytest.mark.parametrize("name", ["ECHEANCIER_SMTP__HOST", "ECHEANCIER_VAR", "ECHEANCIER_RULES"])
def test_an_empty_variable_is_no_setting(tmp_path: Path, name: str) -> None:
    """An empty host would hold all mail back; an empty folder is the current one."""
    assert f"{name}: erreur C004 : variable vide" in refused(tmp_path, "", **{name: ""})


def test_a_section_given_as_one_value_is_told(tmp_path: Path) -> None:
    both = {"ECHEANCIER_SMTP": "relais", "ECHEANCIER_SMTP__HOST": "relais"}
    assert "ECHEANCIER_SMTP__HOST: erreur C004" in refused(tmp_path, "", **both)


@pytest.mark.parametrize(
    "text",
    [
        '[smtp]\npasword = "hunter2"\n',
        "[smtp]\npassword = hunter2\n",
        '[smtp]\npassword = "hunter2\nhost = "relais"\n',
        'smtp = "hunter2"\n',
        '[database]\nurl = "postgresql://e:hunter2@base/e\n',
        '[smtp]\nmot_de_passe = "hunter2"\n',
    ],
)
def test_no_mistake_shows_a_password(tmp_path: Path, text: str) -> None:
    said = refused(tmp_path, text)
    assert "echeancier.toml:" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    "url",
    [
        "echeances.ville.example",
        "https://",
        "ftp://ville.example",
        "",
        "https://écheances.ville.example",
        "https://ville.example/{page}",
        "https://ville.example/?page=",
        "https://ville.example/#",
    ],
)
def test_a_public_address_is_a_whole_one(tmp_path: Path, url: str) -> None:
    """Every link of every message begins with it."""
    assert "web.public_url" in refused(tmp_path, f'[web]\npublic_url = "{url}"\n')


def test_a_public_address_may_end_with_a_slash(tmp_path: Path) -> None:
    settings = read(tmp_path, '[web]\npublic_url = "https://e.ville.example/"\n')
    assert settings.web.public_url == "https://e.ville.example"


def test_a_password_for_no_server_is_a_lost_url(tmp_path: Path) -> None:
    """Taken for SQLite, an empty database would tell everybody everything again."""
    assert "sans url" in refused(tmp_path, '[database]\npassword_file = "secret"\n')


@pytest.mark.parametrize("half", ['username = "e"', 'password = "x"', 'password_file = "x"'])
def test_half_an_account_is_refused(tmp_path: Path, half: str) -> None:
    said = refused(tmp_path, f'[smtp]\nhost = "relais"\n{half}\n')
    assert "username et password_file vont ensemble" in said


@pytest.mark.parametrize("held", [b"", b"\n", b"\xe9t\xe9\n"])
def test_a_secret_file_without_a_secret_is_named(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "secret").write_bytes(held)
    smtp = read(tmp_path, '[smtp]\nusername = "e"\npassword_file = "secret"\n').smtp
    with pytest.raises(OSError, match="secret"):
        smtp.secret()


def test_a_mark_at_the_head_of_the_file_is_no_mistake(tmp_path: Path) -> None:
    assert read(tmp_path, "\ufefftick_seconds = 3\n").tick_seconds == 3


def test_every_setting_is_in_the_administrators_page() -> None:
    for section, field in Settings.model_fields.items():
        model = field.annotation
        for key in getattr(model, "model_fields", {section: field}):
            assert f"`{key}`" in GUIDE or f"{key} = " in GUIDE, (section, key)

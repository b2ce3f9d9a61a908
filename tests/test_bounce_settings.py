"""Where reports come back to: one mailbox, encrypted, its password never shown."""

from pathlib import Path

import pytest

from tests.test_settings import read, refused

IMAP = 'imap_host = "imap.ville.example"\nimap_username = "rebonds"\n'


def test_without_the_section_nothing_is_watched(tmp_path: Path) -> None:
    settings = read(tmp_path, "")
    assert (settings.bounces.maildir, settings.bounces.imap_host) == (None, None)
    assert settings.smtp.bounces_to is None


def test_paths_start_from_the_configuration(tmp_path: Path) -> None:
    settings = read(tmp_path, '[bounces]\nmaildir = "rebonds"\n')
    assert settings.bounces.maildir == tmp_path / "rebonds"


def test_a_password_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hélas\n", "utf-8")
    settings = read(tmp_path, f'[bounces]\n{IMAP}imap_password_file = "secret"\n')
    assert settings.bounces.secret() == "hélas"
    assert (settings.bounces.imap_port, settings.bounces.imap_mailbox) == (993, "INBOX")


def test_the_environment_completes_the_file(tmp_path: Path) -> None:
    settings = read(tmp_path, f"[bounces]\n{IMAP}", ECHEANCIER_BOUNCES__IMAP_PASSWORD="secret")
    assert settings.bounces.secret() == "secret"
    assert "secret" not in repr(settings)


def test_no_encryption_is_for_this_machine(tmp_path: Path) -> None:
    plain = f'[bounces]\n{IMAP}imap_password = "x"\nimap_security = "none"\n'
    assert "sur cette machine seulement" in refused(tmp_path, plain)
    settings = read(tmp_path, plain.replace("imap.ville.example", "127.0.0.1"))
    assert settings.bounces.imap_security == "none"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'[bounces]\nmaildir = "x"\n{IMAP}imap_password = "secret"\n', "un seul des deux"),
        (
            f'[bounces]\n{IMAP}imap_password = "secret"\nimap_password_file = "x"\n',
            "une seule des deux",
        ),
        (f"[bounces]\n{IMAP}", "imap_password_file"),
        ('[bounces]\nimap_host = "x"\nimap_password = "secret"\n', "imap_username"),
        (f'[bounces]\n{IMAP}imap_password = ["secret"]\n', "imap_password"),
        ('[bounces]\nmaildirr = "x"\n', "vouliez-vous dire « maildir »"),
        ('[smtp]\nbounces_to = "rebonds à la ville"\n', "une seule adresse"),
        ('[smtp]\npassword = "secret"\npassword_file = "x"\n', "une seule des deux"),
    ],
)
def test_what_cannot_work_is_refused_and_no_password_shown(
    tmp_path: Path, text: str, said: str
) -> None:
    told = refused(tmp_path, text)
    assert said in told
    assert "secret" not in told

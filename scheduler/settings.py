"""Settings from a TOML file and the environment; everything works with none at all."""

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from scheduler.addresses import is_loopback, is_plain, is_web_address
from scheduler.problems import Place, Problem, said
from scheduler.rulebook.load import Sources

FILE = "echeancier.toml"
PREFIX = "ECHEANCIER_"
ELSEWHERE = frozenset({"CONFIG"})
DEFAULT_PORT = 8014


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


class Smtp(_Section):
    """``[smtp]``: the relay; without a host, mail goes to the maildir."""

    host: str | None = None
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: str | None = Field(None, repr=False)
    password_file: Path | None = None
    sender: str = "echeancier@localhost"
    sender_name: str = "échéancier"
    reply_to: str | None = None
    when_doubtful: Literal["resend", "hold"] = "resend"
    connections: int = Field(4, ge=1, le=16)
    bounces_to: str | None = None

    @field_validator("sender", "reply_to", "bounces_to")
    @classmethod
    def _plain_address(cls, value: str | None) -> str | None:
        if value is not None and not is_plain(value):
            raise ValueError("une seule adresse, sans accent ni espace : nom@commune.fr")
        return value

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        if self.password is not None and self.password_file is not None:
            raise ValueError("password et password_file : une seule des deux")
        return self

    @model_validator(mode="after")
    def _whole_account(self) -> Self:
        has_password = (self.password or self.password_file) is not None
        if (self.username is not None) != has_password:
            raise ValueError("username et password_file vont ensemble")
        return self

    def secret(self) -> str | None:
        """The password, read from its file where one is named. Raises OSError."""
        return _secret_in(self.password_file) if self.password_file else self.password


class Bounces(_Section):
    """``[bounces]``: the mailbox that reports come back to, a maildir or one read over IMAP."""

    maildir: Path | None = None
    imap_host: str | None = None
    imap_port: int = Field(993, ge=1, le=65535)
    imap_security: Literal["tls", "starttls", "none"] = "tls"
    imap_username: str | None = None
    imap_password: str | None = Field(None, repr=False)
    imap_password_file: Path | None = None
    imap_mailbox: str = Field("INBOX", min_length=1)

    @model_validator(mode="after")
    def _one_mailbox(self) -> Self:
        if self.maildir is not None and self.imap_host is not None:
            raise ValueError("maildir et imap_host : un seul des deux")
        if self.imap_password is not None and self.imap_password_file is not None:
            raise ValueError("imap_password et imap_password_file : une seule des deux")
        return self

    @model_validator(mode="after")
    def _whole_account(self) -> Self:
        if self.imap_host is None:
            return self
        if not self.imap_username or (self.imap_password or self.imap_password_file) is None:
            raise ValueError("avec imap_host : imap_username, et imap_password_file")
        if self.imap_security == "none" and not is_loopback(self.imap_host):
            raise ValueError('imap_security = "none" : sur cette machine seulement (127.0.0.1)')
        return self

    def secret(self) -> str:
        """The password, read from its file where one is named. Raises OSError."""
        if self.imap_password_file is not None:
            return _secret_in(self.imap_password_file)
        return self.imap_password or ""


class Web(_Section):
    """``[web]``: where the pages answer, and the address people reach them at."""

    host: str = "127.0.0.1"
    port: int = Field(DEFAULT_PORT, ge=0, le=65535)
    public_url: str | None = None

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        # Every link of every message begins with it.
        if value is not None and (not is_web_address(value) or {"?", "#"} & set(value)):
            raise ValueError("une adresse entière, https://echeances.ville.fr, sans « ? » ni « # »")
        return value.rstrip("/") if value else value


class Heartbeat(_Section):
    """``[heartbeat]``: an address fetched after each completed pass; it may hold a token."""

    url: str | None = Field(None, repr=False)
    url_file: Path | None = None

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is not None and not is_web_address(value):
            raise ValueError("une adresse http:// ou https://, sans espace ni accent")
        return value

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if self.url is not None and self.url_file is not None:
            raise ValueError("url et url_file : un seul des deux")
        return self

    def address(self) -> str | None:
        """The url, read from its file where one is named."""
        if self.url_file is not None:
            return self.url_file.read_text("utf-8").strip()
        return self.url


class Database(_Section):
    """``[database]``: a PostgreSQL server; without a url, SQLite in ``var``."""

    url: str | None = Field(None, repr=False)
    password_file: Path | None = None

    @model_validator(mode="after")
    def _whole_account(self) -> Self:
        # Without its server, the service would begin anew in SQLite and tell everybody everything.
        if self.url is None and self.password_file is not None:
            raise ValueError("password_file sans url : donner url, ou ôter password_file")
        return self

    def address(self) -> str | None:
        """The url, with the password of its file where one is named. Raises OSError."""
        if self.url is None or self.password_file is None:
            return self.url
        password = quote(_secret_in(self.password_file), safe="")
        scheme, _, rest = self.url.partition("://")
        user, at, server = rest.rpartition("@")
        return f"{scheme}://{user.partition(':')[0]}:{password}{at or '@'}{server}"


class Settings(_Section):
    """Every setting; paths are relative to the configuration file's folder, else the current."""

    rules: Path = Path("rules")
    calendars: Path = Path("calendars")
    directory: Path = Path("annuaire.yaml")
    var: Path = Path("var")
    tick_seconds: float = Field(20, gt=0, le=300)
    clock_patience_minutes: float = Field(15, ge=0, le=1440)
    smtp: Smtp = Field(default_factory=lambda: Smtp.model_validate({}))
    bounces: Bounces = Field(default_factory=lambda: Bounces.model_validate({}))
    web: Web = Field(default_factory=lambda: Web.model_validate({}))
    database: Database = Field(default_factory=lambda: Database.model_validate({}))
    heartbeat: Heartbeat = Field(default_factory=lambda: Heartbeat.model_validate({}))

    @property
    def sources(self) -> Sources:
        """Where the rulebook's files are."""
        return Sources((self.rules,), self.calendars, self.directory)

    @property
    def sqlite(self) -> Path:
        """The SQLite file, where no server is set."""
        return self.var / "echeancier.sqlite"

    @property
    def store(self) -> Path | str:
        """Where the database is: a file, or the url of a server."""
        return self.database.address() or self.sqlite

    @property
    def has_store(self) -> bool:
        """Whether there is anything to open already; a server always counts as there."""
        return self.database.url is not None or self.sqlite.exists()

    @property
    def maildir(self) -> Path:
        """Where mail goes while no relay is configured."""
        return self.var / "mail"

    @property
    def page(self) -> str:
        """The address at which the pages answer on this machine."""
        return self.web.public_url or f"http://{self.web.host}:{self.web.port}"


def _secret_in(file: Path) -> str:
    """What the file holds but for the blanks around it; raises OSError where it is no secret."""
    try:
        secret = file.read_text("utf-8").strip()
    except UnicodeDecodeError:
        raise OSError(f"« {file} » : il n'est pas en UTF-8") from None
    if not secret:
        raise OSError(f"« {file} » : il est vide ; y écrire le mot de passe, seul")
    return secret


class SettingsError(Exception):
    """The configuration cannot be used; ``problems`` say where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("configuration refusée")
        self.problems = problems


def read_settings(file: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of ``file`` (else ``ECHEANCIER_CONFIG``, else ./echeancier.toml if present).

    Environment variables such as ``ECHEANCIER_SMTP__HOST`` override. Raises SettingsError.
    """
    named = environment.get(PREFIX + "CONFIG")
    path = file or (Path(named) if named else Path(FILE))
    wanted = file is not None or named is not None
    text = _text(path) if wanted or path.exists() else ""
    values = _parsed(path, text)
    variables = _override(values, environment)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        found = [_problem(path, text, variables, one) for one in error.errors()]
        raise SettingsError(found) from None
    return _anchored(settings, path.parent)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        why, hint = (
            said(error),
            "donner le chemin d'un fichier lisible (--config, ECHEANCIER_CONFIG)",
        )
    except UnicodeDecodeError:
        why, hint = "il n'est pas en UTF-8", "l'enregistrer de nouveau avec l'encodage UTF-8"
    at = Place(str(path), 0, 0)
    raise SettingsError([Problem(at, "C001", f"configuration illisible ({why})", hint)])


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        wrong = (text.splitlines() or [""])[line - 1]
        shown = _without_value(wrong) if _SECRET.search(wrong) else wrong
        at = Place(str(path), line, column, shown)
        problem = Problem(at, "C002", "ce n'est pas du TOML", "vérifier guillemets et crochets")
        raise SettingsError([problem]) from None


Variables = dict[tuple[str, ...], str]
"""The environment variable that gave each setting, by the setting's path."""


def _override(values: dict[str, Any], environment: Mapping[str, str]) -> Variables:
    variables: Variables = {}
    for name, value in sorted(environment.items()):
        if not name.startswith(PREFIX) or name.removeprefix(PREFIX) in ELSEWHERE:
            continue
        if not value:
            raise _refused_variable(name, "variable vide", "lui donner une valeur, ou l'ôter")
        path = tuple(name.removeprefix(PREFIX).lower().split("__"))
        target = values
        for section in path[:-1]:
            target = target.setdefault(section, {})
            if not isinstance(target, dict):
                what = f"« {section} » a déjà une valeur et n'est pas une section"
                raise _refused_variable(name, what, "l'ôter, ou corriger son nom")
        target[path[-1]] = value
        variables[path] = name
    return variables


def _refused_variable(name: str, message: str, hint: str) -> SettingsError:
    return SettingsError([Problem(Place(name, 0, 0), "C004", message, hint)])


def _problem(path: Path, text: str, variables: Variables, error: Any) -> Problem:
    loc = [str(part) for part in error["loc"]]
    key = loc[-1] if loc else ""
    lines = text.splitlines()
    number = next(
        (n for n, line in enumerate(lines, 1) if re.match(rf"\s*\[?{re.escape(key)}\b", line)), 0
    )
    variable = variables.get(tuple(loc)) or (
        None if number else _variable_within(variables, tuple(loc))
    )
    name = ".".join(loc)
    unknown = error["type"] == "extra_forbidden"
    # What a whole section holds is not shown either: its password is in it.
    hidden = _is_secret(name) or isinstance(error.get("input"), dict)
    hidden = hidden or error["type"].startswith("model")
    source = lines[number - 1] if number else None
    if source and (unknown or hidden):
        source = _without_value(source)
    at = Place(str(path), number, 1, source, max(len(key), 1))
    if variable:
        at = Place(variable, 0, 0)
    if unknown:
        close = (
            get_close_matches(variable, _every_variable(), 1)
            if variable
            else get_close_matches(key, _known(loc[:-1]), 1)
        )
        hint = f"vouliez-vous dire « {close[0]} » ?" if close else "ôter cette clé"
        return Problem(at, "C003", f"réglage inconnu : « {name} »", hint)
    shown = "" if hidden else f" : « {error.get('input')} »"
    return Problem(at, "C004", f"valeur refusée pour « {name} »{shown}", _expected(error))


def _variable_within(variables: Variables, section: tuple[str, ...]) -> str | None:
    """A variable that gave something in that section."""
    return next((name for path, name in variables.items() if path[: len(section)] == section), None)


def _every_variable() -> list[str]:
    """Those that mean something."""
    sections: dict[str, type[_Section]] = {"": Settings, **_SECTIONS}
    return [
        f"{PREFIX}{section.upper()}{'__' if section else ''}{key.upper()}"
        for section, model in sections.items()
        for key in model.model_fields
        if key not in _SECTIONS
    ]


_SECRET = re.compile(r"(?i)^[^=]*(pas|mdp|mot|url|secret)")
"""The beginning of a line that may hold a password, its key perhaps misspelled."""


def _without_value(line: str) -> str:
    """The line up to its equals sign: what follows may be a password."""
    key, equals, _ = line.partition("=")
    return key + equals


def _is_secret(name: str) -> bool:
    return "password" in name or name in ("database.url", "heartbeat.url")


_SECTIONS: dict[str, type[_Section]] = {
    "smtp": Smtp,
    "bounces": Bounces,
    "web": Web,
    "database": Database,
    "heartbeat": Heartbeat,
}


def _known(section: list[str]) -> list[str]:
    model = _SECTIONS.get(section[0], Settings) if section else Settings
    return list(model.model_fields)


def _expected(error: Any) -> str:
    allowed = error.get("ctx", {}).get("expected")
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if allowed:
        return f"valeurs permises : {allowed}"
    form = next((form for sign, form in _FORMS.items() if error["type"].startswith(sign)), None)
    return form.format(**error.get("ctx", {})) if form else "voir docs/administrateur.md"


_FORMS = {
    "int": "écrire un nombre entier",
    "float": "écrire un nombre",
    "bool": "écrire true ou false",
    "string_too_short": "donner une valeur, ou ôter ce réglage",
    "string": "écrire un texte entre guillemets droits",
    "path": "écrire un chemin entre guillemets droits",
    "model": "écrire une section entre crochets, puis ses réglages",
    "greater_than_equal": "au moins {ge}",
    "greater_than": "plus de {gt}",
    "less_than_equal": "au plus {le}",
    "less_than": "moins de {lt}",
}
"""What to write, by how the kind of pydantic's refusal begins."""


def _anchored(settings: Settings, folder: Path) -> Settings:
    paths = {
        name: folder / getattr(settings, name)
        for name in ("rules", "calendars", "directory", "var")
    }
    files = {
        "bounces": ("maildir", "imap_password_file"),
        "smtp": ("password_file",),
        "database": ("password_file",),
        "heartbeat": ("url_file",),
    }
    anchored = {
        section: getattr(settings, section).model_copy(
            update={
                name: folder / path
                for name in names
                if (path := getattr(getattr(settings, section), name)) is not None
            }
        )
        for section, names in files.items()
    }
    return settings.model_copy(update=paths | anchored)

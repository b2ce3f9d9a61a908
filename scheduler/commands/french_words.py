"""How a command presents itself: click's own sentences in French, commands listed in full."""

import sys
from types import ModuleType
from typing import Any

import click
from click import core, decorators, exceptions, formatting, parser, types

from scheduler.problems import refused

WORDS = {
    "Usage:": "Usage :",
    "Options": "Options",
    "Commands": "Commandes",
    "Positional arguments": "Arguments",
    "Show this message and exit.": "Montrer cette aide.",
    "Show the version and exit.": "Dire la version.",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "default: {default}": "par défaut : {default}",
    "required": "obligatoire",
    "Error: {message}": "Erreur : {message}",
    "Aborted!": "Interrompu.",
    "Try '{command} {option}' for help.": "Voir « {command} {option} ».",
    "Missing command.": "il manque une commande",
    "Missing argument": "il manque l'argument",
    "Missing option": "il manque l'option",
    "Missing parameter": "il manque",
    "No such option {name!r}.": "option inconnue : « {name} »",
    "No such command {name!r}.": "commande inconnue : « {name} »",
    "Did you mean {possibility}?": "; vouliez-vous dire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "; vouliez-vous dire l'une de : {possibilities} ?",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} : {message}",
    "Got unexpected extra argument ({args})": "argument en trop : {args}",
    "Got unexpected extra arguments ({args})": "arguments en trop : {args}",
    "Option {name!r} requires an argument.": "l'option « {name} » demande une valeur",
    "Option {name!r} requires {nargs} arguments.": "l'option « {name} » demande {nargs} valeurs",
    "Option {name!r} does not take a value.": "l'option « {name} » ne prend pas de valeur",
    "{value!r} is not {choice}.": "« {value} » n'est pas {choice}",
    "{value!r} is not one of {choices}.": "« {value} » n'est pas l'un de {choices}",
    "{value!r} is not a valid {number_type}.": "« {value} » n'est pas un nombre entier",
    "{value} is not in the range {range}.": "{value} n'est pas dans l'intervalle {range}",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    "{name} {filename!r} does not exist.": "« {filename} » n'existe pas",
    "{name} {filename!r} is a file.": "« {filename} » est un fichier, non un dossier",
    "{name} {filename!r} is a directory.": "« {filename} » est un dossier, non un fichier",
    "{name} {filename!r} is not readable.": "« {filename} » ne peut pas être lu",
    "{name} {filename!r} is not writable.": "« {filename} » ne peut pas être écrit",
    "Could not open file {filename!r}: {message}": "« {filename} » ne s'ouvre pas : {message}",
}
"""Each sentence of click that a command of ours can bring about."""

_WHOLE = 400
_SPEAKING: tuple[ModuleType, ...] = (core, decorators, exceptions, formatting, parser, types)


class Listing(click.Group):
    """A group whose help gives the first sentence of each command whole, however long.

    A disk that is full or a folder that may not be written is told, and the exit status is 2.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the reader of a pipe who leaves first is click's own affair."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as error:
            click.echo(f"impossible de continuer : {refused(error)}", err=True)
            sys.exit(2)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command and what it does."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [(name, one.get_short_help_str(_WHOLE)) for name, one in commands.items() if one]
        with formatter.section(french("Commands")):
            formatter.write_dl(rows)


def french(message: str) -> str:
    """The sentence in French, or as it is where it is not one of click's."""
    return WORDS.get(message, message)


def french_of(one: str, many: str, number: int) -> str:
    """The same for a sentence with a singular and a plural."""
    return french(one if number == 1 else many)


def speak_french() -> None:
    """Have click say its sentences in French, whatever the language of the machine.

    Its own way, a compiled catalogue chosen by the environment, would answer in English wherever
    the service runs without a language, as most do.
    """
    for module in _SPEAKING:
        for name, spoken in (("_", french), ("ngettext", french_of)):
            if hasattr(module, name):
                setattr(module, name, spoken)

"""The command: its groups and its exit status, 0 fine, 1 findings, 2 could not run."""

from pathlib import Path

import click

from scheduler.commands import (
    answering,
    bouncing,
    collecting,
    completing,
    dossier,
    feeds,
    outgoing,
    planning,
    reading,
    recording,
    registering,
    running,
    sorting,
    staffing,
)
from scheduler.commands.french_words import Listing, speak_french

speak_french()


@click.group(cls=Listing, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path), help="Fichier echeancier.toml.")
@click.version_option(package_name="echeancier")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Les échéances des conventions : calculées, expliquées, rappelées."""
    context.obj = config


for command in (
    reading.check,
    reading.occurrences,
    reading.upcoming,
    reading.explain,
    reading.schema,
    planning.plan,
    recording.fact,
    completing.done,
    answering.seen,
    answering.postpone,
    answering.waive,
    sorting.triage,
    bouncing.bounce,
    collecting.campaign,
    dossier.dossier,
    feeds.feed,
    staffing.directory,
    outgoing.outbox,
    outgoing.doubtful,
    outgoing.retry,
    registering.register,
    running.remind,
    running.serve,
):
    main.add_command(command)

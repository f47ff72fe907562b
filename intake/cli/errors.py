"""What goes wrong in a command: one line on standard error that says what to do, and an exit status."""

from __future__ import annotations

import os
import sys

import click

from intake.settings import SettingsError

FAILED = 1
USED_WRONGLY = 2


class Failed(click.ClickException):
    """The command could not do its work; the message is one line that says what to do."""

    exit_code = FAILED

    def show(self, file: object = None) -> None:
        complain(self.format_message())


def complain(message: str) -> None:
    """Write one line to standard error."""
    click.echo("intake: " + " ".join(message.split()), err=True)


def one_line(command: click.Command) -> int:
    """Run the command and return its exit status."""
    try:
        result = command.main(standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return USED_WRONGLY
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        hint = f" (see '{error.ctx.command_path} --help')" if error.ctx else ""
        complain(error.format_message() + hint)
        return USED_WRONGLY
    except click.ClickException as error:
        complain(error.format_message())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("stopped")
        return FAILED
    except BrokenPipeError:
        # The reader of our output went away (| head): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        line = explained(error)
        if line is None:
            raise
        complain(line)
        return FAILED


def explained(error: Exception) -> str | None:
    """What went wrong and what to do, in one line; None for a mistake of ours."""
    # Only here, since the process that watches a server does without all this.
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    from intake.db.engine import UnsafeDatabase
    from intake.errors import Problem

    if isinstance(error, Problem):
        return str(error.message)
    if isinstance(error, (SettingsError, UnsafeDatabase)):
        return str(error)
    if isinstance(error, DBAPIError):
        return f"the database refused: {type(error.orig).__name__}; run 'intake check'"
    if isinstance(error, SQLAlchemyError):
        return f"the database could not be used: {type(error).__name__}; run 'intake check'"
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or type(error).__name__}"
    return None

"""Storing the renderings that devices of interpreters submit, by the rules of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from intake.actions import batches, sent_renderings
from intake.actions.senders import Sender
from intake.actions.submitted import Result, SubmittedRendering
from intake.models import Device, DeviceRole, Held

DEVICE = cast(Table, Device.__table__)


@dataclass(frozen=True, slots=True)
class _Interpreter:
    """A device that translates what was said at its own place."""

    sender: Sender
    person_id: int | None = None

    @property
    def device_id(self) -> int:
        return int(self.sender.row.id)

    @property
    def moment(self) -> datetime:
        return self.sender.moment

    def refusal(self, statement: Row[Any] | None) -> str | None:
        if self.sender.row.role is not DeviceRole.INTERPRETER:
            return "not_interpreter"
        is_here = statement is not None and statement.place_id == self.sender.row.place_id
        return None if is_here else "unknown_statement"

    def reason_to_hold(self, *, is_new: bool) -> Held | None:
        return self.sender.reason_to_hold(is_new=is_new)

    def came(self, sequence: int | None, *, is_new: bool = False) -> None:
        self.sender.added += int(is_new)
        self.sender.came(sequence)

    def is_maker(self, session: Session, row: Row[Any]) -> bool:
        if row.made_by_device_id is None:
            return False
        maker = session.execute(select(DEVICE.c.chain_id).where(DEVICE.c.id == row.made_by_device_id)).one()
        return int(maker.chain_id or row.made_by_device_id) == self.sender.chain


def _all(session: Session, sender: Sender, batch: list[SubmittedRendering]) -> list[Result]:
    return sent_renderings.store_all(session, _Interpreter(sender), batch)


#: As in batches, by the rules here.
store = partial(batches.store, _all)
store_from_file = partial(batches.store_from_file, _all)

"""The glossary of the sample instance: terms of the texts that interpreters have before them there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from intake.actions import glossary
from intake.actions.actor import COMMAND, Actor
from intake.db import Database
from intake.models import Initiative, Person

TERMS: tuple[dict[str, Any], ...] = (
    {"texts": {"en": "rent", "es": "renta", "fa": "کرایه", "hmn": "nqi xauj tsev", "zh-Hans": "房租"}},
    {
        "texts": {"en": "rent stabilization", "es": "estabilización de rentas", "fa": "تثبیت کرایه"},
        "note": "The city limits by how much a rent may rise. Not a subsidy; «کنترل کرایه» is something else.",
    },
    {"texts": {"en": "bus", "es": "autobús", "fa": "اتوبوس", "hmn": "npav"}},
    {"texts": {"en": "work", "es": "trabajo", "fa": "کار"}},
    {
        "texts": {"en": "Stockton Blvd"},
        "is_name": True,
        "note": "A street. Notetakers may write the whole word.",
    },
    {"texts": {"en": "encampment sweep", "es": "desalojo de un campamento", "fa": "جمع‌آوری چادرها"}},
)


def add_glossary(db: Database, initiative: Initiative) -> dict[str, str]:
    """Store it and return the addresses of its pages that need one."""

    def action(session: Any) -> str:
        made = [glossary.add(session, COMMAND, initiative.id, **term) for term in TERMS]
        # Its page has a history, with somebody's name.
        somebody = Actor(person_id=session.scalar(select(Person.id).order_by(Person.id).limit(1)))
        for fa in ("کنترل کرایه", TERMS[1]["texts"]["fa"]):
            glossary.change(session, somebody, made[1].id, texts={"fa": fa})
        return str(made[1].uid)

    return {"term": f"/initiatives/{initiative.slug}/glossary/{db.write(action)}"}

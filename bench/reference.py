"""What the product is compared with: the same server with a bare Flask route, and with the usual ORM way."""

from __future__ import annotations

import os
import uuid

from flask import Flask, redirect, request
from sqlalchemy import ForeignKey, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session, sessionmaker
from werkzeug.wrappers import Response

app = Flask("reference")


class Base(DeclarativeBase):
    pass


class Place(Base):
    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]


class Question(Base):
    __tablename__ = "question"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]


class Statement(Base):
    __tablename__ = "statement"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    text: Mapped[str]
    language: Mapped[str]
    kind: Mapped[str]
    agreed: Mapped[int]


if os.environ.get("BENCH_REFERENCE_DATABASE"):
    engine = create_engine(
        "sqlite:///" + os.environ["BENCH_REFERENCE_DATABASE"], connect_args={"timeout": 30}
    )

    @event.listens_for(engine, "connect")
    def pragmas(connection, entry):  # type: ignore[no-untyped-def]
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    sessions = scoped_session(sessionmaker(engine))
    Base.metadata.create_all(engine)
    with sessions() as first:
        first.merge(Place(id=1, label="1"))
        first.merge(Question(id=1, code="Q1"))
        first.commit()


@app.get("/healthz")
def healthz() -> str:
    return "alive"


@app.post("/form")
def form() -> Response:
    """R1: parse six fields and redirect; nothing is stored."""
    fields = request.form
    taken = [fields[name] for name in ("uid", "question", "text", "language", "kind", "agreed")]
    return redirect("/ok" if all(taken) else "/no", 303)


@app.post("/orm")
def orm() -> Response:
    """R2: the naive way, two look-ups, an add and a commit for each request."""
    fields = request.form
    with sessions() as session:
        session.get(Place, 1)
        session.get(Question, 1)
        session.add(
            Statement(
                uid=uuid.uuid4().hex,
                place_id=1,
                question_id=1,
                text=fields["text"],
                language=fields["language"],
                kind=fields["kind"],
                agreed=int(fields["agreed"]),
            )
        )
        session.commit()
    sessions.remove()
    return redirect("/ok", 303)

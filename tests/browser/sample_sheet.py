"""An uploaded sheet of the sample, which waits to be looked at."""

from __future__ import annotations

import io
import re

from flask import Flask
from flask.testing import FlaskClient


def upload(app: Flask, signed_in: str) -> str:
    """The address of an uploaded sheet that waits to be looked at: sound rows, bad ones, a session that is missing."""
    client: FlaskClient = app.test_client()
    client.set_cookie("intake", signed_in)
    here = "/initiatives/score-2024/import"
    rows = (
        "Session,Table,Question,Statement,Language,Others who agreed,Remarks",
        "July 20,1,Q1,We came for work and stayed for the trees.,en,2,",
        "July 20,2,Q9,Nobody can read the signs.,en,x,smudged",
        "August 3,1,Q2,محله‌ی ما آرام است,fa,,",
        "July 20,12,Q3,,en,,",
    )
    page = client.get(here).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    file = (io.BytesIO("\n".join(rows).encode()), "notes of the evening, typed up by Ana.csv")
    answer = client.post(
        here, data={"csrf_token": token[1], "file": file}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]

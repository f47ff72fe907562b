"""Downloads one export after the other until it is ended: `python -m bench.reader PORT COOKIE`."""

from __future__ import annotations

import http.client
import sys

from bench.store import SLUG


def main(port: str, cookie: str) -> None:
    """Print a line when the first bytes are there."""
    is_first = True
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=600)
        connection.request("GET", f"/initiatives/{SLUG}/export/file?format=csv", headers={"Cookie": cookie})
        answer = connection.getresponse()
        while answer.read1(65_536):
            if is_first:
                print(answer.status, flush=True)
                is_first = False
        connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""G5: the whole server killed in the middle of its work; what it had accepted must be there."""

from __future__ import annotations

import threading

from bench import load, servers
from bench.goals import Line
from bench.run import Run
from bench.store import Instance
from bench.submitting import NOTHING_LOST
from bench.traffic import Puts

CLIENTS = 16


def measure(run: Run) -> list[Line]:
    """The line of this part."""
    lost = accepted = 0
    instance = run.instance()
    for number in range(run.scale.kills):
        run.say(f"crash {number + 1}: kill -9 in the middle of the load")
        ids = _killed(run, instance, batch=1 if number % 2 == 0 else 5)
        with run.product(instance):
            lost += len(ids) - instance.having(ids)
        accepted += len(ids)
    what = "statements lost of those accepted before kill -9 in mid-load"
    return [
        Line("G5", what, lost, "statements", NOTHING_LOST, f"{accepted:,} accepted, {run.scale.kills} kills")
    ]


def _killed(run: Run, instance: Instance, batch: int) -> list[str]:
    """The ids accepted until the server was killed."""
    server = servers.product(instance.folder)
    traffic = Puts(instance.tokens, batch)
    killer = threading.Timer(run.scale.seconds / 2, server.kill)
    killer.start()
    load.run(server.port, traffic, CLIENTS, run.scale.seconds)
    killer.join()
    return traffic.accepted

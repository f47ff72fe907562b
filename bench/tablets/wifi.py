"""A hall's wifi in user space: each tablet has a line of its own to the server, which can be cut or fall silent."""

from __future__ import annotations

import asyncio
import random
import re
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

#: As much as a packet carries.
PACKET = 1_460
#: Seconds after which a packet that was lost is sent again, the first time; TCP doubles it.
AGAIN = 1.0
WELCOME = b"<!doctype html><title>Venue wifi</title><h1>Accept our terms</h1>"
PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    % len(WELCOME)
    + WELCOME
)


@dataclass(frozen=True)
class Air:
    """How bad it is."""

    #: Bytes a second each way, for all lines together; 0: no limit.
    rate: float = 0
    #: Seconds.
    delay: float = 0
    #: Share of the packets.
    loss: float = 0


class Line:
    """`state` is "through", "cut" (nothing connects), "silent" (nothing passes), "lossy" (the server works, its answers
    are cut off) or "portal" (somebody else answers)."""

    def __init__(self, wifi: Wifi) -> None:
        self.wifi, self.state, self.port = wifi, "through", 0
        self.open = asyncio.Event()
        self.open.set()
        self.streams: set[asyncio.StreamWriter] = set()

    def become(self, state: str) -> None:
        """From any thread. A connection outlives silence, and nothing else that changes."""
        self.wifi.loop.call_soon_threadsafe(self._become, state)

    def _become(self, state: str) -> None:
        if state == self.state:
            return
        survives = {state, self.state} == {"through", "silent"}
        self.state = state
        (self.open.clear if state == "silent" else self.open.set)()
        for stream in () if survives else [*self.streams]:
            stream.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the tablet."""
        self.streams.add(writer)
        try:
            if self.state == "portal":
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
                writer.write(PORTAL)
                await writer.drain()
            elif self.state != "cut":
                await self._through(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            self.streams.discard(writer)
            if self.state == "portal":
                writer.close()
            else:
                writer.transport.abort()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.wifi.server)
        try:
            pumps = [
                asyncio.create_task(self._pump(reader, back, self.wifi.up)),
                asyncio.create_task(self._pump(there, writer, self.wifi.down)),
            ]
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
        finally:
            back.transport.abort()

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, way: Way) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)
        clock = self.wifi.loop.time

        async def arrive() -> None:
            with suppress(OSError):
                while True:
                    due, data = await under_way.get()
                    await asyncio.sleep(due - clock())
                    await self.open.wait()
                    target.write(data)
                    await target.drain()
                    under_way.task_done()

        arriving = asyncio.create_task(arrive())
        try:
            while data := await source.read(PACKET):
                if way is self.wifi.down and self.state == "lossy":
                    return
                air = self.wifi.air
                await way.carry(len(data), air.rate)
                lost, again = 0.0, AGAIN
                while random.random() < air.loss:
                    lost, again = lost + again, again * 2
                await under_way.put((clock() + air.delay + lost, data))
            await under_way.join()
        finally:
            arriving.cancel()


class Way:
    """One direction of the air, which all lines share."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()

    async def carry(self, size: int, rate: float) -> None:
        if rate:
            async with self.turn:
                await asyncio.sleep(size / rate)


class Wifi:
    """Lines to the server on this port of this machine, served by a thread of their own until `close`."""

    def __init__(self, server: int, lines: int, air: Air = Air()) -> None:
        self.server, self.air = server, air
        self.up, self.down = Way(), Way()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.lines = [Line(self) for _ in range(lines)]
        self.servers = [self._do(self._listen(line)) for line in self.lines]

    @property
    def addresses(self) -> list[str]:
        return [f"http://127.0.0.1:{line.port}" for line in self.lines]

    async def _listen(self, line: Line) -> asyncio.Server:
        server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
        line.port = server.sockets[0].getsockname()[1]
        return server

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    async def _end(self) -> None:
        for server in self.servers:
            server.close()
        for line in self.lines:
            for stream in [*line.streams]:
                stream.transport.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def close(self) -> None:
        self._do(self._end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(30)
        self.loop.close()

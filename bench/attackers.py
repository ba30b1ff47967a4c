"""`python -m bench.attackers PORT CONNECTIONS`: sends the request on standard input again and again.

A process of its own, with plain sockets: what the attackers take must not delay the caller whose latency is measured.
"""

import asyncio
import sys
from contextlib import suppress


async def attack(port: int, request: bytes) -> None:
    """Sends the request, and waits for each response, until the process is stopped."""
    while True:
        with suppress(OSError, asyncio.IncompleteReadError, ValueError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
            try:
                while True:
                    writer.write(request)
                    await writer.drain()
                    head = await reader.readuntil(b"\r\n\r\n")
                    length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
                    await reader.readexactly(int(length))
            finally:
                writer.close()


async def main(port: int, connections: int) -> None:
    """Attacks by so many connections."""
    request = sys.stdin.buffer.read()
    await asyncio.gather(*(attack(port, request) for _ in range(connections)))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))

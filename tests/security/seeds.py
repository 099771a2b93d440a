"""Give wapiti what a role can ask of the site before it begins: one address and one form of each shape.

Left to itself it follows every link, and asks a page of each client, of each day and of each filter the same questions:
it came to no end. Run with wapiti's own Python: `seeds.py ADDRESS FOLDER`, and JSON on standard input, a list of
[method, address, [[name, value], ...]].
"""

from __future__ import annotations

import asyncio
import json
import sys

from wapitiCore.controller.wapiti import Wapiti  # type: ignore[import-not-found]  # in the folder of the scanners
from wapitiCore.net.web import Request  # type: ignore[import-not-found]


async def give(address: str, folder: str, asked: list[tuple[str, str, list[list[str]]]]) -> None:
    """Write the requests where a run of wapiti with this address and folder looks for what it has yet to browse."""
    scan = Wapiti(Request(address), scope="folder", session_dir=folder, config_dir=folder)
    await scan.init_persister()
    requests = [
        Request(to, method, **{"post_params" if method == "POST" else "get_params": fields})
        for method, to, fields in asked
    ]
    await scan.persister.save_requests([(one, None) for one in requests])
    await scan.persister.close()


if __name__ == "__main__":
    asyncio.run(give(sys.argv[1], sys.argv[2], json.load(sys.stdin)))

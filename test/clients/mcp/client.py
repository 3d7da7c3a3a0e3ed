"""The official client in Python: the calls of scenario.mjs."""

import json
import os
import sys

import anyio
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters, stdio_client


async def main() -> None:
    first, *rest = sys.argv[1:]
    server = (
        first
        if first.startswith("http")
        else stdio_client(StdioServerParameters(command=first, args=rest, env=dict(os.environ)))
    )
    async with Client(server, mode=os.environ.get("MCP_MODE", "auto")) as client:
        listed = (await client.list_tools()).tools
        told = []

        async def note(progress, total, message):
            told.append(message)

        async def call(name, given, **options):
            result = await client.call_tool(name, given, **options)
            return result.model_dump(by_alias=True, exclude_none=True, mode="json")

        results = {
            "names": [tool.name for tool in listed],
            "schema": next(tool for tool in listed if tool.name == "adder_predict").output_schema["properties"],
            "sum": await call("adder_predict", {"a": 2}),
            "wrong": await call("adder_predict", {"a": "x"}),
            "failed": await call("ways_predict", {"do": "fail"}),
            "picture": await call("ways_predict", {"do": "paint"}),
            "sound": await call("ways_predict", {"do": "play"}),
            "counted": await call("ways_predict", {"do": "count"}, progress_callback=note),
            "told": told,
        }
        try:
            await call("nothing", {})
        except MCPError as error:
            results["unknown"] = {"code": error.error.code, "message": error.error.message}
        results["cancelled"] = "answered"
        with anyio.move_on_after(30) as scope:

            async def leave(progress, total, message):
                scope.cancel()

            await call("ways_predict", {"do": "hang"}, progress_callback=leave)
        if scope.cancelled_caught:
            results["cancelled"] = "cancelled"
    print(json.dumps(results))


anyio.run(main)

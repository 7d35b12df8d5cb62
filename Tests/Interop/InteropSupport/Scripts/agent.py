"""An agent: the official client of the Model Context Protocol, on `postern mcp`.

Arguments: the command and its arguments. Each line of standard input is a call, {"tool", "arguments"};
each line of standard output its result. The first line names revision, server and tools.
"""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main():
    server = StdioServerParameters(command=sys.argv[1], args=sys.argv[2:], env=dict(os.environ))
    async with stdio_client(server) as (reading, writing):
        async with ClientSession(reading, writing) as session:
            started = await session.initialize()
            tools = await session.list_tools()
            await session.send_ping()
            say(
                revision=started.protocol_version,
                server=started.server_info.name,
                tools=[tool.name for tool in tools.tools],
            )
            while line := await asyncio.to_thread(sys.stdin.readline):
                call = json.loads(line)
                try:
                    result = await session.call_tool(call["tool"], call["arguments"])
                except Exception as error:
                    say(error=str(error))
                    continue
                say(
                    failed=result.is_error,
                    text=result.content[0].text,
                    value=result.structured_content,
                )


def say(**values):
    print(json.dumps(values), flush=True)


asyncio.run(main())

"""A server whose mistakes are told in one plain line."""

from __future__ import annotations

from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp_types import CallToolResult, InputRequiredResult
from pydantic import ValidationError


class Plain(MCPServer[Any]):
    """The SDK's server; arguments that no tool takes are refused rather than passed over."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; raises ``ToolError`` with one line that says what would do."""
        tool = next((t for t in await self.list_tools() if t.name == name), None)
        takes = list(tool.input_schema.get("properties", {})) if tool else list(arguments)
        if strange := [each for each in arguments if each not in takes]:
            raise ToolError(
                f"{name} takes no {', '.join(strange)}; it takes {', '.join(takes) or 'nothing'}"
            )
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError:
            raise
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(f"{name}: {_wrong(error.__cause__)}") from error
            raise ToolError(str(error.__cause__ or error)) from error


def _wrong(error: ValidationError) -> str:
    """Say what is wrong with the arguments, each once."""
    lines: dict[str, str] = {}
    for each in error.errors():
        where = str(each["loc"][0]) if each["loc"] else ""
        said = "is missing" if each["type"] == "missing" else f"{each['input']!r}: {each['msg']}"
        lines.setdefault(where, f"{where} {said}"[:200])
    return "; ".join(lines.values())

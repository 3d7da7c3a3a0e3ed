// The official client of today, which speaks the protocol of 2026.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

import { target, tryTools } from './scenario.mjs';

const mode = process.env['MCP_MODE'] ?? 'auto';
const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
const { url, stdio } = target();
await client.connect(stdio ? new StdioClientTransport(stdio) : new StreamableHTTPClientTransport(url));
await tryTools(client, (name, given, options) => client.callTool({ name, arguments: given }, options));
await client.close();

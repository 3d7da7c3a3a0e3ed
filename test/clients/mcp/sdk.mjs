// The official client of 2025, which begins with initialize.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { target, tryTools } from './scenario.mjs';

const client = new Client({ name: 'test', version: '1' });
const { url, stdio } = target();
await client.connect(stdio ? new StdioClientTransport(stdio) : new StreamableHTTPClientTransport(url));
await client.ping();
await tryTools(client, (name, given, options) => client.callTool({ name, arguments: given }, undefined, options));
await client.close();

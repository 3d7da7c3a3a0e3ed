import type { Route } from '../exchange/route.ts';
import { mcpError } from './mcp-operation.ts';
import { serveMcp } from './serve-mcp.ts';

/** Where agents ask. There is no session: nothing is listened to by GET, nothing ended by DELETE. */
const MCP_PATH = '/mcp';

/** The models as tools, for agents. */
export const MCP_ROUTES: readonly Route[] = [
  { method: 'POST', path: MCP_PATH, asksModel: true, errorShape: mcpError, of: 'server', serve: serveMcp },
];

// What an MCP call costs above the same prediction, on one connection: `node bench/mcp.ts [--requests 3000]`. Both are asked in turn, so
// that whatever else the machine does falls on both alike.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { defaultConfig } from '../src/core/config/config.ts';
import { UNDEPLOYED } from '../src/core/config/undeployed.ts';
import { startServer } from '../src/server/main.ts';
import { createLogger } from '../src/server/telemetry/logger.ts';

const MODEL = `
class Model:
    def predict(self, request):
        """Gives back how many rows came."""
        return {"predictions": len(request["inputs"])}
`;

const BODY = '{"inputs": [[5.1, 3.5, 1.4, 0.2]]}';
const META =
  '{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}';
const CALL = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"m_predict","arguments":${BODY},"_meta":${META}}}`;
const JSON_TYPE = { 'content-type': 'application/json' };
const MCP_HEADERS = {
  ...JSON_TYPE,
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': 'm_predict',
};

const WARM_UP = 300;

const { values } = parseArgs({ options: { requests: { type: 'string', default: '3000' } } });
const directory = mkdtempSync(path.join(tmpdir(), 'truss-bench-'));
mkdirSync(path.join(directory, 'model'));
writeFileSync(path.join(directory, 'model/model.py'), MODEL);
const python = process.env['TRUSS_PYTHON'] ?? 'python3';
const config = defaultConfig();
const entry = { ...UNDEPLOYED, name: 'm', directory, python, config, written: [], secrets: {}, workers: 1 };
const logger = createLogger({ level: 'error', format: 'json', output: process.stderr });
const server = await startServer({ entries: [entry], host: '127.0.0.1', port: 0, dev: false, mcp: true, logger });
try {
  await server.ready;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (route: string, headers: Readonly<Record<string, string>>, body: string): Promise<number> =>
    new Promise((done, fail) => {
      const begin = performance.now();
      const sent = request({ agent, port: server.port, path: route, method: 'POST', headers }, (response) => {
        if (response.statusCode !== 200) fail(new Error(`status ${response.statusCode}`));
        response.resume().on('end', () => done(performance.now() - begin));
      });
      sent.on('error', fail).end(body);
    });
  const times = { predict: [] as number[], mcp: [] as number[] };
  for (let turn = 0; turn < Number(values.requests) + WARM_UP; turn += 1) {
    const predict = await ask('/v1/models/m:predict', JSON_TYPE, BODY);
    const mcp = await ask('/mcp', MCP_HEADERS, CALL);
    if (turn < WARM_UP) continue;
    times.predict.push(predict);
    times.mcp.push(mcp);
  }
  const at = (list: readonly number[], share: number): number =>
    [...list].sort((a, b) => a - b)[Math.floor(list.length * share)] ?? Number.NaN;
  for (const share of [0.5, 0.9, 0.99]) {
    const [predict, mcp] = [at(times.predict, share), at(times.mcp, share)];
    const difference = `${(mcp - predict).toFixed(3)} ms above`;
    console.log(`p${share * 100}: predict ${predict.toFixed(3)} ms, MCP ${mcp.toFixed(3)} ms, ${difference}`);
  }
  agent.destroy();
} finally {
  await server.close();
  rmSync(directory, { recursive: true });
}

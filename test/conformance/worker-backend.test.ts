import type { Backend } from '../../src/server/backends/backend.ts';
import { WorkerBackend } from '../../src/server/backends/workers/worker-backend.ts';
import { findWorkerScript } from '../../src/server/worker-script.ts';
import { keepLog } from '../support/kept-log.ts';
import { modelEntry } from '../support/served-model.ts';
import type { BackendParts } from './backend-stage.ts';
import { backendConformance } from './backend.ts';

backendConformance({
  name: 'WorkerBackend',
  create: createBackend,
  skip: [
    {
      reason: 'a worker speaks the wire protocol alone',
      tests: ['a connection that is handed over goes on with another protocol'],
    },
  ],
});

/** Does what the bodies of its requests say, as every model of the conformance suite. */
const OBEDIENT = `
import asyncio
import os

from prometheus_client import Counter

Counter("counted", "What was counted").inc()


class Model:
    def __init__(self):
        self.well = True
        self.open = False

    def is_healthy(self):
        return self.well

    async def predict(self, order):
        if order["do"] == "stream":
            return self.items(order)
        if order["do"] == "wait":
            while not self.open:
                await asyncio.sleep(0.001)
        elif order["do"] == "open":
            self.open = True
        elif order["do"] == "fail":
            raise ValueError("as it was told")
        elif order["do"] == "sicken":
            self.well = False
        elif order["do"] == "die":
            os._exit(7)
        return order.get("value")

    async def items(self, order):
        for _ in range(order["items"]):
            yield "x" * order["bytes"]
        if order["andThen"] == "hang":
            await asyncio.sleep(3600)
`;

/** Gives each message of a session back. */
const ECHO = `
class Model:
    async def websocket(self, websocket):
        while True:
            await websocket.send_text(await websocket.receive_text())
`;

const UNREADY = `
class Model:
    def load(self):
        raise OSError("not yet")

    def predict(self, request):
        return None
`;

const MODELS: Readonly<Record<BackendParts['start'], string>> = {
  ready: OBEDIENT,
  sessions: ECHO,
  failed: UNREADY,
  hopeless: 'import nowhere_to_be_found\n',
};

function createBackend({ start, requests, listener }: BackendParts): Backend {
  const model = modelEntry(MODELS[start], { runtime: { predict_concurrency: 2 } });
  const place = { python: model.python, script: findWorkerScript(), packages: null };
  const command = { ...place, environment: process.env, hasTerminal: false, view: null };
  return new WorkerBackend({ command, model, pollMicroseconds: 0, requests, listener, logger: keepLog().logger });
}

// The engine: answers Python over JSON lines. specs/engine-protocol.md is normative.
import type { Readable, Writable } from 'node:stream';

import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import { requestLines } from '../../system/processes/request-lines.ts';
import type { EngineCaller } from './engine-caller.ts';
import { toEngineError } from './engine-error.ts';
import type { EngineContext } from './engine-method.ts';
import { engineMethods } from './engine-methods.ts';
import type { ModelTester } from './model-tester.ts';
import type { ServerHost } from './server-host.ts';
import { trackServers } from './track-servers.ts';

/** specs/engine-protocol.md, section 1: enough for a request with thousands of files or examples. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const requestSchema = z.object({ id: z.number(), method: z.string(), params: z.unknown().optional() });

type Request = z.output<typeof requestSchema>;

/**
 * Answers requests from `input` on `output` until `input` ends; then what is still being worked on is aborted, and the servers that were
 * started are stopped. Requests run side by side. Never rejects because of a request.
 */
export async function runEngine(options: {
  readonly input: Readable;
  readonly output: Writable;
  readonly servers: ServerHost;
  readonly models: ModelTester;
}): Promise<void> {
  const { input, output, models } = options;
  const ending = new AbortController();
  const caller: EngineCaller = { pythonVersion: null };
  const servers = trackServers(options.servers);
  const running = new Set<Promise<void>>();
  const cancels = new Map<number, AbortController>();
  const send = (line: object): void => void output.write(`${JSON.stringify(line)}\n`);
  // Nobody reads any longer: the same as the end of the input.
  output.on('error', () => input.destroy());
  try {
    for await (const line of requestLines(input, MAX_LINE_BYTES)) {
      const request = readRequest(line);
      if (request instanceof TrussError) {
        send({ id: null, error: toEngineError(request) });
        continue;
      }
      const { id } = request;
      const cancelling = new AbortController();
      cancels.set(id, cancelling);
      const work = answer(request, {
        caller,
        progress: (progress) => send({ id, progress }),
        signal: AbortSignal.any([ending.signal, cancelling.signal]),
        cancel: (other) => cancels.get(other)?.abort(notWanted()),
        servers,
        models,
        emit: send,
      }).then((told) => {
        cancels.delete(id);
        send({ id, ...told });
      });
      running.add(work);
      void work.finally(() => running.delete(work));
    }
  } catch (error) {
    // The stream was destroyed, not ended.
    if (!input.destroyed) throw error;
  } finally {
    ending.abort(new TrussError('INTERRUPTED', { message: 'The program that called the engine has ended.' }));
    await Promise.allSettled(running);
    await servers.stopAll();
  }
}

function readRequest(line: string | null): Request | TrussError {
  if (line === null) return protocolError(`A line is longer than ${MAX_LINE_BYTES} bytes.`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return protocolError(`A line is no JSON: ${String(error)}`);
  }
  const read = requestSchema.safeParse(value);
  return read.success ? read.data : protocolError(`A line is no request {id, method, params}: ${line.slice(0, 200)}`);
}

async function answer(request: Request, context: EngineContext): Promise<object> {
  try {
    const method = engineMethods.get(request.method);
    if (method === undefined) throw unknownMethod(request.method);
    return { result: await method.run(request.params ?? {}, context) };
  } catch (error) {
    return { error: toEngineError(error) };
  }
}

function protocolError(message: string): TrussError {
  return new TrussError('ENGINE_PROTOCOL', { message });
}

function notWanted(): TrussError {
  return new TrussError('INTERRUPTED', {
    message: 'The program that called the engine does not want the answer any more.',
  });
}

function unknownMethod(name: string): TrussError {
  return new TrussError('ENGINE_METHOD_UNKNOWN', {
    message: `The engine has no method ${name}.`,
    hint: 'The Python package and the engine are probably of different versions: reinstall truss.',
  });
}

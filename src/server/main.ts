// The composition root: which parts the server is made of.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import { TokenFile } from './auth/token-file.ts';
import { capYoungHeap } from './cap-young-heap.ts';
import type { ChangingModels } from './change-models.ts';
import { changingModels } from './change-models.ts';
import type { EntryOptions } from './entry-options.ts';
import { createGrpcOnDemand } from './grpc/grpc-on-demand.ts';
import type { GrpcServer } from './grpc/grpc-server.ts';
import type { HttpContext } from './http/exchange/http-context.ts';
import type { HttpLimits } from './http/exchange/http-limits.ts';
import { DEFAULT_HTTP_LIMITS } from './http/exchange/http-limits.ts';
import { OpenExchanges } from './http/exchange/open-exchanges.ts';
import type { PageOptions } from './http/exchange/page-options.ts';
import { isLoopback } from './http/gate/cross-origin.ts';
import { Gate } from './http/gate/gate.ts';
import { Outside } from './http/gate/outside.ts';
import type { HttpServer } from './http/http-server.ts';
import { createHttpServer } from './http/http-server.ts';
import { createTakeStream } from './http2/take-stream.ts';
import type { KnownModels } from './known-models.ts';
import { knownModels } from './known-models.ts';
import { McpFace } from './mcp/mcp-face.ts';
import type { CertificateFiles } from './port/certificate.ts';
import type { Port } from './port/port.ts';
import { openPort } from './port/port.ts';
import type { Protocols } from './port/take-connection.ts';
import { relaxCollector } from './relax-collector.ts';
import { BodyBudget } from './service/body-budget.ts';
import { countEnding } from './service/count-ending.ts';
import type { RequestEnding } from './service/ending.ts';
import { Endings } from './service/ending.ts';
import type { InferenceService } from './service/inference-service.ts';
import { ServiceMetrics } from './service/service-metrics.ts';
import { tellOfWaiting } from './service/tell-of-waiting.ts';
import { UnreadAnswers } from './service/unread-answers.ts';
import { createService } from './start-service.ts';
import { AccessLog } from './telemetry/access-log.ts';
import type { Logger } from './telemetry/logger.ts';
import { openTracing } from './telemetry/tracing/open-tracing.ts';
import type { Tracing } from './telemetry/tracing/otlp-tracing.ts';

/** What a server is made with. */
export interface ServerOptions {
  readonly entries: readonly EntryOptions[];
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** An extra port on which gRPC alone is spoken, beside the one that speaks everything; 0 for a free one, null for none. */
  readonly grpcPort?: number | null;
  /** Whether clients may see tracebacks. */
  readonly dev: boolean;
  /** Whether there is the playground; default: where the server listens on a loopback address. */
  readonly ui?: boolean | undefined;
  /** Writes an example into the truss of an entry. It is called with `dev` on a loopback address alone; default: none is written. */
  readonly keepExample?: PageOptions['keepExample'];
  /** Path of a file with the tokens of those who may ask; default: null, which lets everybody in who can connect. */
  readonly tokensFile?: string | null;
  /** Proxies whose word is taken for what clients have sent: addresses, networks, or `*`; default: none. */
  readonly trustedProxies?: readonly string[];
  /** The path that a proxy puts before ours, whether it takes it off or not; default: none. */
  readonly rootPath?: string;
  /** Whether every model is offered to agents as a tool; default: those alone whose configs say so. */
  readonly mcp?: boolean;
  /** Files of a certificate and its key; default: null, for connections that are not encrypted. */
  readonly tls?: CertificateFiles | null;
  readonly logger: Logger;
  /**
   * How long the server goes on to answer when it is asked to end, not ready any more, so that balancers and the clients that keep
   * connections stop coming before it does; default: 0.
   */
  readonly lingerMs?: number;
  /** How long the server may take to end when it is asked to; default: `DEFAULT_DRAIN_MS`. */
  readonly drainMs?: number;
  /** Bounds that differ from DEFAULT_HTTP_LIMITS. */
  readonly limits?: Partial<HttpLimits>;
}

/** A server that listens. */
export interface RunningServer extends ChangingModels, KnownModels {
  readonly url: string;
  readonly port: number;
  /** Whether there is the playground, at `/ui/`. */
  readonly hasPage: boolean;
  /** Whether there are tools for agents, at `/mcp`. */
  readonly hasTools: boolean;
  /** The extra port of gRPC; null where there is none. */
  readonly grpcPort: number | null;
  /** Resolves when every model is loaded; rejects with the TrussError of the first that cannot be. The server goes on. */
  readonly ready: Promise<void>;
  /** Finishes what was accepted, as far as that is possible within the time for it, then ends everything. */
  drain(): Promise<void>;
  /** Ends everything now. */
  close(): Promise<void>;
}

/** Orchestrators kill what has not ended 30 s after they have asked for it. */
const DEFAULT_DRAIN_MS = 25_000;

/** Of that, what is for telling those who were not answered, and for the processes to end. */
const LAST_WORDS_MS = 500;

/** How often it is looked which clients do not read their answers. */
const UNREAD_LOOK_MS = 1000;

/**
 * Starts the workers and listens; resolves when it listens, while models still load.
 *
 * @throws {TrussError} `SERVER_PORT_IN_USE`, `SERVER_LISTEN_FAILED`, `WORKER_START_FAILED`, `AUTH_TOKENS_INVALID`,
 *   `SERVER_CERTIFICATE_INVALID`, `INPUT_INVALID` where a trusted proxy is no address
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, grpcPort = null, dev, logger, tokensFile = null, tls = null } = options;
  const limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits };
  relaxCollector();
  capYoungHeap();
  const { service, loop } = await createService(options.entries, logger);
  const { registry } = service;
  const accessLog = new AccessLog(logger);
  const open = new OpenExchanges();
  const bodies = new BodyBudget(limits.maxHeldBodyBytes);
  const { maxUnreadBytes: maxBytes, readerPauseMs: pauseMs } = limits;
  const unread = new UnreadAnswers({ maxBytes, pauseMs, lookMs: UNREAD_LOOK_MS }, logger);
  const tokens = tokensFile === null ? null : await TokenFile.open(tokensFile, logger);
  const allowedOrigins = (): string[] => registry.entries.flatMap(({ facts }) => facts.allowedOrigins);
  const outside = new Outside({ trustedProxies: options.trustedProxies ?? [], rootPath: options.rootPath ?? '' });
  const gate = new Gate({ tokens, allowedOrigins, isLocal: isLoopback(host), outside });
  const metrics = new ServiceMetrics(service);
  const tracing = await openTracing(process.env, logger);
  const observers = [
    countEnding,
    (ending: RequestEnding) => metrics.count(ending),
    (ending: RequestEnding) => accessLog.note(ending),
    tellOfWaiting(logger),
    ...(tracing === null ? [] : [tracing.end]),
  ];
  const endings = new Endings(observers, tracing?.begin);
  const mcp = new McpFace({ service, offersAll: options.mcp === true, isGuarded: gate.isGuarded, logger });
  const faces = { page: pageOptions(options), mcp };
  const context: HttpContext = { ...faces, service, metrics, gate, limits, dev, logger, endings, open, bodies, unread };
  // Before the transports are loaded and the port is open, which takes as long as Python takes to begin: 0.1 s of the first answer.
  service.start();
  const { http, grpc, protocols } = createTransports(context, tokens);
  const { maxConnections } = limits;
  const listening = await openPort({ host, port, grpcPort, maxConnections, protocols, tls, logger }).catch(
    async (error: unknown) => {
      await service.close();
      throw error;
    },
  );
  return {
    url: `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${listening.port}`,
    port: listening.port,
    hasPage: faces.page.isServed,
    hasTools: mcp.isOffered,
    grpcPort: listening.grpcPort,
    ready: service.ready,
    ...knownModels(registry),
    ...changingModels({ service, loop, http, logger }),
    drain: async () => {
      await linger(service, grpc, options.lingerMs ?? 0);
      await drain({ service, http, grpc, port: listening, accessLog, tracing }, options.drainMs ?? DEFAULT_DRAIN_MS);
    },
    close: async () => {
      http.close();
      grpc.close();
      await Promise.all([service.close(), listening.close(), tracing?.close()]);
      accessLog.close();
      tokens?.close();
    },
  };
}

function pageOptions({ host, dev, ui, keepExample = null }: ServerOptions): PageOptions {
  const isLocal = isLoopback(host);
  return { isServed: ui ?? isLocal, keepExample: isLocal && dev ? keepExample : null };
}

/** Makes what speaks HTTP and gRPC, and says which connections each of them gets. */
function createTransports(
  context: HttpContext,
  tokens: TokenFile | null,
): { http: HttpServer; grpc: GrpcServer; protocols: Protocols } {
  const http = createHttpServer(context);
  const { headersTimeoutMs: silenceMs } = context.limits;
  const grpc = createGrpcOnDemand({ ...context, tokens, silenceMs, takeOther: createTakeStream(http.take) });
  const { take, takeSilent: silent } = http;
  return { http, grpc, protocols: { http: take, http2: grpc.takeShared, grpc: grpc.take, silent, silenceMs } };
}

/** What ends together. */
interface Parts {
  readonly service: InferenceService;
  readonly http: HttpServer;
  readonly grpc: GrpcServer;
  readonly port: Port;
  readonly accessLog: AccessLog;
  readonly tracing: Tracing | null;
}

/**
 * Answers as before, and lets it be known that this ends: by probes, `Connection: close`, GOAWAY. Whoever closes a connection that a
 * client keeps risks that the next request is on its way; a client that closes it itself does not.
 */
async function linger(service: InferenceService, grpc: GrpcServer, lingerMs: number): Promise<void> {
  if (lingerMs === 0) return;
  service.beginLeaving();
  grpc.announceEnd();
  await sleep(lingerMs / 2);
  // Those who have come since, by a balancer that did not know yet.
  grpc.announceEnd();
  await sleep(lingerMs / 2);
}

async function drain({ service, http, grpc, port, accessLog, tracing }: Parts, drainMs: number): Promise<void> {
  const endAt = performance.now() + drainMs;
  service.beginDrain();
  await port.stop();
  const isAnswered = await within(endAt - LAST_WORDS_MS, Promise.all([http.drain(), grpc.drain()]));
  // What cannot be answered in time fails, and is told so, rather than being cut off.
  if (!isAnswered) {
    await service.close();
    await nextTurn();
  }
  http.close();
  grpc.close();
  await port.close();
  if (!(await within(endAt, service.drain()))) await service.close();
  await within(Math.max(endAt, performance.now() + LAST_WORDS_MS), tracing?.close() ?? Promise.resolve());
  accessLog.close();
}

/** Whether something has come by then. */
async function within(endAt: number, something: Promise<unknown>): Promise<boolean> {
  const patience = new AbortController();
  const late = sleep(Math.max(0, endAt - performance.now()), false, { signal: patience.signal }).catch(() => false);
  const isThere = await Promise.race([something.then(() => true), late]);
  patience.abort();
  return isThere;
}

// What is said when a worker starts: HELLO, and how READY and FAILED are understood.
import { resolve } from 'node:path';

import type { Config } from '../../../core/config/config.ts';
import type { ContainerPlace } from '../../../core/config/container-paths.ts';
import { modelSettings } from '../../../core/config/model-settings.ts';
import type { ErrorCode } from '../../../core/errors/catalogue.ts';
import { isErrorCode } from '../../../core/errors/catalogue.ts';
import type { PythonException } from '../../../core/errors/truss-error.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { Frame, FrameHeader } from '../../../core/wire/frame.ts';
import {
  DEFAULT_MAX_FRAME_BYTES,
  MAX_JSON_DEPTH,
  PROTOCOL_VERSION,
  STREAM_WINDOW_BYTES,
} from '../../../core/wire/frame.ts';
import type { Arrival, Capabilities, MethodDescription, MethodKind, StartOutcome } from '../backend.ts';
import { isMethodKind } from '../backend.ts';

/** Files of a model that do not lie in its truss. */
export interface ModelWeights {
  /** By the name under which the model asks for them: where they are. Absolute. */
  readonly places: Readonly<Record<string, string>>;
  /** Places of a container, and what they are here. */
  readonly mounts: readonly ContainerPlace[];
  /** Where some of them are still on their way; default: all are there. */
  readonly arrival?: Arrival | undefined;
  /** By name, of those that are on their way now: the file that is there when they are. */
  readonly markers?: () => Readonly<Record<string, string>>;
}

/** What a worker is told about the model it shall run. */
export interface ModelDescription {
  readonly name: string;
  readonly version: string;
  /** Where it is deployed to; null: nowhere. */
  readonly stage: string | null;
  /** Absolute path of the truss. */
  readonly directory: string;
  readonly config: Config;
  readonly secrets: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly weights?: ModelWeights;
  /** Is told where each start went. Default: nobody is, and nothing is measured. */
  readonly onStartProfile?: (profile: StartProfile) => void;
}

/** Where the start of a worker went, in ms. */
export interface StartProfile {
  /** From when its process was started until it could import the model's code: the interpreter, and the worker's own. */
  readonly spawnMs: number;
  readonly importMs: number;
  readonly initMs: number;
  readonly loadMs: number;
  /** What each module took itself, without those that it has imported in turn; the slowest first. */
  readonly imports: readonly (readonly [module: string, ms: number])[];
  /** When the model was loaded, in ms of this process's monotonic clock. */
  readonly loadedAt: number;
}

/**
 * Room for the header beside the largest body: it names the parts of a form, of which 1000 have 4 KiB each to do so, and JSON
 * takes up to three bytes for one of those.
 */
const HEADER_ROOM_BYTES = 16 * 1024 * 1024;

/** The largest frame on the data channel: the protocol's default, or more where the config allows larger bodies. */
export function maxFrameBytes(config: Config): number {
  return Math.max(DEFAULT_MAX_FRAME_BYTES, config.runtime.max_body + HEADER_ROOM_BYTES);
}

/** The header of HELLO. `pollMicroseconds`: how long the worker may poll for a request that is due; 0: it sleeps. */
export function helloHeader(model: ModelDescription, pollMicroseconds: number): FrameHeader {
  const { name, version, directory, config, secrets, weights } = model;
  const externalPackageDirs = config.external_package_dirs.map((path) => resolve(directory, path));
  return {
    entry: { name, version },
    ...modelSettings({ ...model, externalPackageDirs }),
    config,
    secrets,
    weights: { places: weights?.places ?? {}, arriving: weights?.markers?.() ?? {} },
    ...(model.onStartProfile !== undefined && { profile: true }),
    limits: {
      maxFrameBytes: maxFrameBytes(config),
      streamWindowBytes: STREAM_WINDOW_BYTES,
      predictConcurrency: config.runtime.predict_concurrency,
      maxJsonDepth: MAX_JSON_DEPTH,
      pollMicroseconds,
    },
  };
}

const STATES: Readonly<Record<string, string>> = {
  importing: "the model's code is being imported",
  constructing: '__init__() of the model runs',
  loading: 'load() of the model runs',
};

/** What a worker that starts is at, by a STATE frame; for people. */
export function stateText({ header }: Frame): string {
  const state = String(header['state']);
  return STATES[state] ?? state;
}

/** Where a start went, by a READY frame that has come now; `spawnMs` is known here alone. */
export function readStartProfile({ header }: Frame, spawnMs: number): StartProfile {
  const timings = isRecord(header['timingsMs']) ? header['timingsMs'] : {};
  const imports: readonly unknown[] = Array.isArray(header['imports']) ? header['imports'] : [];
  return {
    spawnMs: Math.round(spawnMs * 10) / 10,
    importMs: Number(timings['import']),
    initMs: Number(timings['init']),
    loadMs: Number(timings['load']),
    imports: imports.flatMap((each) => (Array.isArray(each) ? [[String(each[0]), Number(each[1])] as const] : [])),
    loadedAt: performance.now(),
  };
}

/** How the start ended, by a READY frame. */
export function readyOutcome(frame: Frame): StartOutcome {
  if (frame.aux !== PROTOCOL_VERSION) {
    const message = `The worker speaks version ${frame.aux} of the wire protocol, this server version ${PROTOCOL_VERSION}`;
    return { kind: 'failed', error: new TrussError('WIRE_PROTOCOL', { message }), permanent: true };
  }
  return { kind: 'ready', capabilities: toCapabilities(frame.header) };
}

/** How the start ended, by a FAILED frame. */
export function failedOutcome({ header }: Frame): StartOutcome {
  const code = toErrorCode(header['code'], 'MODEL_LOAD_FAILED');
  const { hint, exception } = toErrorParts(header);
  const message = toText(header['message']) ?? 'The model could not be loaded';
  const error = new TrussError(code, { message, ...(hint && { hint }), ...(exception && { exception }) });
  return { kind: 'failed', error, permanent: header['permanent'] === true };
}

/** A code from the worker, or `fallback` where this version does not know it. */
export function toErrorCode(code: unknown, fallback: ErrorCode): ErrorCode {
  return typeof code === 'string' && isErrorCode(code) ? code : fallback;
}

/** The hint and the exception of an ERROR or FAILED header, each where it is there and has the right shape. */
export function toErrorParts(header: FrameHeader): { hint?: string; exception?: PythonException } {
  const hint = toText(header['hint']);
  const exception = toException(header['exception']);
  return { ...(hint !== undefined && { hint }), ...(exception !== undefined && { exception }) };
}

/** A string as it is, anything else as undefined. */
export function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function toException(value: unknown): PythonException | undefined {
  if (!isRecord(value)) return undefined;
  return { type: String(value['type']), message: String(value['message']), traceback: String(value['traceback']) };
}

function toCapabilities(header: FrameHeader): Capabilities {
  return {
    methods: toMethods(header['methods']),
    needsRequest: header['needsRequest'] === true,
    maxBatchSize: toBatchSize(header['maxBatchSize']),
    inputSchema: header['inputSchema'] ?? null,
    outputSchema: header['outputSchema'] ?? null,
  };
}

function toBatchSize(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 1 ? value : 1;
}

function toMethods(value: unknown): Capabilities['methods'] {
  const methods = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    methods.flatMap(([name, method]) =>
      isRecord(method) && isMethodKind(method['kind']) ? [[name, toMethod(method['kind'], method)]] : [],
    ),
  );
}

function toMethod(kind: MethodKind, said: Readonly<Record<string, unknown>>): MethodDescription {
  const { description, inputSchema = null, outputSchema = null } = said;
  const streams = said['streams'] === true;
  return { kind, description: toText(description) ?? null, inputSchema, outputSchema, streams };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

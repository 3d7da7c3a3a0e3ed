// The models of a server as tools.
import type { McpServer } from '../../core/mcp/take-message.ts';
import type { NoTool } from '../../core/mcp/tool.ts';
import type { Tools } from '../../core/mcp/tools.ts';
import { toolsOf } from '../../core/mcp/tools.ts';
import { describeModel } from '../../core/schema/describe-model.ts';
import type { Entry } from '../service/entry.ts';
import type { InferenceService } from '../service/inference-service.ts';
import { modelSource } from '../service/model-source.ts';
import type { Registry } from '../service/registry.ts';
import type { Logger } from '../telemetry/logger.ts';
import { OpenCalls } from './open-calls.ts';

/** Whose models are tools. */
export interface McpFaceOptions {
  readonly service: Pick<InferenceService, 'registry' | 'ready'>;
  /** Whether all are, whatever their configs say. */
  readonly offersAll: boolean;
  /** Whether a token is needed. */
  readonly isGuarded: boolean;
  readonly logger: Logger;
}

/** Knows which tools there are. */
export class McpFace implements McpServer {
  readonly calls = new OpenCalls();
  readonly isGuarded: boolean;
  readonly #registry: Registry;
  readonly #offersAll: boolean;
  readonly #logger: Logger;
  /** What the tools were made of, and they: made anew when a model is loaded, changes or goes. */
  #sources: readonly unknown[] = [];
  #made: Tools = { tools: [], others: [] };
  /** What was said of methods that are no tools: once is enough. */
  readonly #told = new Set<string>();

  constructor({ service, offersAll, isGuarded, logger }: McpFaceOptions) {
    this.#registry = service.registry;
    this.#offersAll = offersAll;
    this.isGuarded = isGuarded;
    this.#logger = logger;
    service.ready.then(
      () => this.#tell(),
      () => undefined,
    );
  }

  /** Whether any model is offered as a tool, loaded or not. */
  get isOffered(): boolean {
    return this.#offered.length > 0;
  }

  get tools(): Tools['tools'] {
    return this.#tools().tools;
  }

  get instructions(): string {
    const { tools } = this;
    if (tools.length === 0) {
      return 'No method of the models that are served here has a docstring, so there are no tools.';
    }
    return 'Each tool asks a machine-learning model that is served by Truss, and gives back its answer.';
  }

  /** Logs which tools there are. */
  #tell(): void {
    if (!this.isOffered) return;
    const names = this.tools.map(({ name }) => name).join(', ');
    this.#logger.info({}, names === '' ? 'MCP: no method is a tool' : `MCP: the tools at /mcp are ${names}`);
  }

  get #offered(): Entry[] {
    return this.#registry.entries.filter(({ facts }) => !facts.passesThrough && (this.#offersAll || facts.offersTools));
  }

  #tools(): Tools {
    const loaded = this.#offered.filter(({ capabilities }) => capabilities !== null);
    const sources = loaded.flatMap(({ name, capabilities, facts }) => [name, capabilities, facts]);
    const isSame = sources.length === this.#sources.length && sources.every((one, at) => one === this.#sources[at]);
    if (isSame) return this.#made;
    this.#sources = sources;
    this.#made = toolsOf(loaded.map((entry) => describeModel(modelSource(entry))));
    for (const other of this.#made.others) this.#tellOf(other);
    return this.#made;
  }

  #tellOf({ model, method, why }: NoTool): void {
    const text = `MCP: ${method} of ${model} is no tool: ${why}`;
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#logger.warn({ logger: 'truss' }, text);
  }
}

// How somebody who has just started a server can ask a model of it: on a route on which that model answers.
import { PREDICT } from '../../core/examples/examples.ts';
import { sampleTensors } from '../../core/examples/sample-input.ts';
import type { PathMethod } from '../../core/protocols/method-paths.ts';
import { hasMethodPath, methodOfPath } from '../../core/protocols/method-paths.ts';
import { METHOD_SAMPLES } from '../../core/protocols/method-samples.ts';
import { shellWord } from '../../core/shell-word.ts';
import { toField } from '../../host/ask/form-question.ts';
import type { SampleRequest } from '../../host/ask/sample-request.ts';
import { exampleRequest, madeUpPrediction } from '../../host/ask/sample-request.ts';
import type { Warn } from '../../host/prepare/open-truss.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { shortPath } from '../output/short-path.ts';
import type { CurlRequest, ServerAddress } from './curl-line.ts';
import { curlLine } from './curl-line.ts';

/** A model that is served. */
export interface AskedModel {
  readonly project: Project;
  /** Its name. */
  readonly entry: string;
  /** What it can be asked; null where that is not known. */
  readonly methods: readonly string[] | null;
  /** Whether it is the only one of its server, so that no request need name it. */
  readonly isAlone: boolean;
}

/**
 * A `curl` command, ready to paste into a shell; where the model only speaks over WebSockets, where that is; where nobody has said what
 * it takes, the command that asks.
 */
export async function askLine(server: ServerAddress, model: AskedModel, warn: Warn): Promise<string> {
  const request = await requestFor(model, warn);
  if (request === UNKNOWN) return schemaLine(server, model.entry);
  if (request !== null) return curlLine(server, model.entry, request);
  const path = model.isAlone ? '/v1/websocket' : `/v1/models/${model.entry}/websocket`;
  return `${server.url.replace(/^http/, 'ws')}${path}`;
}

/** A made-up request that the model would refuse helps nobody. */
const UNKNOWN = 'unknown';

/** Asks the server what a model takes: from its annotations, which only the loaded model knows. */
function schemaLine({ url, certificate, needsToken }: ServerAddress, entry: string): string {
  const trusted = certificate === null ? '' : ` --cacert ${shellWord(shortPath(certificate))}`;
  const letIn = needsToken ? ' --token "$TOKEN"' : '';
  return `truss schema ${url}/v1/models/${entry}${trusted}${letIn}`;
}

async function requestFor(model: AskedModel, warn: Warn): Promise<CurlRequest | typeof UNKNOWN | null> {
  const { project, entry, isAlone } = model;
  const methods = model.methods ?? upstreamMethods(project);
  const has = (method: string): boolean => methods === null || methods.includes(method);
  const example = await exampleRequest(
    project,
    (method) => (method === PREDICT || hasMethodPath(method)) && has(method),
    warn,
  );
  if (example !== null) return isAlone ? example : withModel(example, entry);
  if (has(PREDICT)) {
    return project.config.signature === null ? UNKNOWN : (madeUpTensors(project) ?? madeUpPrediction(project));
  }
  const method = methods?.find((each) => hasMethodPath(each));
  return method === undefined ? null : madeUpRequest(method, entry);
}

/** Of a server of its own, the method that its path of predictions is known for; null where it is none. */
function upstreamMethods({ config }: Project): readonly string[] | null {
  const method = config.docker_server === null ? null : methodOfPath(config.docker_server.predict_endpoint);
  return method === null ? null : [method];
}

/** An example that names its model, if its route does not: several are served. The text stays, since numbers would not survive being read. */
function withModel(example: SampleRequest, entry: string): SampleRequest {
  if (example.method === PREDICT || !('json' in example)) return example;
  const body: unknown = JSON.parse(example.json);
  if (typeof body !== 'object' || body === null || Array.isArray(body) || 'model' in body) return example;
  const rest = example.json.trimStart().slice(1);
  const comma = Object.keys(body).length === 0 ? '' : ',';
  return { ...example, json: `{"model":${JSON.stringify(entry)}${comma}${rest}` };
}

/** For a model of somebody's own that gives its tensors names; what mk_truss writes finds them in the rows of V1's `inputs`, too. */
function madeUpTensors({ config: { signature, model_framework: framework } }: Project): CurlRequest | null {
  if (signature === null || framework !== OWN_FRAMEWORK) return null;
  const isNamed = signature.inputs.some(({ name }) => name !== 'inputs' && name !== 'instances');
  const tensors = isNamed ? sampleTensors(signature) : null;
  return tensors === null ? null : { method: PREDICT, tensors: JSON.stringify(tensors) };
}

const OWN_FRAMEWORK = 'custom';

function madeUpRequest(method: PathMethod, model: string): CurlRequest {
  const sample = METHOD_SAMPLES[method];
  return 'form' in sample
    ? { method, form: Object.entries({ model, ...sample.form }).map(([name, value]) => toField(name, value)) }
    : { method, json: JSON.stringify({ model, ...sample.json }) };
}

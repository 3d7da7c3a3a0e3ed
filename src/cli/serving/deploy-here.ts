// `truss deploy --target compose`: the cluster is this machine.
import type { PortsHere } from '../../core/deploy/target.ts';
import { composeTrusses } from '../../host/deploy/compose-trusses.ts';
import type { PlannedTruss } from '../../host/deploy/deploy-trusses.ts';
import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import type { Output } from '../output/output.ts';
import { askLine } from './ask-line.ts';

/** How they are run, and told of. */
interface HereOptions {
  readonly build: BuildOptions;
  readonly here: PortsHere;
  /** Whether it is waited until they are healthy, and for how long. */
  readonly wait: boolean;
  readonly timeout: number;
  readonly output: Output;
}

/** Runs trusses on this machine, says where they answer, and how they are looked after. */
export async function deployHere(
  trusses: readonly PlannedTruss[],
  { build, here, wait, timeout, output }: HereOptions,
): Promise<void> {
  const composed = await composeTrusses(trusses, { build, here, timeoutMs: wait ? timeout : null });
  const { project: name, file, client } = composed;
  const deployments = composed.services.map(({ plan, url }) => {
    return { name: plan.name, model: plan.model, image: plan.image, url, ready: wait ? true : null };
  });
  output.answer({ file, project: name, deployments }, ({ success, bold }) => {
    const state = wait ? 'answers' : 'is started';
    const urls = deployments.map(({ url, model }) => `  ${bold(url)} ${model}`);
    return [`${success('✔')} ${bold(name)} ${state} on this machine`, ...urls].join('\n');
  });
  const [first] = deployments;
  const project = trusses[0]?.project;
  if (first === undefined || project === undefined) return;
  const model = { project, entry: first.model, methods: null, isAlone: deployments.length === 1 || !here.isOnly };
  const address = { url: first.url, certificate: null, needsToken: false };
  const after = ['ps', 'logs --follow', 'down'].map((verb) => `${client} compose --project-name ${name} ${verb}`);
  output.next([await askLine(address, model, output.warn), ...after]);
}

// A namespace of a real cluster, the command line beside it, and clients within its network.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { findEngine } from '../../../src/toolchain/docker/find-engine.ts';
import { askEngine } from '../../../src/toolchain/docker/run-engine-client.ts';
import type { RunningTruss, TrussResult } from '../../support/truss-scenario.ts';
import { TrussScenario } from '../../support/truss-scenario.ts';
import { clusterDirectory, clusterScript } from './cluster-place.ts';
import type { LoadOutcome } from './send-load.ts';

const run = promisify(execFile);
const SENDER = resolve(import.meta.dirname, 'send-load.ts');
const SPEAKER = resolve(import.meta.dirname, 'speak-grpc.ts');

/** What a load is made of. */
export interface Load {
  readonly requests: number;
  readonly connections: number;
  /** Between two requests of a connection. */
  readonly pauseMs: number;
}

/** What goes on until it is told that what it goes on beside is over. */
export interface GoingOn<T> {
  finish(): Promise<T>;
}

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
    readonly status: { readonly phase: string };
  }[];
}

/** A namespace of its own, which is gone at the end with all that is in it. */
export class ClusterBench {
  readonly scenario = new TrussScenario();
  readonly namespace = `t${randomBytes(4).toString('hex')}`;

  async open(): Promise<void> {
    await this.kubectl('create', 'namespace', this.namespace);
  }

  async close(): Promise<void> {
    await this.kubectl('delete', 'namespace', this.namespace, '--wait=false').catch(() => '');
    const engine = await findEngine();
    const mine = await askEngine(engine, ['image', 'ls', '--quiet', '--filter', `reference=${this.registry}/*`]);
    if (mine !== '') await askEngine(engine, ['image', 'rm', '--force', ...new Set(mine.split('\n'))]).catch(() => '');
    await this.scenario.close();
  }

  /** Where images are pushed: a path of its own, so that nothing of another test is taken away. */
  get registry(): string {
    return `${process.env['TRUSS_TEST_REGISTRY']}/${this.namespace}`;
  }

  /** `truss deploy …` to its end. */
  deploy(...words: readonly string[]): Promise<TrussResult> {
    return this.scenario.run(['deploy', ...words], { env: this.environment });
  }

  /** The same, while other things go on. */
  startDeploy(...words: readonly string[]): RunningTruss {
    return this.scenario.start(['deploy', ...words], { env: this.environment });
  }

  /** The command line finds kubectl as a user's does, and its context has this namespace. */
  get environment(): Record<string, string> {
    return {
      PATH: `${clusterDirectory}/bin:${process.env['PATH']}`,
      KUBECONFIG: `${clusterDirectory}/kubeconfig`,
    };
  }

  /** kubectl, in this namespace. */
  async kubectl(...words: readonly string[]): Promise<string> {
    const env = { ...process.env, ...this.environment };
    const { stdout } = await run('kubectl', ['--namespace', this.namespace, ...words], { env, maxBuffer: 2 ** 26 });
    return stdout.trim();
  }

  /** kubectl with an object on stdin. */
  async apply(object: unknown): Promise<void> {
    const env = { ...process.env, ...this.environment };
    const child = spawn('kubectl', ['--namespace', this.namespace, 'apply', '--server-side', '--filename', '-'], {
      env,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child.stdin.end(JSON.stringify(object));
    const said = text(child.stderr);
    const code = await new Promise((done) => child.once('close', done));
    if (code !== 0) throw new Error(await said);
  }

  /** The address of a Service within the cluster. */
  address(service: string): Promise<string> {
    return this.kubectl('get', 'service', service, '--output', 'jsonpath={.spec.clusterIP}');
  }

  /** The names of the pods that run and are to go on: one that is to end is listed until its server has drained. */
  async pods(): Promise<readonly string[]> {
    const { items } = JSON.parse(await this.kubectl('get', 'pods', '--output', 'json')) as PodList;
    const those = items.filter(
      ({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running',
    );
    return those.map(({ metadata }) => metadata.name);
  }

  /** Until so many pods run, and no others: the test's own time bounds it. */
  async untilPods(count: number): Promise<void> {
    while ((await this.pods()).length !== count) await sleep(500);
  }

  /** Runs a program in the cluster's network. */
  within(...words: readonly string[]): Promise<string> {
    return this.beginWithin(...words).finish();
  }

  /** The same, while other things go on: stdin ends when it shall. */
  beginWithin(...words: readonly string[]): GoingOn<string> {
    const begun = run(clusterScript, ['enter', clusterDirectory ?? '', ...words], { maxBuffer: 2 ** 26 });
    // Whoever began it may fail before it does.
    begun.catch(() => undefined);
    return {
      finish: async () => {
        begun.child.stdin?.end();
        return (await begun).stdout.trim();
      },
    };
  }

  /** Kills the first process of a container, as the kernel does where memory runs out. */
  async killContainer(id: string): Promise<void> {
    await run(clusterScript, ['kill', clusterDirectory ?? '', id]);
  }

  /** Asks a Service over HTTP, and gives the status and the body. */
  async ask(
    service: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const data = body === undefined ? [] : ['-H', 'content-type: application/json', '-d', JSON.stringify(body)];
    const url = `http://${await this.address(service)}${path}`;
    const answer = await this.within('curl', '-s', '-m', '60', '-w', '\n%{http_code}', ...data, url);
    const status = Number(answer.slice(answer.lastIndexOf('\n') + 1));
    const said = answer.slice(0, answer.lastIndexOf('\n'));
    return { status, body: said === '' ? null : (JSON.parse(said) as unknown) };
  }

  /** Sends a load to a Service, over connections that are kept; nothing is sent again. */
  async load(service: string, load: Load): Promise<LoadOutcome> {
    return (await this.beginLoad(service, load)).finish();
  }

  /** The same, and it goes on until it is to finish. */
  async beginLoad(service: string, { requests, connections, pauseMs }: Load): Promise<GoingOn<LoadOutcome>> {
    const url = `http://${await this.address(service)}/v1/models/model:predict`;
    const counts = [requests, connections, pauseMs].map(String);
    const begun = this.beginWithin(process.execPath, SENDER, url, ...counts);
    return { finish: async () => JSON.parse(await begun.finish()) as LoadOutcome };
  }

  /** Asks a Service over gRPC `count` times, on one channel; gives how each call ended. */
  async grpc(service: string, count = 1, pauseMs = 0): Promise<readonly string[]> {
    return (await this.beginGrpc(service, count, pauseMs)).finish();
  }

  /** The same, and it goes on until it is to finish. */
  async beginGrpc(service: string, count: number, pauseMs: number): Promise<GoingOn<readonly string[]>> {
    const target = `${await this.address(service)}:8081`;
    const begun = this.beginWithin(process.execPath, SPEAKER, target, String(count), String(pauseMs));
    return { finish: async () => JSON.parse(await begun.finish()) as readonly string[] };
  }
}

// A kubectl that asks no cluster: it answers what the test has written down, and remembers what it was asked.
import type { Cluster } from '../../src/toolchain/kubernetes/cluster.ts';
import type { Kubectl, KubectlResult } from '../../src/toolchain/kubernetes/kubectl.ts';

/** What it answers: stdout, an object that is printed as JSON, or a complaint. */
type Answer = string | object | { readonly complaint: string };

/** One question and its answers in their order, of which the last one stays. */
interface Written {
  readonly pattern: RegExp;
  readonly answers: Answer[];
}

/** A fake behind the interface of the real one, which the tests on a cluster have. */
export class FakeKubectl implements Kubectl {
  /** The words of each run. */
  readonly asked: string[] = [];
  /** What each run was given on stdin. */
  readonly inputs: string[] = [];
  readonly #written: Written[] = [];

  /** Answers runs whose words have this. */
  on(pattern: RegExp, ...answers: readonly Answer[]): this {
    this.#written.push({ pattern, answers: [...answers] });
    return this;
  }

  run(args: readonly string[], { input = '' }: { readonly input?: string } = {}): Promise<KubectlResult> {
    const words = args.join(' ');
    this.asked.push(words);
    this.inputs.push(input);
    const written = this.#written.find(({ pattern }) => pattern.test(words));
    if (written === undefined) throw new Error(`nobody has said what kubectl answers to: ${words}`);
    const answer = written.answers.length > 1 ? written.answers.shift() : written.answers[0];
    return Promise.resolve(resultOf(answer ?? ''));
  }

  async follow(
    args: readonly string[],
    { onLine }: { readonly onLine: (line: string) => void },
  ): Promise<KubectlResult> {
    const result = await this.run(args);
    for (const line of result.stdout.split('\n')) if (line !== '') onLine(line);
    return { ...result, stdout: '' };
  }
}

function resultOf(answer: Answer): KubectlResult {
  if (typeof answer === 'string') return { status: 0, stdout: answer, stderr: '' };
  if ('complaint' in answer) return { status: 1, stdout: '', stderr: answer.complaint };
  return { status: 0, stdout: JSON.stringify(answer), stderr: '' };
}

/** A place in a cluster that a fake answers for. */
export function fakeCluster(kubectl: Kubectl, place: Partial<Omit<Cluster, 'kubectl'>> = {}): Cluster {
  return { kubectl, context: 'dev', server: 'https://10.0.0.1:6443', namespace: 'ml', ...place };
}

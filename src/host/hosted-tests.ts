// The tests of models that Python asks the engine for: each in a worker that ends with it.
import type { Issue } from '../core/errors/issue.ts';
import { newExample } from '../core/examples/examples.ts';
import type { ModelTester } from '../toolchain/engine/model-tester.ts';
import { chooseExamples } from '../toolchain/project/examples/choose-examples.ts';
import { openProject } from '../toolchain/project/open/open-project.ts';
import { tryTruss } from './trials/try-truss.ts';

/** Makes the tester that `runEngine` is given. */
export function createModelTester(): ModelTester {
  return {
    async test({ directory, examples: given, secretVariables }, { progress, signal }) {
      const project = await openProject(directory);
      const examples = given === undefined ? await chooseExamples(project, null) : given.map(newExample);
      const warnings: Issue[] = [];
      const trials = await tryTruss(project, examples, {
        source: 'isolated',
        frozen: false,
        secretVariables,
        progress,
        signal,
        warn: (issues) => void warnings.push(...issues),
        onPrepared: () => progress({ phase: 'load', message: 'Loading the model in its own environment' }),
        onNext: () => progress({ phase: 'ask', message: 'Asking the model in its own environment' }),
        onLine: () => undefined,
      });
      const tested = trials.map(({ name, outcome, differences, error }) => {
        // Nothing was to be recorded here.
        return { name, outcome: outcome === 'recorded' ? ('passed' as const) : outcome, differences, error };
      });
      return { examples: tested, warnings };
    },
  };
}

/** What `init` begins with: a model class to fill in, for one framework. */
export interface Start {
  /** As it is asked for, and as the config names it. */
  readonly framework: string;
  /** `model/model.py`. */
  readonly model: string;
  /** `examples.yaml`. */
  readonly examples: string;
  /** The packages that the code imports; their versions come with the lock. */
  readonly requirements: readonly string[];
  /** The file or directory that the user has to put into the truss, and how it is written; null: it works as it is. */
  readonly needs: { readonly path: string; readonly how: string } | null;
  /** More files: path → text. */
  readonly files?: Readonly<Record<string, string>>;
}

/** An `examples.yaml` with one request, whose answer only the user's model knows. `inputs`: lines of YAML. */
export function unansweredExample(...inputs: readonly string[]): string {
  const lines = inputs.map((line) => `      ${line}\n`).join('');
  return `# Requests to try the model with. Each has a name, and the whole body of the request as its input. \`truss test --update\`
# records what the model answers as the output; from then on \`truss test\` compares the answers with it.
- name: example1
  input:
    inputs:
${lines}`;
}

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, onTestFinished, test } from 'vitest';

import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';
import type { ServedModel } from '../../../../test/support/served-model.ts';
import { homeVariables } from '../../../../test/support/temporary-home.ts';

/** Strict, and without whole numbers: pydantic takes `false` for a number, or refuses 1.0 for a whole one; its own schemas say otherwise. */
const TYPED = `
from typing import Literal
from pydantic import BaseModel, ConfigDict, Field

class Point(BaseModel):
    """Where it is."""
    model_config = ConfigDict(strict=True)
    x: float = Field(description="east of the tower")
    y: float = Field(ge=0, le=100)

class Ask(BaseModel):
    model_config = ConfigDict(strict=True)
    points: list[Point]
    mode: Literal["sum", "max"] = "sum"

class Answer(BaseModel):
    total: float

class Model:
    def predict(self, request: Ask) -> Answer:
        """Adds up what is given.

        Every point counts once.
        """
        return Answer(total=sum(point.y for point in request.points))
`;

const ECHO = 'class Model:\n    def predict(self, request):\n        return request\n';

const SUM = `
class Model:
    def predict(self, request):
        return {"predictions": [sum(row) for row in request["inputs"]]}
`;

const tensor = (name: string, shape: number[]): { name: string; datatype: 'FP64'; shape: number[] } => ({
  name,
  datatype: 'FP64',
  shape,
});

test('the document has the schemas, the descriptions and the examples of a model', async () => {
  const input = { points: [{ x: 1, y: 2 }] };
  const served = await serve(modelEntry(TYPED, { name: 'sums' }), [{ name: 'one point', input }]);
  const document = await documentOf(served);
  expect(document).toMatchObject({ openapi: '3.1.1', info: { title: 'sums' } });
  const operation = document.paths['/v1/models/sums:predict']?.['post'];
  expect(operation).toMatchObject({
    description: expect.stringContaining('Every point counts once.') as string,
    requestBody: { content: { 'application/json': { examples: { 'one point': { value: input } } } } },
  });
  expect(JSON.stringify(operation)).toContain('#/components/schemas/sums_Point');
  expect(document.components.schemas['sums_Point']).toMatchObject({
    description: 'Where it is.',
    properties: { x: { description: 'east of the tower' }, y: { maximum: 100 } },
  });
  expect(document.paths['/v1/models/sums/schema']).toBeDefined();
});

test('a signature stands for annotations', async () => {
  const outputs = [
    { ...tensor('predictions', [-1]), classes: ['no', 'yes'] },
    { ...tensor('probabilities', [-1, 2]), classes: ['no', 'yes'] },
  ];
  const signature = { inputs: [tensor('x', [-1, 2])], outputs };
  const served = await serve(modelEntry(SUM, { config: { signature } }));
  const document = await documentOf(served);
  const text = JSON.stringify(document.paths['/v1/models/echo:predict']);
  expect(text).toContain('"minItems":2,"maxItems":2');
  expect(document.paths['/v1/models/echo/schema']).toBeDefined();
  const { output_schema: output } = (await (await fetch(`${served.url}/v1/models/echo/schema`)).json()) as {
    output_schema: { properties: unknown };
  };
  const metadata = await (await fetch(`${served.url}/v2/models/echo`)).json();
  expect(metadata).toMatchObject({ outputs: [{ parameters: { classes: ['no', 'yes'] } }, {}] });
  expect(output.properties).toMatchObject({
    predictions: { items: { enum: ['no', 'yes'] } },
    probabilities: { description: 'In the order of the classes "no", "yes".' },
  });
});

test("OpenAI's routes are those that the model has methods for", async () => {
  const chat = `
class Model:
    def chat_completions(self, request: dict) -> dict:
        """Talks."""
        return {}
`;
  const { paths } = await documentOf(await serve(modelEntry(chat)));
  expect(paths['/v1/chat/completions']).toMatchObject({ post: { description: 'Talks.' } });
  expect(Object.keys(paths)).not.toContain('/v1/embeddings');
});

test('a token is part of it where one is needed', async () => {
  const document = await documentOf(await serve(modelEntry(SUM)));
  expect(document.components).not.toHaveProperty('securitySchemes');
});

describe('schemathesis finds nothing that the server does otherwise', () => {
  test('with the values of annotations', { timeout: 120_000 }, async () => {
    // A model without annotations may raise over what it did not expect: only the typed one must not.
    const served = await serveEntries([modelEntry(TYPED, { name: 'sums' }), modelEntry(SUM, { name: 'plain' })]);
    const elsewhere = ['--exclude-path=/v1/models/plain:predict', '--exclude-path-regex=/infer$'];
    expect(await schemathesis(served, elsewhere)).toMatch(ALL_PASSED);
  });

  test('with tensors', { timeout: 120_000 }, async () => {
    const served = await serveEntries([modelEntry(ECHO, { name: 'echo' })]);
    // How many elements a tensor has follows from its shape, which no schema says.
    const options = ['--include-path-regex=/infer$', '--exclude-checks=positive_data_acceptance'];
    expect(await schemathesis(served, options)).toMatch(ALL_PASSED);
  });
});

/** That a media type has no schema is a warning. */
const ALL_PASSED = /Test cases:\s+(\d+) generated, \1 passed/;

/** What it says of a server. */
async function schemathesis(served: ServedModel, options: readonly string[]): Promise<string> {
  await served.ready;
  // It keeps what it finds in the directory where it runs.
  const directory = mkdtempSync(path.join(tmpdir(), 'truss-schemathesis-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const program = path.join(path.dirname(homeVariables('').TRUSS_PYTHON), 'schemathesis');
  const always = ['--checks=all', '--max-examples=30', '--no-color', '--seed=1'];
  const command = ['run', `${served.url}/openapi.json`, ...always, ...options];
  const ended = promisify(execFile)(program, command, { cwd: directory });
  const { stdout } = await ended.catch((error: unknown) => error as { stdout: string });
  return stdout;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

async function serve(
  entry: ReturnType<typeof modelEntry>,
  examples: { name: string; input: unknown }[] = [],
): Promise<ServedModel> {
  const served = await serveEntries([{ ...entry, examples }]);
  await served.ready;
  return served;
}

async function documentOf(served: ServedModel): Promise<Document> {
  return (await (await fetch(`${served.url}/openapi.json`)).json()) as Document;
}

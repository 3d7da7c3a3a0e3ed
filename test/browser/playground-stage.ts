// What the tests of the playground share: models, and pages that are watched.
import type { Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';

import type { ServerOptions } from '../../src/server/main.ts';
import type { ModelOptions, ServedModel } from '../support/served-model.ts';
import { modelEntry, serveEntries } from '../support/served-model.ts';
import type { PageOptions, WatchedPage } from './browser.ts';
import { useBrowser } from './browser.ts';

export const MACHINE = `
from dataclasses import dataclass
from typing import Annotated, List, Literal, Optional

@dataclass
class Row:
    hours: float
    kind: str

@dataclass
class Machine:
    """One machine."""
    hours: float
    kind: Literal["press", "lathe"]
    is_on: bool
    rows: List[Row]
    note: Optional[str] = None

class Model:
    def predict(self, machine: Machine):
        """Says how a machine is."""
        if machine.kind == "lathe":
            return {"predictions": [machine.kind], "probabilities": [{"good": 0.25, "bad": 0.75}]}
        return {"predictions": [{"hours": row.hours, "kind": row.kind, "note": machine.note} for row in machine.rows]}
`;

export const STREAM = `
import time

class Model:
    def predict(self, body):
        try:
            for number in range(body["count"]):
                yield {"number": number} if body["kind"] == "json" else f"word{number} "
                time.sleep(body["pause"])
        finally:
            print("the generator has ended", flush=True)
`;

export const ECHO = 'class Model:\n    def predict(self, body):\n        return body\n';

export const PICTURE = `
from truss import Response

class Model:
    def predict(self, picture):
        return Response(bytes(picture), media_type=picture.content_type)
`;

export const CHAT = `
class Model:
    def chat_completions(self, body):
        """Says everything backwards."""
        words = body["messages"][-1]["content"].split()[::-1]
        if body.get("stream"):
            return self.pieces(words)
        return {"choices": [{"index": 0, "message": {"role": "assistant", "content": " ".join(words)}}]}

    def pieces(self, words):
        for word in words:
            yield {"choices": [{"index": 0, "delta": {"content": word + " "}}]}
`;

/** A request of JSON, as the schema shows it. */
export function example(name: string, input: unknown): Readonly<Record<string, unknown>> {
  return { name, method: 'predict', input, takes: 'application/json', gives: null };
}

export const MACHINE_BODY = { hours: 5, kind: 'press', is_on: true, rows: [{ hours: 1.5, kind: 'x' }] };

/** What a test does with the playground. */
interface Stage {
  /** Opens the page of a server, at a model where one is named. */
  readonly open: (served: ServedModel, options?: PageOptions & { readonly model?: string }) => Promise<Page>;
  /** Serves models with examples, and waits until they are ready. */
  readonly serve: (models: readonly StagedModel[], options?: Partial<ServerOptions>) => Promise<ServedModel>;
}

type StagedModel = readonly [model: string, options: ModelOptions & { readonly examples?: readonly unknown[] }];

/** A browser for the tests of a file, and servers. Whatever is done on a page, it breaks nothing of its policy, and asks nobody else. */
export function usePlayground(): Stage {
  const browser = useBrowser();
  const opened: WatchedPage[] = [];
  afterEach(() => {
    for (const { violations, exceptions, foreign } of opened.splice(0)) {
      expect({ violations, exceptions, foreign }).toEqual({ violations: [], exceptions: [], foreign: [] });
    }
  });

  async function open(served: ServedModel, options: PageOptions & { readonly model?: string } = {}): Promise<Page> {
    const { model = '', ...page } = options;
    const watched = await browser.open(`${served.url}/ui/${model === '' ? '' : `#${model}`}`, page);
    opened.push(watched);
    return watched.page;
  }

  async function serve(models: readonly StagedModel[], options: Partial<ServerOptions> = {}): Promise<ServedModel> {
    const entries = models.map(([model, { examples = [], ...more }]) => ({
      ...modelEntry(model, more),
      shownExamples: examples as never,
    }));
    const served = await serveEntries(entries, options);
    await served.ready;
    return served;
  }
  return { open, serve };
}

/** The body as it stands on the page. */
export async function bodyOf(page: Page): Promise<unknown> {
  return JSON.parse(await page.getByLabel('Body').inputValue());
}

import type { ModelSchema } from '../schema/model-schema.ts';
import { planClient } from './client-plan.ts';
import { renderPythonClient } from './python/render-client.ts';
import { renderTypeScriptClient } from './typescript/render-client.ts';

/** The languages that there are clients in. */
export type ClientLanguage = 'ts' | 'python';

/**
 * A client of these models as the text of one file, which needs nothing but the language itself. The same schemas give the same text.
 *
 * @param name that of its class
 */
export function generateClient(schemas: readonly ModelSchema[], language: ClientLanguage, name: string): string {
  const models = planClient(schemas);
  return language === 'ts' ? renderTypeScriptClient(models, name) : renderPythonClient(models, name);
}

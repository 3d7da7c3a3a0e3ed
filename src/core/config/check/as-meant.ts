// Numbers and truth values in quotes, and texts without: earlier versions read each as what the field takes.
import { z } from 'zod';

import type { ConfigPath } from '../problem.ts';
import { pathText } from '../problem.ts';
import { configSchema } from '../schema/config-schema.ts';
import { entrySchema, innerSchema, itemSchema, knownKeys } from '../schema/schema-walk.ts';

/** A number as YAML would read it without quotes, and as programs write one. */
const NUMBER = /^\s*[+-]?\d+(?:\.\d+)?\s*$/;

const TRUE = /^\s*(?:true|yes|on|y|t|1)\s*$/i;
const FALSE = /^\s*(?:false|no|off|n|f|0)\s*$/i;

/** Where earlier versions demanded quotes, so that a number without is no text. */
const QUOTED = new Set(['resources.cpu', 'resources.memory']);

/** The plain value of a config with each number and truth value that stands in quotes as what its field takes. */
export function asMeant(value: unknown): unknown {
  return readAs(configSchema, underNewNames(value));
}

/** `hf_cache` was the name of `model_cache` in 2023, and is still in many a config. */
function underNewNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('hf_cache' in value) || 'model_cache' in value) return value;
  return { ...value, model_cache: value.hf_cache };
}

/** Whether a number at this path of a config is meant as the text that stands in the file: `spec_version: 2.0` is "2.0". */
export function isTextField(path: ConfigPath): boolean {
  const schema = path.reduce<z.core.$ZodType | undefined>(
    (outer, part) => (outer === undefined ? undefined : memberSchema(outer, part)),
    configSchema,
  );
  // Values of environment variables may be numbers to those who write them, but `RATE: 1.10` is no 1.1.
  const isVariable = path.length === 2 && path[0] === 'environment_variables';
  return isVariable || (isText(schema) && !QUOTED.has(pathText(path)));
}

function isText(schema: z.core.$ZodType | undefined): boolean {
  return schema !== undefined && innerSchema(schema) instanceof z.ZodString;
}

function memberSchema(schema: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  if (typeof part === 'number') return itemSchema(schema);
  const known = knownKeys(schema);
  return known === undefined || !Object.hasOwn(known, part) ? entrySchema(schema) : known[part];
}

function readAs(schema: z.core.$ZodType, value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return readScalar(innerSchema(schema), value);

  if (typeof value !== 'object' || value === null) return value;

  if (Array.isArray(value)) return value.map((item, index) => readMember(schema, item, index));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readMember(schema, inner, key)]));
}

function readMember(schema: z.core.$ZodType, value: unknown, part: string | number): unknown {
  const member = memberSchema(schema, part);
  return member === undefined ? value : readAs(member, value);
}

function readScalar(schema: z.core.$ZodType, value: string | number): unknown {
  const text = String(value);
  if (schema instanceof z.ZodNumber) return NUMBER.test(text) ? Number(text) : value;

  if (!(schema instanceof z.ZodBoolean)) return value;

  if (TRUE.test(text)) return true;
  return FALSE.test(text) ? false : value;
}

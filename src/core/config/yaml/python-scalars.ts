// What a plain scalar means to PyYAML's safe loader (YAML 1.1), which both eras of Truss read their configs with. The regular
// expressions are PyYAML's own (yaml/resolver.py); python-scalars.test.ts compares with what PyYAML itself answers.
import type { Scalar, ScalarTag } from 'yaml';

const NULL = /^(?:~|null|Null|NULL|)$/;
const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const TRUE = /^(?:yes|true|on)$/i;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

/** Marks a scalar that Python reads as a float, so that `1.0` can stay one on its way to the model. */
export const FLOAT_FORMAT = 'float';

const nullTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  test: NULL,
  identify: (value) => value === null,
  resolve: () => null,
  stringify: (item) => item.source ?? 'null',
};

const boolTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: BOOL,
  identify: (value) => typeof value === 'boolean',
  resolve: (text) => TRUE.test(text),
  stringify: (item) => item.source ?? String(item.value),
};

const floatTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: FLOAT,
  format: FLOAT_FORMAT,
  identify: (value) => typeof value === 'number',
  resolve: parseFloatText,
  stringify: writeNumber,
};

const intTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: INT,
  identify: (value) => typeof value === 'number' || typeof value === 'bigint',
  resolve: parseIntText,
  stringify: writeNumber,
};

/** Python makes dates of these. A config and an example travel as JSON, which has none: the text stays as it is written. */
const timestampTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:timestamp',
  default: true,
  test: TIMESTAMP,
  resolve: (text) => text,
};

/** PyYAML refuses these two as values. They are text here, and are written in quotes. */
const reservedTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:value',
  default: true,
  test: /^(?:=|<<)$/,
  resolve: (text) => text,
};

/** The tags of PyYAML's safe loader that config files need, in the order in which PyYAML tries them. */
export const pythonTags: ScalarTag[] = [boolTag, floatTag, intTag, nullTag, timestampTag, reservedTag];

/** Whole numbers that a double cannot hold become a bigint. */
function parseIntText(text: string): number | bigint {
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
  const value = digits.includes(':') ? BigInt(sexagesimal(digits)) : BigInt(toJavaScriptInteger(digits));
  const signed = text.startsWith('-') ? -value : value;
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}

/** `010` is octal in YAML 1.1; JavaScript writes it `0o10`. */
function toJavaScriptInteger(digits: string): string {
  return /^0[0-7]+$/.test(digits) ? `0o${digits}` : digits;
}

function parseFloatText(text: string): number {
  const lower = text.replaceAll('_', '').toLowerCase();
  const magnitude = lower.replace(/^[-+]/, '');
  return (lower.startsWith('-') ? -1 : 1) * parseMagnitude(magnitude);
}

function parseMagnitude(text: string): number {
  switch (text) {
    case '.inf':
      return Number.POSITIVE_INFINITY;
    case '.nan':
      return Number.NaN;
    default:
      return text.includes(':') ? sexagesimal(text) : Number(text);
  }
}

/** `1:30` is 90: base 60, as for times of day. */
function sexagesimal(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** A number as it was written, or such that Python reads the same number: its floats need a dot, also before an exponent. */
function writeNumber(item: Scalar): string {
  if (item.source !== undefined) return item.source;
  const text = String(item.value);
  if (item.format === FLOAT_FORMAT && /^-?\d+$/.test(text)) return `${text}.0`;

  if (/[IN]/.test(text)) return text.replace('Infinity', '.inf').replace('NaN', '.nan');
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

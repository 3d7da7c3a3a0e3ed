import { explainForeign } from './foreign-lines.ts';
import { plainRequirement } from './plain-requirement.ts';
import { normaliseName } from './requirement-name.ts';

/** What one line of requirements means (PEP 508, and pip's file format around it). */
export type Requirement =
  | {
      readonly kind: 'package';
      /** Normalised. */
      readonly name: string;
      readonly extras: readonly string[];
      /** The constraints as they are written, without spaces: `>=1.0,<2`; empty for any version. */
      readonly specifier: string;
      /** The address of `name @ address`. */
      readonly url: string | null;
      /** What follows `;`: where the requirement holds. */
      readonly marker: string | null;
    }
  /** An address or a path without a name, or `-e` with one. */
  | { readonly kind: 'direct'; readonly target: string }
  /** `-r`, `-c`, `--index-url` and the like. */
  | { readonly kind: 'option'; readonly option: string; readonly value: string }
  /** A comment or an empty line. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'invalid'; readonly message: string; readonly hint?: string };

const OPTIONS = new Set(
  (
    '-r --requirement -c --constraint -i --index-url --extra-index-url --no-index -f --find-links ' +
    '--no-binary --only-binary --prefer-binary --require-hashes --pre --trusted-host --use-feature'
  ).split(' '),
);
const EDITABLE = new Set(['-e', '--editable']);

const NAME = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$/s;
const DIRECT = /^(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/|file:)|\.(?:whl|zip|tar\.gz|tar\.bz2|tgz)$/i;
const CONSTRAINT = /^(?:===\s*\S+|(?:==|!=)\s*[\w.+!-]+(?:\.\*)?|(?:~=|<=|>=|<|>)\s*[\w.+!-]+)$/;

/** Reads one line of requirements. It never throws: what cannot be read is `invalid`, with the reason. */
export function parseRequirement(line: string): Requirement {
  const text = plainRequirement(line);
  if (text === '') return { kind: 'nothing' };

  const foreign = explainForeign(text);
  if (foreign !== null) return { kind: 'invalid', ...foreign };
  if (text.startsWith('-')) return parseOption(text);
  const option = /\s(-[a-z]|--[a-z][a-z-]*)(?:[\s=]+(\S*))?/.exec(text);
  if (option !== null && OPTIONS.has(option[1] ?? '')) return misplacedOption(option);
  return DIRECT.test(text.split(/[\s;]/, 1)[0] ?? '') ? { kind: 'direct', target: text } : parsePackage(text);
}

/** pip takes no notice of such an option behind a requirement. */
function misplacedOption([, option = '', value = '']: RegExpExecArray): Requirement {
  return {
    kind: 'invalid',
    message: `${option} stands behind a requirement, where it means nothing`,
    hint: `Write it in a line of its own: ${option} ${value}`.trimEnd(),
  };
}

function parseOption(text: string): Requirement {
  const [, option = text, value = ''] = /^(--?[a-z-]+)(?:[\s=]+(.*))?$/s.exec(text) ?? [];
  if (EDITABLE.has(option)) return { kind: 'direct', target: value.trim() };
  return OPTIONS.has(option)
    ? { kind: 'option', option, value: value.trim() }
    : { kind: 'invalid', message: `${option} is no option of a requirements file` };
}

function parsePackage(text: string): Requirement {
  const [, name, extras = '', rest = ''] = NAME.exec(text) ?? [];
  if (name === undefined) return { kind: 'invalid', message: `${text} does not begin with the name of a package` };
  const named = {
    kind: 'package',
    name: normaliseName(name),
    extras: extras.split(',').flatMap((extra) => extra.trim() || []),
    url: null,
  } as const;
  if (rest.startsWith('@')) {
    // The address ends at a space; only then may a marker follow.
    const [, url = '', marker = ''] = /^@\s*(\S*)\s*(?:;(.*))?$/s.exec(rest) ?? [];
    return url === ''
      ? { kind: 'invalid', message: `${text} has no address after @` }
      : { ...named, specifier: '', url, marker: marker.trim() || null };
  }
  const [constraints = '', marker = ''] = splitOnce(rest, ';');
  const specifier = constraints.trim().replace(/^\((.*)\)$/s, '$1');
  const bad = specifier === '' ? undefined : specifier.split(',').find((part) => !CONSTRAINT.test(part.trim()));
  return bad === undefined
    ? { ...named, specifier: specifier.replaceAll(/\s+/g, ''), marker: marker.trim() || null }
    : explainConstraint(text, name, bad.trim());
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function explainConstraint(text: string, name: string, part: string): Requirement {
  const message = part === '' ? `${text} has a comma too many` : `${part} in ${text} is no version constraint`;
  const version = /^(?:=|\s)*v?(\d[\w.+!]*)$/.exec(part)?.[1];
  if (version !== undefined) return { kind: 'invalid', message, hint: `Write ${name}==${version}.` };
  if (/^[<>=!~]+$/.test(part)) {
    return {
      kind: 'invalid',
      message: `${text} has no version after ${part}`,
      hint: `Write ${name}${part}1.0, or ${name}.`,
    };
  }
  const separated = part.split(/\s+(?=[<>=!~])/);
  const meant = separated.length > 1 && separated.every((each) => CONSTRAINT.test(each)) ? separated : ['>=1.0', '<2'];
  return { kind: 'invalid', message, hint: `Write ${name}${meant.join(',')}.` };
}

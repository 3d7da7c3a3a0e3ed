// What a tool gives back: the answer of a model as content that a language model can read, look at or hear.
import { jsonMembers } from '../json/json-members.ts';
import { version } from '../version.ts';
import { parseMember } from './read-message.ts';
import type { Tool } from './tool.ts';
import type { Era } from './versions.ts';

/** An answer of a model. */
export type ToolAnswer =
  /** `json`: as the model gave it. */
  | { readonly kind: 'json'; readonly json: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly mediaType: string; readonly base64: string };

/** More members than an answer has that is meant to be read. */
const MAX_MEMBERS = 1000;

/** The result of a call, as JSON. */
export function toolResult(answer: ToolAnswer, tool: Tool, era: Era): string {
  if (answer.kind === 'text') return result([textContent(answer.text)], era);
  if (answer.kind === 'bytes') return result([bytesContent(answer)], era);
  const media = mediaContents(answer.json, tool);
  if (media !== null) return result(media, era);
  // Before, it had to be an object.
  const isStructured = isObject(answer.json) || (era === 'modern' && tool.outputSchema !== null);
  const structured = isStructured ? `,"structuredContent":${answer.json}` : '';
  return result([textContent(textOf(answer.json))], era, structured);
}

/** The result of a call that failed: what a language model is told, so that it can do better. */
export function failedResult(text: string, era: Era): string {
  return result([textContent(text)], era, ',"isError":true');
}

/** What every result of the modern era has, as members of JSON with a comma before them. */
export function resultMembers(era: Era): string {
  return era === 'modern' ? MODERN_MEMBERS : '';
}

const MODERN_MEMBERS = `,"resultType":"complete","_meta":${JSON.stringify({
  'io.modelcontextprotocol/serverInfo': { name: 'truss', version },
})}`;

function result(contents: readonly string[], era: Era, more = ''): string {
  return `{"content":[${contents.join(',')}]${more}${resultMembers(era)}}`;
}

function textContent(text: string): string {
  return `{"type":"text","text":${JSON.stringify(text)}}`;
}

/** A JSON string is shown as the text that it is. */
function textOf(json: string): string {
  const value = json.startsWith('"') ? parseMember(json) : undefined;
  return typeof value === 'string' ? value : json;
}

function isObject(json: string): boolean {
  return /^[ \t\n\r]*\{/.test(json);
}

type Bytes = Extract<ToolAnswer, { kind: 'bytes' }>;

/** `base64` is of an alphabet that JSON needs no escapes for. */
function bytesContent({ mediaType, base64 }: Omit<Bytes, 'kind'>): string {
  const mimeType = JSON.stringify(mediaType);
  const type = /^(image|audio)\//.exec(mediaType)?.[1];
  if (type !== undefined) return `{"type":"${type}","data":"${base64}","mimeType":${mimeType}}`;
  return `{"type":"resource","resource":{"uri":"truss:answer","mimeType":${mimeType},"blob":"${base64}"}}`;
}

/** The pictures and the sound of an answer, and what else there is of it as a text; null where it has none. */
function mediaContents(json: string, { media }: Tool): string[] | null {
  if (Object.keys(media).length === 0) return null;
  const members = jsonMembers(json, MAX_MEMBERS);
  if (members === null) return null;
  const contents: string[] = [];
  const rest: string[] = [];
  for (const [name, text] of members) {
    const mediaType = Object.hasOwn(media, name) ? media[name] : undefined;
    if (mediaType !== undefined && BASE64_STRING.test(text)) {
      contents.push(bytesContent({ mediaType, base64: text.slice(1, -1) }));
    } else rest.push(`${JSON.stringify(name)}:${text}`);
  }
  if (contents.length === 0) return null;
  return rest.length === 0 ? contents : [textContent(`{${rest.join(',')}}`), ...contents];
}

const BASE64_STRING = /^"[A-Za-z0-9+/]+={0,2}"$/;

// What a browser is told with every file of the playground: what it may do there, and how long it may keep it.
import type { IncomingMessage } from 'node:http';

import type { PageFile } from './page-files.ts';

/**
 * Nothing from anywhere else, nothing inline, nobody's frame, and no text that becomes markup: what a model answers is shown here,
 * and may be anybody's.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const COMMON = [
  'Content-Security-Policy',
  POLICY,
  'X-Content-Type-Options',
  'nosniff',
  'Referrer-Policy',
  'no-referrer',
  'Cross-Origin-Opener-Policy',
  'same-origin',
  'Cross-Origin-Resource-Policy',
  'same-origin',
  'Vary',
  'Accept-Encoding',
];

/** The names of such files hold a hash of their content. */
const HASHED = /-[\w-]{8}\.\w+$/;

/** The headers of a file, but those of its body. */
export function pageHeaders(name: string, { hash, mediaType }: PageFile): string[] {
  const kept = HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache';
  return ['Content-Type', mediaType, 'Cache-Control', kept, 'ETag', `"${hash}"`, ...COMMON];
}

/** Whether the browser has the file already. */
export function isKept({ headers }: IncomingMessage, { hash }: PageFile): boolean {
  return (headers['if-none-match'] ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${hash}"`);
}

/** How a file is sent: as who asks for it takes it. Browsers take brotli over connections that nobody else can read. */
export function pageCoding({ headers }: IncomingMessage): 'br' | 'gzip' | null {
  const elements = headers['accept-encoding']?.toString().toLowerCase().split(',') ?? [];
  const takes = (coding: string): boolean =>
    elements.some((element) => element.split(';')[0]?.trim() === coding && !/;\s*q=0(?:\.0*)?\s*$/.test(element));
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : null;
}

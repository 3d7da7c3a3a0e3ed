import { z } from 'zod';

const BYTE = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const IPV4_OR_RANGE = new RegExp(String.raw`^${BYTE}(?:\.${BYTE}){3}(?:/(?:3[0-2]|[12]?\d))?$`);

/** A part of a host's name between two dots, or `*` for any. */
const LABEL = /^(?:\*|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)$/i;

/** `10.0.0.1` or `10.0.0.0/8`. */
export const ipv4OrRange = z.string().regex(IPV4_OR_RANGE, { error: 'an IPv4 address or range, such as 10.0.0.0/8' });

/** `api.example.com` or `*.example.com`, without a dot at its end. */
export const hostname = z.string().refine((name) => name.split('.').every((label) => LABEL.test(label)), {
  error: 'the name of a host, such as api.example.com or *.example.com',
});

/** `https://example.com`, with a port where it is none of the scheme's own, as a browser sends it as `Origin`; or `*` for any. */
export const origin = z
  .string()
  .regex(/^(?:\*|[a-z][a-z0-9+.-]*:\/\/(?:\[[\da-f:]+\]|[^/\s?#*@:[\]]+)(?::\d{1,5})?)$/i, {
    error: 'an origin such as https://example.com (without a path), or "*"',
  });

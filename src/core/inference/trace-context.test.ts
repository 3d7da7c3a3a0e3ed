import { expect, test } from 'vitest';

import { readTraceContext, traceparentOf } from './trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test.each([
  [`00-${TRACE}-${SPAN}-01`, true],
  [`00-${TRACE}-${SPAN}-00`, false],
  [`00-${TRACE}-${SPAN}-ff`, true],
  [`cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`, true],
])('%s is a context', (traceparent, isSampled) => {
  const context = readTraceContext(traceparent, 'congo=t61rcWkgMzE');
  expect(context).toEqual({ traceId: TRACE, spanId: SPAN, isSampled, tracestate: 'congo=t61rcWkgMzE' });
});

test.each([
  undefined,
  '',
  `00-${TRACE}-${SPAN}`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  ` 00-${TRACE}-${SPAN}-01`,
])('%s is none', (traceparent) => {
  expect(readTraceContext(traceparent, undefined)).toBeNull();
});

test('a context goes on as it came, without more than vendors may put there', () => {
  const context = readTraceContext(`00-${TRACE}-${SPAN}-01`, 'x'.repeat(513));
  expect(context?.tracestate).toBe('');
  expect(traceparentOf(context!)).toBe(`00-${TRACE}-${SPAN}-01`);
});

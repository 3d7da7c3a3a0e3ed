import { expect, test } from 'vitest';

import { mergeExpositions } from './merge-expositions.ts';

const text = (count: number): string => `# HELP seen_total Things seen.
# TYPE seen_total counter
seen_total{kind="a \\"b\\", {c}"} ${count}
# HELP took Seconds.
# TYPE took histogram
took_bucket{le="+Inf"} ${count}
took_count ${count}
took_sum 1.5
`;

test('the same metric of two workers stands together, told apart by a label', () => {
  const merged = mergeExpositions(
    [
      { text: text(1), labels: { worker: '0' } },
      { text: text(2), labels: { worker: '1' } },
    ],
    new Set(),
  );
  expect(merged).toBe(`# HELP seen_total Things seen.
# TYPE seen_total counter
seen_total{kind="a \\"b\\", {c}",worker="0"} 1
seen_total{kind="a \\"b\\", {c}",worker="1"} 2
# HELP took Seconds.
# TYPE took histogram
took_bucket{le="+Inf",worker="0"} 1
took_count{worker="0"} 1
took_sum{worker="0"} 1.5
took_bucket{le="+Inf",worker="1"} 2
took_count{worker="1"} 2
took_sum{worker="1"} 1.5
`);
});

test('a metric of the server cannot be overwritten by a model', () => {
  const exposition = { text: '# TYPE truss_requests_total counter\ntruss_requests_total 1\n', labels: {} };
  expect(mergeExpositions([exposition], new Set(['truss_requests_total']))).toBe('');
});

test('what is not of the format is left out', () => {
  const exposition = { text: '<html>\n# EOF\n1 2\nok 1\n', labels: { model: 'a"b' } };
  expect(mergeExpositions([exposition], new Set())).toBe('ok{model="a\\"b"} 1\n');
});

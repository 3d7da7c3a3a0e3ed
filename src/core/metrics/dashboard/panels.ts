// What the dashboard shows: a panel for each question that somebody has who looks at a server. Names are those of
// src/server/service; a test asks each query of a Prometheus that scrapes a server.

/** One line of a panel, or several where a query finds several series. */
interface Line {
  /** PromQL; `$model` and `$__rate_interval` are Grafana's to fill in. */
  readonly query: string;
  /** What a line is called: labels stand in double braces. */
  readonly legend: string;
}

/** A drawing over time. */
export interface Panel {
  readonly title: string;
  /** What it answers, for the little i. */
  readonly description: string;
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly lines: readonly Line[];
}

/** Panels that are looked at together. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const MODEL = 'model=~"$model"';

/** How fast a counter of the chosen models grows, per second. */
const rate = (counter: string, labels = ''): string =>
  `rate(${counter}{${MODEL}${labels === '' ? '' : `,${labels}`}}[$__rate_interval])`;

/** A quantile of a histogram, of all chosen models and their servers together. */
const quantile = (q: number, histogram: string): string =>
  `histogram_quantile(${q}, sum by (le) (${rate(`${histogram}_bucket`)}))`;

const QUANTILES = [0.5, 0.9, 0.99];

const quantiles = (histogram: string): Line[] =>
  QUANTILES.map((q) => ({ query: quantile(q, histogram), legend: `p${q * 100}` }));

const REQUESTS: Row = {
  title: 'Requests',
  panels: [
    {
      title: 'Requests by status',
      description:
        'Requests that are over, each second. 429: the queue is full; 499: the client has left; 504: its time was over.',
      unit: 'reqps',
      lines: [{ query: `sum by (status) (${rate('truss_requests_total')})`, legend: '{{status}}' }],
    },
    {
      title: 'Failed requests',
      description:
        'The share of requests that the server or the model could not answer (5xx), and of those that it refused (4xx).',
      unit: 'percentunit',
      lines: ['5..', '4..'].map((status) => ({
        query: `(sum(${rate('truss_requests_total', `status=~"${status}"`)}) or vector(0)) / sum(${rate('truss_requests_total')})`,
        legend: status.replaceAll('.', 'x'),
      })),
    },
    {
      title: 'Latency',
      description: 'From the headers of a request to the end of its answer.',
      unit: 's',
      lines: quantiles('truss_request_duration_seconds'),
    },
    {
      title: 'Requests by route',
      description: 'Which protocols clients speak.',
      unit: 'reqps',
      lines: [{ query: `sum by (model, route) (${rate('truss_requests_total')})`, legend: '{{model}} {{route}}' }],
    },
    {
      title: 'Latency by route, p99',
      description: 'Where the slow ones are.',
      unit: 's',
      lines: [
        {
          query: `histogram_quantile(0.99, sum by (le, model, route) (${rate('truss_request_duration_seconds_bucket')}))`,
          legend: '{{model}} {{route}}',
        },
      ],
    },
    {
      title: 'Given up',
      description: 'Requests whose client has left, or whose time was over, by how far they had come.',
      unit: 'reqps',
      lines: [
        {
          query: `sum by (phase, reason) (${rate('truss_requests_cancelled_total')})`,
          legend: '{{reason}}: {{phase}}',
        },
        {
          query: 'sum by (code) (rate(truss_requests_refused_total[$__rate_interval]))',
          legend: 'no model known: {{code}}',
        },
      ],
    },
  ],
};

const TIME: Row = {
  title: 'Where the time goes',
  panels: [
    {
      title: 'Queue',
      description:
        'From admission until a worker was given the request. Grows before anything else when there are too few workers.',
      unit: 's',
      lines: quantiles('truss_request_queue_seconds'),
    },
    {
      title: 'Compute',
      description: 'What the worker took: preprocess, predict and postprocess.',
      unit: 's',
      lines: quantiles('truss_request_compute_seconds'),
    },
    {
      title: 'Batch size',
      description: 'How many predictions a worker was given together, of models that merge them.',
      unit: 'short',
      lines: [
        {
          query: `sum by (model) (${rate('truss_batch_size_sum')}) / sum by (model) (${rate('truss_batch_size_count')})`,
          legend: '{{model}}, mean',
        },
        { query: quantile(0.9, 'truss_batch_size'), legend: 'p90' },
      ],
    },
    {
      title: 'In flight',
      description: 'Requests that are accepted and not over, those of them that wait, and open WebSockets.',
      unit: 'short',
      lines: [
        { query: `sum(truss_requests_in_flight{${MODEL}})`, legend: 'in flight' },
        { query: `sum(truss_requests_queued{${MODEL}})`, legend: 'queued' },
        { query: `sum(truss_sessions_open{${MODEL}})`, legend: 'WebSockets' },
      ],
    },
  ],
};

const PROCESSES: Row = {
  title: 'Processes',
  panels: [
    {
      title: 'Workers',
      description: 'Processes that there shall be, that take requests, and how often one was started again.',
      unit: 'short',
      lines: [
        { query: `sum by (model) (truss_workers{${MODEL}})`, legend: '{{model}}, wanted' },
        { query: `sum by (model) (truss_workers_ready{${MODEL}})`, legend: '{{model}}, ready' },
        {
          query: `sum by (model) (increase(truss_worker_restarts_total{${MODEL}}[$__rate_interval]))`,
          legend: '{{model}}, restarts',
        },
        {
          query: `sum by (model) (increase(truss_worker_replacements_total{${MODEL}}[$__rate_interval]))`,
          legend: '{{model}}, replaced while stuck',
        },
      ],
    },
    {
      title: 'Memory',
      description: 'Resident memory of each worker, and of the servers themselves.',
      unit: 'bytes',
      lines: [
        { query: `truss_worker_memory_bytes{${MODEL}}`, legend: '{{instance}} {{model}} {{worker}}' },
        { query: 'truss_front_memory_bytes', legend: '{{instance}} server' },
      ],
    },
    {
      title: 'Processor of the servers',
      description: 'Processors that the servers take themselves, without their workers. One has no more than one.',
      unit: 'short',
      lines: [{ query: 'rate(truss_front_cpu_seconds_total[$__rate_interval])', legend: '{{instance}}' }],
    },
    {
      title: 'Versions',
      description: 'Servers of each version of Truss.',
      unit: 'short',
      lines: [{ query: 'count by (version) (truss_build_info)', legend: '{{version}}' }],
    },
  ],
};

export const ROWS: readonly Row[] = [REQUESTS, TIME, PROCESSES];

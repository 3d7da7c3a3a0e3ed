import { grafanaDashboard } from '../../core/metrics/dashboard/dashboard.ts';
import { defineCommand } from '../definition/define-command.ts';

export const metricsDashboardCommand = defineCommand({
  description:
    'Prints a dashboard for Grafana (9 or later) that shows what servers of Truss tell a Prometheus: requests, failures, latency, where the time goes, batches, processes, memory. In Grafana: Dashboards, New, Import. Or put the file where Grafana is provisioned from.',
  examples: [{ command: 'truss metrics dashboard > truss-dashboard.json', about: 'a file to import' }],
  arguments: {},
  options: {},
  json: "the dashboard, as Grafana's JSON has it",
  run({ output }) {
    const dashboard = grafanaDashboard();
    output.answer(dashboard, () => JSON.stringify(dashboard, null, 2));
    return Promise.resolve();
  },
});

// The dashboard that Grafana imports: docs/grafana/truss.json, and what `truss metrics dashboard` prints.
import type { Panel } from './panels.ts';
import { ROWS } from './panels.ts';

/** Grafana's grid has 24 columns. */
const COLUMNS = 24;
const WIDTH = 8;
const HEIGHT = 8;

/** What every panel asks: the Prometheus that is chosen above. */
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** What Grafana calls the lines of a panel. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Of version 9 and later. */
const SCHEMA = 37;

/** The dashboard, as Grafana's JSON has it. */
export function grafanaDashboard(): object {
  return {
    title: 'Truss',
    uid: 'truss',
    tags: ['truss', 'machine learning'],
    description: 'Models that Truss serves. Made by `npm run generate` in its repository.',
    schemaVersion: SCHEMA,
    version: 1,
    editable: true,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    timezone: 'browser',
    templating: { list: [DATASOURCE_VARIABLE, MODEL_VARIABLE] },
    panels: placePanels(),
  };
}

const DATASOURCE_VARIABLE = { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' };

const MODEL_VARIABLE = {
  name: 'model',
  label: 'Model',
  type: 'query',
  datasource: DATASOURCE,
  query: { query: 'label_values(truss_workers, model)', refId: 'model' },
  definition: 'label_values(truss_workers, model)',
  // Also models that come while the page is open.
  refresh: 2,
  multi: true,
  includeAll: true,
  allValue: '.+',
  current: { text: 'All', value: '$__all' },
};

/** Rows, each with its panels below it, three beside each other. */
function placePanels(): object[] {
  const placed: object[] = [];
  let y = 0;
  for (const { title, panels } of ROWS) {
    placed.push({
      id: placed.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: [],
    });
    y += 1;
    for (const [index, panel] of panels.entries()) {
      const x = (index * WIDTH) % COLUMNS;
      if (index > 0 && x === 0) y += HEIGHT;
      placed.push(renderPanel(panel, { id: placed.length + 1, x, y }));
    }
    y += HEIGHT;
  }
  return placed;
}

function renderPanel(
  { title, description, unit, lines }: Panel,
  { id, x, y }: { readonly id: number; readonly x: number; readonly y: number },
): object {
  return {
    id,
    type: 'timeseries',
    title,
    description,
    datasource: DATASOURCE,
    gridPos: { x, y, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 10, showPoints: 'never' } }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: lines.map(({ query, legend }, index) => ({
      refId: LETTERS.charAt(index),
      datasource: DATASOURCE,
      expr: query,
      legendFormat: legend,
    })),
  };
}

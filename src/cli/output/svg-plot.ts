// Lines over steps, as SVG that stands in a page and needs no script.

/** One line: a value for each step; null leaves a gap. */
interface PlotLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** What is drawn. */
export interface Plot {
  readonly title: string;
  /** What the steps are, and how each is called. */
  readonly across: string;
  readonly steps: readonly string[];
  readonly lines: readonly PlotLine[];
  /** `log`: where the largest value is many times the smallest. */
  readonly scale: 'linear' | 'log';
  readonly format: (value: number) => string;
  /** The step that is marked; null: none. */
  readonly marked: number | null;
}

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 72;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 44;

/** Renders a plot with its legend. The page has the classes `line-0`, `line-1` … for the colours. */
export function renderPlot(plot: Plot): string {
  const values = plot.lines.flatMap((line) => line.values.filter((value) => value !== null));
  const ticks = plot.scale === 'log' ? logTicks(values) : linearTicks(values);
  const yOf = plot.scale === 'log' ? scaleOf(ticks, Math.log10) : scaleOf(ticks, (value) => value);
  const xOf = (step: number): number => LEFT + ((step + 0.5) * (WIDTH - LEFT - RIGHT)) / plot.steps.length;
  const legend = plot.lines.map(({ label }, index) => `<span class="key line-${index}">${escapeHtml(label)}</span>`);
  return [
    `<figure><figcaption>${escapeHtml(plot.title)} ${plot.lines.length > 1 ? legend.join(' ') : ''}</figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(plot.title)}">`,
    ...ticks.map((tick) => renderTick(yOf(tick), plot.format(tick))),
    ...plot.steps.map((step, index) => renderText(xOf(index), HEIGHT - BOTTOM + 18, { text: step, anchor: 'middle' })),
    renderText((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, { text: plot.across, anchor: 'middle' }),
    ...(plot.marked === null ? [] : [renderMark(xOf(plot.marked))]),
    ...plot.lines.map((line, index) => renderLine(line, { index, plot, xOf, yOf })),
    '</svg></figure>',
  ].join('\n');
}

interface Drawn {
  readonly index: number;
  readonly plot: Plot;
  readonly xOf: (step: number) => number;
  readonly yOf: (value: number) => number;
}

function renderLine({ label, values }: PlotLine, { index, plot, xOf, yOf }: Drawn): string {
  const points = values.flatMap((value, step) =>
    value === null ? [] : [{ x: xOf(step), y: yOf(value), value, step }],
  );
  const path = points.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ');
  const dots = points.map(({ x, y, value, step }) => {
    const told = escapeHtml(`${label}, ${plot.steps[step] ?? ''}: ${plot.format(value)}`);
    return `<circle cx="${round(x)}" cy="${round(y)}" r="3.5"><title>${told}</title></circle>`;
  });
  return `<g class="line-${index}"><polyline points="${path}"/>${dots.join('')}</g>`;
}

function renderTick(y: number, text: string): string {
  const line = `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y)}" y2="${round(y)}"/>`;
  return line + renderText(LEFT - 8, y + 4, { text, anchor: 'end' });
}

function renderMark(x: number): string {
  const line = `<line class="mark" x1="${round(x)}" x2="${round(x)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`;
  return line + renderText(x + 4, TOP + 10, { text: 'knee', anchor: 'start' });
}

function renderText(
  x: number,
  y: number,
  { text, anchor }: { readonly text: string; readonly anchor: string },
): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
}

/** From a value to its height, where the first and the last tick are the edges. */
function scaleOf(ticks: readonly number[], place: (value: number) => number): (value: number) => number {
  const [low, high] = [place(ticks[0] ?? 0), place(ticks.at(-1) ?? 1)];
  return (value) => HEIGHT - BOTTOM - ((place(value) - low) / (high - low)) * (HEIGHT - BOTTOM - TOP);
}

/** From 0 to above all values, about five, in steps of 1, 2 or 5 of a power of ten. */
export function linearTicks(values: readonly number[]): readonly number[] {
  const most = Math.max(...values, 1e-9);
  const power = 10 ** Math.floor(Math.log10(most / 5));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power * 5 >= most) ?? 10);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

/** The powers of ten around all values; at least two. */
export function logTicks(values: readonly number[]): readonly number[] {
  const above = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...above, Math.max(...above, 1e-3))));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...above, 1e-3))));
  return Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

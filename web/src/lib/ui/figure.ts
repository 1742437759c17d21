// SPDX-License-Identifier: Apache-2.0
// How a figure of the server is drawn: our colours, a height for its bars, names of axes that are read without turning the head, and the
// reader's way to write numbers and months. Pure, so that it can be tested without a browser.
import type { Figure } from './plotly';

export interface Palette {
  text: string;
  muted: string;
  grid: string;
  zero: string;
  surface: string;
  series: string[];
  font: string;
}
/** What stands around the plot as text: the value axis above it, the other one below, or above when bars lie. */
export interface AxisNames {
  above: string;
  aboveEnd: string;
  below: string;
}
type Trace = Record<string, unknown>;
type Axis = Record<string, unknown>;

const BAR_PX = 24;
const LYING_EXTRA_PX = 56;
const STANDING_PX = 340;
const TALLEST_PX = 1300;
const NARROW_PX = 560;
const FEW_BARS = 4;

const lies = (figure: Figure) => figure.data[0]?.['orientation'] === 'h';
const listOf = (v: unknown): unknown[] => (Array.isArray(v) ? v : []);

/** The text behind the escapes that Plotly's little markup needs. */
export const plain = (s: string) => s.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const escaped = (s: string) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A name cut to `most` columns of type; wide characters take two. */
export function shortened(name: string, most: number): string {
  let width = 0;
  let out = '';
  for (const ch of name) {
    width += ch.codePointAt(0)! > 0x2e80 ? 2 : 1;
    if (width > most) return `${out.trimEnd()}…`;
    out += ch;
  }
  return out;
}

/** Lying bars need a line each, or Plotly leaves out their names; a few bars need no tower. */
export function heightOf(figure: Figure): number {
  if (!lies(figure)) return STANDING_PX;
  const traces = figure.layout?.['barmode'] === 'group' ? figure.data.length : 1;
  const bars = listOf(figure.data[0]!['y']).length * Math.max(1, traces * 0.7);
  return Math.round(Math.min(bars * BAR_PX + LYING_EXTRA_PX, TALLEST_PX));
}

function nameOf(figure: Figure, axis: string): string {
  const title = (figure.layout?.[axis] as Axis | undefined)?.['title'];
  return plain(typeof title === 'string' ? title : ((title as { text?: string } | undefined)?.text ?? ''));
}
export function axisNames(figure: Figure): AxisNames {
  const [x, y] = [nameOf(figure, 'xaxis'), nameOf(figure, 'yaxis')];
  return lies(figure) ? { above: y, aboveEnd: x && `${x} →`, below: '' } : { above: y && `↑ ${y}`, aboveEnd: '', below: x && `${x} →` };
}

/** 1234567 is 1,234,567, and what is larger than that is 12M; along an axis that only says where, 2009 is a year and stays one. */
function numberFormat(values: unknown[], measures: boolean): string | undefined {
  const numbers = values.filter((v): v is number => typeof v === 'number');
  const years = !measures && numbers.length > 0 && numbers.every((v) => Number.isInteger(v) && v >= 1000 && v <= 2999);
  const largest = numbers.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return years ? 'd' : largest < 1e7 ? ',.6~f' : undefined;
}

function axis(given: unknown, look: Axis, format?: string): Axis {
  const own = (given ?? {}) as Axis;
  return { ...look, ...own, title: undefined, showgrid: own['type'] !== 'category', ...(format && own['type'] !== 'date' && own['type'] !== 'category' ? { tickformat: format } : {}) };
}
const YEAR = /^\d{4}(-01-01.*)?$/;
const MOST_YEARS = 15;

/** A few years are named one by one; left to itself the axis would also name their middles. */
function yearTicks(own: Axis, values: unknown[]): Axis {
  const years = new Set(values);
  return own['type'] === 'date' && years.size <= MOST_YEARS && [...years].every((v) => YEAR.test(String(v))) ? { ...own, dtick: 'M12', tickformat: '%Y' } : own;
}

/** Long names of categories are cut on the axis; the whole name is in the hover text and in the table. */
function cutNames(own: Axis, values: unknown[], most: number): Axis {
  const names = [...new Set(values)];
  if (own['type'] !== 'category' || !names.some((n) => shortened(plain(String(n)), most).endsWith('…'))) return own;
  return { ...own, tickmode: 'array', tickvals: names, ticktext: names.map((n) => escaped(shortened(plain(String(n)), most))) };
}

/** There are eight colours: the ninth series has the first one again, and a pattern or dashes. */
function again(trace: Trace, colours: number, i: number): Trace {
  if (i < colours) return {};
  return trace['type'] === 'bar' ? { marker: { pattern: { shape: '/', solidity: 0.3 } } } : { line: { width: 2, dash: 'dash' } };
}

function traceOf(trace: Trace, figure: Figure, single: boolean): Trace {
  const lying = lies(figure);
  if (trace['type'] === 'pie') return { ...trace, sort: false, textinfo: 'percent', hovertemplate: '%{label}: <b>%{value:,.6~f}</b> (%{percent})<extra></extra>' };
  const [name, value] = lying ? ['%{y}', '%{x:,.6~f}'] : ['%{x}', '%{y:,.6~f}'];
  const hovertemplate = `${single ? '' : '%{fullData.name}<br>'}${name}: <b>${value}</b><extra></extra>`;
  const n = listOf(trace[lying ? 'y' : 'x']).length;
  const slim = trace['type'] === 'bar' && single && !lying && n <= FEW_BARS ? { width: Array.from({ length: n }, () => 0.12 + 0.12 * n) } : {};
  const line = trace['type'] === 'scatter' && trace['mode'] !== 'markers' ? { line: { width: 2 }, marker: { size: 6 } } : {};
  return { ...trace, hovertemplate, ...slim, ...line };
}

/** What Plotly is given. `width` is that of the place the chart has. */
export function drawing(figure: Figure, palette: Palette, width: number): { data: Trace[]; layout: Record<string, unknown> } {
  const given = figure.layout ?? {};
  const lying = lies(figure);
  const look = { gridcolor: palette.grid, linecolor: palette.grid, zerolinecolor: palette.zero, tickfont: { color: palette.muted }, automargin: true };
  const values = (key: string) => figure.data.flatMap((t) => listOf(t[key]));
  const most = width < NARROW_PX ? 14 : 32;
  const x = axis(given['xaxis'], look, numberFormat(values('x'), lying));
  const y = axis(given['yaxis'], look, numberFormat(values('y'), true));
  const layout = {
    ...given,
    title: undefined,
    autosize: true,
    height: heightOf(figure),
    margin: { l: 8, r: 16, t: lying ? 24 : 12, b: lying ? 8 : 24 },
    bargap: lying ? 0.25 : (given['bargap'] ?? 0.2),
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    colorway: palette.series,
    font: { family: palette.font, size: 12, color: palette.text },
    hoverlabel: { bgcolor: palette.surface, bordercolor: palette.grid, font: { family: palette.font, size: 13, color: palette.text }, align: 'left' },
    hovermode: 'closest',
    dragmode: false,
    legend: { orientation: 'h', traceorder: 'normal', x: 0, y: 1.02, yanchor: 'bottom', font: { color: palette.text } },
    // the scale of lying bars stands on top: the end of a long list may be far below the window
    xaxis: { ...cutNames(yearTicks(x, values('x')), values('x'), most), ...(lying ? { side: 'top', rangemode: 'tozero' } : {}) },
    yaxis: { ...cutNames(y, values('y'), most), }
  };
  return { data: figure.data.map((t, i) => ({ ...traceOf(t, figure, figure.data.length === 1), ...again(t, palette.series.length, i) })), layout };
}

const PICTURE_PX = 960;
const NAMES_PX = 26; // from the plot to the names of its axes, past the numbers or the legend

/** The figure for a file: what stands around it on the page as text is inside, and it has a ground to stand on. */
export function picture(figure: Figure, palette: Palette, title: string): { data: Trace[]; layout: Record<string, unknown>; width: number; height: number } {
  const { data, layout } = drawing(figure, palette, PICTURE_PX);
  const lying = lies(figure);
  const names = axisNames(figure);
  // as on the page: above the plot, never turned; over the names of lying bars, over the value axis of standing ones
  const name = (text: string, where: Record<string, unknown>) => ({
    text: escaped(shortened(text, 60)), showarrow: false, font: { color: palette.muted }, xref: 'paper', yref: 'paper', y: 1, yanchor: 'bottom', yshift: NAMES_PX, ...where
  });
  const height = heightOf(figure) + 120;
  return {
    data,
    width: PICTURE_PX,
    height,
    layout: {
      ...layout,
      width: PICTURE_PX,
      height,
      autosize: false,
      paper_bgcolor: palette.surface,
      margin: { l: 24, r: 32, t: 104, b: lying ? 32 : 64 },
      title: { text: escaped(shortened(title, 100)), x: 0, xref: 'container', xanchor: 'left', y: 1, yanchor: 'top', pad: { t: 20, l: 24 }, font: { size: 16, weight: 600 } },
      annotations: [
        name(names.above, lying ? { x: 0, xanchor: 'right', xshift: -4 } : { x: 0, xanchor: 'left' }),
        name(names.aboveEnd, { x: 1, xanchor: 'right' }),
        name(names.below, { x: 1, xanchor: 'right', y: 0, yanchor: 'top', yshift: -NAMES_PX })
      ].filter((a) => a.text)
    }
  };
}

/** A name that a file can have anywhere. */
export function fileName(title: string): string {
  const plainName = title.normalize('NFC').replace(/[\u0000-\u001f\\/:*?"<>|\s]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return [...plainName].slice(0, 60).join('') || 'chart';
}

/** Names of months and days, and the order of a date, for Plotly. English is its own. */
export function plotlyLocale(locale: string): { dictionary: Record<string, string>; format: Record<string, unknown> } | undefined {
  const [y, m, d] = locale === 'ja' ? ['年', '月', '日'] : locale === 'ko' ? ['년', '월', '일'] : [];
  if (!y) return undefined;
  const day = (i: number, weekday: 'long' | 'short') => new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(new Date(Date.UTC(2023, 0, 1 + i)));
  const months = Array.from({ length: 12 }, (_, i) => `${i + 1}${m}`);
  const gap = locale === 'ko' ? ' ' : '';
  return {
    dictionary: {},
    format: {
      days: Array.from({ length: 7 }, (_, i) => day(i, 'long')),
      shortDays: Array.from({ length: 7 }, (_, i) => day(i, 'short')),
      months,
      shortMonths: months,
      date: '%Y/%m/%d',
      year: `%Y${y}`,
      month: `%Y${y}${gap}%b`,
      dayMonth: `%b${gap}%-d${d}`,
      dayMonthYear: `%Y${y}${gap}%b${gap}%-d${d}`
    }
  };
}

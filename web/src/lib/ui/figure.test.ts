// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { axisNames, drawing, fileName, heightOf, picture, plotlyLocale, shortened, type Palette } from './figure';
import type { Figure } from './plotly';

const palette: Palette = { text: '#111', muted: '#222', grid: '#333', zero: '#444', surface: '#fff', series: ['#00f'], font: 'x' };
const bars = (n: number, lie: boolean, value = 5): Figure => {
  const names = Array.from({ length: n }, (_, i) => `name ${i}`);
  const values = names.map(() => value);
  return {
    data: [{ type: 'bar', orientation: lie ? 'h' : 'v', x: lie ? values : names, y: lie ? names : values }],
    layout: { xaxis: { title: { text: lie ? 'a &lt; b' : 'city' } }, yaxis: { title: { text: lie ? 'city' : 'a &lt; b' }, ...(lie ? { type: 'category' } : {}) } }
  };
};
const xaxis = (f: Figure, width = 900) => drawing(f, palette, width).layout['xaxis'] as Record<string, unknown>;
const yaxis = (f: Figure, width = 900) => drawing(f, palette, width).layout['yaxis'] as Record<string, unknown>;

describe('a chart', () => {
  it.each([
    [bars(5, false), 340],
    [bars(1, true), 80],
    [bars(24, true), 632],
    [bars(500, true), 1300]
  ])('has a height for its bars %#', (figure, want) => expect(heightOf(figure)).toBe(want));

  it('names its axes as text, the scale of lying bars on top', () => {
    expect(axisNames(bars(3, false))).toEqual({ above: '↑ a < b', aboveEnd: '', below: 'city →' });
    expect(axisNames(bars(3, true))).toEqual({ above: 'city', aboveEnd: 'a < b →', below: '' });
    expect(axisNames({ data: [{ type: 'pie' }] })).toEqual({ above: '', aboveEnd: '', below: '' });
    expect(xaxis(bars(3, true))['side']).toBe('top');
  });

  it.each([
    [1234567, ',.6~f'],
    [-3.25, ',.6~f'],
    [2009, ',.6~f'],
    [25_000_000, undefined]
  ])('writes %d with the format %s', (value, want) => expect(yaxis(bars(3, false, value))['tickformat']).toBe(want));

  it('leaves a year on the axis of positions as it is', () => {
    const years: Figure = { data: [{ type: 'scatter', x: [2009, 2010], y: [1, 2] }], layout: { xaxis: { type: 'linear' } } };
    expect(xaxis(years)['tickformat']).toBe('d');
  });

  it.each([
    [['2021', '2022'], 'M12'],
    [['2021-01-01T00:00:00', '2023-01-01'], 'M12'],
    [['2021-01', '2021-02'], undefined],
    [Array.from({ length: 30 }, (_, i) => String(1990 + i)), undefined]
  ])('names a few years one by one %#', (x, want) => {
    expect(xaxis({ data: [{ type: 'scatter', x, y: x.map(() => 1) }], layout: { xaxis: { type: 'date' } } })['dtick']).toBe(want);
  });

  it('cuts long names on the axis, more where there is less room', () => {
    const long = bars(2, true);
    long.data[0]!['y'] = ['R&amp;lt;B and a name that goes on and on', 'short'];
    expect(yaxis(long)['ticktext']).toEqual(['R&amp;lt;B and a name that goes on a…', 'short']);
    expect(yaxis(long, 390)['ticktext']).toEqual(['R&amp;lt;B and a n…', 'short']);
    expect(yaxis(bars(2, true))['ticktext']).toBeUndefined();
  });

  it('does not make a tower of one bar', () => {
    const [trace] = drawing(bars(1, false), palette, 900).data;
    expect((trace!['width'] as number[])[0]).toBeLessThan(0.3);
    expect(drawing(bars(12, false), palette, 900).data[0]!['width']).toBeUndefined();
  });

  it('tells the ninth series from the first', () => {
    const many: Figure = { data: Array.from({ length: 3 }, () => ({ type: 'bar', x: ['a'], y: [1] })), layout: {} };
    expect(drawing(many, palette, 900).data.map((t) => 'marker' in t)).toEqual([false, true, true]);
  });

  it('counts wide characters twice', () => expect([shortened('売上高の合計', 6), shortened('매출', 4), shortened('abc', 3)]).toEqual(['売上高…', '매출', 'abc']));

  it('says months in the reader\'s language', () => {
    expect(plotlyLocale('en')).toBeUndefined();
    expect(plotlyLocale('ja')?.format).toMatchObject({ month: '%Y年%b', shortDays: ['日', '月', '火', '水', '木', '金', '土'] });
    expect((plotlyLocale('ko')?.format['months'] as string[])[11]).toBe('12월');
  });

  it('for a file has its names inside and a ground', () => {
    const figure = bars(3, false);
    figure.layout = { ...figure.layout, yaxis: { title: { text: 'a &lt;b' } } };
    const { layout, width, height } = picture(figure, palette, 'Sales <by> month');
    expect(layout['paper_bgcolor']).toBe(palette.surface);
    expect((layout['title'] as { text: string }).text).toBe('Sales &lt;by&gt; month');
    expect((layout['annotations'] as { text: string; x: number }[]).map((a) => [a.text, a.x])).toContainEqual(['↑ a &lt;b', 0]);
    expect([layout['width'], layout['height']]).toEqual([width, height]);
  });

  it('has a name that any file may have', () => {
    expect(fileName('How many: a/b "c"?')).toBe('How-many-a-b-c');
    expect(fileName('国別の 売上')).toBe('国別の-売上');
    expect(fileName('???')).toBe('chart');
    expect(fileName('x'.repeat(200)).length).toBe(60);
  });
});

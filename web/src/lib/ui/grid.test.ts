// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { cellLine, cellText, columnWidths, sortOrder, toTsv, windowOf } from './grid';

describe('grid', () => {
  it('puts a cell on one line', () => {
    expect(cellLine('a\r\nb\nc')).toBe('a ↵ b ↵ c');
    expect(cellLine('x'.repeat(1e6))).toHaveLength(401);
    expect(cellLine(null)).toBe('NULL');
  });

  it('shows numbers exactly', () => {
    expect(cellText('9007199254740993')).toBe('9007199254740993');
    expect(cellText(1e21)).toBe('1000000000000000000000');
    expect(cellText(0.1)).toBe('0.1');
    expect(cellText(null)).toBe('NULL');
  });

  it.each([
    [[3, null, 1, 2], true, false, [2, 3, 0, 1]],
    [[3, null, 1, 2], true, true, [0, 3, 2, 1]],
    [['9007199254740993', '9007199254740992', null], true, false, [1, 0, 2]],
    [['b', 'a', 'B', null], false, false, [1, 0, 2, 3]],
    [['item 10', 'item 9'], false, false, [1, 0]]
  ] as const)('sorts %j numeric=%s descending=%s', (values, numeric, descending, want) => {
    expect([...sortOrder(values.map((v) => [v]), 0, numeric, descending, 'en')]).toEqual(want);
  });

  it('keeps the window inside the rows', () => {
    expect(windowOf(0, 320, 32, 5, 4)).toEqual({ from: 0, to: 5 });
    expect(windowOf(32_000, 320, 32, 10_000, 4)).toEqual({ from: 996, to: 1014 });
    expect(windowOf(1e9, 320, 32, 10, 4)).toEqual({ from: 10, to: 10 });
  });

  it('copies what a spreadsheet pastes', () => {
    const columns = [{ name: 'a\tb', type: 'text' }, { name: 'n', type: 'integer' }];
    expect(toTsv(columns, [['x"y\nz', 1], [null, 2]], true)).toBe('"a\tb"\tn\n"x""y\nz"\t1\n\t2');
  });

  it('gives wide characters their room', () => {
    const [narrow, wide] = columnWidths([{ name: 'a', type: 'text' }, { name: 'b', type: 'text' }], [['aaaaaaaaaaaa', '売上売上売上売上売上売上']]);
    expect(wide!).toBeGreaterThan(narrow!);
  });
});

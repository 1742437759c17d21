// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { byDay } from './history';

const now = new Date(2026, 4, 10, 9, 30);
const asked = (...when: [number, number, number][]): { updated_at: string }[] =>
  when.map(([day, hour, minute]) => ({ updated_at: new Date(2026, 4, day, hour, minute).toISOString() }));
const names = (items: { updated_at: string }[]) => byDay(items, now).map((d) => `${d.name} ${d.items.length}`);

describe('the conversations before', () => {
  it('stand under their day, which begins at midnight here', () => {
    expect(names(asked([10, 9, 0], [10, 0, 0], [9, 23, 59], [9, 0, 0], [8, 23, 59], [4, 0, 0], [3, 23, 59]))).toEqual(['today 2', 'yesterday 2', 'week 2', 'older 1']);
  });
  it('may be none', () => expect(names([])).toEqual([]));
  it('spoken in by a clock ahead of ours are of today', () => expect(names(asked([10, 23, 0]))).toEqual(['today 1']));
});

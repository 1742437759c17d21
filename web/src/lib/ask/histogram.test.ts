// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { histogram } from './histogram';

const counts = (values: Parameters<typeof histogram>[0]) => histogram(values).map((b) => b.n);

describe('how numbers are spread', () => {
  it('few whole numbers have a bin each', () => {
    expect(counts([1, 1, 2, 5, null])).toEqual([2, 1, 0, 0, 1]);
    expect(histogram([1, 3])[1]).toEqual({ from: 2, to: 2, n: 0 });
  });
  it('others share equal ranges, and each value is in one', () => {
    const values = Array.from({ length: 100 }, (_, i) => i / 10);
    const bins = histogram(values);
    expect(bins.length).toBe(8);
    expect(bins.reduce((n, b) => n + b.n, 0)).toBe(100);
    expect(bins.at(-1)!.to).toBeCloseTo(9.9);
  });
  it('digits sent as text count', () => expect(counts(['1.5', '2.5', '2.5'])).toEqual([1, 0, 2]));
  it('nothing to spread is nothing', () => {
    expect(histogram([])).toEqual([]);
    expect(histogram([7, 7, null])).toEqual([]);
    expect(histogram([true, 'x', ''])).toEqual([]);
  });
});

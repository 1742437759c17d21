// SPDX-License-Identifier: Apache-2.0
// How the numbers of a column are spread, over the rows the page has. Pure.
import type { Cell } from '$lib/api/types';

export interface Bin {
  from: number;
  to: number;
  n: number;
}
const MOST_BINS = 24;

/** Equal ranges with how many values lie in each, the last one with its end; whole numbers of few values have a bin each. [] for fewer than two values. */
export function histogram(values: Cell[]): Bin[] {
  const numbers = values.filter((v) => v !== null && typeof v !== 'boolean' && v !== '').map(Number).filter(Number.isFinite);
  const low = numbers.reduce((m, v) => Math.min(m, v), Infinity);
  const high = numbers.reduce((m, v) => Math.max(m, v), -Infinity);
  if (!(high > low)) return [];
  const whole = high - low < MOST_BINS && numbers.every(Number.isInteger);
  const bins = whole ? high - low + 1 : Math.min(MOST_BINS, Math.ceil(Math.log2(numbers.length)) + 1);
  const width = whole ? 1 : (high - low) / bins;
  const out = Array.from({ length: bins }, (_, i): Bin => ({ from: low + i * width, to: whole ? low + i : low + (i + 1) * width, n: 0 }));
  for (const v of numbers) out[Math.min(bins - 1, Math.floor((v - low) / width))]!.n++;
  return out;
}

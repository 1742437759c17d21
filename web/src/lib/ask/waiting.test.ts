// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { waitingPhase } from './waiting';

it.each([
  [-5, 'quiet'],
  [1_999, 'quiet'],
  [2_000, 'elapsed'],
  [9_999, 'elapsed'],
  [10_000, 'long'],
  [3_600_000, 'long']
])('after %d ms one is told: %s', (ms, want) => expect(waitingPhase(ms)).toBe(want));

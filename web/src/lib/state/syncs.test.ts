// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isRunning, shareOf, type Progress } from './syncs.svelte';

const at = (p: Partial<Progress>): Progress => ({ workflow_id: 'w', status: 'RUNNING', ...p });

describe('a reading', () => {
  it.each([
    [at({}), undefined],
    [at({ total: 0, done: 0 }), undefined],
    [at({ total: 8, done: 2 }), 0.25],
    [at({ progress: { total: 4, done: 4 } }), 1],
    [at({ total: 3, done: 9 }), 1]
  ])('knows its share %#', (p, want) => expect(shareOf(p)).toBe(want));

  it.each([
    ['QUEUED', true],
    ['RUNNING', true],
    ['COMPLETED', false],
    ['FAILED', false],
    ['CANCELLED', false]
  ] as const)('%s: running is %s', (status, want) => expect(isRunning(at({ status }))).toBe(want));

  it('that never began is not running', () => expect(isRunning(undefined)).toBe(false));
});

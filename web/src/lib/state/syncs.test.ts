// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { isRunning, shareOf, type Progress } from './syncs.svelte';

const at = (p: Partial<Progress>): Progress => ({ workflow_id: 'w', status: 'RUNNING', ...p });
const counts = (done: number, total: number) => ({ schemas: 0, tables: 0, columns: 0, documents: 0, done, total });

describe('a reading', () => {
  it.each([
    [at({}), undefined],
    [at({ progress: counts(0, 0) }), undefined],
    [at({ progress: counts(2, 8) }), 0.25],
    [at({ progress: counts(4, 4) }), 1],
    [at({ progress: counts(9, 3) }), 1]
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

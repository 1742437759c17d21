// SPDX-License-Identifier: Apache-2.0
// What is said while one waits, after the rule: nothing that only flickers, then the time, then a way out.

export const ELAPSED_MS = 2_000;
export const LONG_MS = 10_000;

export function waitingPhase(ms: number): 'quiet' | 'elapsed' | 'long' {
  return ms < ELAPSED_MS ? 'quiet' : ms < LONG_MS ? 'elapsed' : 'long';
}

// SPDX-License-Identifier: Apache-2.0
// Conversations, put under the day on which something was last said in them.

import type { Session } from '$lib/api/types';

type Past = Pick<Session, 'updated_at'>;
export type Day = 'today' | 'yesterday' | 'week' | 'older';
const DAY_MS = 86_400_000;

/** Groups in the order of `items` (newest first); days begin at midnight where the reader is. */
export function byDay<T extends Past>(items: T[], now: Date): { name: Day; items: T[] }[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const dayOf = (iso: string): Day => {
    const at = new Date(iso).getTime();
    return at >= midnight ? 'today' : at >= midnight - DAY_MS ? 'yesterday' : at >= midnight - 6 * DAY_MS ? 'week' : 'older';
  };
  const days: { name: Day; items: T[] }[] = [];
  for (const p of items) {
    const name = dayOf(p.updated_at);
    const last = days.find((d) => d.name === name);
    if (last) last.items.push(p);
    else days.push({ name, items: [p] });
  }
  return days;
}

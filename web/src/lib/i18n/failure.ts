// SPDX-License-Identifier: Apache-2.0
// A failure in one line of the reader's language, for toasts and lists; ErrorCard has the whole of it.
import { ApiError } from '$lib/api/client';
import { i18n } from './index.svelte';
import { problemLine } from './said';

export function failureLine(e: unknown): string {
  if (!(e instanceof ApiError)) return e instanceof Error ? e.message : String(e);
  return e.status === 0 ? i18n.t.error.network : problemLine(i18n.t.server, e.problem);
}

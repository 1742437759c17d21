// SPDX-License-Identifier: Apache-2.0
// A one-page application: the server sends the same index.html for every page, nothing is rendered there.
import { preferredLocale, setLocale } from '$lib/i18n/index.svelte';
import { sources } from '$lib/state/sources.svelte';

export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';

export async function load() {
  void sources.ensure(); // every page wants them: the request is on its way while the page is put together
  await setLocale(preferredLocale());
}

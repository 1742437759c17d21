// SPDX-License-Identifier: Apache-2.0
// A one-page application: the server sends the same index.html for every page, nothing is rendered there.
import { preferredLocale, setLocale } from '$lib/i18n/index.svelte';

export const ssr = false;
export const prerender = false;
export const trailingSlash = 'never';

export async function load() {
  await setLocale(preferredLocale());
}

// SPDX-License-Identifier: Apache-2.0
// The pages for whoever works on the interface; they are built by themselves (see svelte.config.js) and never released.
export { load, prerender, ssr, trailingSlash } from '../routes/+layout';

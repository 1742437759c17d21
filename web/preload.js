// SPDX-License-Identifier: Apache-2.0
// After the build: have the browser fetch what the Ask page is made of together with the shell, instead of one round trip later, when the
// shell's script has found out which page it is. Other pages are reached from this one, or share most of its files.
import { readFileSync, writeFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('.svelte-kit/output/client/.vite/manifest.json', 'utf8'));
const PAGES = [1, 2].map((n) => `.svelte-kit/generated/client-optimized/nodes/${n}.js`); // 0 is the layout, 1 the error page, 2 the first route

/** A module with all that it imports at once, and their styles. */
function collect(key, files) {
  const { file, css = [], imports = [] } = manifest[key];
  if (files.has(file)) return files;
  files.add(file);
  css.forEach((c) => files.add(c));
  imports.forEach((i) => collect(i, files));
  return files;
}

const html = readFileSync('dist/index.html', 'utf8');
const links = [...PAGES.reduce((files, page) => collect(page, files), new Set())]
  .filter((file) => !html.includes(file))
  .map((file) => (file.endsWith('.css') ? `<link href="/${file}" rel="stylesheet">` : `<link href="/${file}" rel="modulepreload">`));
if (!links.length || !html.includes('</head>')) throw new Error('preload.js: index.html is not what it was');
writeFileSync('dist/index.html', html.replace('</head>', `${links.map((l) => `${l}\n\t\t`).join('')}</head>`));

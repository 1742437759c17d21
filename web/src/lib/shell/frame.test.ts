// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locales } from '$lib/i18n/index.svelte';
import { en } from '$lib/i18n/en';
import { ja } from '$lib/i18n/ja';
import { ko } from '$lib/i18n/ko';

const html = readFileSync(join(__dirname, '../../app.html'), 'utf8');
const css = readFileSync(join(__dirname, 'frame.css'), 'utf8');

describe('what is painted before the script is there', () => {
  it('greets in the words of the page itself, in each language', () => {
    for (const { id } of locales) {
      const t = { en, ja, ko }[id].ask;
      const [, title, text] = new RegExp(`<div class="greeting" lang="${id}">\\s*<h2>(.*)</h2>\\s*<p>(.*)</p>`).exec(html) ?? [];
      expect([title, text]).toEqual([t.hello, t.helloText]);
    }
  });
  it('and in one of them at a time', () => {
    for (const { id } of locales) expect(css).toContain(`:root:lang(${id}) #first-paint .greeting:not([lang='${id}'])`);
  });
});

// SPDX-License-Identifier: Apache-2.0
// Copying, also where the page came over plain http from another machine and the browser offers no clipboard to it.

/** Copy text; false when the browser would not. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    /* asked and refused: the old way may still work */
  }
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

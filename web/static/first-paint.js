// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint so that the chosen theme and language never flash. A file of its own: the policy forbids inline scripts.
(function () {
  try {
    var s = JSON.parse(localStorage.getItem('askdb.settings') || '{}');
    if (s.theme === 'light' || s.theme === 'dark') document.documentElement.dataset.theme = s.theme;
    var l = s.locale || (navigator.language || 'en').slice(0, 2);
    if (l === 'ja' || l === 'ko') document.documentElement.lang = l;
  } catch (e) {
    /* storage can be forbidden: the system's theme and English remain */
  }
})();

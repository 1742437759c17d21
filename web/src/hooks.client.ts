// SPDX-License-Identifier: Apache-2.0
// What went wrong in the pages themselves: an old link is no fault of theirs, anything else is told to whoever opens the console.
import type { HandleClientError } from '@sveltejs/kit';

export const handleError: HandleClientError = ({ error, status, message }) => {
  if (status !== 404) console.error(error);
  return { message };
};

// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a weights file: refused with a sentence, or every tensor lies within the file. */
#include "base/arena.h"
#include "embed/safetensors.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct safetensors s;
	struct err err = ERR_INIT;

	if (safetensors_parse(a, (struct slice){(const char *)data, size}, &s, &err) == 0) {
		size_t at = 0;
		for (size_t i = 0; i < s.n; i++) {
			assert(s.tensors[i].begin == at && s.tensors[i].end >= at);
			at = s.tensors[i].end;
		}
		assert(at == s.data.n && s.data.n <= size);
		const float *values;
		if (safetensors_f32(&s, "a", (const size_t[2]){2, 3}, &values, &err) == 0) {
			volatile float last = values[5];
			(void)last;
		}
	} else {
		assert(err.code != ERR_NONE && err.msg[0]);
	}
	arena_free(a);
	return 0;
}

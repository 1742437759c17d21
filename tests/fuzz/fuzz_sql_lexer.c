// SPDX-License-Identifier: Apache-2.0
/* Any text through both scanners: tokens lie end to end, none is empty, and a lexed text has all its bytes in tokens. */
#include "sql/lexer.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (enum sql_dialect d = SQL_SQLITE; d <= SQL_POSTGRES; d++) {
		struct sql_lexer lx = SQL_LEXER(d, ((struct slice){(const char *)data, size}));
		struct sql_token t = {.kind = SQL_TOK_SPACE};
		struct err err = ERR_INIT;
		size_t at = 0;
		while (t.kind != SQL_TOK_END) {
			if (sql_lex(&lx, &t, &err) < 0) {
				assert(err.code == ERR_INVALID && err.msg[0]);
				break;
			}
			assert(t.offset == at && (t.text.n > 0) == (t.kind != SQL_TOK_END));
			at += t.text.n;
			assert(t.kind != SQL_TOK_END || at == size);
		}
	}
	return 0;
}

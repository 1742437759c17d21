// SPDX-License-Identifier: Apache-2.0
/*
 * Writing the sample shop to a file. The statements that make the tables are the training files of the sample, so
 * what the product is taught about the schema is the schema. Rows go in by the page, in one transaction.
 */
#include "sample/sample.h"

#include "base/asset.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "catalog/training.h"
#include "db/driver.h"
#include "sample/shop.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct asset_set sample_training_assets;

enum { COLUMNS_MAX = 15, PAGE_ROWS = 60, SUPPORT_FIRST = 3, SUPPORT_COUNT = 3, INSERT_MAX = 16 << 10 };

static const char *const mail_domains[] = {"example.com", "example.org", "example.net"};

/* One table's rows: row() fills the values of the i-th in the order of the columns. */
struct sheet {
	const char *table;
	size_t n_columns, n_rows;
	void (*row)(const struct shop *s, size_t i, struct arena *a, struct db_value *v);
};

int sample_training(struct arena *a, struct training_set *out, struct err *err)
{
	return training_read_assets(a, &sample_training_assets, out, err);
}

static struct db_value id_of(size_t position)
{
	return DB_V_INT((int64_t)position + 1);
}

static struct db_value money(int cents)
{
	return DB_V_FLOAT((double)cents / 100.0);
}

static void artist_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	(void)a;
	v[0] = id_of(i);
	v[1] = db_v_text(s->artists[i].name);
}

static void album_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	(void)a;
	v[0] = id_of(i);
	v[1] = db_v_text(s->albums[i].title);
	v[2] = id_of((size_t)s->albums[i].artist);
}

static void genre_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	(void)s, (void)a;
	v[0] = id_of(i);
	v[1] = db_v_text(sample_shelves[i].genre);
}

static void media_type_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	(void)s, (void)a;
	v[0] = id_of(i);
	v[1] = db_v_text(shop_media_names[i]);
}

static void track_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	const struct shop_track *t = &s->tracks[i];
	(void)a;
	v[0] = id_of(i);
	v[1] = db_v_text(t->name);
	v[2] = id_of((size_t)t->album);
	v[3] = id_of((size_t)t->media);
	v[4] = id_of((size_t)t->genre);
	v[5] = db_v_text(t->composer);
	v[6] = DB_V_INT(t->ms);
	v[7] = DB_V_INT(t->bytes);
	v[8] = money(t->cents);
}

static void employee_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	const struct employee *e = &sample_employees[i];
	(void)s;
	v[0] = id_of(i);
	v[1] = db_v_text(e->last);
	v[2] = db_v_text(e->first);
	v[3] = db_v_text(e->title);
	v[4] = e->reports_to ? DB_V_INT(e->reports_to) : DB_V_NULL;
	v[5] = db_v_text(arena_printf(a, "%s 00:00:00", e->born));
	v[6] = db_v_text(arena_printf(a, "%s 00:00:00", e->hired));
	v[7] = db_v_text(e->address);
	v[8] = db_v_text("Edmonton");
	v[9] = db_v_text("AB");
	v[10] = db_v_text("Canada");
	v[11] = db_v_text(e->postal_code);
	v[12] = db_v_text(e->phone);
	v[13] = db_v_text("+1 (780) 555-0199");
	char *mail = arena_printf(a, "%s@example.com", e->last);
	mail[0] = (char)(mail[0] | 0x20);
	v[14] = db_v_text(mail);
}

static void customer_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	const struct customer *c = &sample_customers[i];
	(void)s;
	v[0] = id_of(i);
	v[1] = db_v_text(c->first);
	v[2] = db_v_text(c->last);
	v[3] = db_v_text(c->company);
	v[4] = db_v_text(c->address);
	v[5] = db_v_text(c->city);
	v[6] = db_v_text(c->state);
	v[7] = db_v_text(c->country);
	v[8] = db_v_text(c->postal_code);
	v[9] = db_v_text(c->phone);
	v[10] = DB_V_NULL;
	v[11] = db_v_text(arena_printf(a, "%s@%s", c->mail, mail_domains[i % ARRAY_LEN(mail_domains)]));
	v[12] = DB_V_INT(SUPPORT_FIRST + (int64_t)(i * 7 % 10) % SUPPORT_COUNT);
}

static void invoice_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	const struct shop_invoice *inv = &s->invoices[i];
	const struct customer *c = &sample_customers[inv->customer];
	int64_t year;
	int month, day;
	clock_civil_from_days(inv->day, &year, &month, &day);
	v[0] = id_of(i);
	v[1] = id_of((size_t)inv->customer);
	v[2] = db_v_text(arena_printf(a, "%04d-%02d-%02d 00:00:00", (int)year, month, day));
	v[3] = db_v_text(c->address);
	v[4] = db_v_text(c->city);
	v[5] = db_v_text(c->state);
	v[6] = db_v_text(c->country);
	v[7] = db_v_text(c->postal_code);
	v[8] = money(inv->cents);
}

static void invoice_line_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	const struct shop_line *l = &s->lines[i];
	(void)a;
	v[0] = id_of(i);
	v[1] = id_of((size_t)l->invoice);
	v[2] = id_of((size_t)l->track);
	v[3] = money(s->tracks[l->track].cents);
	v[4] = DB_V_INT(l->quantity);
}

static void playlist_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	(void)s, (void)a;
	v[0] = id_of(i);
	v[1] = db_v_text(shop_playlist_name(i));
}

static void playlist_track_row(const struct shop *s, size_t i, struct arena *a, struct db_value *v)
{
	(void)a;
	v[0] = id_of((size_t)s->entries[i].playlist);
	v[1] = id_of((size_t)s->entries[i].track);
}

/* Referred-to tables first, so that foreign keys hold at every row. */
static const struct sheet sheets[] = {
	{"Artist", 2, SHOP_ARTISTS, artist_row},
	{"Album", 3, SHOP_ALBUMS, album_row},
	{"Genre", 2, SHELF_COUNT, genre_row},
	{"MediaType", 2, MEDIA_COUNT, media_type_row},
	{"Track", 9, SHOP_TRACKS, track_row},
	{"Employee", 15, EMPLOYEE_COUNT, employee_row},
	{"Customer", 13, CUSTOMER_COUNT, customer_row},
	{"Invoice", 9, SHOP_INVOICES, invoice_row},
	{"InvoiceLine", 5, SHOP_LINES, invoice_line_row},
	{"Playlist", 2, SHOP_PLAYLISTS, playlist_row},
	{"PlaylistTrack", 2, SHOP_PLAYLIST_TRACKS, playlist_track_row},
};

static char *insert_statement(const struct sheet *sh, size_t n_rows, struct arena *a)
{
	struct str sql = STR_INIT(INSERT_MAX);
	size_t parameter = 1;
	str_addf(&sql, "INSERT INTO %s VALUES", sh->table);
	for (size_t i = 0; i < n_rows; i++) {
		str_adds(&sql, i ? ", (" : " (");
		for (size_t j = 0; j < sh->n_columns; j++)
			str_addf(&sql, j ? ", $%zu" : "$%zu", parameter++);
		str_addc(&sql, ')');
	}
	return str_to_arena(&sql, a);
}

static int write_sheet(
	struct db_conn *c, const struct shop *s, const struct sheet *sh, struct arena *a, struct err *err)
{
	struct db_value *page = ARENA_ARRAY(a, struct db_value, PAGE_ROWS * COLUMNS_MAX);
	const char *full = insert_statement(sh, PAGE_ROWS, a);
	for (size_t done = 0, n; done < sh->n_rows; done += n) {
		n = MIN(sh->n_rows - done, (size_t)PAGE_ROWS);
		for (size_t i = 0; i < n; i++)
			sh->row(s, done + i, a, page + i * sh->n_columns);
		const char *sql = n == PAGE_ROWS ? full : insert_statement(sh, n, a);
		if (db_exec(c, sql, page, n * sh->n_columns, err) < 0)
			return err_wrap(err, "table %s", sh->table);
	}
	return 0;
}

/* The statements of one file: each ends with a semicolon at the end of a line, which a comment may follow. */
static int run_statements(struct db_conn *c, const struct asset *file, struct arena *a, struct err *err)
{
	struct slice rest = {file->data, file->size};
	struct str sql = STR_INIT(file->size + 1);
	int rc = 0;
	while (rest.n > 0 && rc == 0) {
		struct slice line = slice_cut(&rest, '\n'), code = line;
		code = slice_trim(slice_cut(&code, '-'));
		str_add(&sql, line.p, line.n);
		str_addc(&sql, '\n');
		if (code.n > 0 && code.p[code.n - 1] == ';') {
			rc = db_exec(c, arena_strdup(a, sql.buf), NULL, 0, err);
			str_truncate(&sql, 0);
		}
	}
	str_free(&sql);
	return rc < 0 ? err_wrap(err, "%s", file->path) : 0;
}

static int write_tables(struct db_conn *c, struct arena *a, struct err *err)
{
	const struct asset_set *set = &sample_training_assets;
	for (int relations = 0; relations < 2; relations++) {
		for (size_t i = 0; i < set->n; i++) {
			struct slice path = slice_of(set->items[i].path);
			if (!slice_starts(path, SLICE_LIT("ddl/")) ||
				slice_eq(path, SLICE_LIT("ddl/relations.sql")) != (relations == 1))
				continue;
			if (run_statements(c, &set->items[i], a, err) < 0)
				return -1;
		}
	}
	return 0;
}

static int write_shop(struct db_conn *c, struct arena *a, struct err *err)
{
	struct shop *s = ARENA_NEW(a, struct shop);
	shop_stock(s, a);
	shop_sell(s);
	shop_compile(s);
	if (db_exec(c, "BEGIN", NULL, 0, err) < 0 || write_tables(c, a, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(sheets); i++) {
		if (write_sheet(c, s, &sheets[i], a, err) < 0)
			return -1;
	}
	if (db_exec(c, "COMMIT", NULL, 0, err) < 0)
		return -1;
	/* one plain file, readable from a folder that cannot be written */
	return db_exec(c, "PRAGMA journal_mode = DELETE", NULL, 0, err);
}

static int write_file(const char *path, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	CLEANUP(db_close_ptr) struct db_conn *c = NULL;
	struct db_options opt = {.path = path, .writable = true, .create = true};
	if (db_open(db_driver_find("sqlite"), &opt, &c, err) < 0)
		return -1;
	return write_shop(c, a, err);
}

int sample_write(const char *path, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	char unique[UUID_LEN];
	struct stat st;
	if (stat(path, &st) == 0)
		return err_set(err, ERR_CONFLICT, "%s exists; give another path or remove it first", path);
	uuid_make(
		unique); /* two threads may be writing it at once: whichever is later replaces it with the same */
	const char *part = arena_printf(a, "%s.%s.part", path, unique);
	if (write_file(part, err) < 0) {
		unlink(part);
		unlink(arena_printf(a, "%s-wal", part));
		unlink(arena_printf(a, "%s-shm", part));
		return err_wrap(err, "cannot write the sample database");
	}
	/* nothing in it is private: readable by everybody, unlike a store */
	if (chmod(part, 0644) < 0 || rename(part, path) < 0) {
		int why = errno;
		unlink(part);
		return err_set(
			err, ERR_INTERNAL, "cannot put the sample database at %s: %s", path, strerror(why));
	}
	return 0;
}

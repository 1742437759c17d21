// SPDX-License-Identifier: Apache-2.0
/* The register of sources over the store: what a client sends is decoded, its secrets sealed, and the rest written. */
#include "source/source_int.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "json/schema.h"
#include "store/store.h"

#include <sodium.h>

static const char secret_field[] = "password";

int sources_open(const struct sources_options *opt, struct sources **out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	unsigned char key[SOURCE_KEY_BYTES];
	const char *key_file;

	if (sodium_init() < 0)
		return err_set(err, ERR_INTERNAL, "libsodium cannot be used on this machine");
	if (source_key_load(a, opt, key, &key_file, err))
		return -1;
	struct sources *s = mem_zalloc(1, sizeof *s);
	memcpy(s->key, key, sizeof key);
	sodium_memzero(key, sizeof key);
	s->store = opt->store;
	if (opt->data_dir)
		s->own_file = mem_strdup(arena_printf(a, "%s/askdb.db", opt->data_dir));
	s->key_file = key_file ? mem_strdup(key_file) : NULL;
	pthread_mutex_init(&s->shared.lock, NULL);
	if (source_key_settle(s, err)) {
		sources_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

void sources_close(struct sources *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->shared.n; i++)
		db_pool_unref(s->shared.entries[i].pool);
	mem_free(s->shared.entries);
	pthread_mutex_destroy(&s->shared.lock);
	mem_free(s->own_file);
	mem_free(s->key_file);
	mem_free_secret(s, sizeof *s);
}

static void check_words(struct arena *a, const struct source_input *in, struct js_problems *problems)
{
	struct slice name = slice_of(in->name);

	if (in->name && (slice_trim(name).n == 0 || name.n > NAME_MAX_BYTES))
		js_problem_add(problems, a, "name", "must have 1 to %d bytes that are not all blanks",
			NAME_MAX_BYTES);
	if (in->name && !utf8_is_valid(name))
		js_problem_add(problems, a, "name", "must be UTF-8");
	if (in->description && strlen(in->description) > DESCRIPTION_MAX)
		js_problem_add(problems, a, "description", "must have at most %d bytes", DESCRIPTION_MAX);
}

static int first_problem(const struct js_problems *problems, struct err *err)
{
	return err_set(err, ERR_INVALID, "%s %s", problems->items[0].field, problems->items[0].message);
}

/* The one secret there is: set when there is one, forgotten when it is empty. */
static struct store_secret make_secret(
	struct sources *s, struct arena *a, const char *id, const struct source_config *c)
{
	struct store_secret secret = {.field = secret_field};

	if (c->password && c->password[0])
		secret.sealed = source_seal(a, s->key, id, secret_field, c->password);
	return secret;
}

int source_create(struct sources *s, struct arena *a, const struct source_input *in,
	struct js_problems *problems, struct store_source *out, struct err *err)
{
	struct js_problems own = {0}, *list = problems ? problems : &own;
	struct source_config c;
	char id[UUID_LEN];

	if (!in->name)
		js_problem_add(list, a, "name", "is needed");
	check_words(a, in, list);
	if (source_config_read(a, in, list, &c, err))
		return -1;
	if (list->n)
		return first_problem(list, err);
	if (source_config_check_path(s, &c, err))
		return -1;
	uuid_make(id);
	struct store_source src = {
		.id = id,
		.name = in->name,
		.type = c.driver->name,
		.description = in->description && in->description[0] ? in->description : NULL,
		.config = source_config_text(a, &c),
	};
	struct store_secret secret = make_secret(s, a, id, &c);
	if (store_source_create(store_auto(s->store), &src, &secret, secret.sealed.n ? 1 : 0, err))
		return -1;
	return store_source_get(store_auto(s->store), a, id, out, err);
}

/* A kept password goes only to where it was meant for: whoever may edit a source must not learn it that way. */
static int check_kept_password(struct arena *a, const struct source_config *was,
	const struct source_config *now, struct js_problems *problems, struct err *err)
{
	if (now->password || !was->password)
		return 0;
	if (str_eq(was->host, now->host) && was->port == now->port)
		return 0;
	js_problem_add(
		problems, a, "config.password", "must be sent again when the host or the port changes");
	return first_problem(problems, err);
}

struct change {
	struct store_source src;
	struct store_secret secret;
	size_t n_secrets;
};

static int change_config(struct sources *s, struct arena *a, const struct source_input *in,
	struct js_problems *problems, const struct source_config *was, struct change *ch, struct err *err)
{
	struct source_input typed = *in;
	struct source_config now;

	if (in->type && db_driver_find(in->type) != was->driver) {
		js_problem_add(problems, a, "type", "cannot change; register a new data source");
		return first_problem(problems, err);
	}
	if (!in->config && !in->url)
		return 0;
	typed.type = was->driver->name;
	if (source_config_read(a, &typed, problems, &now, err) ||
		check_kept_password(a, was, &now, problems, err) || source_config_check_path(s, &now, err))
		return -1;
	ch->src.config = source_config_text(a, &now);
	if (now.password) {
		ch->secret = make_secret(s, a, ch->src.id, &now);
		ch->n_secrets = 1;
	}
	return 0;
}

int source_update(struct sources *s, struct arena *a, const char *id, const struct source_input *in,
	struct js_problems *problems, struct store_source *out, struct err *err)
{
	struct js_problems own = {0}, *list = problems ? problems : &own;
	struct change ch = {.n_secrets = 0};
	struct source_config was;

	check_words(a, in, list);
	if (list->n)
		return first_problem(list, err);
	if (source_load(s, a, id, &ch.src, &was, err)) {
		/* A password that cannot be opened any more is what an update with a new one repairs. */
		if (!str_eq(err->why, "wrong_key"))
			return -1;
		err_clear(err);
		if (source_config_parse(a, ch.src.type, ch.src.config, &was, err))
			return -1;
		was.password = "";
	}
	if (change_config(s, a, in, list, &was, &ch, err))
		return -1;
	if (in->name)
		ch.src.name = in->name;
	if (in->description)
		ch.src.description = in->description[0] ? in->description : NULL;
	if (store_source_update(store_auto(s->store), &ch.src, &ch.secret, ch.n_secrets, err))
		return -1;
	source_pool_forget(s, id);
	return store_source_get(store_auto(s->store), a, id, out, err);
}

int source_get(struct sources *s, struct arena *a, const char *id, struct store_source *out, struct err *err)
{
	return store_source_get(store_auto(s->store), a, id, out, err);
}

int source_find(
	struct sources *s, struct arena *a, const char *name, struct store_source *out, struct err *err)
{
	return store_source_find(store_auto(s->store), a, name, out, err);
}

int source_list(struct sources *s, struct arena *a, const struct store_page *page,
	struct store_source_list *out, struct err *err)
{
	return store_source_list(store_auto(s->store), a, page, out, err);
}

int source_delete(struct sources *s, const char *id, struct err *err)
{
	if (store_source_delete(store_auto(s->store), id, err))
		return -1;
	source_pool_forget(s, id);
	return 0;
}

int source_dialect(struct sources *s, const char *id, enum db_dialect *out, struct err *err)
{
	CLEANUP(arena_free_ptr) struct arena *a = arena_new();
	struct store_source src;

	if (store_source_get(store_auto(s->store), a, id, &src, err))
		return -1;
	const struct db_driver *driver = db_driver_find(src.type);
	if (!driver)
		return err_set(err, ERR_INVALID, "this askdb has no driver for the type %s", src.type);
	*out = driver->dialect;
	return 0;
}

/* *src is set as soon as it was found, also when its secrets do not open. */
int source_load(struct sources *s, struct arena *a, const char *id, struct store_source *src,
	struct source_config *out, struct err *err)
{
	struct source_config c;
	struct store_secret *secrets;
	size_t n;

	if (store_source_get(store_auto(s->store), a, id, src, err) ||
		source_config_parse(a, src->type, src->config, &c, err) ||
		store_source_secrets(store_auto(s->store), a, id, &secrets, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq(secrets[i].field, secret_field) &&
			source_unseal(a, s->key, id, &secrets[i], &c.password, err))
			return -1;
	*out = c;
	return 0;
}

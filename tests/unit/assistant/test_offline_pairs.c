// SPDX-License-Identifier: Apache-2.0
/*
 * Which questions the sample's accepted pairs may answer: those that ask the same in other words or with another value, and
 * none that shares their nouns but swaps what is asked for, counts for each what a pair lists, or says a word more.
 */
#include "assistant/assistant.h"
#include "base/arena.h"
#include "catalog/snapshot.h"
#include "catalog/training.h"
#include "db/driver.h"
#include "sample/sample.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A question and the pair that it must not follow, below that it must. */
static const struct row {
	const char *question, *pair;
} near_misses[] = {
	{"Which 5 countries have the most customers?", "Who are the three best customers of each country?"},
	{"Which country has the most customers?", "Who are the three best customers of each country?"},
	{"Which country has the fewest customers?", "Who are the three best customers of each country?"},
	{"Which countries have the most customers?", "Who are the three best customers of each country?"},
	{"How many albums does each artist have?", "Which albums did each artist release?"},
	{"How many albums did each artist release?", "Which albums did each artist release?"},
	{"Number of albums per artist", "Which albums did each artist release?"},
	{"Which artist released the most albums?", "Which albums did each artist release?"},
	{"How many customers does each employee look after?", "Who looks after each customer?"},
	{"Which playlist has the most tracks?", "Which track stands in the most playlists?"},
	{"Which playlist contains the most tracks?", "Which track stands in the most playlists?"},
	{"Which playlist has the fewest tracks?", "Which track stands in the most playlists?"},
	{"How many playlists is each track in?", "Which track stands in the most playlists?"},
	{"number of tracks per media type and genre", "How many tracks are there of each media type?"},
	{"number of tracks per genre and media type", "How many tracks are there of each media type?"},
	{"How many tracks does each genre and media type have?", "How many tracks does each genre have?"},
	{"How many tracks does each album have?", "How many tracks does each genre have?"},
	{"How many customers are there in each country and city?",
		"How many customers are there in each country?"},
	{"How many artists have no album?", "Which artists have at least four albums?"},
	{"Which albums have at least four tracks?", "Which artists have at least four albums?"},
	{"Which customers have no company?", "Which customers are companies?"},
	{"What is the average length of a track in minutes, by album?",
		"What is the average length of a track in minutes, by genre?"},
	{"Which genre has the longest track?", "For each genre, which track is longest?"},
	{"How many genres are there?", "How many tracks does each genre have?"},
	{"List all tracks of the longest album.", "Which album plays longest?"},
	{"Which album has the longest track?", "Which album plays longest?"},
	{"How many customers are in France?", "日本の顧客の一覧を見せてください。"},
	{"How many genres are there?", "List all genres in alphabetical order."},
	{"Sales per month in 2024", "2025年の月別売上を見せてください。"},
	{"invoices in March 2024", "December 2024"},
	{"countries with only one customer", "Which countries do our customers come from?"},
	{"最も曲が多いプレイリストは?", "Which track stands in the most playlists?"},
	{"一番曲が多いプレイリストはどれですか。", "Which track stands in the most playlists?"},
	{"アーティストごとのアルバム数は?", "Which albums did each artist release?"},
	{"メディアタイプとジャンルごとの曲数は?", "How many tracks are there of each media type?"},
	{"顧客が最も多い国はどこですか?", "Who are the three best customers of each country?"},
	{"アルバムごとの平均の長さを分で教えてください。", "ジャンルごとの平均の長さを分で教えてください。"},
};

static const struct row followed[] = {
	{"How many tracks are there?", "How many tracks are there?"},
	{"Show the names and e-mail addresses of customers in Canada.",
		"Show the names and e-mail addresses of customers in Brazil."},
	{"How many tracks does each genre have?", "How many tracks does each genre have?"},
	{"What do customers in France listen to?", "What do customers in Germany listen to?"},
	{"Show monthly sales for 2024.", "Show monthly sales for 2025."},
	{"Which track stands in the most playlists", "Which track stands in the most playlists?"},
	{"Which albums did each artist release?", "Which albums did each artist release?"},
	{"Who are the five best customers of each country?",
		"Who are the three best customers of each country?"},
	{"国ごとの顧客数は?", "国別の顧客数を多い順に並べてください。"},
	{"2024年の月別売上を見せてください。", "2025年の月別売上を見せてください。"},
	{"ジャンルごとの曲数は?", "How many tracks does each genre have?"},
	{"請求書の合計の平均はいくらですか。", "What is the average invoice total?"},
};

struct shop {
	struct arena *a;
	struct db_conn *conn;
	struct cat_snapshot *cat;
	char dir[32];
	const char *path;
};

static void shop_open(struct shop *s)
{
	struct db_options db = {0};
	struct training_set set = {0};
	struct err err = ERR_INIT;

	*s = (struct shop){.a = arena_new(), .dir = "/tmp/askdb-pairs-XXXXXX"};
	CHECK(mkdtemp(s->dir) != NULL);
	s->path = db.path = arena_printf(s->a, "%s/shop.sqlite", s->dir);
	CHECK_MSG(sample_write(s->path, &err) == 0, "%s", err.msg);
	CHECK_MSG(sample_training(s->a, &set, &err) == 0, "%s", err.msg);
	CHECK_MSG(db_open(db_driver_find("sqlite"), &db, &s->conn, &err) == 0, "%s", err.msg);
	CHECK_MSG(cat_snapshot_from_conn(
			  s->conn, training_docs(s->a, &set), set.n, NULL, NULL, &s->cat, &err) == 0,
		"%s", err.msg);
}

static void shop_close(struct shop *s)
{
	cat_snapshot_unref(s->cat);
	db_close(s->conn);
	unlink(s->path);
	rmdir(s->dir);
	arena_free(s->a);
}

static struct gen_answer asked(struct shop *s, const char *question)
{
	struct assistant_answer answer = {0};
	struct err err = ERR_INIT;
	struct assistant_request req = {
		.question = slice_of(question), .cat = s->cat, .conn = s->conn, .max_repairs = 2, .a = s->a};

	CHECK_MSG(assistant_ask(&req, &answer, &err) == 0, "%s: %s", question, err.msg);
	return answer.gen;
}

static const char *explained(struct shop *s, const char *question)
{
	const char *said = asked(s, question).explanation;

	return said ? said : "";
}

static void test_near_misses(void)
{
	struct shop s;

	shop_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(near_misses); i++) {
		const char *said = explained(&s, near_misses[i].question);
		CHECK_MSG(!strstr(said, near_misses[i].pair), "%s: %s", near_misses[i].question, said);
	}
	shop_close(&s);
}

static void test_followed(void)
{
	struct shop s;

	shop_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(followed); i++) {
		const char *said = explained(&s, followed[i].question);
		CHECK_MSG(strstr(said, followed[i].pair) != NULL, "%s: %s", followed[i].question, said);
	}
	shop_close(&s);
}

/* What the pair's statement must hold once it is carried over. */
static void test_carried_over(void)
{
	static const struct {
		const char *question, *holds;
	} rows[] = {
		{"Which customer spent the most?", "LIMIT 1"},
		{"How many artists have at least four albums?", "SELECT COUNT(*) AS ArtistCount FROM ("},
		{"2024年の月別売上を見せてください。", "'2024-01-01'"},
		{"Which artists have at least 3 albums?", ">= 3"},
	};
	struct shop s;

	shop_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *sql = asked(&s, rows[i].question).sql;
		CHECK_MSG(sql && strstr(sql, rows[i].holds), "%s: %s", rows[i].question, sql ? sql : "-");
	}
	shop_close(&s);
}

/* What the question says by itself, where no pair fits or the pair that fits has to be turned round. */
static void test_read_alone(void)
{
	static const struct {
		const char *question, *holds;
	} rows[] = {
		{"How many customers are in France?", "SELECT COUNT(*) AS CustomerCount FROM Customer WHERE"},
		{"Which employee supports the most customers?", "AS Name, COUNT(*) AS CustomerCount FROM"},
		{"How many customers does each employee support?", "AS Name, COUNT(*) AS CustomerCount FROM"},
		{"Which playlist has the most tracks?", "Name, COUNT(*) AS TrackCount FROM"},
		{"employees and their customers", "AS CustomerName"},
		{"top 3 genres", "AS TotalAmount FROM Genre"},
		{"top 3 countries", "LIMIT 3"}, /* the pair rather than a question back */
		{"who is our best customer?", "ORDER BY TotalAmount DESC, T1.LastName LIMIT 1"},
		{"how many invoices in 2010", "InvoiceDate >= '2010-01-01'"},
		{"first invoice", "ORDER BY InvoiceDate LIMIT 1"},
		{"last 5 invoices", "ORDER BY InvoiceDate DESC LIMIT 5"},
		{"which genre sells best?", "ORDER BY QuantitySum DESC LIMIT 1"},
		{"customers sorted by country", "SELECT FirstName, LastName FROM Customer ORDER BY Country"},
		{"customers from Brazil and Canada", "Country = 'Brazil' OR Country = 'Canada'"},
		{"who is the oldest employee?", "SELECT FirstName, LastName, BirthDate FROM Employee"},
		{"employees born before 1970", "BirthDate < '1970-01-01'"},
		{"invoices in March 2024", "InvoiceDate >= '2024-03-01'"},
		{"customers who never bought anything", "CustomerId NOT IN (SELECT CustomerId FROM Invoice)"},
	};
	struct shop s;

	shop_open(&s);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *sql = asked(&s, rows[i].question).sql;
		CHECK_MSG(sql && strstr(sql, rows[i].holds), "%s: %s", rows[i].question, sql ? sql : "-");
	}
	shop_close(&s);
}

TEST_MAIN(TEST(test_near_misses), TEST(test_followed), TEST(test_carried_over), TEST(test_read_alone))

// SPDX-License-Identifier: Apache-2.0
/*
 * Runs a fuzz target over the files of the directories given as arguments, so that every input that ever mattered is
 * an ordinary test. Each file is also tried cut short at a few places: parsers fail at ends.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 20, PATH_TEXT = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In a block of exactly n bytes, so that a sanitizer sees a read past the end. */
static void run_copy(const uint8_t *data, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		abort();
	memcpy(copy, data, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static int run_file(const char *path)
{
	static uint8_t data[INPUT_MAX];
	FILE *f = fopen(path, "rbe");

	if (!f)
		return -1;
	size_t n = fread(data, 1, sizeof data, f);
	fclose(f);
	for (size_t i = 0; i <= 8; i++)
		run_copy(data, n * i / 8);
	return 0;
}

static int run_dir(const char *path, int *count)
{
	DIR *dir = opendir(path);
	struct dirent *e;
	int rc = 0;

	if (!dir)
		return -1;
	while ((e = readdir(dir))) {
		char name[PATH_TEXT];
		if (e->d_name[0] == '.')
			continue;
		int n = snprintf(name, sizeof name, "%s/%s", path, e->d_name);
		if (n < 0 || (size_t)n >= sizeof name || run_file(name))
			rc = -1;
		else
			++*count;
	}
	closedir(dir);
	return rc;
}

int main(int argc, char **argv)
{
	int count = 0, rc = 0;

	for (int i = 1; i < argc; i++)
		rc |= run_dir(argv[i], &count);
	printf("1..1\n%sok 1 - replayed %d files\n", rc || !count ? "not " : "", count);
	return rc || !count;
}

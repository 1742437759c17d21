// SPDX-License-Identifier: Apache-2.0
/* Inner header of the room: the chart kinds that are not folded by category, and drawing's shared colours. */
#pragma once

#include "analysis/chart.h"
#include "analysis/insight.h"

enum { CHART_COLORS = 8, HISTOGRAM_BINS_MAX = 40 };

extern const char *const chart_colors_light[CHART_COLORS], *const chart_colors_dark[CHART_COLORS];

/* Note what is left out; at most one note of a kind. */
void chart_note(struct chart *c, enum chart_note_kind kind, size_t shown, size_t all);

/* The notes as English sentences, in the arena; NULL when there are none. */
const char *chart_note_text(const struct chart *c, struct arena *a);

/* A point for each row that has both numbers; evenly thinned beyond CHART_POINTS_MAX. */
void chart_build_scatter(
	const struct chart_spec *spec, const struct analysis_result *r, struct arena *a, struct chart *out);

/* Rows counted in ranges of equal width, by the rule of Freedman & Diaconis (1981). */
void chart_build_histogram(
	const struct chart_spec *spec, const struct analysis_result *r, struct arena *a, struct chart *out);

/* Reduce series to CHART_POINTS_MAX points that keep the shape: largest triangle three buckets (Steinarsson 2013). */
void chart_thin_lines(struct chart *c, struct arena *a);

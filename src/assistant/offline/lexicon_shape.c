// SPDX-License-Identifier: Apache-2.0
/* English, third part: what is made of an answer as a whole: shares, running totals, comparisons with the period before. */
#include "assistant/offline/lexicon.h"
#include "assistant/offline/query.h"

#define TIME "date|year|time|start|founded|opened|open|birth|month|created|day|updated"

const struct lex_op lex_ops_en_shape[] = {
	{"percentage of", OP_SHARE, 0, NULL},
	{"percent of", OP_SHARE, 0, NULL},
	{"the percentage of", OP_SHARE, 0, NULL},
	{"the percent of", OP_SHARE, 0, NULL},
	{"proportion of", OP_SHARE, 0, NULL},
	{"the proportion of", OP_SHARE, 0, NULL},
	{"fraction of", OP_SHARE, 0, NULL},
	{"the share of", OP_SHARE, 0, NULL},
	{"share of", OP_SHARE, 0, NULL},
	{"in percent", OP_SHARE, 1, NULL},
	{"as a percentage", OP_SHARE, 1, NULL},
	{"as percentage", OP_SHARE, 1, NULL},
	{"as a percentage of the total", OP_SHARE, 1, NULL},
	{"as a share of the total", OP_SHARE, 1, NULL},

	{"running total of", OP_RUNNING, 0, NULL},
	{"running total", OP_RUNNING, 0, NULL},
	{"running sum of", OP_RUNNING, 0, NULL},
	{"running count of", OP_RUNNING, 0, NULL},
	{"cumulative", OP_RUNNING, 0, NULL},
	{"cumulative total of", OP_RUNNING, 0, NULL},
	{"cumulative sum of", OP_RUNNING, 0, NULL},
	{"cumulative number of", OP_RUNNING, 0, NULL},
	{"cumulative count of", OP_RUNNING, 0, NULL},

	{"compared to the previous", OP_PREVIOUS, Q_CHANGE, NULL},
	{"compared with the previous", OP_PREVIOUS, Q_CHANGE, NULL},
	{"compared to the prior", OP_PREVIOUS, Q_CHANGE, NULL},
	{"compared with the prior", OP_PREVIOUS, Q_CHANGE, NULL},
	{"versus the previous", OP_PREVIOUS, Q_CHANGE, NULL},
	{"vs the previous", OP_PREVIOUS, Q_CHANGE, NULL},
	{"change from the previous", OP_PREVIOUS, Q_CHANGE, NULL},
	{"change over the previous", OP_PREVIOUS, Q_CHANGE, NULL},
	{"and the previous", OP_PREVIOUS, Q_PREVIOUS, NULL},
	{"with the previous", OP_PREVIOUS, Q_PREVIOUS, NULL},
	{"growth over the previous", OP_PREVIOUS, Q_GROWTH, NULL},
	{"month over month", OP_PREVIOUS, Q_GROWTH | Q_MONTH << 4, TIME},
	{"month-over-month", OP_PREVIOUS, Q_GROWTH | Q_MONTH << 4, TIME},
	{"year over year", OP_PREVIOUS, Q_GROWTH | Q_YEAR << 4, TIME},
	{"year-over-year", OP_PREVIOUS, Q_GROWTH | Q_YEAR << 4, TIME},
	{"quarter over quarter", OP_PREVIOUS, Q_GROWTH | Q_QUARTER << 4, TIME},
	{"quarter-over-quarter", OP_PREVIOUS, Q_GROWTH | Q_QUARTER << 4, TIME},

	{"growth", OP_PREVIOUS, Q_GROWTH, NULL},
	{"growth rate", OP_PREVIOUS, Q_GROWTH, NULL},
	{"growth of", OP_PREVIOUS, Q_GROWTH, NULL},

	{"including", OP_INCLUDING, 0, NULL},
	{"even those", OP_INCLUDING, 0, NULL},
	{"even if", OP_INCLUDING, 0, NULL},
	{"also those", OP_INCLUDING, 0, NULL},
	{"as well as those", OP_INCLUDING, 0, NULL},

	{"quarterly", OP_PERIOD, Q_QUARTER, TIME},
	{"per quarter", OP_PERIOD, Q_QUARTER, TIME},
	{"by quarter", OP_PERIOD, Q_QUARTER, TIME},
	{"each quarter", OP_PERIOD, Q_QUARTER, TIME},
	{"every quarter", OP_PERIOD, Q_QUARTER, TIME},
	{"for each quarter", OP_PERIOD, Q_QUARTER, TIME},
	{"in each quarter", OP_PERIOD, Q_QUARTER, TIME},
	{NULL, OP_NONE, 0, NULL},
};

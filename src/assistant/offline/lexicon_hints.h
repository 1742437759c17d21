// SPDX-License-Identifier: Apache-2.0
/* Words of the columns that Japanese and Korean adjectives and periods measure. Inner to the lexicon's tables. */
#pragma once

#define AGE "age|-birth|-born|-hire|-founded|-open|-year|-date"
#define TIME "date|year|time|start|hire|founded|open|birth|created|day"
#define BIG "size|capacity|population|area|amount|total"
#define SPREAD "area|size|sqm|square|capacity"
#define LONG "length|duration|millisecond|minute|distance|time|page"
#define COST "price|cost|total|amount|fee|salary"
#define MONEY "total|sales|revenue|amount|price"

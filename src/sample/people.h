// SPDX-License-Identifier: Apache-2.0
/* The shop's staff and customers. Invented persons; mail addresses are at domains reserved for examples (RFC 2606). Constant tables. */
#pragma once

#include "base/defs.h"

enum { EMPLOYEE_COUNT = 8, CUSTOMER_COUNT = 59 };

struct employee {
	const char *last, *first, *title;
	int reports_to; /* EmployeeId; 0 = nobody */
	const char *born, *hired, *address, *postal_code, *phone;
};

/* EmployeeId is the position + 1. All work in the same town. */
extern const struct employee sample_employees[EMPLOYEE_COUNT];

struct customer {
	const char *first, *last, *mail;                                    /* mail: the part before the @ */
	const char *company;                                                /* NULL = a private person */
	const char *address, *city, *state, *country, *postal_code, *phone; /* state may be NULL */
	const char *taste; /* the genre this customer likes best */
};

/* CustomerId is the position + 1. */
extern const struct customer sample_customers[CUSTOMER_COUNT];

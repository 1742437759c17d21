// SPDX-License-Identifier: Apache-2.0
/* Objects as files below one directory. */
#pragma once

#include "blob/blob.h"

/*
 * Open the directory, making it when missing; caller closes with blob_close(). ERR_DENIED, ERR_INVALID,
 * ERR_INTERNAL.
 */
NODISCARD int blob_disk_open(const char *dir, struct blob_store **out, struct err *err);

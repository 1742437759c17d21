// SPDX-License-Identifier: Apache-2.0
declare const __DEV_PAGES__: boolean;

/* uses.h - which modules and plugins a Lua source names, without running it.
 * Owns: results are the caller's. Threads: any. Pure.
 *
 * Found are calls with one literal: require "a.b", require("a.b"), mine.use "x", mine.use("x").
 * Names that are computed are not found; what they load is refused where permissions were granted
 * for what was seen (conf/pin.h). */
#ifndef MH_CONF_USES_H
#define MH_CONF_USES_H

#include "base/fs.h"

/* Appends the names, each once. */
void mh_uses_find(mh_view src, mh_names *modules, mh_names *plugins);
/* Line (from 1) of the first place where text stands in src; 0: nowhere. */
size_t mh_uses_line(mh_view src, mh_view text);

#endif

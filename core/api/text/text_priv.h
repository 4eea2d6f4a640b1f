/* text_priv.h - what the files of mine.text share.
 * Owns: a scratch owns its arena until it is closed or collected.
 * Threads: the thread that runs Lua. */
#ifndef MH_API_TEXT_PRIV_H
#define MH_API_TEXT_PRIV_H

#include "lua/kit.h"

#include "text/text.h"

/* What must be freed when Lua raises. */
typedef struct text_scratch {
    mh_arena *arena;
    mh_buf buf;
} text_scratch;

/* The run's text engine; raises when it cannot be opened. */
mh_text *text_engine(lua_State *L);
/* Pushes a scratch; text_done frees what it holds at once. */
text_scratch *text_scratch_new(lua_State *L);
void text_done(text_scratch *s);
/* The text at idx; false and e when it may not enter (bad UTF-8, too long). Raises on other types. */
bool text_arg(lua_State *L, int idx, mh_view *out, mh_err *e);
/* Opens the entry of a passage: a table on the stack with text, first and last (1-based bytes). */
void text_push_passage(lua_State *L, mh_view s, size_t from, size_t to);
/* A NUL-terminated language code of at most 3 letters from v, or NULL when v is empty; raises. */
const char *text_language(lua_State *L, mh_view v, char out[8]);

int text_matcher(lua_State *L);
int text_classifier(lua_State *L);
int text_quotes(lua_State *L);
int text_keyphrases(lua_State *L);
int text_similarity(lua_State *L);
int text_copies(lua_State *L);

#endif

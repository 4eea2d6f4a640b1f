/* text_priv.h - what the files of mine.text share.
 * Owns: a scratch owns its arena until it is closed or collected.
 * Threads: the thread that runs Lua. */
#ifndef MH_API_TEXT_PRIV_H
#define MH_API_TEXT_PRIV_H

#include "base/hash.h"
#include "base/pack.h"
#include "base/vec.h"
#include "lua/kit.h"

#include "text/classify.h"
#include "text/match.h"
#include "text/text.h"

/* What must be freed when Lua raises. Calls use one after another. */
typedef struct text_scratch {
    mh_arena *arena;
    mh_buf buf;
    bool busy;
} text_scratch;

/* The run's text engine; raises when it cannot be opened. */
mh_text *text_engine(lua_State *L);
/* Pushes a scratch; text_done empties it at once. */
text_scratch *text_scratch_new(lua_State *L);
void text_done(text_scratch *s);
/* The text at idx; false and e when it may not enter (bad UTF-8, too long). Raises on other types. */
bool text_arg(lua_State *L, int idx, mh_view *out, mh_err *e);
/* Opens the entry of a passage: a table on the stack with text, first and last (1-based bytes), and room
 * for as many fields more. */
void text_push_passage(lua_State *L, mh_view s, size_t from, size_t to, int more);
/* Pushes t[key] of the table at idx, raw: a metatable may raise; its type. */
int text_raw_field(lua_State *L, int idx, const char *key);
/* A NUL-terminated language code of at most 3 letters from v, or NULL when v is empty; raises. */
const char *text_language(lua_State *L, mh_view v, char out[8]);

/* A file given by its name beside the script or plugin, or as { name, text }. */
typedef struct text_file {
    char *name; /* owned */
    mh_buf bytes;
} text_file;

typedef struct text_files {
    MH_VEC(text_file) list;
} text_files;

/* Pushes an object with the files of the argument at idx: a name, { text =, name = }, or a list of
 * them. Names are those of files below the folder at upvalue 1, as mine.run.asset has it. NULL and e
 * when one cannot be read. Raises on other values, in the name of `what`. */
text_files *text_files_new(lua_State *L, int idx, const char *what, mh_err *e);
void text_files_done(text_files *f);

/* mine.text.matcher: phrases from a list, or from files and perhaps mapped. */
typedef struct text_matcher {
    mh_matcher *m;
    void *map; /* NULL: none */
    size_t map_len;
    bool
        bundled; /* the entries' ids stand in the bundle that it keeps, else in a table or nowhere */
    mh_pack_cell ids; /* there */
} text_matcher;
extern const mh_class text_matcher_class;

/* Pushes the match as matcher:find gives it; obj: index of the matcher. */
void text_push_match(lua_State *L, int obj, mh_view s, const mh_match *x);
/* t.attributes = { KEY = VALUE } for the table on top; nothing when v is empty. */
void text_set_attributes(lua_State *L, mh_view v);

/* The name under which the compiled form of the files is kept: all it hangs on, that is the files, what
 * is made of them, the code that makes it ("" for ours), and this program with its libraries. */
void text_cache_key(const text_files *f, const char *what, const char *code,
                    char out[MH_SHA256_HEX]);
/* The compiled form kept under key: its bytes mapped, or false. Nothing that another user could have
 * written is taken. */
bool text_cache_open(const char *key, void **map, size_t *len);
/* Keeps the bytes under key; a failure is none of the caller's business. */
void text_cache_store(const char *key, mh_view bytes);

typedef struct text_classifier {
    mh_classifier *c;
} text_classifier;
extern const mh_class text_classifier_class;

/* What mine.text.compiled gives: values and objects over one kept file (bundle.c). */
typedef struct text_bundle text_bundle;
/* Pushes a bundle over the kept file of that key; false, and nothing pushed, when there is none that is
 * whole. */
bool text_bundle_kept(lua_State *L, const char *key);
/* Pushes a bundle over the bytes, which it takes over. Raises when they are none. */
void text_bundle_of(lua_State *L, mh_buf *bytes);
/* Pushes the value that the bundle at idx was made for. */
void text_bundle_push(lua_State *L, int idx);
/* Pushes the id of an entry of the matcher on the stack, which came from a bundle. */
void text_bundle_push_id(lua_State *L, int matcher, uint32_t entry);
/* Appends the value at idx as a bundle; raises on what cannot be kept. */
void text_bundle_pack(lua_State *L, int idx, mh_buf *out);

int text_sentences(lua_State *L);
int text_words(lua_State *L);
int text_matcher_new(lua_State *L);
int text_dictionary(lua_State *L);
int text_rules(lua_State *L);
int text_compiled(lua_State *L);
int text_name_key(lua_State *L);
int text_same_name(lua_State *L);
int text_classifier_new(lua_State *L);
int text_quotes(lua_State *L);
int text_keyphrases(lua_State *L);
int text_similarity(lua_State *L);
int text_added(lua_State *L);
int text_copies(lua_State *L);
int text_simhash(lua_State *L);
int text_distance(lua_State *L);
int text_country_names(lua_State *L);

#endif

#include "api/text/text_priv.h"

#include "base/fs.h"
#include "text/dict.h"

#include <stdlib.h>
#include <sys/mman.h>

#define FILE_MAX ((size_t)64 << 20)

/* --- files --- */

void text_files_done(text_files *f) {
    for (size_t i = 0; i < f->list.len; i++) {
        free(f->list.ptr[i].name);
        mh_buf_clear(&f->list.ptr[i].bytes);
    }
    mh_vec_clear(&f->list);
}

static void files_close(void *body) {
    text_files_done(body);
}
static const mh_class files_class = {
    .name = "mine.text.files", .size = sizeof(text_files), .close = files_close};

/* Reads the file called by the string on top. */
static mh_rc read_named(lua_State *L, text_files *f, const char *what, mh_err *e) {
    mh_view name = mh_check_view(L, -1), rest = name, part;
    const char *folder = lua_tostring(L, lua_upvalueindex(1));
    while (mh_view_split(&rest, '/', &part)) {
        if (part.len == 0 || part.ptr[0] == '.')
            luaL_error(L, "%s: '%s' is no file below the folder", what, name.ptr);
    }
    if (folder == NULL) luaL_error(L, "%s: this script has no folder", what);
    mh_vec_push(&f->list, ((text_file){.name = mh_strndup(name.ptr, name.len)}));
    mh_buf *bytes = &f->list.ptr[f->list.len - 1].bytes;
    mh_rc rc = mh_read_local(L, bytes, folder, name, FILE_MAX, e);
    if (rc != MH_OK && e->code == MH_E_PERMISSION) {
        mh_push_err(L, e);
        lua_error(L);
    }
    return rc;
}

/* Takes { name =, text = } on top. */
static void take_text(lua_State *L, text_files *f, const char *what) {
    text_raw_field(L, -1, "name");
    text_raw_field(L, -2, "text");
    if (lua_type(L, -1) != LUA_TSTRING || (!lua_isnil(L, -2) && lua_type(L, -2) != LUA_TSTRING))
        luaL_error(L, "%s: a file is its name, or { name = string, text = string }", what);
    mh_view text = mh_check_view(L, -1), name = mh_opt_view(L, -2, MH_VIEW("text"));
    mh_vec_push(&f->list, ((text_file){.name = mh_strndup(name.ptr, name.len)}));
    mh_buf_put(&f->list.ptr[f->list.len - 1].bytes, text);
    lua_pop(L, 2);
}

/* Reads the value on top, of whatever kind a file may be; raises for others. */
static mh_rc take_file(lua_State *L, text_files *f, const char *what, mh_err *e) {
    if (lua_type(L, -1) == LUA_TSTRING) return read_named(L, f, what, e);
    if (!lua_istable(L, -1))
        luaL_error(L, "%s: a file is its name, or { name = string, text = string }", what);
    take_text(L, f, what);
    return MH_OK;
}

text_files *text_files_new(lua_State *L, int idx, const char *what, mh_err *e) {
    text_files *f = mh_obj_new(L, &files_class);
    lua_pushvalue(L, idx);
    bool list = lua_istable(L, -1) && lua_rawlen(L, -1) > 0;
    mh_rc rc = MH_OK;
    if (!list) rc = take_file(L, f, what, e);
    for (lua_Integer i = 1; list && rc == MH_OK && i <= (lua_Integer)lua_rawlen(L, idx); i++) {
        lua_rawgeti(L, idx, i);
        rc = take_file(L, f, what, e);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return rc == MH_OK ? f : NULL;
}

/* --- the dictionary --- */

static bool attach_kept(text_matcher *x, const char *key) {
    if (!text_cache_open(key, &x->map, &x->map_len)) return false;
    if (mh_matcher_attach(&x->m, (mh_view){x->map, x->map_len}, NULL) == MH_OK) return true;
    munmap(x->map, x->map_len);
    *x = (text_matcher){0};
    return false;
}

static mh_rc read_files(lua_State *L, text_matcher *x, const text_files *f, mh_err *e) {
    mh_text *t = text_engine(L);
    x->m = mh_matcher_new();
    for (size_t i = 0; i < f->list.len; i++) {
        const text_file *y = &f->list.ptr[i];
        if (mh_dict_read(x->m, t, mh_buf_view(&y->bytes), mh_view_of(y->name), e) != MH_OK)
            return MH_FAIL;
    }
    return MH_OK;
}

typedef struct dictionary_opts {
    bool cache;
} dictionary_opts;
static const mh_row dictionary_rows[] = {{.name = "cache",
                                          .type = MH_T_BOOL,
                                          .offset = offsetof(dictionary_opts, cache),
                                          .def = 1,
                                          .help = "keep the compiled form for the next run"}};
static const mh_schema dictionary_schema = MH_SCHEMA("mine.text.dictionary", dictionary_rows);

int text_dictionary(lua_State *L) {
    mh_err e = {0};
    dictionary_opts o;
    char key[MH_SHA256_HEX];
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &dictionary_schema, &o);
    lua_settop(L, 2);
    text_matcher *x = mh_obj_new(L, &text_matcher_class);
    text_files *f = text_files_new(L, 1, "mine.text.dictionary", &e);
    if (f == NULL) return mh_push_fail(L, &e);
    text_cache_key(f, "dictionary", "", key);
    if (!o.cache || !attach_kept(x, key)) {
        if (read_files(L, x, f, &e) != MH_OK) return mh_push_fail(L, &e);
        mh_buf image = {0};
        if (o.cache) mh_matcher_save(x->m, &image);
        if (o.cache) text_cache_store(key, mh_buf_view(&image));
        mh_buf_clear(&image);
    }
    text_files_done(f);
    lua_settop(L, 3);
    return 1;
}

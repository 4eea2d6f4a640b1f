/* data.c: a data file in Lua, read without running it: as a job, as a manifest, as the options of one. */
#include "fuzz.h"

#include "conf/job.h"
#include "conf/manifest.h"
#include "conf/perm.h"
#include "conf/uses.h"
#include "conf/word.h"
#include "lua/data.h"

static void check_err(const mh_err *e) {
    fz_check(e->code != MH_E_NONE);
    fz_check(mh_utf8_valid(mh_view_of(e->msg)));
}

/* What the source names, whatever it is. */
static void as_source(mh_view src) {
    mh_names modules = {0}, plugins = {0};
    mh_uses_find(src, &modules, &plugins);
    for (size_t i = 0; i < modules.len; i++) fz_check(modules.ptr[i][0] != '\0');
    for (size_t i = 0; i < plugins.len; i++) fz_check(plugins.ptr[i][0] != '\0');
    mh_names_clear(&modules);
    mh_names_clear(&plugins);
}

/* A word that was read reads as itself, and covers itself. */
static void as_word(mh_view v) {
    mh_buf word = {0}, again = {0}, said = {0};
    if (mh_word_read(&word, v, "/", NULL) == MH_OK) {
        fz_check(mh_word_read(&again, mh_buf_view(&word), "/", NULL) == MH_OK);
        fz_check(mh_view_eq(mh_buf_view(&word), mh_buf_view(&again)));
        fz_check(mh_word_covers(mh_buf_view(&word), mh_buf_view(&again)));
        mh_word_say(&said, mh_buf_view(&word));
        fz_check(said.len > 0 && mh_utf8_valid(mh_buf_view(&said)));
    }
    mh_buf_clear(&word);
    mh_buf_clear(&again);
    mh_buf_clear(&said);
}

static void check_refs(const mh_plugin_refs *refs) {
    for (size_t i = 0; i < refs->len; i++)
        fz_check(refs->ptr[i].name && json_is_object(refs->ptr[i].config));
}

static void as_job(json_t *table) {
    mh_job j = {0};
    mh_err e = {0};
    if (mh_job_read(&j, table, "fuzz.lua", &e) == MH_OK) {
        fz_check(j.concurrency >= 1);
        fz_is_text(j.name);
        check_refs(&j.sources);
        check_refs(&j.pipeline);
        check_refs(&j.sinks);
        mh_perm *p = mh_perm_new();
        for (size_t i = 0; i < json_array_size(j.needs); i++) {
            json_t *word = json_array_get(j.needs, i);
            mh_view v = {json_string_value(word), json_string_length(word)};
            if (json_is_string(word)) as_word(v);
            if (json_is_string(word) && mh_perm_grant(p, v, "/nowhere", &e) == MH_OK) {
                (void)mh_perm_host(p, MH_VIEW("news.example.org"), 443, true);
                mh_perm_grant_public(p);
            }
        }
        mh_perm_free(p);
    } else {
        check_err(&e);
    }
    mh_job_clear(&j);
}

static void as_manifest(json_t *table) {
    mh_manifest m = {0};
    mh_err e = {0};
    if (mh_manifest_read(&m, table, "fuzz/manifest.lua", &e) == MH_OK) {
        json_t *got = mh_manifest_config(&m, NULL, &e);
        fz_check(got == NULL || json_is_object(got));
        if (!got) check_err(&e);
        json_decref(got);
        got = mh_manifest_config(&m, m.config,
                                 &e); /* options named as they are: wrong types mostly */
        json_decref(got);
    } else {
        check_err(&e);
    }
    mh_manifest_clear(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    json_t *table = NULL;
    mh_err e = {0};
    as_source(fz_view(data, size));
    mh_data_kind kind = mh_lua_data(fz_view(data, size), "fuzz.lua", &table, &e);
    fz_check((kind == MH_DATA_TABLE) == (table != NULL));
    if (kind == MH_DATA_TABLE) {
        as_job(table);
        as_manifest(table);
    } else {
        check_err(&e);
    }
    json_decref(table);
    return 0;
}

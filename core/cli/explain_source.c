/* explain_source.c - the lines of rules and tables, found in the folders of plugins. */
#include "cli/explain.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "conf/plugin.h"

#include <stdio.h>
#include <sys/stat.h>

#define FILE_BYTES (16 << 20) /* larger files are no tables */
#define LINE_BYTES 600        /* shown of a line */
#define ALSO_MAX   4          /* other lines that a rule's name stands in */

typedef struct source_file {
    char *path;
    mh_buf bytes;
    int64_t changed; /* us, when the file was written last */
    bool there;
} source_file;

struct mh_sources {
    mh_names path, plugins;
    int64_t stored_at;
    MH_VEC(source_file *) files;
};

mh_sources *mh_sources_new(const char *job_folder, int64_t stored_at) {
    mh_sources *s = mh_alloc(sizeof *s);
    s->stored_at = stored_at;
    mh_plugin_path(&s->path, job_folder);
    mh_plugin_names(&s->path, &s->plugins);
    return s;
}

void mh_sources_free(mh_sources *s) {
    if (!s) return;
    for (size_t i = 0; i < s->files.len; i++) {
        free(s->files.ptr[i]->path);
        mh_buf_clear(&s->files.ptr[i]->bytes);
        free(s->files.ptr[i]);
    }
    mh_vec_clear(&s->files);
    mh_names_clear(&s->path);
    mh_names_clear(&s->plugins);
    free(s);
}

/* The file, read once; its path is taken over. */
static source_file *file_at(mh_sources *s, char *path) {
    for (size_t i = 0; i < s->files.len; i++) {
        if (strcmp(s->files.ptr[i]->path, path) != 0) continue;
        free(path);
        return s->files.ptr[i];
    }
    source_file *f = mh_alloc(sizeof *f);
    struct stat st;
    f->path = path;
    f->there = mh_fs_is_file(path) && mh_fs_read(&f->bytes, path, FILE_BYTES, NULL) == MH_OK;
    if (f->there && stat(path, &st) == 0)
        f->changed = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
    mh_vec_push(&s->files, f);
    return f;
}

static source_file *file_of_plugin(mh_sources *s, const char *plugin, mh_view name) {
    char *folder = mh_plugin_find(&s->path, mh_view_of(plugin), NULL), *cname;
    if (!folder) return NULL;
    cname = mh_strndup(name.ptr, name.len);
    source_file *f = file_at(s, mh_path_join(folder, cname));
    free(cname);
    free(folder);
    return f->there ? f : NULL;
}

/* Plugins whose rows a field holds, likeliest first; ends with NULL. */
static const char *const *plugins_of(const char *field) {
    static const struct {
        const char *field, *plugins[3];
    } known[] = {
        {"mentions", {"actors", "places"}},
        {"people", {"actors"}},
        {"countries", {"places", "actors"}},
        {"place", {"places", "article"}},
        {"events", {"events"}},
        {"quotes", {"quotes"}},
        {"attribution", {"quotes"}},
        {"topics", {"topics"}},
        {"diplomatic", {"topics"}},
        {"story_basis", {"stories"}},
        {"new", {"stories"}},
        {"summary", {"summary"}},
        {"keywords", {"keywords"}},
    };
    static const char *const none[] = {NULL};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].field, field) == 0) return known[i].plugins;
    return none;
}

static source_file *table(mh_sources *s, const char *field, mh_view name) {
    size_t slash = mh_view_find_byte(name, '/', 0);
    source_file *f = NULL;
    if (slash != SIZE_MAX) { /* PLUGIN/FILE */
        char *plugin = mh_strndup(name.ptr, slash);
        f = file_of_plugin(s, plugin, mh_view_sub(name, slash + 1, name.len));
        free(plugin);
        return f;
    }
    for (const char *const *p = plugins_of(field); !f && *p; p++) f = file_of_plugin(s, *p, name);
    if (!f) f = file_of_plugin(s, field, name);
    for (size_t i = 0; !f && i < s->plugins.len; i++)
        f = file_of_plugin(s, s->plugins.ptr[i], name);
    return f;
}

/* "name.tsv:12" -> the name and 12. */
static bool split(mh_view ref, mh_view *name, uint64_t *line) {
    size_t colon = ref.len;
    while (colon > 0 && ref.ptr[colon - 1] != ':') colon--;
    if (colon < 2) return false;
    *name = mh_view_sub(ref, 0, colon - 1);
    for (size_t i = 0; i < name->len; i++)
        if (!mh_is_alnum(name->ptr[i]) && !strchr("._-/", name->ptr[i])) return false;
    return mh_view_find_byte(*name, '.', 0) != SIZE_MAX && name->ptr[0] != '/' &&
           mh_view_find(*name, MH_VIEW(".."), 0) == SIZE_MAX &&
           mh_view_u64(mh_view_sub(ref, colon, ref.len), line) && *line > 0;
}

bool mh_sources_is_line(mh_view ref) {
    mh_view name;
    uint64_t line;
    return split(ref, &name, &line);
}

static json_t *text(mh_view v) {
    return json_stringn_nocheck(v.ptr ? v.ptr : "", v.len);
}

static void put_line(json_t *o, const mh_sources *s, const source_file *f, uint64_t number,
                     mh_view line) {
    char at[MH_RFC3339_MAX];
    if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
    json_object_set_new(o, "file", json_string(f->path));
    json_object_set_new(o, "line", json_integer((json_int_t)number));
    json_object_set_new(o, "text", text(mh_utf8_cut(line, LINE_BYTES)));
    if (s->stored_at == 0 || f->changed <= s->stored_at) return;
    mh_rfc3339(at, f->changed, 0, false);
    json_object_set_new(o, "changed", json_string(at));
}

static void find_line(json_t *o, const mh_sources *s, const source_file *f, uint64_t number) {
    mh_view rest = mh_buf_view(&f->bytes), line = {0};
    uint64_t n = 0;
    if (rest.len && rest.ptr[rest.len - 1] == '\n') rest.len--; /* ends the last line */
    while (n < number && mh_view_split(&rest, '\n', &line)) n++;
    if (n == number) {
        put_line(o, s, f, number, line);
        return;
    }
    char why[96];
    snprintf(why, sizeof why, "the file has only %llu lines now", (unsigned long long)n);
    json_object_set_new(o, "file", json_string(f->path));
    json_object_set_new(o, "missing", json_string(why));
}

/* The lines that give a rule its name: those with "NAME"; with_word: near to the word rule. */
static void find_name(json_t *o, const mh_sources *s, const source_file *f, mh_view quoted,
                      bool with_word) {
    mh_view rest = mh_buf_view(&f->bytes), line, before = {0};
    mh_view word = MH_VIEW("rule");
    for (uint64_t n = 1; mh_view_split(&rest, '\n', &line); before = line, n++) {
        if (mh_view_find(line, quoted, 0) == SIZE_MAX) continue;
        if (with_word && mh_view_find(line, word, 0) == SIZE_MAX &&
            mh_view_find(before, word, 0) == SIZE_MAX)
            continue;
        json_t *also = json_object_get(o, "also");
        if (!json_object_get(o, "line")) {
            put_line(o, s, f, n, line);
        } else if (json_array_size(also) < ALSO_MAX) {
            mh_view name = mh_path_base(f->path);
            if (!also) json_object_set_new(o, "also", also = json_array());
            json_array_append_new(also,
                                  json_sprintf("%.*s:%llu", MH_FMT(name), (unsigned long long)n));
        }
    }
}

/* In the files of a folder whose names end so. */
static bool search_folder(json_t *o, mh_sources *s, const char *folder, mh_view ending,
                          mh_view quoted, bool with_word) {
    mh_names names = {0};
    if (!mh_fs_is_dir(folder) || mh_fs_list(&names, folder, NULL) != MH_OK) return false;
    for (size_t i = 0; i < names.len; i++) {
        mh_view name = mh_view_of(names.ptr[i]);
        if (!mh_view_ends(name, ending) || mh_view_eq(name, MH_VIEW("manifest.lua"))) continue;
        const source_file *f = file_at(s, mh_path_join(folder, names.ptr[i]));
        if (f->there) find_name(o, s, f, quoted, with_word);
    }
    mh_names_clear(&names);
    return json_object_get(o, "line") != NULL;
}

static bool search_plugins(json_t *o, mh_sources *s, const char *field, mh_view quoted,
                           bool with_word) {
    bool found = false;
    for (const char *const *p = plugins_of(field); !found && *p; p++) {
        char *folder = mh_plugin_find(&s->path, mh_view_of(*p), NULL);
        if (folder) found = search_folder(o, s, folder, MH_VIEW(".lua"), quoted, with_word);
        free(folder);
    }
    return found;
}

static bool search_engines(json_t *o, mh_sources *s, mh_view quoted) {
    bool found = false;
    for (size_t i = 0; !found && i < s->path.len; i++) {
        char *engines = mh_path_join(s->path.ptr[i], "../core/text");
        char *real = mh_path_real(engines);
        if (real) found = search_folder(o, s, real, MH_VIEW(".c"), quoted, true);
        free(real);
        free(engines);
    }
    return found;
}

/* In the code of the field's plugins, else in the engines' of a source tree. */
static void find_rule(json_t *o, mh_sources *s, const char *field, mh_view name) {
    mh_buf b = {0};
    mh_buf_printf(&b, "\"%.*s\"", MH_FMT(name));
    mh_view quoted = mh_buf_view(&b);
    if (!search_plugins(o, s, field, quoted, true) && !search_engines(o, s, quoted) &&
        !search_plugins(o, s, field, quoted, false))
        json_object_set_new(o, "builtin", json_true());
    mh_buf_clear(&b);
}

json_t *mh_sources_find(mh_sources *s, const char *field, const char *of, mh_view ref) {
    json_t *o = json_object();
    mh_view name;
    uint64_t number;
    json_object_set_new(o, "of", json_string(of));
    json_object_set_new(o, "ref", text(ref));
    if (!split(ref, &name, &number)) {
        find_rule(o, s, field, ref);
        return o;
    }
    const source_file *f = table(s, field, name);
    if (f)
        find_line(o, s, f, number);
    else
        json_object_set_new(o, "missing", json_string("no plugin here has this file"));
    return o;
}

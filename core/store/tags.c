#include "store/docs_priv.h"

typedef struct mh_tagger {
    mh_tag_visit *visit;
    void *arg;
    int left;
} mh_tagger;

static void add(mh_tagger *t, const char *kind, mh_view value) {
    if (t->left == 0 || value.len == 0 || value.len > MH_TAG_BYTES) return;
    t->left--;
    t->visit(t->arg, mh_view_of(kind), value);
}

/* A label is a string, or an object that names itself. */
static void add_topic(mh_tagger *t, const json_t *v) {
    static const char *const names[] = {"id", "label", "name", "topic"};
    if (json_is_string(v)) add(t, "topic", (mh_view){json_string_value(v), json_string_length(v)});
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        add(t, "topic", mh_json_view(v, names[i]));
}

/* source and target of an event: one {country, sector} or a list of them. */
static void add_sides(mh_tagger *t, const json_t *side) {
    size_t i;
    json_t *v;
    add(t, "country", mh_json_view(side, "country"));
    json_array_foreach((json_t *)side, i, v) add(t, "country", mh_json_view(v, "country"));
}

void mh_tags_visit(const json_t *item, mh_tag_visit *visit, void *arg) {
    mh_tagger t = {visit, arg, MH_TAGS_MAX};
    size_t i;
    json_t *v;
    json_array_foreach(json_object_get(item, "topics"), i, v) add_topic(&t, v);
    json_array_foreach(json_object_get(item, "events"), i, v) {
        add(&t, "type", mh_json_view(v, "type"));
        add_sides(&t, json_object_get(v, "source"));
        add_sides(&t, json_object_get(v, "target"));
    }
    json_array_foreach(json_object_get(item, "mentions"), i, v) {
        add(&t, "country", mh_json_view(v, "country"));
        add(&t, "actor", mh_json_view(v, "id"));
        add(&t, "actor", mh_json_view(v, "name"));
    }
}

typedef struct mh_tag_write {
    mh_store *s;
    int64_t id;
    mh_rc rc;
    mh_err *err;
} mh_tag_write;

static void write_tag(void *arg, mh_view kind, mh_view value) {
    mh_tag_write *t = arg;
    if (t->rc != MH_OK) return;
    t->rc = MH_FAIL;
    sqlite3_stmt *st = mh_sql(t->s, MH_SQL_TAG_ADD, t->err);
    if (!st) return;
    mh_sql_bind_view(st, 1, kind);
    mh_sql_bind_view(st, 2, value);
    sqlite3_bind_int64(st, 3, t->id);
    if (mh_sql_step(t->s, st, t->err, "put labels") == 0) t->rc = MH_OK;
}

mh_rc mh_tags_set(mh_store *s, int64_t id, const json_t *item, bool had, mh_err *err) {
    mh_tag_write t = {s, id, MH_OK, err};
    sqlite3_stmt *st = had ? mh_sql(s, MH_SQL_TAG_CLEAR, err) : NULL;
    if (had && !st) return MH_FAIL;
    if (had) sqlite3_bind_int64(st, 1, id);
    if (had && mh_sql_step(s, st, err, "put labels") < 0) return MH_FAIL;
    mh_tags_visit(item, write_tag, &t);
    return t.rc;
}

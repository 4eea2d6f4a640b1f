/* Items as rows (declared in export.h). */
#include "cli/export.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

const char *const mh_export_columns[] = {
    "date",      "language", "title",   "url",   "site",    "source",     "kind",       "byline",
    "countries", "topics",   "summary", "story", "version", "first_seen", "changed_at", NULL};

const char *const mh_export_event_columns[] = {
    "date",          "type",  "of",       "mode",     "source",    "source_sector", "target",
    "target_sector", "place", "status",   "evidence", "rule",      "score",         "url",
    "title",         "site",  "language", "story",    "published", "version",       NULL};

static void set_time(json_t *item, const char *key, int64_t us) {
    char text[MH_RFC3339_MAX];
    mh_rfc3339(text, us, 0, true);
    json_object_set_new(item, key, json_string(text));
}

json_t *mh_export_item(mh_record *d, int64_t since) {
    json_t *item = json_incref(d->item);
    json_object_set_new(item, "version", json_integer(d->version));
    set_time(item, "first_seen", d->first_seen);
    set_time(item, "changed_at", d->changed_at);
    if (since) {
        json_object_set_new(item, "revision", json_integer(d->revision));
        set_time(item, "since", since);
    }
    mh_doc_clear(d);
    return item;
}

json_t *mh_export_pick(const json_t *item, const char *const *fields) {
    json_t *out = json_object();
    for (; *fields; fields++) {
        json_t *v = json_object_get(item, *fields);
        if (v) json_object_set(out, *fields, v);
    }
    return out;
}

/* One side of an event: the countries, or the sectors, of a list or of one {country, sector}. */
static json_t *side(const json_t *v, const char *what) {
    json_t *out = json_array(), *one, *list = (json_t *)(uintptr_t)v;
    size_t i;
    if (json_is_object(v) && json_object_get(v, what))
        json_array_append(out, json_object_get(v, what));
    json_array_foreach(list, i, one) {
        json_t *x = json_object_get(one, what);
        if (x) json_array_append(out, x);
    }
    return out;
}

static void copy(json_t *to, const char *name, const json_t *from, const char *key) {
    json_t *v = json_object_get(from, key);
    if (v && !json_is_null(v)) json_object_set(to, name, v);
}

json_t *mh_export_events(const json_t *item) {
    static const char *const own[] = {"type",   "of",       "mode", "date", "place",
                                      "status", "evidence", "rule", "score"};
    static const char *const of_item[] = {"url", "title", "site", "language", "story", "version"};
    json_t *rows = json_array(), *e;
    size_t i;
    json_array_foreach(json_object_get(item, "events"), i, e) {
        if (!json_is_object(e)) continue;
        json_t *row = json_object();
        for (size_t k = 0; k < sizeof of_item / sizeof *of_item; k++)
            copy(row, of_item[k], item, of_item[k]);
        copy(row, "published", item, "date");
        for (size_t k = 0; k < sizeof own / sizeof *own; k++) copy(row, own[k], e, own[k]);
        const json_t *s = json_object_get(e, "source"), *t = json_object_get(e, "target");
        json_object_set_new(row, "source", side(s, "country"));
        json_object_set_new(row, "source_sector", side(s, "sector"));
        json_object_set_new(row, "target", side(t, "country"));
        json_object_set_new(row, "target_sector", side(t, "sector"));
        json_array_append_new(rows, row);
    }
    return rows;
}

static void put_value(mh_buf *b, const json_t *v) {
    static const char *const names[] = {"label", "name", "id", "text", "country"};
    if (v == NULL || json_is_null(v)) return;
    if (json_is_string(v)) {
        mh_buf_put_n(b, json_string_value(v), json_string_length(v));
        return;
    }
    for (size_t i = 0; json_is_object(v) && i < sizeof names / sizeof *names; i++)
        if (json_is_string(json_object_get(v, names[i]))) {
            put_value(b, json_object_get(v, names[i]));
            return;
        }
    char *s =
        json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
    mh_buf_puts(b, s ? s : "");
    free(s);
}

static void put_cell(mh_buf *out, mh_view v, bool alone) {
    bool quote = alone && v.len == 0; /* an empty line would be no record */
    for (size_t i = 0; i < v.len && !quote; i++) quote = strchr(",\"\r\n", v.ptr[i]) != NULL;
    if (v.len && (v.ptr[0] == ' ' || v.ptr[v.len - 1] == ' ')) quote = true;
    if (!quote) {
        mh_buf_put(out, v);
        return;
    }
    mh_buf_putc(out, '"');
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] == '"') mh_buf_putc(out, '"');
        mh_buf_putc(out, v.ptr[i]);
    }
    mh_buf_putc(out, '"');
}

void mh_export_csv(mh_buf *out, const json_t *item, const char *const *columns) {
    mh_buf cell = {0};
    bool alone = columns[0] && columns[1] == NULL;
    for (size_t i = 0; columns[i]; i++) {
        mh_buf_reset(&cell);
        json_t *v = json_object_get(item, columns[i]), *one;
        size_t k;
        if (item == NULL)
            mh_buf_puts(&cell, columns[i]);
        else if (!json_is_array(v))
            put_value(&cell, v);
        json_array_foreach(v, k, one) {
            if (k) mh_buf_puts(&cell, "; ");
            put_value(&cell, one);
        }
        if (i) mh_buf_putc(out, ',');
        put_cell(out, mh_buf_view(&cell), alone);
    }
    mh_buf_puts(out, "\r\n");
    mh_buf_clear(&cell);
}

/* explain_report.c - gathers what is known about each field of an item. */
#include "cli/explain.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define AROUND 240 /* bytes of the line before and behind a passage */

typedef struct explaining {
    const mh_record *d;
    mh_view text;
    const json_t *mentions;
    mh_sources *s;
    const char *field;
} explaining;

static mh_view string_of(const json_t *v) {
    if (!json_is_string(v)) return (mh_view){0};
    return (mh_view){json_string_value(v), json_string_length(v)};
}

static mh_view member(const json_t *o, const char *key) {
    return string_of(json_object_get(o, key));
}

static json_t *text_json(mh_view v) {
    return json_stringn_nocheck(v.ptr ? v.ptr : "", v.len);
}

/* v without the bytes at its front that end a character. */
static mh_view from_character(mh_view v) {
    while (v.len && ((unsigned char)v.ptr[0] & 0xC0) == 0x80) v = mh_view_sub(v, 1, v.len);
    return v;
}

/* Bytes first to last (from 1) of the item's text, in their line; NULL where there are none. */
static json_t *passage(const explaining *x, const json_t *row) {
    json_int_t first = json_integer_value(json_object_get(row, "first"));
    json_int_t last = json_integer_value(json_object_get(row, "last"));
    if (first < 1 || last < first || (uint64_t)last > x->text.len) return NULL;
    size_t from = (size_t)first - 1, to = (size_t)last, begin = from, end = to, line = 1;
    while (begin > 0 && x->text.ptr[begin - 1] != '\n') begin--;
    while (end < x->text.len && x->text.ptr[end] != '\n') end++;
    for (size_t i = 0; i < from; i++) line += x->text.ptr[i] == '\n';
    mh_view words = mh_view_sub(x->text, from, to);
    mh_view before = mh_view_sub(x->text, begin, from), after = mh_view_sub(x->text, to, end);
    if (before.len > AROUND)
        before = from_character(mh_view_sub(before, before.len - AROUND, before.len));
    json_t *p = json_object();
    json_object_set_new(p, "first", json_integer(first));
    json_object_set_new(p, "last", json_integer(last));
    json_object_set_new(p, "line", json_integer((json_int_t)line));
    json_object_set_new(p, "before", text_json(before));
    json_object_set_new(p, "text", text_json(words));
    json_object_set_new(p, "after", text_json(mh_utf8_cut(after, AROUND)));
    mh_view said = member(row, "evidence");
    if (!said.ptr) said = member(row, "text");
    if (said.ptr) json_object_set_new(p, "verbatim", json_boolean(mh_view_eq(said, words)));
    return p;
}

/* "KAZ GOV + UZB GOV" */
static void put_parties(mh_buf *b, const json_t *list) {
    size_t i;
    json_t *v, *l = (json_t *)(uintptr_t)list;
    json_array_foreach(l, i, v) {
        mh_view sector = member(v, "sector");
        if (i) mh_buf_puts(b, " + ");
        mh_buf_put(b, member(v, "country"));
        if (sector.len) mh_buf_printf(b, " %.*s", MH_FMT(sector));
    }
}

static json_t *taken(mh_buf *b) {
    json_t *v = text_json(mh_buf_view(b));
    mh_buf_clear(b);
    return v;
}

static json_t *label(const json_t *row) {
    static const char *const names[] = {"label", "name", "to", "speaker", "text", "index"};
    mh_buf b = {0};
    bool event = json_is_array(json_object_get(row, "source"));
    mh_view type = member(row, "type"), of = member(row, "of"), mode = member(row, "mode");
    if (!type.len) type = member(row, "kind");
    if (json_object_get(row, "cue")) type = (mh_view){0}; /* the kind of a source is said below */
    mh_buf_put(&b, type);
    if (event) {
        if (of.len) mh_buf_printf(&b, " of %.*s", MH_FMT(of));
        if (mode.len) mh_buf_printf(&b, " (%.*s)", MH_FMT(mode));
        mh_buf_puts(&b, ": ");
        put_parties(&b, json_object_get(row, "source"));
        if (json_array_size(json_object_get(row, "target"))) mh_buf_puts(&b, " > ");
        put_parties(&b, json_object_get(row, "target"));
        return taken(&b);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *v = json_object_get(row, names[i]);
        if (json_is_integer(v)) mh_buf_printf(&b, "%lld", (long long)json_integer_value(v));
        if (!json_is_string(v)) continue;
        if (b.len) mh_buf_putc(&b, ' ');
        mh_buf_put(&b, string_of(v));
        break;
    }
    return taken(&b);
}

static bool is_range(const char *key) {
    size_t n = strlen(key);
    return strcmp(key, "first") == 0 || strcmp(key, "last") == 0 ||
           (n > 6 && strcmp(key + n - 6, "_first") == 0) ||
           (n > 5 && strcmp(key + n - 5, "_last") == 0) || strcmp(key, "core") == 0;
}

/* What else the row says, but for what is shown elsewhere: a copy with the plain values alone. */
static json_t *about(const json_t *row, const json_t *said) {
    static const char *const elsewhere[] = {"text", "evidence",  "rule", "basis", "kind_basis",
                                            "type", "cue_basis", "mode", "of",    "label"};
    json_t *o = json_object(), *v;
    const char *key;
    mh_view shown = string_of(said), type = member(row, "type");
    if (type.len && mh_view_starts(shown, type))
        shown = mh_view_sub(shown, type.len + 1, shown.len);
    json_object_foreach((json_t *)(uintptr_t)row, key, v) {
        bool skip = is_range(key) || json_is_object(v) || json_is_null(v);
        for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
            skip = skip || strcmp(key, elsewhere[i]) == 0;
        if (json_is_array(v)) {
            const json_t *one = json_array_get(v, 0);
            skip = skip || one == NULL || json_is_object(one) || json_is_array(one);
        }
        if (json_is_string(v) && (json_string_length(v) == 0 || mh_view_eq(string_of(v), shown)))
            skip = true; /* nothing, or what the label ends with */
        if (!skip) json_object_set(o, key, v);
    }
    mh_view basis = member(row, "basis");
    if (basis.len && !mh_sources_is_line(basis))
        json_object_set(o, "basis", json_object_get(row, "basis"));
    return o;
}

static json_t *sources(const explaining *x, const json_t *row) {
    static const struct {
        const char *key, *of;
    } kinds[] = {
        {"rule", "rule"}, {"basis", "dictionary"}, {"cue_basis", "cue"}, {"kind_basis", "kind"}};
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        mh_view ref = member(row, kinds[i].key);
        if (ref.len == 0 || (i > 0 && !mh_sources_is_line(ref))) continue;
        json_array_append_new(list, mh_sources_find(x->s, x->field, kinds[i].of, ref));
    }
    return list;
}

static void set_list(json_t *o, const char *key, json_t *list) {
    if (json_array_size(list))
        json_object_set_new(o, key, list);
    else
        json_decref(list);
}

/* The first mention whose key has the value, or NULL. */
static const json_t *mention_of(const explaining *x, const char *key, mh_view value,
                                const char *type) {
    size_t i;
    json_t *m, *list = (json_t *)(uintptr_t)x->mentions;
    json_array_foreach(list, i, m) {
        if (type && !mh_view_eq(member(m, "type"), mh_view_of(type))) continue;
        if (value.len && mh_view_eq(member(m, key), value)) return m;
    }
    return NULL;
}

static json_t *row_of(const explaining *x, const json_t *row, const char *part);

/* Lists of rows inside of a row, such as the key words of a topic. */
static json_t *rows_inside(const explaining *x, const json_t *row) {
    json_t *list = json_array(), *v, *one;
    const char *key;
    size_t i;
    json_object_foreach((json_t *)(uintptr_t)row, key, v) {
        if (!json_is_array(v) || strcmp(key, "source") == 0 || strcmp(key, "target") == 0) continue;
        json_array_foreach(v, i, one) {
            if (json_is_object(one)) json_array_append_new(list, row_of(x, one, key));
        }
    }
    return list;
}

static json_t *row_of(const explaining *x, const json_t *row, const char *part) {
    json_t *o = json_object();
    const json_t *where = row;
    if (part) json_object_set_new(o, "part", json_string(part));
    json_t *said = label(row);
    json_object_set_new(o, "label", said);
    json_object_set_new(o, "about", about(row, said));
    if (strcmp(x->field, "people") == 0) /* a record stands nowhere, its mentions do */
        where = mention_of(x, "id", member(row, "id"), "person");
    json_t *p = where ? passage(x, where) : NULL;
    if (p) json_object_set_new(o, "passage", p);
    json_t *from = sources(x, row);
    if (where && where != row && member(where, "rule").len)
        json_array_insert_new(from, 0,
                              mh_sources_find(x->s, x->field, "rule", member(where, "rule")));
    set_list(o, "sources", from);
    set_list(o, "rows", rows_inside(x, row));
    return o;
}

/* A word of the text or a code of a country as a row: where it stands first. */
static json_t *row_of_word(const explaining *x, mh_view word) {
    json_t *o = json_object();
    json_object_set_new(o, "label", text_json(word));
    static const char *const types[] = {"country", "place", NULL}; /* the last: any */
    const json_t *m = NULL;
    bool country = strcmp(x->field, "countries") == 0;
    for (size_t i = 0; country && !m && i < sizeof types / sizeof *types; i++)
        m = mention_of(x, "country", word, types[i]);
    json_t *made = NULL;
    size_t at = m ? SIZE_MAX : mh_view_find(x->text, word, 0);
    if (at != SIZE_MAX && word.len) {
        made = json_pack("{s:I, s:I}", "first", (json_int_t)at + 1, "last",
                         (json_int_t)at + (json_int_t)word.len);
        m = made;
    }
    json_t *p = m ? passage(x, m) : NULL;
    if (p) json_object_set_new(o, "passage", p);
    if (m) set_list(o, "sources", sources(x, m));
    json_decref(made);
    return o;
}

static bool in_text(const char *field) {
    return strcmp(field, "countries") == 0 || strcmp(field, "keywords") == 0;
}

static void add_list(const explaining *x, json_t *o, const json_t *list) {
    json_t *rows = json_array(), *values = json_array(), *v;
    size_t i;
    json_array_foreach((json_t *)(uintptr_t)list, i, v) {
        if (json_is_object(v))
            json_array_append_new(rows, row_of(x, v, NULL));
        else if (json_is_string(v) && in_text(x->field))
            json_array_append_new(rows, row_of_word(x, string_of(v)));
        else
            json_array_append(values, v);
    }
    if (json_array_size(values)) json_object_set(o, "value", values);
    json_decref(values);
    set_list(o, "rows", rows);
}

/* Long lists that only say how the page is built. */
static bool is_structure(const char *field) {
    static const char *const names[] = {"paragraphs", "links", "captions", "embeds"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], field) == 0) return true;
    return false;
}

/* What the fields without a basis of their own come from. */
static const char *usual_basis(const char *field) {
    static const struct {
        const char *field, *basis;
    } known[] = {
        {"url", "the fetch"},
        {"source", "the plugin that gave the item"},
        {"script", "text"},
        {"summary", "mine.text.summary: sentences of the text, as they stand"},
        {"keywords", "mine.text.keyphrases over title and text"},
        {"countries", "names of countries and towns, counted over title and text"},
        {"story", "the first item of the story; see story_basis"},
        {"story_basis", "what the item shares with the one that it was joined to"},
        {"new", "what no earlier item of the story has"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].field, field) == 0) return known[i].basis;
    return NULL;
}

static bool is_empty(const json_t *v) {
    return json_is_null(v) || (json_is_array(v) && json_array_size(v) == 0);
}

static json_t *field_of(explaining *x, const char *field, const json_t *v) {
    json_t *o = json_object();
    const json_t *basis = json_object_get(json_object_get(x->d->item, "basis"), field);
    char count[64];
    x->field = field;
    json_object_set_new(o, "field", json_string(field));
    if (json_is_string(basis))
        json_object_set(o, "basis", (json_t *)(uintptr_t)basis);
    else if (usual_basis(field))
        json_object_set_new(o, "basis", json_string(usual_basis(field)));
    if (strcmp(field, "text") == 0 || is_structure(field)) {
        bool text = json_is_string(v);
        snprintf(count, sizeof count, "%zu %s", text ? json_string_length(v) : json_array_size(v),
                 text ? "bytes" : "entries");
        json_object_set_new(o, "value", json_string(count));
    } else if (json_is_array(v)) {
        add_list(x, o, v);
    } else if (json_is_object(v)) {
        mh_view text = member(v, "text");
        bool stands = json_object_get(v, "first") != NULL;
        if (text.len && !stands) json_object_set_new(o, "value", text_json(text));
        if (!stands) json_object_set_new(o, "about", about(v, NULL));
        set_list(o, "rows", stands ? json_pack("[o]", row_of(x, v, NULL)) : rows_inside(x, v));
    } else {
        json_object_set(o, "value", (json_t *)(uintptr_t)v);
    }
    return o;
}

static const char *const order[] = {
    "title",  "kind",        "date",       "updated",     "language",     "script",
    "url",    "source",      "site",       "section",     "byline",       "source_credit",
    "tags",   "text",        "lead",       "summary",     "keywords",     "countries",
    "place",  "topics",      "diplomatic", "people",      "mentions",     "events",
    "quotes", "attribution", "story",      "story_basis", "duplicate_of", "new"};

static bool wanted(const char *field, const char *const *only) {
    if (!only || !*only) return true;
    for (; *only; only++)
        if (strcmp(*only, field) == 0) return true;
    return false;
}

static bool is_ordered(const char *field) {
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (strcmp(order[i], field) == 0) return true;
    return false;
}

static void add_fields(explaining *x, json_t *fields, const char *const *only) {
    const json_t *v;
    const char *key;
    json_t *one;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if ((v = json_object_get(x->d->item, order[i])) && wanted(order[i], only))
            json_array_append_new(fields, field_of(x, order[i], v));
    json_object_foreach(x->d->item, key, one) {
        if (!is_ordered(key) && strcmp(key, "basis") != 0 && wanted(key, only) &&
            (!is_empty(one) || (only && *only)))
            json_array_append_new(fields, field_of(x, key, one));
    }
}

json_t *mh_explain_report(const mh_record *d, int64_t stored_at, mh_sources *s,
                          const char *const *only, const char **unknown) {
    explaining x = {.d = d,
                    .s = s,
                    .text = member(d->item, "text"),
                    .mentions = json_object_get(d->item, "mentions")};
    json_t *report = json_object(), *fields = json_array();
    char at[MH_RFC3339_MAX];
    *unknown = NULL;
    for (const char *const *o = only; o && *o && !*unknown; o++)
        if (!json_object_get(d->item, *o)) *unknown = *o;
    mh_rfc3339(at, stored_at, 0, false);
    json_object_set_new(report, "id", json_integer(d->id));
    json_object_set_new(report, "version", json_integer(d->version));
    json_object_set_new(report, "key", json_string(d->key));
    json_object_set(report, "title", json_object_get(d->item, "title"));
    json_object_set_new(report, "stored_at", json_string(at));
    add_fields(&x, fields, only);
    json_object_set_new(report, "fields", fields);
    return report;
}

#include "doc/flight.h"

#include "doc/state.h"

#include <string.h>

/* Bytes of paragraphs from which an element can be a body. */
#define MIN_BODY ((size_t)150)
/* Elements within one another that are drawn. */
#define MAX_DRAWN 24
/* Values looked at by way of names. */
#define MAX_VALUES 50000

typedef struct flight {
    json_t *rows; /* by id, owned */
    size_t left;  /* values that may still be looked at: rows may name each other */
    const json_t *best;
    size_t most;
    const json_t *h1, *time;
    bool plain; /* text without markup is drawn */
} flight;

bool mh_flight_add(mh_buf *stream, mh_view script) {
    static const mh_view call = MH_VIEW_INIT("__next_f.push(");
    size_t at = mh_view_find(mh_view_sub(script, 0, 100), call, 0);
    if (at == SIZE_MAX) return false;
    json_t *j = mh_state_literal(mh_view_sub(script, at + call.len, script.len), NULL);
    const json_t *text = json_array_get(j, 1);
    if (json_is_string(text))
        mh_buf_put(stream, (mh_view){json_string_value(text), json_string_length(text)});
    json_decref(j);
    return true;
}

static int hex_digit(char c) {
    c = mh_lower(c);
    if (mh_is_digit(c)) return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The hexadecimal number at *at. */
static size_t number(mh_view v, size_t *at) {
    size_t n = 0;
    for (; *at < v.len && hex_digit(v.ptr[*at]) >= 0 && n < MH_STATE_BYTES; ++*at)
        n = n * 16 + (size_t)hex_digit(v.ptr[*at]);
    return n;
}

static void read_rows(flight *f, mh_view v) {
    for (size_t at = 0; at < v.len;) {
        char id[12] = "";
        size_t colon = at;
        while (colon < v.len && hex_digit(v.ptr[colon]) >= 0) colon++;
        bool named = colon < v.len && v.ptr[colon] == ':' && colon - at < sizeof id;
        if (named) memcpy(id, v.ptr + at, colon - at);
        at = colon + 1;
        json_t *row = NULL;
        if (named && at < v.len && v.ptr[at] == 'T') {
            at++;
            size_t len = number(v, &at);
            mh_view text = mh_view_sub(v, at + 1, at + 1 + len);
            row = json_stringn(text.ptr, text.len);
            at += 1 + len;
        } else {
            size_t end = mh_view_find_byte(v, '\n', at);
            mh_view line = mh_view_sub(v, at, end);
            if (named && line.len && (line.ptr[0] == '{' || line.ptr[0] == '['))
                row = mh_state_literal(line, NULL);
            at = end == SIZE_MAX ? v.len : end + 1;
        }
        if (row) json_object_set_new_nocheck(f->rows, id, row);
    }
}

/* The row that a string names, or NULL. */
static const json_t *named_row(const flight *f, const json_t *j) {
    const char *s = json_string_value(j);
    if (s == NULL || s[0] != '$') return NULL;
    s += s[1] == 'L' || s[1] == '@' ? 2 : 1;
    return *s ? json_object_get(f->rows, s) : NULL;
}

/* Puts the texts in for their names. */
static void put_texts_in(flight *f, json_t *j, int level) {
    const char *key;
    json_t *v, *text;
    size_t i;
    if (level > MH_STATE_DEPTH) return;
    if (json_is_array(j)) {
        json_array_foreach(j, i, v) {
            text = (json_t *)named_row(f, v);
            if (json_is_string(text))
                json_array_set(j, i, text);
            else
                put_texts_in(f, v, level + 1);
        }
    } else if (json_is_object(j)) {
        json_object_foreach(j, key, v) {
            text = (json_t *)named_row(f, v);
            const char *s = json_string_value(v);
            if (json_is_string(text))
                json_object_set_nocheck(j, key, text);
            else if (s && s[0] == '$' && s[1] == 'D') /* a Date */
                json_object_set_new_nocheck(j, key, json_string_nocheck(s + 2));
            else
                put_texts_in(f, v, level + 1);
        }
    }
}

/* The tag of an element, "" when j is none. */
static const char *tag_of(const json_t *j) {
    const char *mark = json_string_value(json_array_get(j, 0));
    const char *tag = json_string_value(json_array_get(j, 1));
    return mark && strcmp(mark, "$") == 0 && tag ? tag : "";
}

static const json_t *children_of(const json_t *element) {
    return json_object_get(json_array_get(element, 3), "children");
}

/* The markup that an element is given as it is. */
static const json_t *markup_of(const json_t *element) {
    return json_object_get(json_object_get(json_array_get(element, 3), "dangerouslySetInnerHTML"),
                           "__html");
}

static void put_escaped(mh_buf *out, mh_view v) {
    const char *s = v.ptr;
    for (size_t i = 0; i < v.len; i++) {
        if (s[i] == '<')
            mh_buf_puts(out, "&lt;");
        else if (s[i] == '&')
            mh_buf_puts(out, "&amp;");
        else
            mh_buf_putc(out, s[i]);
    }
}

static void draw(flight *f, mh_buf *out, const json_t *j, int level) {
    const json_t *row = named_row(f, j), *markup = markup_of(j);
    const char *tag = tag_of(j);
    const json_t *v;
    size_t i;
    if (level > MAX_DRAWN || f->left == 0 || out->len > MH_STATE_BYTES) return;
    f->left--;
    if (row) {
        draw(f, out, row, level + 1);
    } else if (json_is_string(j)) {
        const char *s = json_string_value(j);
        size_t len = json_string_length(j);
        if (s[0] == '$' && s[1] != '$') return; /* a value that is no text */
        mh_view text = {s + (s[0] == '$'), len - (s[0] == '$')};
        if (f->plain)
            mh_buf_put(out, text);
        else
            put_escaped(out, text);
    } else if (json_is_integer(j)) {
        mh_buf_printf(out, "%lld", (long long)json_integer_value(j));
    } else if (tag[0]) {
        bool element = tag[0] >= 'a' && tag[0] <= 'z' && strlen(tag) < 20;
        if (element && !f->plain) mh_buf_printf(out, "<%s>", tag);
        if (json_is_string(markup)) mh_buf_puts(out, json_string_value(markup));
        draw(f, out, children_of(j), level + 1);
        if (element && !f->plain && strcmp(tag, "br") != 0 && strcmp(tag, "img") != 0)
            mh_buf_printf(out, "</%s>", tag);
    } else if (json_is_array(j)) {
        json_array_foreach(j, i, v) draw(f, out, v, level + 1);
    }
}

/* Bytes of text in j, references aside. */
static size_t text_in(const json_t *j, int level) {
    size_t sum = 0, i;
    const json_t *v;
    if (level > MAX_DRAWN) return 0;
    if (json_is_string(j)) return json_string_value(j)[0] == '$' ? 0 : json_string_length(j);
    if (tag_of(j)[0]) return text_in(children_of(j), level + 1);
    if (json_is_array(j)) json_array_foreach(j, i, v) sum += text_in(v, level + 1);
    return sum;
}

/* Bytes of text in the paragraphs among children, rows followed. */
static size_t paragraphs_in(flight *f, const json_t *children, int level) {
    const json_t *row = named_row(f, children), *v = row ? row : children, *one;
    size_t sum = 0, i;
    if (f->left == 0) return 0;
    f->left--;
    if (strcmp(tag_of(v), "p") == 0) return text_in(v, 0);
    if (!json_is_array(v) || tag_of(v)[0] || level > 3) return 0;
    json_array_foreach(v, i, one) sum += paragraphs_in(f, one, level + 1);
    return sum;
}

static void look(flight *f, const json_t *j, int level) {
    const char *key, *tag = tag_of(j);
    json_t *v;
    size_t i;
    if (level > MH_STATE_DEPTH) return;
    if (tag[0]) {
        const json_t *markup = markup_of(j);
        size_t n = paragraphs_in(f, children_of(j), 0);
        if (json_is_string(markup) && json_string_length(markup) > n)
            n = json_string_length(markup);
        if (n > f->most) f->most = n, f->best = j;
        if (strcmp(tag, "h1") == 0 && f->h1 == NULL) f->h1 = j;
        v = json_object_get(json_array_get(j, 3), "dateTime");
        if (json_is_string(v) && f->time == NULL) f->time = v;
    }
    if (json_is_array(j)) json_array_foreach(j, i, v) look(f, v, level + 1);
    if (json_is_object(j)) json_object_foreach((json_t *)j, key, v) look(f, v, level + 1);
}

/* The article that the elements draw. */
static json_t *drawn(flight *f) {
    mh_buf title = {0}, body = {0};
    json_t *o = json_object();
    f->left = MAX_VALUES;
    f->plain = true;
    if (f->h1) draw(f, &title, children_of(f->h1), 0);
    f->plain = false;
    draw(f, &body, f->best, 0);
    json_object_set_new(o, "title", json_stringn(title.ptr ? title.ptr : "", title.len));
    json_object_set_new(o, "body", json_stringn(body.ptr ? body.ptr : "", body.len));
    if (f->time) json_object_set(o, "date", (json_t *)f->time);
    mh_buf_clear(&title);
    mh_buf_clear(&body);
    return o;
}

void mh_flight_read(json_t *list, mh_view stream) {
    flight f = {.rows = json_object()};
    const char *id;
    json_t *row;
    read_rows(&f, stream);
    f.left = MAX_VALUES;
    json_object_foreach(f.rows, id, row) put_texts_in(&f, row, 0);
    json_object_foreach(f.rows, id, row) {
        if (json_is_string(row)) continue;
        json_array_append(list, row);
        look(&f, row, 0);
    }
    if (f.best && f.most >= MIN_BODY) json_array_append_new(list, drawn(&f));
    json_decref(f.rows);
}

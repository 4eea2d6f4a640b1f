#include "text/rules.h"

#include "base/schema.h"
#include "base/utf8.h"
#include "text/rules_priv.h"
#include "text/stem.h"

#include <stdlib.h>

const char *const mh_rule_kinds[MH_TOK_KINDS] = {"WORD", "CAP",   "UPPER", "LOWER",
                                                 "NUM",  "PUNCT", "ANY"};

mh_rules *mh_rules_new(void) {
    mh_rules *r = mh_alloc(sizeof *r);
    r->arena = mh_arena_new();
    r->symbols = mh_map_new();
    r->types = mh_map_new();
    r->parts = mh_map_new();
    r->names = mh_map_new();
    for (int i = 0; i < MH_TOK_KINDS; i++) mh_rules_symbol(r, 'c', mh_view_of(mh_rule_kinds[i]));
    return r;
}

void mh_rules_free(mh_rules *r) {
    if (r == NULL) return;
    mh_map_free(r->symbols);
    mh_map_free(r->types);
    mh_map_free(r->parts);
    mh_map_free(r->names);
    mh_vec_clear(&r->files);
    mh_vec_clear(&r->rules);
    if (!r->borrowed) {
        mh_vec_clear(&r->steps);
        mh_vec_clear(&r->sets);
        mh_vec_clear(&r->starts);
        mh_vec_clear(&r->first);
    }
    for (size_t i = 0; i < r->stem_langs.len; i++) free(r->stem_langs.ptr[i]);
    mh_vec_clear(&r->stem_langs);
    mh_arena_free(r->arena);
    free(r);
}

size_t mh_rules_len(const mh_rules *r) {
    return r->rules.len;
}

bool mh_rules_need_language(const mh_rules *r) {
    return r->languages;
}

uint32_t mh_rules_type(const mh_rules *r, mh_view name) {
    char upper[64];
    if (name.len > sizeof upper) return MH_RULE_NO_SPAN;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c == '-' ? '_' : c;
    }
    const mh_value *v = mh_map_get(r->types, (mh_view){upper, name.len});
    return v ? (uint32_t)v->num : MH_RULE_NO_SPAN;
}

uint32_t mh_rules_symbol(mh_rules *r, char how, mh_view key) {
    mh_buf name = {0};
    mh_buf_putc(&name, how);
    mh_buf_put(&name, key);
    mh_value *v = mh_map_at(r->symbols, mh_buf_view(&name), NULL);
    if (v->num == 0) v->num = mh_map_len(r->symbols);
    mh_buf_clear(&name);
    return (uint32_t)v->num;
}

/* --- errors --- */

/* The line of byte `at`, its number and what of it an error shows. */
static mh_view line_of(mh_view s, size_t at, unsigned *number, size_t *start) {
    *number = 1;
    *start = 0;
    for (size_t i = 0; i < at && i < s.len; i++) {
        if (s.ptr[i] != '\n') continue;
        ++*number;
        *start = i + 1;
    }
    size_t end = mh_view_find_byte(s, '\n', *start);
    mh_view line = mh_view_sub(s, *start, end);
    if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
    return line;
}

mh_rc mh_rule_wrong(mh_rule_reader *x, size_t at, const char *fmt, ...) {
    va_list ap;
    mh_buf b = {0};
    unsigned number = 0;
    size_t start = 0, skip = 0;
    mh_view line = line_of(x->s, at, &number, &start);
    size_t column = at - start < line.len ? at - start : line.len;
    while (column - skip > 60) skip++; /* a long line is shown from near the caret */
    while (skip < column && ((unsigned char)line.ptr[skip] & 0xC0) == 0x80) skip++;
    va_start(ap, fmt);
    mh_buf_vprintf(&b, fmt, ap);
    va_end(ap);
    mh_view shown = mh_utf8_cut(mh_view_sub(line, skip, line.len), 100);
    size_t before = mh_utf8_len(mh_view_sub(line, skip, column));
    mh_fail(x->e, MH_E_PARSE, "%.*s:%u:%zu: %s\n  %.*s\n  %*s", MH_FMT(x->name), number,
            mh_utf8_len(mh_view_sub(line, 0, column)) + 1, b.ptr ? b.ptr : "", MH_FMT(shown),
            (int)before + 1, "^");
    mh_buf_clear(&b);
    return MH_FAIL;
}

/* --- the file --- */

void mh_rule_blanks(mh_rule_reader *x) {
    while (x->at < x->end) {
        char c = x->s.ptr[x->at];
        if (c == '#' && (x->at == 0 || mh_is_space(x->s.ptr[x->at - 1]))) {
            size_t eol = mh_view_find_byte(x->s, '\n', x->at);
            x->at = eol < x->end ? eol : x->end;
        } else if (mh_is_space(c)) {
            x->at++;
        } else {
            return;
        }
    }
}

mh_view mh_rule_name(mh_rule_reader *x) {
    size_t from = x->at;
    while (x->at < x->end) {
        char c = x->s.ptr[x->at];
        if (!mh_is_alnum(c) && c != '_' && !(c == '-' && x->at > from)) break;
        x->at++;
    }
    return mh_view_sub(x->s, from, x->at);
}

/* Where the rule that begins at `from` ends: before the next line that does not begin with a blank. */
static size_t rule_end(mh_view s, size_t from) {
    size_t i = from;
    for (;;) {
        size_t eol = mh_view_find_byte(s, '\n', i);
        if (eol == SIZE_MAX) return s.len;
        i = eol + 1;
        if (i >= s.len || (s.ptr[i] != ' ' && s.ptr[i] != '\t')) return i;
    }
}

static mh_rc language(mh_rule_reader *x) {
    size_t at = x->at;
    mh_view code = mh_rule_name(x);
    bool good = code.len <= 3 && code.len != 1;
    for (size_t i = 0; good && i < code.len; i++) good = code.ptr[i] >= 'a' && code.ptr[i] <= 'z';
    if (!good) return mh_rule_wrong(x, at, "no language code (such as en)");
    memcpy(x->lang, code.ptr, code.len);
    x->lang[code.len] = '\0';
    return MH_OK;
}

static mh_rc types(mh_rule_reader *x) {
    for (mh_rule_blanks(x); x->at < x->end; mh_rule_blanks(x)) {
        size_t at = x->at;
        mh_view name = mh_rule_name(x);
        bool good = name.len > 1 && name.len < 64 && name.ptr[0] >= 'A' && name.ptr[0] <= 'Z';
        for (size_t i = 0; good && i < name.len; i++) {
            char c = name.ptr[i];
            good = (c >= 'A' && c <= 'Z') || mh_is_digit(c) || c == '_';
        }
        for (int i = 0; i < MH_TOK_KINDS; i++)
            good = good && !mh_view_eq(name, mh_view_of(mh_rule_kinds[i]));
        if (!good)
            return mh_rule_wrong(x, at,
                                 "a type is written in capitals, such as COUNTRY, and is "
                                 "none of WORD CAP UPPER LOWER NUM PUNCT ANY");
        mh_map_at(x->r->types, name, NULL)->num = mh_rules_symbol(x->r, 't', name);
    }
    return MH_OK;
}

static mh_rc directive(mh_rule_reader *x) {
    static const char *const known[] = {"types", "language"};
    size_t at = x->at++;
    mh_view what = mh_rule_name(x);
    mh_rule_blanks(x);
    mh_rc rc = MH_OK;
    if (mh_view_eq(what, MH_VIEW("types"))) return types(x);
    if (mh_view_eq(what, MH_VIEW("language"))) {
        rc = language(x);
    } else {
        const char *near = mh_nearest(what, known, 2, sizeof *known);
        return mh_rule_wrong(x, at, "unknown directive (%s%s)",
                             near ? "did you mean @" : "known: @types, @language",
                             near ? near : "");
    }
    mh_rule_blanks(x);
    if (rc == MH_OK && x->at < x->end) return mh_rule_wrong(x, x->at, "@language takes one word");
    return rc;
}

/* KEY=VALUE; KEY=VALUE behind "=>". */
static mh_rc attributes(mh_rule_reader *x, mh_view *out) {
    size_t from = x->at;
    size_t eol = mh_view_find_byte(x->s, '\n', from);
    size_t end = eol < x->end ? eol : x->end;
    for (size_t i = from + 1; i < end; i++) {
        if (x->s.ptr[i] == '#' && mh_is_space(x->s.ptr[i - 1])) end = i;
    }
    mh_view rest = mh_view_sub(x->s, from, end), one;
    *out = mh_arena_dup(x->r->arena, mh_view_trim(rest));
    while (mh_view_split(&rest, ';', &one)) {
        size_t eq = mh_view_find_byte(one, '=', 0);
        if (mh_view_trim(one).len == 0) continue;
        if (eq == SIZE_MAX || mh_view_trim(mh_view_sub(one, 0, eq)).len == 0)
            return mh_rule_wrong(x, (size_t)(mh_view_trim(one).ptr - x->s.ptr),
                                 "not KEY=VALUE; KEY=VALUE");
    }
    x->at = end;
    mh_rule_blanks(x);
    if (x->at < x->end) return mh_rule_wrong(x, x->at, "nothing may stand behind KEY=VALUE");
    return MH_OK;
}

static uint32_t name_number(mh_rules *r, mh_view name) {
    bool fresh = false;
    mh_value *v = mh_map_at(r->names, name, &fresh);
    if (fresh) v->num = mh_map_len(r->names) - 1;
    return (uint32_t)v->num;
}

static mh_rc rule(mh_rule_reader *x) {
    size_t start = x->at;
    bool part = x->s.ptr[x->at] == '$';
    x->at += part;
    mh_view name = mh_rule_name(x);
    if (name.len == 0) return mh_rule_wrong(x, x->at, "a rule begins with its name");
    mh_rule_blanks(x);
    if (x->at >= x->end || x->s.ptr[x->at] != '=')
        return mh_rule_wrong(x, x->at, "'=' is wanted behind the name of a rule");
    x->at++;
    x->depth = 0;
    mh_rule_node *tree = mh_rule_pattern(x);
    if (tree == NULL) return MH_FAIL;
    bool more = x->at < x->end;
    if (part) {
        if (more) return mh_rule_wrong(x, x->at, "a part has no KEY=VALUE");
        mh_map_at(x->r->parts, name, NULL)->ptr = tree;
        return MH_OK;
    }
    for (; x->line_at < start; x->line_at++) x->line += x->s.ptr[x->line_at] == '\n';
    mh_rule y = {
        .name = name_number(x->r, name), .file = (uint32_t)x->r->files.len - 1, .line = x->line};
    memcpy(y.lang, x->lang, sizeof y.lang);
    x->r->languages = x->r->languages || x->lang[0];
    if (more) {
        x->at += 2;
        if (attributes(x, &y.attributes) != MH_OK) return MH_FAIL;
    }
    return mh_rule_compile(x, tree, y, start);
}

static int by_number(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void index_starts(mh_rules *r) {
    size_t at = 0, symbols = mh_map_len(r->symbols);
    if (r->starts.len) qsort(r->starts.ptr, r->starts.len, sizeof *r->starts.ptr, by_number);
    r->first.len = 0;
    for (size_t i = 0; i <= symbols + 1; i++) {
        while (at < r->starts.len && r->starts.ptr[at] >> 32 < i) at++;
        mh_vec_push(&r->first, (uint32_t)at);
    }
}

static mh_rc read_all(mh_rule_reader *x) {
    while (x->at < x->s.len) {
        size_t from = x->at;
        x->end = rule_end(x->s, from);
        mh_rule_blanks(x);
        char c = x->at < x->end ? x->s.ptr[x->at] : '\0';
        bool indented = x->at > from && (c != '\0') && x->s.ptr[x->at - 1] != '\n';
        if (c && indented) return mh_rule_wrong(x, x->at, "a rule begins at the begin of a line");
        if (c) {
            x->end = rule_end(x->s, x->at);
            if ((c == '@' ? directive(x) : rule(x)) != MH_OK) return MH_FAIL;
        }
        x->at = x->end;
    }
    return MH_OK;
}

mh_rc mh_rules_read(mh_rules *r, mh_text *t, mh_view bytes, mh_view name, mh_err *e) {
    mh_rule_reader x = {
        .r = r, .t = t, .line = 1, .s = bytes, .name = mh_utf8_cut(name, 120), .e = e};
    if (r->borrowed) return mh_fail(e, MH_E_USAGE, "compiled rules take no more of them");
    if (bytes.len > MH_RULES_BYTES)
        return mh_fail(e, MH_E_LIMIT, "%.*s: %zu bytes of rules; the limit is %zu", MH_FMT(x.name),
                       bytes.len, MH_RULES_BYTES);
    size_t good = mh_utf8_clean(bytes);
    if (good < bytes.len) return mh_rule_wrong(&x, good, "no valid UTF-8");
    if (mh_view_starts(bytes, MH_VIEW("\xEF\xBB\xBF"))) x.at = 3;
    mh_vec_push(&r->files, mh_arena_dup(r->arena, name));
    mh_rc rc = read_all(&x);
    mh_buf_clear(&x.key);
    index_starts(r);
    return rc;
}

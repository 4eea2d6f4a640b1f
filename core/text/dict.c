#include "text/dict.h"

#include "base/schema.h"
#include "base/utf8.h"
#include "text/stem.h"

typedef struct dict {
    mh_matcher *m;
    mh_text *t;
    mh_view name;
    uint32_t line;
    unsigned flags;
    char lang[8]; /* empty: none */
    mh_view type;
    mh_err *e;
} dict;

static const struct {
    const char *name;
    unsigned flag;
} flag_names[] = {
    {"stem", MH_MATCH_STEM},
    {"latin", MH_MATCH_LATIN},
    {"capital", MH_MATCH_CAPITAL},
    {"name", MH_MATCH_NAME},
};
static const char *const directives[] = {"language", "flags", "type"};

#define N(x) (sizeof(x) / sizeof *(x))

__attribute__((format(printf, 2, 3))) static mh_rc wrong(dict *d, const char *fmt, ...) {
    va_list ap;
    mh_buf b = {0};
    va_start(ap, fmt);
    mh_buf_vprintf(&b, fmt, ap);
    va_end(ap);
    mh_fail(d->e, MH_E_PARSE, "%.*s:%u: %s", MH_FMT(d->name), d->line, b.ptr ? b.ptr : "");
    mh_buf_clear(&b);
    return MH_FAIL;
}

static mh_view shown(mh_view v) {
    return mh_utf8_cut(v, 80);
}

/* Takes a word of *rest, past blanks; false when there is none. */
static bool next_word(mh_view *rest, mh_view *word) {
    size_t i = 0;
    *rest = mh_view_trim(*rest);
    while (i < rest->len && !mh_is_space(rest->ptr[i])) i++;
    *word = mh_view_sub(*rest, 0, i);
    *rest = mh_view_sub(*rest, i, rest->len);
    return i > 0;
}

static mh_rc set_language(dict *d, mh_view code) {
    bool good = code.len <= 3 && code.len != 1;
    for (size_t i = 0; good && i < code.len; i++) good = code.ptr[i] >= 'a' && code.ptr[i] <= 'z';
    if (!good) return wrong(d, "'%.*s' is no language code (such as en)", MH_FMT(shown(code)));
    memcpy(d->lang, code.ptr ? code.ptr : "", code.len);
    d->lang[code.len] = '\0';
    return MH_OK;
}

static mh_rc set_flags(dict *d, mh_view rest) {
    mh_view word;
    d->flags = 0;
    while (next_word(&rest, &word)) {
        size_t i = 0;
        while (i < N(flag_names) && !mh_view_eq(word, mh_view_of(flag_names[i].name))) i++;
        if (i == N(flag_names))
            return wrong(d, "unknown flag '%.*s' (known: stem, latin, capital, name)",
                         MH_FMT(shown(word)));
        d->flags |= flag_names[i].flag;
    }
    unsigned how = d->flags & (MH_MATCH_STEM | MH_MATCH_LATIN | MH_MATCH_NAME);
    if (how & (how - 1)) return wrong(d, "of the flags stem, latin and name only one can hold");
    return MH_OK;
}

static mh_rc directive(dict *d, mh_view line) {
    mh_view rest = mh_view_sub(line, 1, line.len), what, more;
    next_word(&rest, &what);
    rest = mh_view_trim(rest);
    if (mh_view_eq(what, MH_VIEW("flags"))) return set_flags(d, rest);
    mh_view value = {0};
    next_word(&rest, &value);
    if (next_word(&rest, &more)) return wrong(d, "@%.*s takes one word", MH_FMT(shown(what)));
    if (mh_view_eq(what, MH_VIEW("language"))) return set_language(d, value);
    if (mh_view_eq(what, MH_VIEW("type"))) {
        d->type = value;
        return MH_OK;
    }
    const char *near = mh_nearest(what, directives, N(directives), sizeof *directives);
    return wrong(d, "unknown directive '@%.*s' (%s%s)", MH_FMT(shown(what)),
                 near ? "did you mean @" : "known: @language, @flags, @type", near ? near : "");
}

static mh_rc check_attributes(dict *d, mh_view text) {
    mh_view rest = text, one;
    while (mh_view_split(&rest, ';', &one)) {
        size_t eq = mh_view_find_byte(one, '=', 0);
        mh_view key = mh_view_trim(mh_view_sub(one, 0, eq));
        if (mh_view_trim(one).len == 0) continue;
        if (eq == SIZE_MAX || key.len == 0)
            return wrong(d, "attribute '%.*s' is not KEY=VALUE", MH_FMT(shown(mh_view_trim(one))));
    }
    return MH_OK;
}

static mh_rc entry(dict *d, mh_view line) {
    mh_view fields[4] = {{0}}, rest = line, one;
    size_t n = 0;
    for (; mh_view_split(&rest, '\t', &one); n++) {
        if (n < N(fields))
            fields[n] = mh_view_trim(one);
        else if (mh_view_trim(one).len)
            return wrong(d, "%zu fields; an entry has form, type, id and attributes", n + 1);
    }
    if (fields[0].len == 0) return wrong(d, "the form is empty");
    if (check_attributes(d, fields[3]) != MH_OK) return MH_FAIL;
    if ((d->flags & MH_MATCH_STEM) && !mh_text_can_stem(d->t, d->lang[0] ? d->lang : NULL))
        return wrong(d, "flag stem: no stemmer for language '%s' (@language CODE)", d->lang);
    mh_match_entry x = {.payload = mh_matcher_len(d->m),
                        .type = fields[1].len ? fields[1] : d->type,
                        .id = fields[2],
                        .attributes = fields[3],
                        .file = d->name,
                        .line = d->line,
                        .flags = d->flags};
    mh_err why = {0};
    if (mh_matcher_add_entry(d->m, d->t, fields[0], &x, d->lang, &why) == MH_OK) return MH_OK;
    wrong(d, "%s", why.msg);
    if (d->e && why.code == MH_E_LIMIT) d->e->code = MH_E_LIMIT;
    return MH_FAIL;
}

mh_rc mh_dict_read(mh_matcher *m, mh_text *t, mh_view bytes, mh_view name, mh_err *e) {
    dict d = {.m = m, .t = t, .name = mh_utf8_cut(name, 200), .e = e};
    mh_view rest = bytes, line;
    if (mh_view_starts(rest, MH_VIEW("\xEF\xBB\xBF"))) rest = mh_view_sub(rest, 3, rest.len);
    while (mh_view_split(&rest, '\n', &line)) {
        d.line++;
        if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
        if (mh_view_trim(line).len == 0 || line.ptr[0] == '#') continue;
        if (line.len > MH_DICT_LINE)
            return wrong(&d, "a line of %zu bytes; the limit is %d", line.len, MH_DICT_LINE);
        if (!mh_utf8_valid(line) || memchr(line.ptr, 0, line.len))
            return wrong(&d, "no valid UTF-8");
        if ((line.ptr[0] == '@' ? directive(&d, line) : entry(&d, line)) != MH_OK) return MH_FAIL;
    }
    return MH_OK;
}

/* What the prose of a comment says of types, and the whole API in the language server's words. Declared
 * in apidoc.h. */
#include "conf/apidoc.h"

#include <stdlib.h>

static const char prelude[] =
    "---@meta\n"
    "-- The Lua API of minehost " MH_VERSION ", written by `minehost types`. Do not edit.\n"
    "\n"
    "--- What a failure of the world gives beside nil.\n"
    "---@class mine.error\n"
    "---@field code string\n"
    "---@field message string\n"
    "---@field retry boolean\n"
    "---@field status? integer\n"
    "\n"
    "---@class mine\n"
    "---@field null any null of JSON and of the database\n"
    "mine = {}\n"
    "\n"
    "---@class minelib.run\n"
    "---@field id string number of the run's record\n"
    "---@field job string\n"
    "---@field trigger string\n"
    "---@field scheduled? string RFC 3339: the instant of the schedule, or of the event\n"
    "---@field why? string for people: why the daemon started it\n"
    "---@field attempt integer 1: the first\n"
    "---@field missed integer fires that the run stands for besides its own\n"
    "---@field folder string\n"
    "---@field args string[]\n"
    "---@field config table\n"
    "---@field tty boolean standard output is a terminal\n"
    "---@field dry boolean nothing is to be written\n"
    "mine.run = {}\n";

static bool is_word(char c) {
    return mh_is_alnum(c) || c == '_';
}

static mh_view skip_blank(mh_view v) {
    while (v.len > 0 && mh_is_space(v.ptr[0])) v = mh_view_sub(v, 1, v.len);
    return v;
}

static mh_view first_word(mh_view v) {
    size_t n = 0;
    while (n < v.len && is_word(v.ptr[n])) n++;
    return mh_view_sub(v, 0, n);
}

/* ---- classes: what has methods ---- */

static mh_view class_of_head(mh_view head) {
    size_t colon = mh_view_find_byte(head, ':', 0), open = mh_view_find_byte(head, '(', 0);
    return colon < open ? mh_view_sub(head, 0, colon) : (mh_view){0};
}

static bool is_class(mh_view name) {
    for (const mh_api_doc *d = mh_api_docs; name.len > 0 && d->head; d++)
        if (mh_view_eq(class_of_head(mh_view_of(d->head)), name)) return true;
    return false;
}

static bool is_first_of_class(const mh_api_doc *d) {
    mh_view name = class_of_head(mh_view_of(d->head));
    for (const mh_api_doc *x = mh_api_docs; x < d; x++)
        if (mh_view_eq(class_of_head(mh_view_of(x->head)), name)) return false;
    return name.len > 0;
}

/* ---- types ---- */

/* The end of what a bracket at 0 opens. */
static size_t closing(mh_view v) {
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '{' || c == '(' || c == '[') depth++;
        if ((c == '}' || c == ')' || c == ']') && --depth == 0) return i;
    }
    return v.len;
}

/* Takes the part up to the next comma that is in no bracket. */
static bool next_part(mh_view *rest, mh_view *part) {
    int depth = 0;
    bool quoted = false;
    size_t i = 0;
    if (rest->len == 0) return false;
    for (; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '{' || c == '(' || c == '[') depth++;
        if (c == '}' || c == ')' || c == ']') depth--;
        if (c == ',' && depth == 0) break;
    }
    *part = mh_view_trim(mh_view_sub(*rest, 0, i));
    *rest = mh_view_sub(*rest, i + 1, rest->len);
    return true;
}

/* A key of a table in prose: a name alone, with "= ..." or with "(...)" behind it. */
static bool read_key(mh_view part, mh_view *key, mh_view *value) {
    *key = first_word(part);
    mh_view rest = skip_blank(mh_view_sub(part, key->len, part.len));
    if (key->len == 0 || mh_is_digit(key->ptr[0])) return false;
    *value = (mh_view){0};
    if (rest.len > 0 && rest.ptr[0] == '=') *value = skip_blank(mh_view_sub(rest, 1, rest.len));
    return rest.len == 0 || rest.ptr[0] == '=' || rest.ptr[0] == '(';
}

static bool is_map(mh_view inside) {
    mh_view part, key, value;
    size_t n = 0;
    bool any_name = false;
    while (next_part(&inside, &part)) {
        if (!read_key(part, &key, &value)) continue;
        n++;
        any_name = mh_view_eq(key, MH_VIEW("name")) || mh_view_eq(key, MH_VIEW("field")) ||
                   (key.ptr[0] >= 'A' && key.ptr[0] <= 'Z');
        any_name = any_name && value.len > 0;
    }
    return n == 1 && any_name;
}

static void put_value_type(mh_buf *b, mh_view v);

/* "{ a, b = list of texts }" as a table type; options may all be absent. */
static void put_table(mh_buf *b, mh_view v, bool optional) {
    size_t end = closing(v);
    mh_view inside = mh_view_trim(mh_view_sub(v, 1, end)), part, key, value;
    size_t n = 0;
    if (inside.len > 0 && inside.ptr[0] == '{') { /* { { label, score } } */
        mh_buf_puts(b, "table[]");
        return;
    }
    if (is_map(inside)) {
        mh_buf_puts(b, "table<string, any>");
        return;
    }
    size_t start = b->len;
    while (next_part(&inside, &part)) {
        if (!read_key(part, &key, &value)) continue;
        mh_buf_printf(b, "%s%.*s%s: ", n++ ? ", " : "{ ", MH_FMT(key), optional ? "?" : "");
        put_value_type(b, value);
    }
    if (n == 0) b->len = start;
    mh_buf_puts(b, n ? " }" : "table");
}

/* Of a default or a description: true, 60, "15M", list of texts. */
static void put_value_type(mh_buf *b, mh_view v) {
    mh_view w = first_word(v);
    bool unit = v.len > 2 && v.ptr[0] == '"' && mh_is_digit(v.ptr[1]);
    if (mh_view_eq(w, MH_VIEW("true")) || mh_view_eq(w, MH_VIEW("false")))
        mh_buf_puts(b, "boolean");
    else if (unit || (v.len > 0 && mh_is_digit(v.ptr[0])))
        mh_buf_puts(b, "number|string");
    else if (v.len > 0 && v.ptr[0] == '"')
        mh_buf_puts(b, "string");
    else if (v.len > 0 && v.ptr[0] == '{')
        put_table(b, v, false);
    else if (mh_view_eq(w, MH_VIEW("list")))
        mh_types_put_one(b, v);
    else
        mh_buf_puts(b, "any");
}

/* The type that a word names, "" for none. */
static const char *known(mh_view w) {
    static const char *const words[][2] = {
        {"string", "string"},   {"strings", "string"},    {"text", "string"},
        {"texts", "string"},    {"bytes", "string"},      {"names", "string"},
        {"keys", "string"},     {"addresses", "string"},  {"paths", "string"},
        {"phrases", "string"},  {"integer", "integer"},   {"number", "number"},
        {"boolean", "boolean"}, {"true", "boolean"},      {"table", "table"},
        {"tables", "table"},    {"function", "function"}, {"value", "any"},
        {"item", "table"},      {"people", "string"},     {"lists", "any[]"},
        {"results", "any"},     {"error", "mine.error"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mh_view_eq(w, mh_view_of(words[i][0]))) return words[i][1];
    return "";
}

/* A word, or its singular, as a type: "node", "nodes". */
static bool put_word(mh_buf *b, mh_view w) {
    mh_view one = mh_view_ends(w, MH_VIEW("s")) ? mh_view_sub(w, 0, w.len - 1) : w;
    mh_view name = is_class(w) ? w : is_class(one) ? one : (mh_view){0};
    if (name.len > 0)
        mh_buf_printf(b, "mine.%.*s", MH_FMT(name));
    else
        mh_buf_puts(b, known(w));
    return name.len > 0 || known(w)[0];
}

/* The next word behind " or ", if the prose goes on with a type at once. */
static mh_view other(mh_view rest) {
    static const char *const links[] = {" or of ", " or ", " (or ", ", or ", " and "};
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (mh_view_starts(rest, mh_view_of(links[i])))
            return first_word(mh_view_sub(rest, strlen(links[i]), rest.len));
    return (mh_view){0};
}

static bool may_be_nil(mh_view v) {
    return mh_view_find(v, MH_VIEW("or nil"), 0) != SIZE_MAX ||
           mh_view_find(v, MH_VIEW("nil when"), 0) != SIZE_MAX ||
           mh_view_find(v, MH_VIEW("nil and"), 0) != SIZE_MAX ||
           mh_view_find(v, MH_VIEW("nil at"), 0) != SIZE_MAX ||
           mh_view_find(v, MH_VIEW("may be absent"), 0) != SIZE_MAX;
}

static void put_list(mh_buf *b, mh_view rest) {
    rest = skip_blank(rest);
    if (!mh_view_starts(rest, MH_VIEW("of "))) {
        mh_buf_puts(b, "any[]");
        return;
    }
    rest = skip_blank(mh_view_sub(rest, 3, rest.len));
    if (rest.len > 0 && rest.ptr[0] == '{') {
        put_table(b, rest, false);
        mh_buf_puts(b, "[]");
        return;
    }
    mh_view w = first_word(rest), second = other(mh_view_sub(rest, w.len, rest.len));
    mh_buf one = {0}, two = {0};
    bool a = put_word(&one, w), c = put_word(&two, second);
    if (!a || (second.len > 0 && !c))
        mh_buf_puts(b, "any[]");
    else if (c && strcmp(one.ptr, two.ptr) != 0)
        mh_buf_printf(b, "(%s|%s)[]", one.ptr, two.ptr);
    else
        mh_buf_printf(b, "%s[]", one.ptr);
    mh_buf_clear(&one);
    mh_buf_clear(&two);
}

void mh_types_put_one(mh_buf *b, mh_view text) {
    mh_view v = skip_blank(text);
    if (mh_view_starts(v, MH_VIEW("the "))) v = mh_view_sub(v, 4, v.len);
    mh_view w = first_word(v), rest = mh_view_sub(v, w.len, v.len);
    if (v.len > 0 && v.ptr[0] == '{') {
        put_table(b, v, false);
    } else if (mh_view_eq(w, MH_VIEW("list"))) {
        put_list(b, rest);
    } else if (v.len > 0 && v.ptr[0] == '"') {
        mh_buf_puts(b, "string");
    } else {
        mh_view second = other(rest);
        size_t start = b->len;
        bool list = mh_view_starts(rest, MH_VIEW(", number, boolean")); /* anything storable */
        if (list || !put_word(b, w)) {
            b->len = start;
            mh_buf_puts(b, "any");
            return;
        }
        mh_buf alt = {0};
        if (second.len > 0 && put_word(&alt, second) && strcmp(alt.ptr, b->ptr + start) != 0)
            mh_buf_printf(b, "|%s", alt.ptr);
        mh_buf_clear(&alt);
    }
    if (may_be_nil(text)) mh_buf_puts(b, "|nil");
}

/* ---- definitions ---- */

static void put_comment(mh_buf *b, mh_view text) {
    mh_buf lines = {0};
    mh_comment_put_prose(&lines, text, 96, 0);
    mh_view rest = mh_buf_view(&lines), line;
    while (mh_view_split(&rest, '\n', &line))
        mh_buf_printf(b, "---%s%.*s\n", line.len ? " " : "", MH_FMT(line));
    mh_buf_clear(&lines);
}

static void put_param(mh_buf *b, const mh_comment_tag *p) {
    bool options = mh_view_eq(p->name, MH_VIEW("options")), nil = may_be_nil(p->text);
    mh_buf_printf(b, "---@param %.*s%s ", MH_FMT(p->name), options || nil ? "?" : "");
    if (options && p->text.len > 0 && p->text.ptr[0] == '{' &&
        mh_view_find(p->text, MH_VIEW("as of"), 0) == SIZE_MAX &&
        mh_view_find(p->text, MH_VIEW("those of"), 0) == SIZE_MAX)
        put_table(b, p->text, true);
    else if (options)
        mh_buf_puts(b, "table");
    else
        mh_types_put_one(b, p->text);
    mh_buf_putc(b, ' ');
    mh_comment_put_prose(b, p->text, SIZE_MAX / 2, 0);
    mh_buf_putc(b, '\n');
}

/* The part of the return text for result number i: parts are divided by "; " and by ", " or " and "
 * before a type. */
static mh_view result_text(mh_view text, size_t i) {
    static const char *const types[] = {"string", "number",  "integer", "boolean",
                                        "list",   "a table", "table"};
    size_t from = 0;
    for (size_t at = 0; at < text.len && i > 0; at++) {
        bool hard = mh_view_starts(mh_view_sub(text, at, text.len), MH_VIEW("; "));
        bool soft =
            text.ptr[at] == ',' || mh_view_starts(mh_view_sub(text, at, text.len), MH_VIEW(" and"));
        size_t skip = hard ? 2 : text.ptr[at] == ',' ? 2 : 5;
        mh_view rest = mh_view_sub(text, at + skip, text.len);
        bool typed = false;
        for (size_t k = 0; k < sizeof types / sizeof *types; k++)
            typed = typed || mh_view_starts(rest, mh_view_of(types[k]));
        if (!typed || !(hard || soft)) continue;
        from = at + skip;
        i--;
    }
    if (i > 0) return MH_VIEW("value");
    mh_view v = mh_view_sub(text, from, text.len);
    return mh_view_starts(v, MH_VIEW("a ")) ? mh_view_sub(v, 2, v.len) : v;
}

static void put_iterator(mh_buf *b, mh_view text) {
    bool pages = mh_view_find(text, MH_VIEW("pages with"), 0) != SIZE_MAX;
    mh_buf_printf(b, "---@return fun(): %s iterator\n", pages ? "mine.page" : "any");
}

static void put_returns(mh_buf *b, const mh_comment *d) {
    mh_view text = d->returns.len ? d->returns.ptr[0].text : (mh_view){0}, rest = d->results, name;
    bool fails = mh_view_find(text, MH_VIEW("nil and an error"), 0) != SIZE_MAX;
    size_t n = 0;
    while (mh_view_split(&rest, ',', &name)) {
        name = mh_view_trim(name);
        mh_buf type = {0};
        if (mh_view_eq(name, MH_VIEW("iterator"))) {
            put_iterator(b, text);
            return;
        }
        if (mh_view_eq(name, MH_VIEW("..."))) {
            mh_buf_puts(b, "---@return any ...\n");
            return;
        }
        if (is_class(name))
            mh_buf_printf(&type, "mine.%.*s%s", MH_FMT(name),
                          n == 0 && may_be_nil(text) ? "|nil" : "");
        else
            mh_types_put_one(&type, result_text(text, n));
        bool nilled = type.len > 4 && mh_view_ends(mh_buf_view(&type), MH_VIEW("|nil"));
        if (n > 0 && fails && !nilled) mh_buf_puts(&type, "|mine.error|nil");
        mh_buf_printf(b, "---@return %s %.*s\n", type.ptr, MH_FMT(name));
        mh_buf_clear(&type);
        n++;
    }
    if (n == 1 && fails) mh_buf_puts(b, "---@return mine.error|nil err\n");
}

static void put_function(mh_buf *b, const mh_comment *d) {
    put_comment(b, d->about);
    if (d->example.len > 0) {
        mh_view rest = d->example, line;
        mh_buf_puts(b, "---\n---```lua\n");
        while (mh_view_split(&rest, '\n', &line))
            if (line.len > 0) mh_buf_printf(b, "--- %.*s\n", MH_FMT(line));
        mh_buf_puts(b, "---```\n");
    }
    for (size_t i = 0; i < d->params.len; i++) put_param(b, &d->params.ptr[i]);
    put_returns(b, d);
}

/* What "CLASS with " or "CLASSes with " is followed by in a comment behind its @return; empty: nothing
 * that lists fields. */
static mh_view listed(mh_view text, mh_view cls) {
    size_t from = mh_view_find(text, MH_VIEW("@return"), 0);
    for (size_t i = 0; i < 2 && from != SIZE_MAX; i++) {
        mh_buf word = {0};
        mh_buf_printf(&word, "%.*s%s with ", MH_FMT(cls), i ? "s" : "");
        size_t at = mh_view_find(text, mh_buf_view(&word), from);
        mh_view list = at == SIZE_MAX ? (mh_view){0} : mh_view_sub(text, at + word.len, text.len);
        mh_buf_clear(&word);
        if (list.len == 0 || mh_view_starts(list, MH_VIEW("an empty"))) continue;
        if (mh_view_starts(list, MH_VIEW("the fields "))) return mh_view_sub(list, 11, list.len);
        if (mh_view_starts(list, MH_VIEW("the field "))) return mh_view_sub(list, 10, list.len);
        return list;
    }
    return (mh_view){0};
}

static bool has_method(mh_view cls, mh_view name) {
    mh_buf full = {0};
    mh_buf_printf(&full, "%.*s:%.*s", MH_FMT(cls), MH_FMT(name));
    bool found = mh_comment_find(mh_buf_view(&full)) != NULL;
    mh_buf_clear(&full);
    return found || mh_view_eq(name, MH_VIEW("close"));
}

/* "response with status, url (of the last hop), body ...": the fields of a class, of the first result
 * that describes it so. */
static void put_fields(mh_buf *b, mh_view cls) {
    bool found = false;
    for (const mh_api_doc *x = mh_api_docs; x->head && !found; x++) {
        mh_buf text = {0};
        mh_comment_put_prose(&text, mh_view_of(x->text), SIZE_MAX / 2, 0);
        mh_view list = listed(mh_buf_view(&text), cls), part, key, value;
        found = list.len > 0;
        while (next_part(&list, &part)) {
            bool last = mh_view_find_byte(part, ';', 0) != SIZE_MAX ||
                        mh_view_find_byte(part, ':', 0) != SIZE_MAX;
            if (!read_key(part, &key, &value) && !last) break;
            if (key.len > 0 && !has_method(cls, key))
                mh_buf_printf(b, "---@field %.*s any\n", MH_FMT(key));
            if (last) break;
        }
        mh_buf_clear(&text);
    }
}

static void put_class(mh_buf *b, mh_view cls) {
    mh_buf_printf(b, "\n---@class mine.%.*s\n", MH_FMT(cls));
    put_fields(b, cls);
    mh_buf_printf(b, "local %.*s = {}\n", MH_FMT(cls));
    if (!mh_view_eq(cls, MH_VIEW("response")) && !mh_view_eq(cls, MH_VIEW("page")))
        mh_buf_printf(b,
                      "\n--- Give back what it holds; twice is fine.\nfunction %.*s:close() end\n",
                      MH_FMT(cls));
}

/* Whether module is a function itself, "mine.crawl(options)". */
static const mh_api_doc *own_call(const char *module) {
    mh_buf name = {0};
    mh_buf_printf(&name, "mine.%s", module);
    const mh_api_doc *d = mh_comment_find(mh_buf_view(&name));
    mh_buf_clear(&name);
    return d;
}

static bool has_members(const char *module) {
    mh_buf name = {0};
    bool found = false;
    mh_buf_printf(&name, "mine.%s.", module);
    for (const mh_api_doc *d = mh_api_docs; d->head; d++)
        found = found || mh_view_starts(mh_view_of(d->head), mh_buf_view(&name));
    mh_buf_clear(&name);
    return found;
}

static void put_module(mh_buf *b, const char *module) {
    const mh_api_doc *call = own_call(module);
    if (strcmp(module, "run") == 0 || !has_members(module)) return;
    mh_buf_printf(b, "\n---@class minelib.%s\n", module);
    if (call) mh_buf_puts(b, "---@overload fun(options: table): fun(): mine.page\n");
    mh_buf_printf(b, "mine.%s = {}\n", module);
}

void mh_types_put(mh_buf *b) {
    const char *module = "";
    mh_buf_puts(b, prelude);
    for (const mh_api_doc *x = mh_api_docs; x->head; x++) {
        mh_comment d;
        if (strcmp(module, x->module) != 0) put_module(b, module = x->module);
        mh_comment_read(&d, x);
        mh_view cls = class_of_head(d.head);
        bool itself = own_call(x->module) == x && has_members(x->module);
        bool closes = cls.len > 0 && mh_view_ends(d.name, MH_VIEW(":close"));
        if (cls.len > 0 && is_first_of_class(x)) put_class(b, cls);
        if (!itself && !closes) {
            mh_buf_putc(b, '\n');
            put_function(b, &d);
            mh_buf_printf(b, "function %.*s(%.*s) end\n", MH_FMT(d.name), MH_FMT(d.args));
        }
        mh_comment_clear(&d);
    }
}

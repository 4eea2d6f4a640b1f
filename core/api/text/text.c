/* mine.text: language, sentences, words, keys, dates, summaries, the article in plain text. Offsets
 * are 1-based bytes, so that s:sub(first, last) is the passage. A text that is no UTF-8 gives nil and
 * an error with code "bad_encoding", one over 64 MiB "too_large". */
#include "api/text/text_priv.h"

#include "base/clock.h"
#include "text/dates.h"
#include "text/fold.h"
#include "text/language.h"
#include "text/lines.h"
#include "text/stem.h"
#include "text/summary.h"

#include <string.h>

/* --- docs and functions --- */

/*** mine.text.language(s) -> code, score, script
 * Guess the language of s.
 * @param s string
 * @return string ISO 639-1, "und" when it cannot be told; number 0..1; string ISO 15924
 * @example mine.text.language("Das Treffen fand gestern statt") --> "de", 0.9, "Latn" */
static int l_language(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    mh_lang g = mh_lang_guess(text_engine(L), s);
    lua_pushstring(L, g.code);
    lua_pushnumber(L, g.score);
    lua_pushstring(L, g.script);
    return 3;
}

/*** mine.text.sentences(s, options) -> list
 * Cut s into sentences. With clean, s is first rid of what pages and programs leave in it: tags are dropped,
 * entities decoded, lines that break off within a sentence joined, numbers of pages and rows of dots left out;
 * text is then a sentence of the clean text, and first and last say where in s it was read.
 * @param s string @param options { clean = false } @return list of { text, first, last }
 * @example for _, x in ipairs(mine.text.sentences(s)) do print(x.text) end
 * @example mine.text.sentences("<p>It is <b>so</b>.", { clean = true })[1].text --> "It is so." */

/*** mine.text.words(s, options) -> list
 * Cut s into words.
 * @param s string @param options { all = false } with spaces and punctuation, { fold = false } with the
 * key of each word, { columns = false } a list of each field, with columns { gaps = false } with what
 * stands before each word and { known = table } with what a table (read raw) has under each word
 * @return list of { text, first, last, kind, key }, kind is "letter", "number" or "other", key what
 * mine.text.fold gives for it; with columns { text = list, first = list, last = list, kind = list },
 * which is lighter on a long text. With gaps there are gap = list and apart = the numbers of those words
 * before which stands something else than one blank; with known there are known = list (false where the
 * table has nothing), marked = the numbers of the words that it has with a value other than false, and
 * new = the numbers of those that it does not have
 * @example #mine.text.words("Two words") --> 2
 * @example mine.text.words("a b", { columns = true, known = { b = 7 } }).known --> { false, 7 } */

/*** mine.text.fold(s) -> key
 * The key under which words match: no capitals, no marks, one kind of apostrophe, dash and digit.
 * @param s string @return string
 * @example mine.text.fold("Été Ёлка") --> "ete елка" */
static int l_fold(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    mh_text_fold(text_engine(L), s, &x->buf);
    mh_push_view(L, mh_buf_view(&x->buf));
    text_done(x);
    return 1;
}

/*** mine.text.latin(s) -> key
 * The key under which the spellings of a name match whatever their script: for comparing only.
 * @param s string @return string
 * @example mine.text.latin("Тоқаев") == mine.text.latin("Tokayev") --> true */
static int l_latin(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    mh_text_latin(text_engine(L), s, &x->buf);
    mh_push_view(L, mh_buf_view(&x->buf));
    text_done(x);
    return 1;
}

/*** mine.text.stem(word, language) -> stem
 * A word without its endings, in lower case: for comparing only.
 * @param word string @param language string ISO 639-1 @return string; the word in lower case where the
 * language has no stemmer
 * @example mine.text.stem("министров", "ru") --> "министр" */
static int l_stem(lua_State *L) {
    mh_view s, lang = mh_check_view(L, 2);
    mh_err e = {0};
    char code[8];
    mh_check_nargs(L, 2);
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    const char *known = text_language(L, lang, code);
    text_scratch *x = text_scratch_new(L);
    mh_text_stem(text_engine(L), known, s, &x->buf);
    mh_push_view(L, mh_buf_view(&x->buf));
    text_done(x);
    return 1;
}

/*** mine.text.dates(s, options) -> list
 * The dates that s names.
 * @param s string
 * @param options { reference = "2025-01-31" (day of publication, with its time of day where that is
 * known), language = "en", month_first = false, alone = false (s is nothing but a date, as the stamp
 * beside a headline: "15 min", "26 April") }
 * @return list of { text, first, last, value, ends, precision, basis, support }; value is as much of RFC
 * 3339 as precision ("year" to "second") says, absent when nothing tells the year; ends is the last day of
 * a range ("3-5 May"); basis is "written", "relative" ("two weeks ago"), "nearest", "after" or
 * "unresolved"; support is the index of the date that it leans on
 * @example mine.text.dates("on 3 March", { reference = "2025-01-31" })[1].value --> "2025-03-03" */
static int l_dates(lua_State *L);

/*** mine.text.summary(s, options) -> summary
 * The sentences that say the most, as they stand and in their order.
 * @param s string @param options { sentences = 3, title = "", language = "" }
 * @return { text, sentences = { { text, first, last, index, score } }, of }; index is that of the
 * sentence in s, of how many s has
 * @example mine.text.summary(article.text, { sentences = 2 }).text */
static int l_summary(lua_State *L);

/*** mine.text.keyphrases(s, options) -> list
 * The names and phrases that s is about, the best first. Forms of one word are one phrase.
 * @param s string @param options { count = 10, title = "", language = "" }
 * @return list of { text, first, last, count, score, name }: text as it stands at first, count how often
 * in any form, score 0..1 of the best one's, name whether it is written with capitals
 * @example mine.text.keyphrases(article.text, { title = article.title })[1].text */

/*** mine.text.similarity(a, b) -> comparison
 * How much two texts have in common, whatever the order and script, and in which sentences they differ.
 * @param a string @param b string
 * @return { share = of the shorter text's groups of words that the other has too, jaccard = of the groups
 * of both those that both have, copy = whether share is that of copies, added = sentences of b that a does
 * not have, removed = sentences of a that b does not have, each { text, first, last }, changed = { { from =
 * sentence of a, to = sentence of b, share } } }
 * @example for _, x in ipairs(mine.text.similarity(old, new).added) do print(x.text) end */

/*** mine.text.copies() -> copies
 * An index of texts that finds copies: MinHash signatures in bands, so that a search costs what it finds.
 * @return copies with add(text) -> id and find(text, { share = 0.3 }) -> list of { id, share, jaccard }
 * @example local copies = mine.text.copies() copies:add(a) print(#copies:find(b)) */

/*** mine.text.plain(s) -> article
 * The article in the plain text of a page, without breadcrumb, repeated title, credit and widgets.
 * @param s string
 * @return { title, sections, text, paragraphs = { { first, last, source } }, source_credit, byline,
 * place, agency, date, date_precision, date_basis, lines = { { text, first, last, kind } } }; fields
 * that the text does not give are absent; source is where in s a paragraph starts
 * @example mine.text.plain(mine.run.read("page.txt")).title */
static int l_plain(lua_State *L);

/*** mine.text.name_key(s) -> key, forms
 * The key of a name, whatever its script, case ending or romanisation, without the final vowels in which
 * forms of a name differ; what they may have been in the nominative is in forms. For comparing only.
 * @param s string @return string; list of lists, for each word its possible endings ("" for none, "a",
 * "ia", "i", "e", "u", "o", "om")
 * @example mine.text.name_key("Токаева") --> "tokaev", { { "", "a" } } */

/*** mine.text.same_name(a, b) -> bond
 * Whether two names are one.
 * @param a string @param b string @return "same"; "kin" for two forms of one stem (Ivanov, Ivanova;
 * Maria, Mario); "other"
 * @example mine.text.same_name("Kassym-Jomart Tokayev", "Касым-Жомарта Токаева") --> "same" */

/*** mine.text.dictionary(files, options) -> matcher
 * A matcher from dictionary files: a line is form, type, id and attributes, parted by tabs; # begins a
 * remark; @language, @flags (stem, latin, capital, name) and @type hold for the lines below. The compiled
 * form is kept in the user's cache folder and mapped by the next run.
 * @param files string, a file of the plugin's own folder (of the job's in a job), or { name = string, text
 * = string }, or a list of them @param options { cache = true }
 * @return matcher; or nil and an error (code "parse") that says file and line
 * @example local names = assert(mine.text.dictionary { "people.tsv", "places.tsv" }) */

/*** mine.text.rules(files, options) -> rules
 * Rules over the words of a sentence, as docs/plugins.md describes them.
 * @param files as for mine.text.dictionary @param options { types = matcher (whose matches the types in
 * the rules stand for), cache = true }
 * @return rules with find(s, options); or nil and an error (code "parse") that shows file, line and column
 * @example local rules = assert(mine.text.rules("events.rules", { types = names })) */

/*** mine.text.matcher(entries) -> matcher
 * A dictionary that finds its phrases in texts, in one pass over the text however many there are.
 * @param entries list of phrases, or of { phrase, id = any value, stem = "ru", latin = true, name = true,
 * capital = true }; a word with * behind it stands for every word that begins so
 * @return matcher with find(s, { language = "" }) -> list of { text, first, last, entry, id }
 * @example mine.text.matcher({ { "Kazakhstan*", id = "KAZ" } }):find("Kazakhstani")[1].id --> "KAZ" */

/*** mine.text.classifier(options) -> classifier
 * A text classifier over words, pairs of words and letter grams, trained on the spot or read from what
 * save() wrote: naive Bayes (multinomial and complement), a linear model, or both weighed together.
 * @param options { model = "both" | "bayes" | "linear" | what save() gave, features = "chars" | "words",
 * priors = "learnt" | "even", smoothing = 0.1, cost = 1 }
 * @return classifier with train(label, text), train_lines(lines, options), predict(text, options) ->
 * { label, score, labels, why }, explain(text, options), save() -> text, load(text); nil and an error when the
 * model is damaged
 * @example local c = mine.text.classifier() c:train("sport", "a late goal") */

/* --- options --- */

typedef struct dates_opts {
    mh_view reference, language;
    bool month_first, alone;
} dates_opts;
static const mh_row dates_rows[] = {
    {.name = "reference",
     .type = MH_T_STRING,
     .offset = offsetof(dates_opts, reference),
     .help = "day of publication, RFC 3339"},
    {.name = "language",
     .type = MH_T_STRING,
     .offset = offsetof(dates_opts, language),
     .help = "ISO 639-1"},
    {.name = "month_first",
     .type = MH_T_BOOL,
     .offset = offsetof(dates_opts, month_first),
     .help = "3/4/2025 is 4 March"},
    {.name = "alone",
     .type = MH_T_BOOL,
     .offset = offsetof(dates_opts, alone),
     .help = "the text is nothing but a date, such as a stamp"},
};
static const mh_schema dates_schema = MH_SCHEMA("mine.text.dates", dates_rows);

typedef struct summary_opts {
    int64_t sentences;
    mh_view title, language;
} summary_opts;
static const mh_row summary_rows[] = {
    {.name = "sentences",
     .type = MH_T_INT,
     .offset = offsetof(summary_opts, sentences),
     .def = 3,
     .min = 1,
     .max = MH_SUMMARY_MAX,
     .help = "how many"},
    {.name = "title",
     .type = MH_T_STRING,
     .offset = offsetof(summary_opts, title),
     .help = "its words weigh more"},
    {.name = "language",
     .type = MH_T_STRING,
     .offset = offsetof(summary_opts, language),
     .help = "ISO 639-1; guessed if absent"},
};
static const mh_schema summary_schema = MH_SCHEMA("mine.text.summary", summary_rows);

/* --- push and check helpers --- */

static void set_date(lua_State *L, const mh_date *d, mh_buf *b, const char *key) {
    if (d->year == 0) return;
    mh_buf_reset(b);
    mh_date_write(d, b);
    mh_set_view(L, key, mh_buf_view(b));
}

static int l_dates(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    dates_opts o;
    char code[8];
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &dates_schema, &o);
    mh_date_options d = {
        .lang = text_language(L, o.language, code), .month_first = o.month_first, .alone = o.alone};
    int64_t us = 0;
    int offset = 0;
    if (o.reference.len) {
        if (!mh_rfc3339_parse(o.reference, &us, &offset))
            return luaL_error(L, "mine.text.dates: option 'reference' is no RFC 3339 date");
        bool zoned = offset > -86400 && offset < 86400;
        mh_civil c = mh_civil_of_s(us / 1000000 + (zoned ? offset : 0));
        d.year = c.year;
        d.month = c.month;
        d.day = c.day;
        d.hour = c.hour;
        d.minute = c.minute;
        d.second = c.second;
        d.timed = o.reference.len > 10;
    }
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    mh_dates found = mh_text_dates(text_engine(L), x->arena, s, &d);
    lua_createtable(L, (int)found.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < found.len; i++) {
        const mh_date *f = &found.ptr[i];
        text_push_passage(L, s, f->from, f->to, 6);
        mh_date end = mh_date_end(f);
        set_date(L, f, &x->buf, "value");
        if (f->end_year) set_date(L, &end, &x->buf, "ends");
        lua_pushstring(L, mh_date_precision_name(f->precision));
        lua_setfield(L, -2, "precision");
        lua_pushstring(L, mh_date_basis_name(f->basis));
        lua_setfield(L, -2, "basis");
        if (f->support != SIZE_MAX) {
            lua_pushinteger(L, (lua_Integer)f->support + 1);
            lua_setfield(L, -2, "support");
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    text_done(x);
    return 1;
}

static int l_summary(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    summary_opts o;
    char code[8];
    mh_check_nargs(L, 2);
    mh_check_opts(L, 2, &summary_schema, &o);
    const char *lang = text_language(L, o.language, code);
    if (!text_arg(L, 1, &s, &e) || mh_text_check(o.title, &e) != MH_OK) return mh_push_fail(L, &e);
    mh_summary_options so = {.sentences = (size_t)o.sentences, .title = o.title, .lang = lang};
    text_scratch *x = text_scratch_new(L);
    mh_summary got = mh_text_summary(text_engine(L), x->arena, s, &so);
    lua_createtable(L, 0, 3);
    mh_push_view(L, got.text);
    lua_setfield(L, -2, "text");
    lua_pushinteger(L, (lua_Integer)got.of);
    lua_setfield(L, -2, "of");
    lua_createtable(L, (int)got.len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < got.len; i++) {
        text_push_passage(L, s, got.rows[i].from, got.rows[i].to, 2);
        lua_pushinteger(L, (lua_Integer)got.rows[i].index + 1);
        lua_setfield(L, -2, "index");
        lua_pushnumber(L, got.rows[i].score);
        lua_setfield(L, -2, "score");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "sentences");
    text_done(x);
    return 1;
}

static void push_lines(lua_State *L, mh_view s, const mh_lines *lines) {
    lua_createtable(L, (int)lines->len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < lines->len; i++) {
        text_push_passage(L, s, lines->ptr[i].from, lines->ptr[i].to, 1);
        lua_pushstring(L, mh_line_kind_name(lines->ptr[i].kind));
        lua_setfield(L, -2, "kind");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "lines");
}

static void push_paragraphs(lua_State *L, const mh_plain *p) {
    lua_createtable(L, (int)p->paragraphs_len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < p->paragraphs_len; i++) {
        const mh_paragraph *x = &p->paragraphs[i];
        lua_createtable(L, 0, 3);
        lua_pushinteger(L, (lua_Integer)x->from + 1);
        lua_setfield(L, -2, "first");
        lua_pushinteger(L, (lua_Integer)x->to);
        lua_setfield(L, -2, "last");
        lua_pushinteger(L, (lua_Integer)x->source + 1);
        lua_setfield(L, -2, "source");
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "paragraphs");
}

static int l_plain(lua_State *L) {
    mh_view s;
    mh_err e = {0};
    mh_check_nargs(L, 1);
    if (!text_arg(L, 1, &s, &e)) return mh_push_fail(L, &e);
    text_scratch *x = text_scratch_new(L);
    mh_plain p = mh_plain_article(text_engine(L), x->arena, s);
    lua_createtable(L, 0, 14);
    mh_set_view(L, "title", p.title);
    mh_set_view(L, "source_credit", p.credit);
    mh_set_view(L, "byline", p.byline);
    mh_set_view(L, "place", p.place);
    mh_set_view(L, "agency", p.agency);
    mh_push_view(L, p.text);
    lua_setfield(L, -2, "text");
    if (p.date.precision) {
        set_date(L, &p.date, &x->buf, "date");
        lua_pushstring(L, mh_date_precision_name(p.date.precision));
        lua_setfield(L, -2, "date_precision");
        lua_pushstring(L, p.date_basis);
        lua_setfield(L, -2, "date_basis");
    }
    lua_createtable(L, (int)p.sections_len, 0);
    mh_mark_array(L, -1);
    for (size_t i = 0; i < p.sections_len; i++) {
        mh_push_view(L, p.sections[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setfield(L, -2, "sections");
    push_paragraphs(L, &p);
    push_lines(L, s, &p.lines);
    text_done(x);
    return 1;
}

/* --- descriptor --- */

static const luaL_Reg text_fns[] = {{"language", l_language},
                                    {"sentences", text_sentences},
                                    {"words", text_words},
                                    {"fold", l_fold},
                                    {"latin", l_latin},
                                    {"stem", l_stem},
                                    {"dates", l_dates},
                                    {"summary", l_summary},
                                    {"plain", l_plain},
                                    {"quotes", text_quotes},
                                    {"keyphrases", text_keyphrases},
                                    {"similarity", text_similarity},
                                    {"added", text_added},
                                    {"copies", text_copies},
                                    {"simhash", text_simhash},
                                    {"distance", text_distance},
                                    {"matcher", text_matcher_new},
                                    {"name_key", text_name_key},
                                    {"same_name", text_same_name},
                                    {"classifier", text_classifier_new},
                                    {"country_names", text_country_names},
                                    {NULL, NULL}};

/* They read files of the folder of the script or plugin. */
static const luaL_Reg local_fns[] = {{"dictionary", text_dictionary},
                                     {"rules", text_rules},
                                     {"compiled", text_compiled},
                                     {NULL, NULL}};

const mh_api mh_api_text = {.name = "text", .fns = text_fns, .local = local_fns};

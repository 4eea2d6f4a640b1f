/* Dates that the page shows: how good the place is, and whether they tell of a change. */
#include "doc/meta_priv.h"

#include "base/hay.h"
#include "doc/phrases.h"
#include "doc/tree_priv.h"
#include "doc/weekday.h"

/* Nodes before and behind the heading that are still close to it. */
#define NEAR_BEFORE 40
#define NEAR_BEHIND 60
#define MENU_LINKS  4

/* Whether n is in a unit of a list of other pages; the unit around the heading is the page's own. */
bool mh_meta_in_teaser(const mh_collect *c, mh_node n) {
    if (c->teasers.in == NULL || !c->teasers.in[n]) return false;
    return c->heading == MH_NODE_NONE || !c->teasers.in[c->heading];
}

/* Whether several links stand between n and the heading behind it: n is in a bar above a menu. */
static bool is_above_menu(const mh_collect *c, mh_node n) {
    size_t links = 0;
    for (mh_node i = n; i < c->heading && links < MENU_LINKS; i++)
        links += mh_rec(c->t, i)->tag == MH_TAG_A;
    return links >= MENU_LINKS;
}

int mh_meta_rank_at(const mh_collect *c, mh_node n, int rank) {
    bool known = c->heading != MH_NODE_NONE;
    mh_node end = known ? mh_tree_end(c->t, c->heading) : 0;
    bool near = known && n + NEAR_BEFORE >= c->heading && n <= end + NEAR_BEHIND;
    if (mh_meta_in_teaser(c, n)) return rank + MH_RANK_TEASER;
    if (n < c->comments) return rank + 20;
    if (n < c->no_dates) return rank + (near ? 6 : 20);
    if (near && n < c->heading && is_above_menu(c, n)) return rank + 8;
    return rank + (known && !near ? 6 : 0);
}

static bool holds_one(mh_view before, const mh_view *words, size_t n) {
    mh_buf low = {0};
    mh_hay hay;
    mh_put_lower(&low, before);
    mh_hay_init(&hay, mh_buf_view(&low));
    bool found = mh_hay_has_any(&hay, words, n);
    mh_buf_clear(&low);
    return found;
}

/* Words before a date that make it that of publication: bars with the date of today have none. */
static bool tells_publication(mh_view before) {
    static const mh_view words[] = {
        MH_VIEW_INIT("опубликован"), MH_VIEW_INIT("публикац"),  MH_VIEW_INIT("размещен"),
        MH_VIEW_INIT("жариялан"),    MH_VIEW_INIT("жарыялан"),  MH_VIEW_INIT("нашр"),
        MH_VIEW_INIT("сана:"),       MH_VIEW_INIT("санаи"),     MH_VIEW_INIT("эълон қилин"),
        MH_VIEW_INIT("чоп этил"),    MH_VIEW_INIT("e’lon qil"), MH_VIEW_INIT("e‘lon qil"),
        MH_VIEW_INIT("chop etil"),   MH_VIEW_INIT("sana:"),     MH_VIEW_INIT("انتشار"),
        MH_VIEW_INIT("تاریخ"),       MH_VIEW_INIT("نشر")};
    return holds_one(before, words, sizeof words / sizeof words[0]);
}

/* Words before a date that make it one of a change. */
static bool tells_change(mh_view before) {
    static const mh_view words[] = {
        MH_VIEW_INIT("updat"),    MH_VIEW_INIT("aktualis"),   MH_VIEW_INIT("bearbeitet"),
        MH_VIEW_INIT("geändert"), MH_VIEW_INIT("stand:"),     MH_VIEW_INIT("mis à j"),
        MH_VIEW_INIT("modifi"),   MH_VIEW_INIT("actuali"),    MH_VIEW_INIT("aggiorn"),
        MH_VIEW_INIT("обновл"),   MH_VIEW_INIT("измен"),      MH_VIEW_INIT("жаңарт"),
        MH_VIEW_INIT("янгилан"),  MH_VIEW_INIT("yangilan"),   MH_VIEW_INIT("edited"),
        MH_VIEW_INIT("revised"),  MH_VIEW_INIT("reviewed"),   MH_VIEW_INIT("änderung"),
        MH_VIEW_INIT("жаңырт"),   MH_VIEW_INIT("жаңыла"),     MH_VIEW_INIT("өзгерт"),
        MH_VIEW_INIT("навсоз"),   MH_VIEW_INIT("таҷдид"),     MH_VIEW_INIT("به‌روز"),
        MH_VIEW_INIT("بروز"),     MH_VIEW_INIT("آخرین تغییر")};
    return holds_one(before, words, sizeof words / sizeof words[0]);
}

/* Words before a date that make it that of today. */
static bool tells_today(mh_view before) {
    static const mh_view words[] = {MH_VIEW_INIT("сегодня"), MH_VIEW_INIT("today"),
                                    MH_VIEW_INIT("бүгін"),   MH_VIEW_INIT("бүгүн"),
                                    MH_VIEW_INIT("бугун"),   MH_VIEW_INIT("bugun"),
                                    MH_VIEW_INIT("имрӯз"),   MH_VIEW_INIT("امروز")};
    return holds_one(before, words, sizeof words / sizeof words[0]);
}

/* Bytes of the part of the text, between bars, that the date is in. */
static size_t part_around(mh_view text, const mh_when *w) {
    static const char *const bars[] = {" | ", " / ", " • ", " · ", "\n", " — ", " – "};
    size_t from = 0, to = text.len;
    for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
        mh_view bar = mh_view_of(bars[i]);
        size_t next = mh_view_find(text, bar, w->to);
        if (next < to) to = next;
        for (size_t at = from; (at = mh_view_find(text, bar, at)) < w->from; at++)
            if (at + bar.len > from) from = at + bar.len;
    }
    return to > from ? to - from : text.len;
}

/* Longest line of facts, in bytes, that begins with its date. */
#define FACTS_BYTES ((size_t)100)

/* Whether the date, in figures, begins a short line: "11.01.2026. Nature desk. Read: 419". */
static bool begins_facts(mh_view text, const mh_when *w) {
    size_t end = mh_view_find_byte(text, '\n', w->to);
    if (end == SIZE_MAX) end = text.len;
    return !w->in_words && end - w->from <= FACTS_BYTES &&
           (w->from == 0 || text.ptr[w->from - 1] == '\n');
}

void mh_collect_shown_dates(mh_collect *c, mh_node n, mh_view text, mh_view basis, int rank) {
    mh_when w;
    size_t from = 0;
    for (int k = 0; k < 3 && mh_when_find(text, from, c->month_first, &w); k++) {
        mh_view before = mh_view_sub(text, from, w.from);
        bool told = before.len > 0 && before.len < 60 && tells_publication(before);
        bool label = (w.to - w.from) * 3 > part_around(text, &w) || w.has_time || told ||
                     begins_facts(text, &w);
        int r = mh_meta_rank_at(c, n, label || rank < 30 ? rank : rank + 8);
        if (r >= MH_RANK_TEASER && n > c->last_dated) { /* one an element, at most */
            c->dated_teasers++;
            c->last_dated = mh_tree_end(c->t, mh_rec(c->t, n)->parent);
        }
        if (before.len > 0 && tells_change(before)) {
            mh_collect_date(c, MH_META_UPDATED, &w, basis, r);
            mh_collect_date(c, MH_META_DATE, &w, basis, r + 14);
        } else {
            if (told && r <= rank + 6)
                r = rank - 1; /* whatever the box is named */
            else if (!w.has_time && before.len > 0 && before.len < 60 && tells_today(before))
                r += 8;
            else if ((c->heading == MH_NODE_NONE || n < c->heading) && !w.has_time && w.in_words &&
                     before.len > 0 && before.len < 40 && mh_weekday_in(before) != SIZE_MAX)
                r++; /* may be the date of today, in a bar on top */
            mh_collect_date(c, MH_META_DATE, &w, basis, r);
        }
        from = w.to;
    }
}

/* feed.c: a line "URL, tab, content type", then a feed of any kind: its parts, its markup made safe. */
#include "fuzz.h"
#include "safe.h"

#include "doc/feed.h"

static void check_text(const mh_feed_text *t) {
    mh_buf b = {0};
    fz_is_text(t->value);
    fz_is_text(t->type);
    fz_is_text(t->base);
    mh_feed_text_html(&b, t);
    fz_is_safe(mh_buf_view(&b), true);
    mh_buf_reset(&b);
    mh_feed_text_plain(&b, t);
    fz_is_text(mh_buf_view(&b));
    mh_buf_reset(&b);
    mh_feed_text_line(&b, t);
    fz_is_text(mh_buf_view(&b));
    fz_check(mh_view_find_byte(mh_buf_view(&b), '\n', 0) == SIZE_MAX);
    mh_buf_clear(&b);
}

static void check_instant(const mh_feed_instant *i) {
    mh_buf b = {0};
    fz_is_text(i->raw);
    if (i->ok) mh_feed_date_put(&b, &i->date);
    fz_is_text(mh_buf_view(&b));
    mh_buf_clear(&b);
}

/* Feeds name all sorts of addresses; none of them runs in the page that shows it. */
static void fz_is_no_script(mh_view v) {
    static const char *const bad[] = {"javascript", "vbscript", "data", "file", NULL};
    mh_url u = {0}, base = {0};
    mh_url_parse(&base, MH_VIEW("https://safe.example/"), NULL, NULL);
    if (mh_url_parse(&u, v, &base, NULL) == MH_OK) fz_check(!fz_is_one_of(mh_url_scheme(&u), bad));
    mh_url_clear(&base);
    mh_url_clear(&u);
}

static void check_part(const mh_feed_part *p) {
    const mh_feed_text *texts[] = {&p->title, &p->subtitle, &p->summary, &p->rights, &p->info};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) check_text(texts[i]);
    for (size_t i = 0; i < p->contents.len && i < 4; i++) check_text(&p->contents.ptr[i]);
    const mh_view views[] = {p->id,   p->link, p->comments,  p->language,
                             p->icon, p->logo, p->generator, p->publisher.name};
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) fz_is_text(views[i]);
    fz_is_no_script(p->link);
    fz_is_no_script(p->comments);
    for (size_t i = 0; i < p->links.len; i++) {
        fz_is_no_script(p->links.ptr[i].url);
        fz_is_text(p->links.ptr[i].url);
        fz_is_text(p->links.ptr[i].rel);
    }
    for (size_t i = 0; i < p->authors.len; i++) fz_is_text(p->authors.ptr[i].name);
    for (size_t i = 0; i < p->categories.len; i++) fz_is_text(p->categories.ptr[i].term);
    for (size_t i = 0; i < p->media.len; i++) fz_is_text(p->media.ptr[i].url);
    for (size_t i = 0; i < p->extras.len; i++) {
        fz_is_text(p->extras.ptr[i].name);
        fz_is_text(p->extras.ptr[i].value);
    }
    fz_check(p->links.len <= MH_FEED_MAX_PARTS && p->extras.len <= MH_FEED_MAX_PARTS);
    mh_arena *a = mh_arena_new();
    fz_is_text(mh_feed_picture(p, a));
    mh_arena_free(a);
    check_instant(&p->published);
    check_instant(&p->updated);
    check_instant(&p->created);
    check_instant(&p->expires);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view bytes = fz_view(data, size), type = fz_line(&bytes), url = {0};
    mh_view_split(&type, '\t', &url);
    mh_feed_source src = {.url = url, .content_type = type};
    mh_feed *f = NULL;
    mh_err e = {0};
    if (mh_feed_parse(&f, bytes, &src, &e) != MH_OK) {
        fz_check(f == NULL && e.code != MH_E_NONE);
        return 0;
    }
    check_part(mh_feed_head(f));
    fz_check(mh_feed_count(f) <= MH_FEED_MAX_ENTRIES);
    for (size_t i = 0; i < mh_feed_count(f) && i < 32; i++) {
        check_part(mh_feed_entry(f, i));
        if (mh_feed_entry(f, i)->source) check_part(mh_feed_entry(f, i)->source);
    }
    fz_is_text(mh_feed_version(f));
    mh_feed_free(f);
    return 0;
}

/* robots.c: a line "agent, tab, URL", then a robots.txt: what it allows, and how fast. */
#include "fuzz.h"

#include "net/robots_priv.h"

/* What an escape makes is escaped. */
static void check_escape(mh_view v, bool is_pattern) {
    mh_buf once = {0}, twice = {0};
    mh_robots_escape(&once, v, is_pattern);
    for (size_t i = 0; i < once.len; i++) fz_check((unsigned char)once.ptr[i] - 0x21u < 0x5Eu);
    mh_robots_escape(&twice, mh_buf_view(&once), is_pattern);
    fz_check(mh_view_eq(mh_buf_view(&once), mh_buf_view(&twice)));
    mh_buf_clear(&once);
    mh_buf_clear(&twice);
}

static void check_rules(const mh_robots *r) {
    size_t rule = 0;
    for (size_t i = 0; i < r->groups.len; i++) {
        const mh_robots_group *g = &r->groups.ptr[i];
        fz_check(g->from == rule && g->to >= g->from && g->to <= r->rules.len);
        for (rule = g->from; rule < g->to; rule++) {
            const mh_robots_rule *x = &r->rules.ptr[rule];
            fz_check(x->pattern.len > 0 && (x->pattern.ptr[0] == '/' || x->pattern.ptr[0] == '*'));
            fz_check(rule == g->from || mh_robots_weight(x - 1) >= mh_robots_weight(x));
        }
    }
    fz_check(rule == r->rules.len);
    for (size_t i = 0; i < r->agents.len; i++) {
        fz_check(r->agents.ptr[i].name.len > 0 && r->agents.ptr[i].group < r->groups.len);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view text = fz_view(data, size), url = fz_line(&text), agent = {0};
    mh_view_split(&url, '\t', &agent);
    mh_robots *r = mh_robots_parse(text);
    mh_robots_rate rate = {0};
    check_rules(r);
    check_escape(url, false);
    check_escape(url, true);
    bool allowed = mh_robots_allowed(r, agent, url);
    fz_check(allowed || r->rules.len > 0);
    fz_check(mh_robots_allowed(r, agent, MH_VIEW("https://h/robots.txt")));
    /* asking changes nothing */
    fz_check(mh_robots_allowed(r, agent, url) == allowed);
    int64_t ms = mh_robots_crawl_delay_ms(r, agent);
    fz_check(ms >= -1 && ms <= MH_ROBOTS_DELAY_MAX_MS);
    if (mh_robots_request_rate(r, agent, &rate)) {
        fz_check(rate.requests > 0 && rate.seconds > 0);
        fz_check((rate.from_min < 0) == (rate.to_min < 0));
        fz_check(rate.from_min <= 1440 && rate.to_min <= 1440);
    }
    for (size_t i = 0; i < mh_robots_sitemaps(r); i++) fz_check(mh_robots_sitemap(r, i).len > 0);
    mh_robots_lines lines = mh_robots_lines_of(r);
    fz_check(!lines.cut && (lines.known > 0) == (lines.last_known > 0));
    mh_robots_free(r);
    return 0;
}

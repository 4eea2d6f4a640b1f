/* feed_date.c: an instant as feeds write it; what is read and written is read again as the same. */
#include "fuzz.h"

#include "doc/feed_date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_feed_date d, again;
    mh_buf b = {0};
    if (!mh_feed_date_read(fz_view(data, size), &d)) return 0;
    fz_check(d.offset_s > -86400 && d.offset_s < 86400);
    mh_feed_date_put(&b, &d);
    fz_is_text(mh_buf_view(&b));
    if (b.len > 0) { /* the form without zone or time of day holds for the same reading */
        fz_check(mh_feed_date_read(mh_buf_view(&b), &again));
        fz_check(again.has_time == d.has_time && again.has_zone == (d.has_time && d.has_zone));
        if (d.has_time) fz_check(again.time_s == d.time_s);
    }
    mh_buf_clear(&b);
    return 0;
}

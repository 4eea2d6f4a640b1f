/* charset.c: a line with a content type, then bytes: the encoding found, the text decoded. */
#include "fuzz.h"

#include "doc/charset.h"

static void decode(mh_view page, const char *name) {
    mh_buf b = {0};
    mh_err e = {0};
    fz_check(mh_charset_decode(&b, page, name, &e) == MH_OK);
    fz_is_text(mh_buf_view(&b));
    mh_buf_clear(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    mh_view page = fz_view(data, size), type = fz_line(&page);
    mh_charset c = mh_charset_find(page, type);
    fz_check(c.name != NULL && c.basis != NULL);
    decode(page, c.name);
    /* the header's own choice too, even where the bytes overrule it */
    const char *said = mh_charset_of_label(mh_charset_param(type));
    if (said) decode(page, said);
    said = mh_charset_prescan(page, 1024);
    if (said) decode(page, said);
    said = mh_charset_of_label(type);
    if (said) decode(page, said);
    return 0;
}

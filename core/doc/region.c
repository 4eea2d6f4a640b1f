#include "doc/region.h"

bool mh_is_region_language(mh_view tag) {
    static const char *const codes[] = {"ru", "kk", "kz", "ky", "kg", "tg",
                                        "tj", "uz", "fa", "tk", "ps"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (mh_view_istarts(tag, mh_view_of(codes[i])) &&
            (tag.len == 2 || !mh_is_alpha(tag.ptr[2])))
            return true;
    return false;
}

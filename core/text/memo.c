#include "text/memo.h"

#include "base/arena.h"
#include "text/text_priv.h"

#include <string.h>

void mh_memo_free(mh_text *t) {
    mh_map_free(t->memo);
    mh_arena_free(t->memo_values);
    t->memo = NULL;
    t->memo_values = NULL;
}

mh_value *mh_memo_at(mh_text *t, mh_memo_kind kind, const char *lang, mh_view word, bool *fresh) {
    char key[MH_MEMO_BYTES];
    size_t n = strlen(lang);
    if (2 + n + word.len > sizeof key) return NULL;
    if (t->memo && mh_map_len(t->memo) >= MH_MEMO_WORDS) mh_memo_free(t);
    if (t->memo == NULL) {
        t->memo = mh_map_new();
        t->memo_values = mh_arena_new();
    }
    key[0] = (char)kind;
    memcpy(key + 1, lang, n + 1);
    if (word.len) memcpy(key + n + 2, word.ptr, word.len);
    return mh_map_at(t->memo, (mh_view){key, 2 + n + word.len}, fresh);
}

mh_view *mh_memo_keep(mh_text *t, mh_view v) {
    mh_view *kept = mh_arena_alloc(t->memo_values, sizeof *kept);
    *kept = mh_arena_dup(t->memo_values, v);
    return kept;
}

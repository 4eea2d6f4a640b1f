/* Words by which a sentence shows what it is for. Stems, so that they are found within words. */
#include "text/lines_priv.h"
#include "text/summary_priv.h"

#include <string.h>

/* "Reported by", "X reports." and the like: few words beside the telling verb. */
bool mh_sum_only_attribution(mh_view v, size_t words) {
    static const char *const cues[] = {
        "reported by",   "reports.",    "reporting by", "according to", "об этом",   "как сообщ",
        "сообщает",      "передает",    "передаёт",     "деп хабарла",  "хабарлады", "деп кабарла",
        "хабар медиҳад", "хабар берди", "xabar ber",    "By ",          "Published", "Updated",
        "PUBLISHED",     "UPDATED",     "Posted",       "Scroll down",  "(pictured", NULL};
    return words < 9 && mh_list_within(cues, v);
}

/* Whether there is a letter of U+0400 to U+04FF. */
static bool has_cyrillic(mh_view v) {
    for (int lead = 0xD0; lead <= 0xD3; lead++) {
        if (mh_view_find_byte(v, (char)lead, 0) != SIZE_MAX) return true;
    }
    return false;
}

/* A step that was taken or will be: what a reader of diplomatic and political news wants after the
 * lead. */
bool mh_sum_tells_step(mh_view v) {
    static const char *const latin[] = {
        " agreed",      " signed", " will ", " adopted", " announced", " decided",
        " expected to", "imzola",  "qaror",  "kelish",   NULL};
    static const char *const cyrillic[] = {"подписа",  "договорил", "будет", "намерен",   "принял",
                                           "қол қой",  "келіс",     "шешім", "кездеседі", "кол кой",
                                           "макулдаш", "чечим",     "имзо",  "қарор",     "қабул",
                                           "келиш",    NULL};
    return mh_list_within(latin, v) || (has_cyrillic(v) && mh_list_within(cyrillic, v));
}

/* clang-format off */
/* First words that point back to a sentence before. */
static const char *const leaning[] = {
    "he", "she", "it", "they", "this", "that", "these", "those", "his", "her", "its", "their",
    "but", "and", "however", "also", "then", "there", "meanwhile", "so", "earlier",
    "background", "he's", "it's", "on the other hand", "он", "она", "оно", "они", "это", "этот",
    "эта", "эти", "его", "ее", "их", "но", "однако", "также", "кроме того", "при этом", "ранее",
    "напомним", "в свою очередь", "тогда", "между тем", "ол", "олар", "бұл", "оның", "бирақ",
    "бірақ", "сондай-ақ", "бұған дейін", "айта кетейік", "ал", "алар", "бул", "анын", "бирок",
    "ошондой эле", "буга чейин", "у", "вай", "онҳо", "ин", "аммо", "вале", "ҳамчунин",
    "инчунин", "қаблан", "улар", "бу", "унинг", "лекин", "шунингдек", "аввалроқ", "ular", "bu",
    "uning", "lekin", "shuningdek", "avvalroq", "biroq", NULL};
/* clang-format on */

bool mh_sum_leans(mh_view folded) {
    return mh_list_starts(leaning, folded);
}

bool mh_sum_personal(mh_text *t, const mh_lex_token *w) {
    static const char *const words[] = {
        "i",   "i'm", "i've", "we",  "we're",  "my",      "our",     "you",    "your",
        "me",  "us",  "я",    "мы",  "мой",    "наш",     "наши",    "нашей",  "вы",
        "мне", "нам", "мен",  "біз", "біздің", "менің",   "биз",     "биздин", "менин",
        "мо",  "ман", "биз",  "biz", "men",    "бизнинг", "bizning", NULL};
    bool fresh = false;
    if (w->to - w->from >= 32) return false;
    mh_lex_key *key = mh_lex_key_at(t, w->key);
    uint64_t *note = mh_lex_note(key, MH_LEX_PERSONAL, &fresh);
    if (fresh) *note = mh_list_has(words, key->text);
    return *note;
}

/* Words by which a sentence shows what it is for. Stems, so that they are found within words. */
#include "text/fold.h"
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

/* A step that was taken or will be: what a reader of diplomatic and political news wants after the
 * lead. */
bool mh_sum_tells_step(mh_view v) {
    static const char *const cues[] = {
        " agreed", " signed",   " will ",  " adopted", " announced", " decided", " expected to",
        "подписа", "договорил", "будет",   "намерен",  "принял",     "қол қой",  "келіс",
        "шешім",   "кездеседі", "кол кой", "макулдаш", "чечим",      "имзо",     "қарор",
        "imzola",  "qaror",     "kelish",  "қабул",    "келиш",      NULL};
    return mh_list_within(cues, v);
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

bool mh_sum_personal(const mh_text *t, mh_view word) {
    static const char *const words[] = {
        "i",   "i'm", "i've", "we",  "we're",  "my",      "our",     "you",    "your",
        "me",  "us",  "я",    "мы",  "мой",    "наш",     "наши",    "нашей",  "вы",
        "мне", "нам", "мен",  "біз", "біздің", "менің",   "биз",     "биздин", "менин",
        "мо",  "ман", "биз",  "biz", "men",    "бизнинг", "bizning", NULL};
    char room[32];
    if (word.len >= sizeof room) return false;
    mh_buf key = {0};
    mh_text_fold(t, word, &key);
    bool found = mh_list_has(words, mh_buf_view(&key));
    mh_buf_clear(&key);
    return found;
}

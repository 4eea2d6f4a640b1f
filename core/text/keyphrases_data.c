#include "text/keyphrases_priv.h"

#include "text/fold.h"
#include "text/lexicon.h"
#include "text/text_priv.h"

#include <string.h>

/* Endings of finite verbs and participles; a noun with one of them is lost as part of a phrase, which
 * costs less than phrases of a noun with its verb. */
static const struct {
    const char *lang, *endings;
} verbs[] = {
    {"en", "ed ing"},
    {"ru", "ила ала яла ела или али яли ели ил ял ёл лся лась лись лось ться ировал ировала "
           "ировали овала овали ивал ивали ают яют ует уют ится"},
    {"kk", "ды ді ты ті ған ген қан кен ады еді йды йді"},
    {"ky", "ды ди ду дү ты ти ту тү ган ген гон гөн кан кен"},
    {"tg", "анд аст аад ндид донад"},
    {"uz", "di adi ydi gan kan ди ади йди ган кан"},
};
static const struct {
    const char *lang, *words;
} joins[] = {{"en", "of for the"}, {"fr", "de des du la pour"}, {"es", "de del la"}};

/* Offices, institutions and units without whose they are; adjectives that need their noun. */
static const struct {
    const char *lang, *words;
} weak[] = {
    {"en",
     "minister ministers ministry republic foreign affairs prime deputy head official state states "
     "country countries side sides party parties president government department secretary general "
     "united nations national international chairman committee council member members service "
     "question questions people person persons tonne tonnes kilometre kilometres percent per cent "
     "report number part issue issues press statement agency spokesman representative delegate "
     "delegation colleague counterpart union measure measures million billion thousand first "
     "second"},
    {"ru",
     "министр министра министры министров министерство министерства республика республики глава "
     "главы "
     "заместитель сторона стороны сторон страна страны стран президент президента правительство "
     "правительства государство государства комитет совет служба вопрос вопросы вопросов часть "
     "число "
     "процент процентов тонн километров млн млрд тысяч агентство дел иностранных внешних пресс "
     "представитель делегация член члены члена работа работы развитие развития сотрудничество "
     "сотрудничества"},
    {"kk",
     "министр министрі министрлері министрлігі республика республикасы республикасының президенті "
     "президент үкімет үкіметі мемлекет мемлекеттік ел елдің екі тарап тараптар мәселе мәселелер "
     "сыртқы "
     "істер бас төраға төрағасы комитеті агенттігі млн млрд мың пайыз тонна"},
    {"ky",
     "министр министри министрлик министрлиги республика республикасы республикасынын президенти "
     "президент өкмөт өкмөтү мамлекет мамлекеттик өлкө өлкөнүн тарап тараптар маселе маселелер "
     "тышкы "
     "иштер төрага төрагасы комитети агенттиги млн млрд миң пайыз тонна"},
    {"tg",
     "вазир вазири вазорат вазорати ҷумҳурӣ ҷумҳурии президент президенти ҳукумат ҳукумати давлат "
     "давлати кишвар кишвари ҷониб тараф масъала масъалаҳои корҳои хориҷии раис раиси кумита млн "
     "млрд "
     "ҳазор фоиз тонна"},
    {"uz",
     "vazir vaziri vazirlik vazirligi respublika respublikasi prezident prezidenti hukumat "
     "hukumati "
     "davlat mamlakat mamlakati tomon tomonlar masala masalalari tashqi ishlar rais raisi qo'mita "
     "qo'mitasi mln mlrd ming foiz tonna вазир вазири вазирлик вазирлиги республика республикаси "
     "президент президенти ҳукумат ҳукумати давлат мамлакат томон томонлар масала масалалари ташқи "
     "ишлар раис раиси қўмита қўмитаси минг фоиз тонна"},
};

bool mh_keyphrases_is_verb(const char *lang, mh_view word) {
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(verbs[i].lang, lang) != 0) continue;
        mh_view rest = mh_view_of(verbs[i].endings), w;
        while (mh_view_split(&rest, ' ', &w)) {
            /* something must be left that can be a stem */
            if (word.len > 2 * w.len && mh_view_ends(word, w)) return true;
        }
    }
    return false;
}

bool mh_keyphrases_joins(const char *lang, mh_view word) {
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
        if (strcmp(joins[i].lang, lang) != 0) continue;
        mh_view rest = mh_view_of(joins[i].words), w;
        while (mh_view_split(&rest, ' ', &w)) {
            if (mh_view_eq(word, w)) return true;
        }
    }
    return false;
}

#define WEAK_ROWS (sizeof weak / sizeof weak[0])
_Static_assert(WEAK_ROWS <= 64, "a bit for each row");

static mh_map *load_weak(mh_text *t) {
    mh_map *m = mh_map_new();
    mh_buf key = {0};
    for (size_t i = 0; i < WEAK_ROWS; i++) {
        mh_view rest = mh_view_of(weak[i].words), w;
        while (mh_view_split(&rest, ' ', &w)) {
            mh_buf_reset(&key);
            mh_text_fold(t, w, &key);
            mh_map_at(m, mh_buf_view(&key), NULL)->num |= UINT64_C(1) << i;
        }
    }
    mh_buf_clear(&key);
    return m;
}

bool mh_keyphrases_is_weak(mh_text *t, const char *lang, uint32_t key) {
    uint64_t want = 0;
    for (size_t i = 0; i < WEAK_ROWS; i++) {
        if (strcmp(weak[i].lang, lang) == 0) want |= UINT64_C(1) << i;
    }
    if (want == 0) return false;
    bool fresh = false;
    mh_lex_key *word = mh_lex_key_at(t, key);
    uint64_t *rows = mh_lex_note(word, MH_LEX_WEAK, &fresh);
    if (fresh) {
        if (t->weak_words == NULL) t->weak_words = load_weak(t);
        const mh_value *v = mh_map_get(t->weak_words, word->text);
        *rows = v ? v->num : 0;
    }
    return *rows & want;
}

#include "text/stem_priv.h"

/* Nominal inflection only: plural, possession, case. What makes new words (-lyk, -chy, -i of adjectives)
 * stays, as a ministry is no minister.
 *
 * Turkic nouns end in stem + plural + possessive + case; the slots undo that from the end. A suffix has
 * forms by the sound before it (after a vowel, a nasal, another voiced or a voiceless consonant) and, in
 * Kazakh and Kyrgyz, by the vowels of the stem (front or back; in Kyrgyz rounded too). Behind the possessive
 * of the third person (-y, -sy) case endings begin with n. The forms are those of the grammars; first and
 * second person singular are left out, being rare in news and alike to the ends of many stems (-im). */

#define V   MH_AFTER_VOWEL
#define N   MH_AFTER_NASAL
#define D   MH_AFTER_VOICED
#define T   MH_AFTER_VOICELESS
#define C   MH_AFTER_CONSONANT
#define X   MH_AFTER_ANY
#define P   MH_AFTER_OWNED
#define ONE MH_NO_HARMONY
#define END                                                                                        \
    { NULL, 0, 0, NULL }

static const mh_suffix_row kk_case[] = {
    {"ның нің", V | N, 2, NULL}, /* genitive */
    {"дың дің", D, 2, NULL},
    {"тың тің", T, 2, NULL},
    {"ға ге", V | N | D, 3, NULL}, /* dative */
    {"қа ке", T, 3, NULL},
    {"на не", P, 3, NULL},
    {"ны ні", V, 3, NULL}, /* accusative */
    {"ды ді", N | D, 3, NULL},
    {"ты ті", T, 3, NULL},
    {"н", P, 4, NULL},
    {"да де", V | N | D, 3, NULL}, /* locative */
    {"та те", T, 3, NULL},
    {"нда нде", P, 3, NULL},
    {"дан ден", V | D, 3, NULL}, /* ablative */
    {"тан тен", T, 3, NULL},
    {"нан нен", N | P, 3, NULL},
    {"мен", V | N | D | ONE, 3, NULL}, /* instrumental, one form for both kinds of vowels */
    {"бен", D | ONE, 3, NULL},
    {"пен", T | ONE, 3, NULL},
    {"дағы дегі", V | N | D, 3, NULL}, /* locative as an attribute: "that is in" */
    {"тағы тегі", T, 3, NULL},
    {"ндағы ндегі", P, 3, NULL},
    END,
};

static const mh_suffix_row kk_owner[] = {
    {"сы сі", V, 3, NULL},
    {"ы і", C, 3, NULL},
    {"мыз міз ңыз ңіз", V, 3, NULL}, /* our, your */
    {"ымыз іміз ыңыз іңіз", C, 2, NULL},
    END,
};

static const mh_suffix_row kk_plural[] = {
    {"лар лер", V | D, 2, NULL},
    {"дар дер", N | D, 2, NULL},
    {"тар тер", T, 2, NULL},
    END,
};

static const mh_suffix_row ky_case[] = {
    {"нын нин нун нүн", V, 2, NULL}, /* genitive */
    {"дын дин дун дүн", N | D, 2, NULL},
    {"тын тин тун түн", T, 2, NULL},
    {"га ге го гө", V | N | D, 3, NULL}, /* dative */
    {"ка ке ко кө", T, 3, NULL},
    {"на не но нө", P, 3, NULL},
    {"ны ни ну нү", V, 3, NULL}, /* accusative */
    {"ды ди ду дү", N | D, 3, NULL},
    {"ты ти ту тү", T, 3, NULL},
    {"н", P, 4, NULL},
    {"да де до дө", V | N | D, 3, NULL}, /* locative */
    {"та те то тө", T, 3, NULL},
    {"нда нде ндо ндө", P, 3, NULL},
    {"дан ден дон дөн", V | N | D, 3, NULL}, /* ablative */
    {"тан тен тон төн", T, 3, NULL},
    {"нан нен нон нөн", P, 3, NULL},
    {"дагы деги догу дөгү", V | N | D, 3, NULL},
    {"тагы теги тогу төгү", T, 3, NULL},
    {"ндагы ндеги ндогу ндөгү", P, 3, NULL},
    END,
};

static const mh_suffix_row ky_owner[] = {
    {"сы си су сү", V, 3, NULL},
    {"ы и у ү", C, 3, NULL},
    {"быз биз буз бүз ңыз ңиз ңуз ңүз", V, 3, NULL},
    {"ыбыз ибиз убуз үбүз ыңыз иңиз уңуз үңүз", C, 2, NULL},
    END,
};

static const mh_suffix_row ky_plural[] = {
    {"лар лер лор лөр", V | D, 2, NULL},
    {"дар дер дор дөр", N | D, 2, NULL},
    {"тар тер тор төр", T, 2, NULL},
    END,
};

/* Uzbek has no harmony and one form but in the dative, which follows a final k or q. */
static const mh_suffix_row uz_case[] = {
    {"ning нинг", X, 2, NULL},
    {"ni ни", X, 3, NULL},
    {"ga га", X, 3, NULL},
    {"ka qa ка қа", T, 3, NULL},
    {"da да", X, 3, NULL},
    {"dan дан", X, 3, NULL},
    {"dagi даги", X, 3, NULL},
    {"gacha гача", X, 3, NULL}, /* until */
    END,
};

static const mh_suffix_row uz_owner[] = {
    {"si си", V, 3, NULL},
    {"i и", C, 3, NULL},
    {"miz ngiz миз нгиз", V, 3, NULL},
    {"imiz ingiz имиз ингиз", C, 2, NULL},
    END,
};

static const mh_suffix_row uz_plural[] = {{"lar лар", X, 2, NULL}, END};

/* Tajik, as Persian: the object ending -ro and the conjunction -u stand last, then what ties a noun to the
 * next word (-i) or marks one of many (-e), the owner's enclitic, the plural. A final stressed i is
 * written with a macron and loses it before an ending, so what is cut behind it gives the macron back. */
static const mh_suffix_row tg_object[] = {
    {"иро", C, 3, "ӣ"},
    {"ро", X, 2, NULL},
    {"ҳою ҳову", X, 2, "ҳо"},
    END,
};

static const mh_suffix_row tg_tie[] = {
    {"ии ию ие", C, 3, "ӣ"},
    {"ҳои ҳое", X, 2, "ҳо"},
    {"и", C | V, 3, NULL},
    {"у", C, 4, NULL},
    {"е", C, 4, NULL},
    {"ву ю", V, 4, NULL},
    END,
};

static const mh_suffix_row tg_owner[] = {
    {"амон атон ашон", C, 3, NULL},
    {"ямон ятон яшон", V, 3, NULL},
    {"аш", C, 4, NULL},
    {"яш", V, 4, NULL},
    END,
};

static const mh_suffix_row tg_plural[] = {
    {"иҳо", C, 3, "ӣ"}, {"ҳо", X, 2, NULL}, {"гон ён", V, 3, NULL},
    {"иён", C, 3, "ӣ"}, {"он", C, 4, NULL}, END,
};

static const mh_suffix_row tk_case[] = {
    {"yň iň uň üň nyň niň nuň nüň dan den da de ny ni y i a e ga ge na ne", X, 4, NULL}, END};
static const mh_suffix_row tk_owner[] = {{"ymyz imiz ymyň si sy ym im y i", X, 4, NULL}, END};
static const mh_suffix_row tk_plural[] = {{"lar ler", X, 2, NULL}, END};

/* A stem may itself end like an owned noun (elshi, basshy), so the slot comes again at the end. */
static const mh_suffix_slot kazakh[] = {{kk_case}, {kk_owner}, {kk_plural}, {kk_owner}, {NULL}};
static const mh_suffix_slot kyrgyz[] = {{ky_case}, {ky_owner}, {ky_plural}, {ky_owner}, {NULL}};
static const mh_suffix_slot uzbek[] = {{uz_case}, {uz_owner}, {uz_plural}, {uz_owner}, {NULL}};
static const mh_suffix_slot tajik[] = {{tg_object}, {tg_tie}, {tg_owner}, {tg_plural}, {NULL}};
static const mh_suffix_slot turkmen[] = {{tk_case}, {tk_owner}, {tk_plural}, {NULL}};

/* Names of countries come from CLDR besides (stem.c). */
/* Towns, surnames and plain words whose end is like a suffix, and short words that take suffixes. */
static const char kk_stems[] = "ел үй ай күн жыл іс сөз су жол қол ер хан бас тіл той хат "
                               "лондон дрезден доха банда орда төраға";
static const char ky_stems[] =
    "эл үй ай күн жыл иш сөз суу жол кол эр хан баш тил той кат ош "
    "лондон дрезден доха банда төрага сантьяго чикаго пекин берлин путин ленин "
    "сталин";
static const char uz_stems[] = "el uy oy kun yil ish so'z suv yo'l qo'l xon til xat osh "
                               "эл уй ой кун йил иш сўз сув йўл қўл хон тил хат ош "
                               "rais раис praga gaaga doha banda прага гаага доха банда";
static const char tg_stems[] =
    "вашингтон майдон меҳмон фармон паймон бадахшон раҳмон хонадон корвон";

#define VOICELESS "пфкқтсшщчхцһь"

const mh_suffix_lang mh_suffix_langs[] = {
    {.lang = "kk",
     .slots = kazakh,
     .soften = "б п г к ғ қ",
     .vowels = "аәеёиоөұүыіэюя", /* not u, which ends in a glide: kezdesui, kezdesuding */
     .nasals = "мнң",
     .voiceless = VOICELESS,
     .both = "бвгд",
     .front = "әеөүі",
     .back = "аоұы",
     .neutral = "ев ёв",
     .narrow = "ыі",
     .stems = kk_stems,
     .whole = "стан"},
    {.lang = "ky",
     .slots = kyrgyz,
     .soften = "б п г к",
     .vowels = "аеёиоөуүыэюя",
     .nasals = "мнң",
     .voiceless = VOICELESS,
     .both = "бвгд",
     .front = "еөүиэ",
     .back = "аоуыюя",
     .neutral = "ев ёв",
     .narrow = "ыиуү",
     .stems = ky_stems,
     .whole = "стан"},
    {.lang = "tg",
     .slots = tajik,
     .vowels = "аеёиӣоуӯэюя",
     .nasals = "мн",
     .voiceless = VOICELESS,
     .both = "",
     .stems = tg_stems,
     .whole = "стон"},
    {.lang = "uz",
     .slots = uzbek,
     .soften = "g' q g k ғ қ г к",
     .vowels = "aeiouаеёиоуўэюя",
     .nasals = "mnмн",
     .voiceless = "pfkqtsxhпфкқтсшчхцҳ",
     .both = "bvgdбвгд",
     .stems = uz_stems,
     .whole = "ston стон"},
    {.lang = "tk",
     .slots = turkmen,
     .vowels = "aeiouyöüä",
     .nasals = "mnň",
     .voiceless = "pkftsşçh",
     .both = "",
     .stems = "",
     .whole = "stan"},
    {.lang = NULL},
};

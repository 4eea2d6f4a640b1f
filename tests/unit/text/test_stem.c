/* The suffix tables on inflected forms, written for this test: countries, towns, offices, persons and
 * words of the desk. A line is a lemma and forms of it. Recall: forms that meet their lemma. Over-stemming:
 * pairs of lemmas that meet each other. */
#include "support.h"
#include "text/stem.h"

#include <stdio.h>
#include <string.h>

typedef struct paradigm {
    const char *lang;
    int missed, merged; /* at most */
    const char *lines[40];
} paradigm;

static const paradigm paradigms[] = {
    {"kk",
     1, /* khalqy: a vowel goes */
     0,
     {"қазақстан қазақстанның қазақстанға қазақстанда қазақстаннан қазақстанды қазақстанмен "
      "қазақстандағы",
      "өзбекстан өзбекстанның өзбекстанмен өзбекстанға өзбекстанда",
      "қытай қытайдың қытайға қытайда қытайдан қытаймен",
      "ресей ресейдің ресейге ресейде ресейден ресеймен ресейді",
      "түркия түркияның түркияға түркияда түркиядан түркиямен",
      "канада канаданың канадаға канадада канададан",
      "иран иранның иранға иранда ираннан иранмен",
      "астана астананың астанаға астанада астанадан астанадағы",
      "алматы алматының алматыға алматыда алматыдан",
      "бішкек бішкектің бішкекке бішкекте бішкектен",
      "лондон лондонның лондонға лондонда лондоннан",
      "президент президенттің президентке президенті президентінің президентіне президентімен "
      "президенттер президенттері",
      "министр министрдің министрге министрі министрінің министрлер министрлері министрлерінің "
      "министрлеріне",
      "министрлік министрліктің министрлігі министрлігінің министрлігіне министрліктер",
      "елші елшінің елшіге елшісі елшісінің елшісін елшілер елшілері",
      "елшілік елшіліктің елшілігі елшілігінде елшіліктер",
      "басшы басшының басшысы басшылар басшылары басшыларының",
      "келісім келісімнің келісімге келісімі келісімдер келісімдердің келісімдері",
      "кездесу кездесуге кездесуде кездесуі кездесулер",
      "ел елдің елге елде елден елдер елдері еліміз елімізде елдеріне",
      "тоқаев тоқаевтың тоқаевқа тоқаевпен тоқаевты",
      "назарбаева назарбаеваның назарбаеваға",
      "мемлекет мемлекеттің мемлекеттер мемлекеті",
      "халық халықтың халқы"}},
    {"ky",
     0,
     0,
     {"кыргызстан кыргызстандын кыргызстанга кыргызстанда кыргызстандан кыргызстанды "
      "кыргызстандагы",
      "өзбекстан өзбекстандын өзбекстанга өзбекстанда",
      "кытай кытайдын кытайга кытайда кытайдан кытайды",
      "россия россиянын россияга россияда россиядан россияны",
      "түркия түркиянын түркияга түркияда түркиядан",
      "канада канаданын канадага канадада канададан",
      "украина украинанын украинага украинада украинадан",
      "бишкек бишкектин бишкекке бишкекте бишкектен бишкекти",
      "ош оштун ошко ошто оштон",
      "москва москванын москвага москвада москвадан",
      "лондон лондондун лондонго лондондо лондондон",
      "пекин пекиндин пекинге пекинде пекинден",
      "президент президенттин президентке президенти президентинин президентине президенттер "
      "президенттери",
      "министр министрдин министрге министри министринин министрин министрлер министрлери "
      "министрлеринин",
      "министрлик министрликтин министрлиги министрлигинин министрлигине",
      "элчи элчинин элчиге элчиси элчисинин элчилер элчилери",
      "элчилик элчиликтин элчилиги элчилигинде",
      "төрага төраганын төрагасы төрагасынын төрагалар",
      "келишим келишимдин келишимге келишими келишимдер келишимдери",
      "жолугушуу жолугушууга жолугушууда жолугушуусу жолугушуулар",
      "өлкө өлкөнүн өлкөгө өлкөдө өлкөдөн өлкөлөр өлкөлөрдүн өлкөсү өлкөбүз",
      "жапаров жапаровдун жапаровго жапаровду",
      "чоң чоңдор",
      "сөз сөздүн сөзгө сөздөр сөздөрү"}},
    {"tg",
     0,
     0,
     {"тоҷикистон тоҷикистонро тоҷикистону",
      "ӯзбекистон ӯзбекистонро ӯзбекистону",
      "россия россияро россияи",
      "эрон эронро эрони эрону",
      "хитой хитойро",
      "душанбе душанберо",
      "хуҷанд хуҷандро хуҷанди хуҷанду",
      "вашингтон вашингтонро вашингтони",
      "президент президенти президентро президенту президентҳо президентони президентон",
      "вазир вазири вазирро вазирон вазирони вазиронро вазирҳо вазирҳои вазирҳоро вазираш",
      "вазорат вазорати вазоратро вазоратҳо вазоратҳои вазоратҳоро",
      "сафир сафири сафирро сафирон сафирони сафирҳо",
      "сафорат сафорати",
      "раис раиси раисро раисон раисони",
      "ҷумҳурӣ ҷумҳурии ҷумҳуриро ҷумҳуриҳо ҷумҳуриҳои ҷумҳурию",
      "ҳамкорӣ ҳамкории ҳамкориро ҳамкориҳо ҳамкориҳои ҳамкориҳоро ҳамкорию",
      "кишвар кишвари кишварро кишварҳо кишварҳои кишварҳоро кишвару кишварамон",
      "давлат давлати давлатро давлатҳо давлатҳои давлату",
      "муоҳида муоҳидаи муоҳидаро муоҳидаҳо муоҳидаҳои",
      "намоянда намояндаи намояндаро намояндагон намояндагони намояндаҳо",
      "мулоқот мулоқоти мулоқотро мулоқотҳо мулоқотҳои",
      "раҳмон раҳмонро раҳмони",
      "шаҳр шаҳри шаҳрро шаҳрҳо шаҳрҳои",
      "хона хонаи хонаро хонаҳо хонаҳои"}},
    {"uz",
     0,
     0,
     {"o'zbekiston o'zbekistonning o'zbekistonga o'zbekistonda o'zbekistondan o'zbekistonni "
      "o'zbekistondagi",
      "qozog'iston qozog'istonning qozog'istonga qozog'istonda",
      "xitoy xitoyning xitoyga xitoyda xitoydan xitoyni",
      "rossiya rossiyaning rossiyaga rossiyada rossiyadan",
      "turkiya turkiyaning turkiyaga turkiyada",
      "kanada kanadaning kanadaga kanadada",
      "amerika amerikaning amerikaga amerikada",
      "toshkent toshkentning toshkentga toshkentda toshkentdan toshkentdagi toshkentgacha",
      "samarqand samarqandning samarqandda",
      "bishkek bishkekning bishkekka bishkekda",
      "prezident prezidentning prezidentga prezidenti prezidentining prezidentiga prezidentlar "
      "prezidentlari",
      "vazir vazirning vazirga vaziri vazirining vazirlar vazirlari vazirlarining",
      "vazirlik vazirlikning vazirlikka vazirligi vazirligining vazirliklar",
      "elchi elchining elchiga elchisi elchisining elchilar elchilari",
      "elchixona elchixonaning elchixonasi elchixonasida elchixonalar",
      "rais raisning raisi raisining raislar",
      "mamlakat mamlakatning mamlakati mamlakatimiz mamlakatlar mamlakatlarning mamlakatlari",
      "kelishuv kelishuvning kelishuvi kelishuvlar",
      "uchrashuv uchrashuvda uchrashuvi uchrashuvlar",
      "davlat davlatning davlati davlatlar davlatlari",
      "mirziyoyev mirziyoyevning mirziyoyevga mirziyoyevni",
      "shahar shaharning shaharga shaharlar shaharda",
      "xalq xalqning xalqqa xalqimiz xalqi xalqlar"}},
    {"uz",
     0,
     0,
     {"ўзбекистон ўзбекистоннинг ўзбекистонга ўзбекистонда ўзбекистондан ўзбекистонни "
      "ўзбекистондаги",
      "қозоғистон қозоғистоннинг қозоғистонга қозоғистонда",
      "хитой хитойнинг хитойга хитойда хитойдан хитойни",
      "россия россиянинг россияга россияда россиядан",
      "туркия туркиянинг туркияга туркияда",
      "канада канаданинг канадага канадада",
      "тошкент тошкентнинг тошкентга тошкентда тошкентдан тошкентдаги тошкентгача",
      "самарқанд самарқанднинг самарқандда",
      "бишкек бишкекнинг бишкекка бишкекда",
      "президент президентнинг президентга президенти президентининг президентига президентлар "
      "президентлари",
      "вазир вазирнинг вазирга вазири вазирининг вазирлар вазирлари вазирларининг",
      "вазирлик вазирликнинг вазирликка вазирлиги вазирлигининг вазирликлар",
      "элчи элчининг элчига элчиси элчисининг элчилар элчилари",
      "элчихона элчихонанинг элчихонаси элчихонасида",
      "раис раиснинг раиси раисининг раислар",
      "мамлакат мамлакатнинг мамлакати мамлакатимиз мамлакатлар мамлакатларнинг",
      "келишув келишувнинг келишуви келишувлар",
      "учрашув учрашувда учрашуви учрашувлар",
      "давлат давлатнинг давлати давлатлар давлатлари",
      "мирзиёев мирзиёевнинг мирзиёевга мирзиёевни",
      "халқ халқнинг халққа халқимиз халқи халқлар"}},
    /* Written after the tables were done and not tuned for: what is missed stays missed. */
    {"kk",
     2, /* a soft sign turns vowels front: bryusselding */
     0,
     {"германия германияның германияға германияда германиядан",
      "жапония жапонияның жапонияға",
      "моңғолия моңғолияда моңғолиядан",
      "армения арменияның арменияға",
      "тәжікстан тәжікстанмен",
      "мәскеу мәскеудің мәскеуге мәскеуде мәскеуден",
      "пекин пекиннің пекинге пекинде",
      "шымкент шымкенттің шымкентте",
      "брюссель брюссельдің брюссельде",
      "дәулет дәулеттің",
      "үкімет үкіметтің үкіметке үкіметі үкіметінің",
      "парламент парламенттің парламентте",
      "депутат депутаттың депутаттар депутаттары депутаттарының",
      "төраға төрағаның төрағасы төрағалар",
      "хатшы хатшының хатшысы хатшылар",
      "делегация делегацияның делегациясы делегациялар",
      "шекара шекараның шекарада шекарасы",
      "жоба жобаның жобасы жобалар жобаларды",
      "шарт шарттың шартқа шарттар шарттары",
      "путин путиннің путинге",
      "мирзиёев мирзиёевтің мирзиёевке",
      "ұйым ұйымның ұйымға ұйымдар ұйымдары"}},
    {"ky",
     1, /* the town of Naryn */
     0,
     {"германия германиянын германияга германияда германиядан",
      "япония япониянын японияга",
      "тажикстан тажикстандын тажикстанга",
      "казакстан казакстандын казакстанда",
      "пакистан пакистандын",
      "иран ирандын иранга иранда",
      "ташкент ташкенттин ташкентке ташкентте",
      "баткен баткендин баткенде",
      "нарын нарындын нарында",
      "өкмөт өкмөттүн өкмөткө өкмөтү өкмөтүнүн",
      "парламент парламенттин парламентте",
      "депутат депутаттын депутаттар депутаттары",
      "катчы катчынын катчысы катчылар",
      "делегация делегациянын делегациясы",
      "чек чектин чекте",
      "чегара чегаранын чегарада чегарасы",
      "долбоор долбоордун долбоору долбоорлор",
      "уюм уюмдун уюмга уюмдар уюмдары",
      "кеңеш кеңештин кеңешке кеңеши кеңештер",
      "путин путиндин путинге",
      "токаев токаевдин токаевге",
      "шаар шаардын шаарга шаарда шаары"}},
    {"tg",
     2, /* Maskavu, sozmonho */
     0,
     {"олмон олмонро олмони",
      "ҷопон ҷопонро ҷопони",
      "покистон покистонро покистону",
      "қирғизистон қирғизистонро",
      "амрико амрикоро амрикои",
      "маскав маскавро маскаву",
      "кӯлоб кӯлобро кӯлоби",
      "парламент парламенти парламентро",
      "ҳукумат ҳукумати ҳукуматро ҳукуматҳо",
      "вакил вакили вакилро вакилон вакилони вакилҳо",
      "котиб котиби котибон",
      "ҳайат ҳайати ҳайатро ҳайатҳои",
      "сарҳад сарҳади сарҳадро сарҳадҳо сарҳадҳои",
      "лоиҳа лоиҳаи лоиҳаро лоиҳаҳо лоиҳаҳои",
      "шартнома шартномаи шартномаҳои",
      "дӯстӣ дӯстии дӯстиро",
      "созишнома созишномаи созишномаро",
      "созмон созмони созмонро созмонҳо",
      "иқтисод иқтисоди иқтисодро",
      "иқтисодӣ иқтисодии",
      "сиёсат сиёсати сиёсатро",
      "донишҷӯ донишҷӯи донишҷӯён донишҷӯёни",
      "роҳбар роҳбари роҳбарон роҳбарони"}},
    {"uz",
     0,
     0,
     {"germaniya germaniyaning germaniyaga germaniyada",
      "yaponiya yaponiyaning yaponiyaga",
      "tojikiston tojikistonning tojikistonga",
      "eron eronning eronga eronda",
      "moskva moskvaning moskvada",
      "buxoro buxoroning buxoroda",
      "farg'ona farg'onaning farg'onada",
      "hukumat hukumatning hukumati hukumatiga",
      "parlament parlamentning parlamenti",
      "deputat deputatning deputatlar deputatlari",
      "kotib kotibning kotibi kotiblar",
      "delegatsiya delegatsiyaning delegatsiyasi",
      "chegara chegaraning chegarada chegarasi",
      "loyiha loyihaning loyihasi loyihalar loyihalarni",
      "shartnoma shartnomaning shartnomasi",
      "tashkilot tashkilotning tashkiloti tashkilotlar",
      "hamkorlik hamkorlikning hamkorligi",
      "putin putinning putinga",
      "tog' tog'ning tog'lar tog'i",
      "qishloq qishloqning qishlog'i qishloqlar",
      "iqtisodiyot iqtisodiyotning iqtisodiyoti",
      "siyosat siyosatning siyosati siyosatiga"}},
};

static mh_view stem_of(const char *lang, mh_view word) {
    mh_buf b = {0};
    mh_text_stem(T, lang, word, &b);
    mh_view v = mh_arena_dup(A, mh_buf_view(&b));
    mh_buf_clear(&b);
    return v;
}

START_TEST(forms_meet_their_lemma) {
    const paradigm *p = &paradigms[_i];
    int forms = 0, missed = 0;
    mh_buf which = {0};
    for (size_t i = 0; p->lines[i]; i++) {
        mh_view rest = mh_view_of(p->lines[i]), w, lemma = {0};
        while (mh_view_split(&rest, ' ', &w)) {
            mh_view stem = stem_of(p->lang, w);
            if (lemma.len == 0) {
                lemma = stem;
                continue;
            }
            forms++;
            if (mh_view_eq(stem, lemma)) continue;
            missed++;
            mh_buf_printf(&which, " %.*s: %.*s, not %.*s;", MH_FMT(w), MH_FMT(stem), MH_FMT(lemma));
        }
    }
    ck_assert_int_ge(forms, 50);
    ck_assert_msg(missed <= p->missed, "%s: %d of %d forms missed:%s", p->lang, missed, forms,
                  which.ptr ? which.ptr : "");
    mh_buf_clear(&which);
}
END_TEST

START_TEST(lemmas_stay_apart) {
    const paradigm *p = &paradigms[_i];
    mh_view stems[40];
    int merged = 0;
    for (size_t i = 0; p->lines[i]; i++) {
        mh_view rest = mh_view_of(p->lines[i]), w;
        mh_view_split(&rest, ' ', &w);
        stems[i] = stem_of(p->lang, w);
        ck_assert_uint_ge(stems[i].len, 2);
        for (size_t k = 0; k < i; k++) merged += mh_view_eq(stems[i], stems[k]);
    }
    ck_assert_int_le(merged, p->merged);
}
END_TEST

/* Words that look like another with a suffix. */
START_TEST(likenesses_are_not_stripped) {
    static const struct {
        const char *lang, *a, *b;
    } rows[] = {
        {"kk", "қазақ", "қазақстан"},    {"kk", "қатар", "қатты"},
        {"kk", "министр", "министрлік"}, {"kk", "судан", "су"},
        {"kk", "канада", "кана"},        {"kk", "алма", "алматы"},
        {"kk", "төраға", "төр"},         {"ky", "кыргыз", "кыргызстан"},
        {"ky", "украина", "украи"},      {"ky", "министр", "министрлик"},
        {"ky", "лондон", "лон"},         {"tg", "тоҷик", "тоҷикистон"},
        {"tg", "майдон", "майд"},        {"tg", "давлат", "давл"},
        {"tg", "ҷумҳур", "ҷумҳурӣ"},     {"uz", "o'zbek", "o'zbekiston"},
        {"uz", "vazir", "vazirlik"},     {"uz", "amerika", "ameri"},
        {"uz", "вазир", "вазирлик"},     {"uz", "канада", "кана"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_view a = stem_of(rows[i].lang, mh_view_of(rows[i].a)),
                b = stem_of(rows[i].lang, mh_view_of(rows[i].b));
        ck_assert_msg(!mh_view_eq(a, b), "%s: %s and %s are %.*s", rows[i].lang, rows[i].a,
                      rows[i].b, MH_FMT(a));
    }
}
END_TEST

START_TEST(odd_words_have_stems) {
    static const char *const words[] = {"",
                                        "a",
                                        "'",
                                        "н",
                                        "ның",
                                        "лар",
                                        "стан",
                                        "ӣ",
                                        "ии",
                                        "ҳо",
                                        "\xF0\x9F\x98\x80",
                                        "١٢",
                                        "ҚАЗАҚСТАННЫҢ",
                                        "g'"};
    static const char *const langs[] = {"kk", "ky", "tg", "uz", "tk", "ru", "en", "xx"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        for (size_t k = 0; k < sizeof langs / sizeof langs[0]; k++) {
            mh_view s = stem_of(langs[k], mh_view_of(words[i]));
            ck_assert_uint_eq(s.len > 0, words[i][0] != '\0');
        }
    }
    ck_view_eq(stem_of("kk", MH_VIEW("ҚАЗАҚСТАННЫҢ")), "қазақстан");
    ck_view_eq(stem_of("uz", MH_VIEW("Oʻzbekistonning")), "o'zbekiston");
}
END_TEST

TCase *tcase_text_stem(void);
TCase *tcase_text_stem(void) {
    TCase *tc = tcase_create("stem");
    int n = (int)(sizeof paradigms / sizeof paradigms[0]);
    tcase_add_checked_fixture(tc, text_setup, text_teardown);
    tcase_add_loop_test(tc, forms_meet_their_lemma, 0, n);
    tcase_add_loop_test(tc, lemmas_stay_apart, 0, n);
    tcase_add_test(tc, likenesses_are_not_stripped);
    tcase_add_test(tc, odd_words_have_stems);
    return tc;
}

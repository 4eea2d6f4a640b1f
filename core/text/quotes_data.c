/* The tables of quotes_priv.h: cues of speech and the words around them in six languages. */
#include "text/quotes_priv.h"

#define SAY  MH_CUE_SAY
#define ASK  MH_CUE_ASK
#define DENY MH_CUE_DENY
#define WARN MH_CUE_WARN
#define BEL  MH_CUE_BELIEVE
#define V    MH_CUE_VERB
#define F    MH_CUE_FINAL
#define P    MH_CUE_BEFORE
#define N    MH_CUE_AFTER

#define EN_E "e es ed ing"
#define EN_D "- s ed ing"
#define RU_L "л ла ло ли"
#define RU_T "ет ют л ла ли"
#define RU_V "в вши"
#define KK_T "ды ді ты ті йды йді ады еді ған ген қан кен"
#define KY_T "ды ди ду дү ты ти ту тү йт ат ет ган ген кан кен гон"
#define UZ_T "di adi ydi gan ди ади йди ган"

const q_cue_row mh_quote_cue_rows[] = {
    /* English */
    {"en", SAY, V, CUE_BARE, "-", "said says say"},
    {"en", SAY, V, CUE_BARE | CUE_LOOSE, "-",
     "saying adding stating noting claiming arguing insisting"},
    {"en", SAY, V, CUE_LOOSE | CUE_OBJECT, "-",
     "announcing acknowledging admitting citing_as declaring denouncing explaining calling_for "
     "praising"},
    {"en", SAY, V, CUE_LOOSE | CUE_QUOTED, "-", "calling describing labelling labeling dubbing"},
    {"en", SAY, V, CUE_TOLD | CUE_BARE, "-", "told tells tell"},
    {"en", SAY, V, CUE_TOLD | CUE_BARE | CUE_LOOSE, "-", "telling"},
    {"en", SAY, V, CUE_BARE, EN_D, "add"},
    {"en", SAY, V, CUE_BARE, "e es ed", "claim argu declar acknowledg"},
    {"en", SAY, V, CUE_BARE, "- s ed",
     "claim explain assert contend maintain insist point_out remark comment tweet respond recall "
     "report allege suggest proclaim testif affirm reiterat conclud observ"},
    {"en", SAY, V, CUE_BARE, "-",
     "stated points_out pointed_out wrote writes write testified testifies replied replies reply "
     "joked "
     "jokes "
     "quipped argues argued alleges alleged concludes concluded observes observed reiterated "
     "reiterates conceded concedes posted recalled announced announces announce disclosed revealed "
     "reveals stressed stresses stress emphasized emphasised emphasizes emphasises emphasize "
     "underlined underscored underscores confirmed confirms confirm boasted boasts vowed vows "
     "promised promises pledged pledges admitted admits predicted predicts signaled signalled "
     "indicated indicates mentioned mentions clarified asserts declares shot_back fired_back "
     "went_on_to_say continued retorted went_on cautioned_that noted notes"},
    {"en", SAY, V, CUE_OBJECT, "-",
     "called_for calls_for calling_for spoke_of speaks_of thanked praised hailed welcomed welcomes "
     "condemned condemns denounced denounces criticized criticised criticizes blasted slammed "
     "accused accuses blamed blames defended supports endorsed backed agreed agrees "
     "acknowledged cited_the argues_for"},
    {"en", SAY, V, CUE_QUOTED, "-",
     "called calls describes described dubbed labelled labeled branded termed characterized "
     "likened "
     "mocked joked_about began begins shouted shouts yelled exclaimed screamed chanted sang sings "
     "answered answers reads concurred interjected opened ended spoke read_out titled referred_to "
     "refers_to "
     "attacked dismissed_as ridiculed thundered whispered murmured laughed smiled"},
    {"en", SAY, V, CUE_BARE, "-",
     "shows showed show showing finds found suggests suggested estimates estimated estimate"},
    {"en", ASK, V, CUE_OBJECT, "-",
     "asked asks ask asking urged urges urging demanded demands demanding requested requests "
     "proposed proposes proposing recommended recommends wondered wonders questioned "
     "questioning questions called_on calls_on calling_on appealed_to pressed implored begged "
     "inquired quizzed advised advises instructed ordered encouraged"},
    {"en", DENY, V, CUE_OBJECT, "-",
     "denied denies deny denying rejected rejects rejecting dismissed dismisses dismissing "
     "disputed "
     "disputes refuted refutes ruled_out rules_out"},
    {"en", WARN, V, CUE_BARE | CUE_TOLD, "-",
     "warned warns warn warning cautioned cautions threatened threatens"},
    {"en", BEL, V, CUE_BARE, "-",
     "believes believed believe believing thinks thought think hopes hoped hope feels fears feared "
     "fear worried worries worry expects expected expect assumes assumed suspects suspected knows "
     "knew know doubts doubted considers understands understood realizes realized "
     "concerned_that convinced_that confident_that certain_that sure_that aware_that "
     "believing_that hoping"},
    {"en", BEL, V, CUE_INF, "-",
     "wants wanted want plans planned plan intends intended decided hoped_to refused refuses "
     "declined "
     "agreed_to vowed_to promised_to pledged_to threatened_to offered_to seeks sought planning "
     "wanting refusing"},
    {"en", SAY, P, 0, "-",
     "according_to in_the_words_of quoting informed_by as_told_to "
     "as_reported_by as_stated_by in_the_view_of in_the_opinion_of per"},
    {"en", SAY, V, CUE_PASSIVE, "-", "published released issued carried obtained"},
    {"en", SAY, V, CUE_OBJECT | CUE_CITED, "-", "citing cites cited quoted quotes"},
    /* Russian */
    {"ru", SAY, V, CUE_BARE, RU_L,
     "заяви сообщи отмети сказа подчеркну добави рассказа написа объяви уточни поясни объясни "
     "подтверди напомни призна указа объясни пообеща высказа выступи констатирова прокомментирова "
     "проинформирова информирова резюмирова ответи возрази продолжи заключи заметй замети подытожи "
     "уведоми озвучи довёл_до_сведения процитирова передав передава переда"},
    {"ru", SAY, V, CUE_BARE, RU_T,
     "сообща заявля отмеча подчеркива добавля рассказыва уточня поясня объясня подтвержда напомина "
     "признава указыва утвержда обеща передава информиру комментиру констатиру"},
    {"ru", SAY, V, CUE_BARE, "-",
     "говорит говорят говорил говорила говорили пишет пишут писал писала писали передает передают "
     "сообщается сообщалось заявлял сказано говорится гласит информирует информируют ответит "
     "выразил выразила выразили сказав сообщив передаёт признает признают делится поделился "
     "поделилась считается_что значится следует_из утверждает утверждают"},
    {"ru", SAY, V, CUE_VERB_PL, "-",
     "сообщили заявили отметили подчеркнули рассказали добавили уточнили пояснили объяснили "
     "подтвердили напомнили сказали сообщают заявляют отмечают уточняют поясняют добавляют "
     "подчеркивают рассказывают напоминают подтверждают указали указывают считают полагают "
     "проинформировали ответили объявили"},
    {"ru", SAY, V, CUE_BARE | CUE_LOOSE, "-",
     "добавив отметив подчеркнув заявив сообщив уточнив пояснив напомнив указав сказав заметив "
     "объяснив"},
    {"ru", SAY, V, CUE_QUOTED, "-",
     "назвал назвала назвали называет цитирует цитируют процитировал"},
    {"ru", ASK, V, CUE_OBJECT, "-",
     "спросил спросила спросили призвал призвала призвали призывает призывают попросил попросила "
     "попросили просит потребовал потребовала потребовали требует требуют предложил предложила "
     "предложили предлагает поинтересовался поинтересовалась рекомендовал рекомендовали"},
    {"ru", DENY, V, CUE_OBJECT, "-",
     "опроверг опровергла опровергли опровергает опровергают отверг отвергла отвергли отвергает "
     "отрицает отрицают отрицал отрицала отрицали исключил исключила исключили"},
    {"ru", WARN, V, CUE_BARE, "-",
     "предупредил предупредила предупредили предупреждает предупреждают предостерег предостерегла "
     "пригрозил пригрозила пригрозили грозит"},
    {"ru", BEL, V, CUE_BARE, "-",
     "считает считают считал считала считали полагает полагают полагал думает думают надеется "
     "надеются надеялся уверен уверена уверены убежден убеждена убеждены верит ожидает ожидают "
     "опасается опасаются выразил_надежду выразила_надежду выразил_уверенность "
     "выразила_уверенность "
     "выразили_надежду"},
    {"ru", SAY, P, 0, "-",
     "по_словам по_данным по_информации по_сообщению по_сообщениям по_заявлению по_сведениям "
     "по_утверждению по_версии согласно_данным согласно_сообщению согласно_заявлению со_ссылкой_на "
     "ссылаясь_на по_свидетельству как_следует_из говорится_в сказано_в"},
    {"ru", SAY, P, CUE_SELF, "-", "по_его_словам по_её_словам по_их_словам по_ее_словам"},
    {"ru", BEL, P, 0, "-",
     "по_мнению по_оценке по_оценкам по_убеждению с_точки_зрения по_прогнозу по_прогнозам"},
    /* Kazakh */
    {"kk", SAY, F, CUE_BARE, "-",
     "деді дейді дейд деген деп_отыр депті айтты айтады айтқан мәлімдеді мәлімдейді мәлімдеген "
     "хабарлады хабарлайды хабарлаған мәлімет_берді хабар_берді атап_өтті атап_көрсетті баса_айтты "
     "баса_көрсетті жеткізді түсіндірді жазды жазады қосты толықтырды жариялады растады еске_салды "
     "ескертіп_айтты баяндады пікір_білдірді жауап_берді тілге_тиек_етті әңгімеледі уәде_берді "
     "сендірді атап_айтты нақтылады білдірді ақпарат_берді бөлісті мәлім_етті ақпараттандырды "
     "тоқталды тұжырымдады қорытындылады түйіндеді"},
    {"kk", ASK, F, 0, "-", "сұрады шақырды талап_етті ұсынды өтінді үндеді тапсырды ұсыныс_айтты"},
    {"kk", DENY, F, 0, "-", "жоққа_шығарды теріске_шығарды терістеді"},
    {"kk", WARN, F, 0, "-", "ескертті сақтандырды"},
    {"kk", BEL, F, 0, "-",
     "санайды есептейді ойлайды сенеді үміттенеді үміт_білдірді сенім_білдірді"},
    {"kk", SAY, N, 0, "-",
     "айтуынша сөзінше мәліметінше дерегінше пікірінше хабарлауынша мәлімдеуінше жазуынша "
     "мәліметі_бойынша дерегі_бойынша ақпараты_бойынша хабарламасында хабарлауы_бойынша "
     "деректері_бойынша мәліметтері_бойынша мәліметіне_сәйкес ақпаратына_сүйенсек "
     "мәліметіне_сүйенсек дерегіне_сүйенсек сөзіне_сүйенсек айтқандай хабарлағандай "
     "атап_өткендей сілтеме_жасап сөзіне_қарағанда"},
    /* Kyrgyz */
    {"ky", SAY, F, CUE_BARE, "-",
     "деди дейт деген деп_айтты айтты айтат айткан билдирди билдирет билдирген кабарлады кабарлайт "
     "кабарлаган белгиледи белгилейт баса_белгиледи маалымдады маалымдайт маалымат_берди "
     "кошумчалады "
     "жазды жазат түшүндүрдү тактады тастыктады эскертип_айтты жарыялады жооп_берди баяндады "
     "деп_баса_белгиледи ырастады айтып_берди айтып_өттү белгилеп_кетти жазган"},
    {"ky", ASK, F, 0, "-", "сурады чакырды талап_кылды сунуштады өтүндү"},
    {"ky", DENY, F, 0, "-", "жокко_чыгарды четке_какты төгүндөдү"},
    {"ky", WARN, F, 0, "-", "эскертти"},
    {"ky", BEL, F, 0, "-", "эсептейт ойлойт ишенет үмүттөнөт ишеним_билдирди үмүт_билдирди"},
    {"ky", SAY, N, 0, "-",
     "айтымында маалыматына_караганда маалыматына_ылайык маалыматы_боюнча билдиргендей айткандай "
     "белгилегендей кабарлагандай билдиришинче айтуусунда пикиринде сөзүнө_караганда "
     "маалымдагандай билдирүүсүндө маалыматында"},
    /* Tajik */
    {"tg", SAY, V, CUE_BARE, "-",
     "гуфт гуфта гуфтанд гуфтааст гуфтаанд мегӯяд мегӯянд мегуфт изҳор_дошт изҳор_доштанд "
     "изҳор_намуд "
     "изҳор_кард иброз_дошт иброз_доштанд иброз_намуд баён_кард баён_дошт баён_намуд хабар_дод "
     "хабар_доданд хабар_медиҳад хабар_медиҳанд хабар_додааст таъкид_кард таъкид_дошт "
     "таъкид_карданд "
     "таъкид_намуд таъкид_намуданд қайд_кард қайд_карданд қайд_намуд қайд_намуданд афзуд афзуданд "
     "илова_кард илова_намуд навишт менависад менависанд эълон_кард эълон_дошт эълон_намуд "
     "гузориш_дод "
     "гузориш_медиҳад шарҳ_дод тасдиқ_кард тасдиқ_карданд ҷавоб_дод посух_дод ёдовар_шуд зикр_кард "
     "зикр_намуд ваъда_дод маълумот_дод иттилоъ_дод иттилоъ_доданд иттилоъ_медиҳад хотиррасон_кард "
     "хотирнишон_кард хотирнишон_намуд"},
    {"tg", ASK, V, CUE_OBJECT, "-",
     "пурсид даъват_кард даъват_намуд талаб_кард талаб_намуд пешниҳод_кард пешниҳод_намуд "
     "хоҳиш_кард"},
    {"tg", DENY, V, CUE_OBJECT, "-",
     "рад_кард рад_карданд рад_намуд инкор_кард инкор_намуд такзиб_кард"},
    {"tg", WARN, V, CUE_BARE, "-", "ҳушдор_дод ҳушдор_доданд огоҳ_кард"},
    {"tg", BEL, V, CUE_BARE, "-",
     "мешуморад мешуморанд фикр_мекунад умед_дорад боварӣ_дорад бовар_дорад умедворӣ_кард "
     "боварӣ_изҳор_кард"},
    {"tg", SAY, P, 0, "-",
     "ба_гуфтаи бино_ба_гуфтаи ба_иттилои бино_ба_иттилои тибқи_иттилои ба_қавли бо_истинод_ба "
     "тибқи_маълумоти бинобар_иттилои тибқи_гуфтаи мувофиқи_маълумоти ба_хабари аз_рӯи_гуфтаи "
     "бино_ба_маълумоти бар_асоси_маълумоти ба_андешаи ба_ақидаи ба_навиштаи"},
    /* Uzbek, Latin and Cyrillic */
    {"uz", SAY, F, CUE_BARE, "-",
     "dedi deydi degan aytdi aytadi aytgan aytib_o'tdi ta'kidladi ta'kidlaydi ta'kidlagan "
     "ma'lum_qildi ma'lum_qiladi ma'lum_qilgan bildirdi bildiradi bildirgan xabar_berdi "
     "xabar_beradi "
     "xabar_bergan qayd_etdi qayd_qildi qayd_etgan e'lon_qildi qo'shimcha_qildi yozdi yozadi "
     "tushuntirdi so'zlab_berdi tasdiqladi javob_berdi eslatdi izoh_berdi yozmoqda "
     "xabar_bermoqda ma'lum_qilmoqda ma'lumot_berdi urg'uladi axborot_berdi gapirdi "
     "деди дейди деган айтди айтади айтган таъкидлади таъкидлайди таъкидлаган маълум_қилди "
     "маълум_қилади билдирди билдиради билдирган хабар_берди хабар_беради хабар_берган қайд_этди "
     "қайд_қилди эълон_қилди қўшимча_қилди ёзди ёзади тушунтирди тасдиқлади жавоб_берди эслатди "
     "хабар_бермоқда ёзмоқда маълум_қилмоқда айтиб_ўтди"},
    {"uz", ASK, F, 0, "-",
     "so'radi chaqirdi talab_qildi taklif_qildi iltimos_qildi сўради чақирди талаб_қилди "
     "таклиф_қилди"},
    {"uz", DENY, F, 0, "-", "rad_etdi inkor_etdi inkor_qildi рад_этди инкор_этди инкор_қилди"},
    {"uz", WARN, F, 0, "-", "ogohlantirdi огоҳлантирди"},
    {"uz", BEL, F, 0, "-",
     "hisoblaydi o'ylaydi ishonadi umid_qiladi umid_bildirdi ишонади ҳисоблайди ўйлайди "
     "умид_қилади"},
    {"uz", SAY, N, 0, "-",
     "so'zlariga_ko'ra so'ziga_ko'ra ma'lumotiga_ko'ra ma'lumotlariga_ko'ra xabariga_ko'ra "
     "aytishicha ta'kidlashicha bildirishicha fikricha yozishicha ma'lum_qilishicha "
     "xabar_berishicha xabar_qilishicha qayd_etishicha aytganidek ta'kidlaganidek сўзларига_кўра "
     "сўзига_кўра маълумотига_кўра маълумотларига_кўра хабарига_кўра айтишича таъкидлашича "
     "билдиришича фикрича ёзишича маълум_қилишича хабар_беришича қайд_этишича"},
    {NULL, SAY, V, 0, NULL, NULL},
};

const q_word_row mh_quote_word_rows[] = {
    {W_THAT, "that whether что чтобы будто ки"},
    {W_COMP, "деп деб deb deya дея дея"},
    {W_PRON, "оның анын унинг uning he she i we you who's он она я мы ол біз мен ал у биз вай ӯ "
             "ман мо u men о̄н ў"},
    {W_PRON_MANY, "they it они оно олар алар онҳо ular улар some many others"},
    {W_WHO, "who which который которая которое которые"},
    {W_AUX, "has have had was were is are be been being also later then just recently "
            "repeatedly earlier already further once again now often still previously "
            "publicly would will could may might should can must does did do quickly finally "
            "simply reportedly allegedly clearly never always even only ever long "
            "immediately explicitly specifically again directly initially также ранее позже "
            "уже еще тогда затем теперь накануне вновь снова неоднократно ещё сегодня вчера "
            "сам сама бұған сондай-ақ тағы қайтадан ҳамчунин низ shuningdek ham ҳам "
            "шунингдек"},
    {W_NOT, "not n't didn't doesn't don't hasn't wouldn't won't never не ни"},
    {W_STOP, "but because when while if although though since unless until so whereas after "
             "before why how what where or nor yet therefore however moreover meanwhile "
             "instead despite except но а однако если когда пока хотя поскольку потому ведь "
             "чтобы или либо где куда так бірақ алайда егер себебі бирок эгер аммо вале агар "
             "lekin ammo agar biroq лекин бироқ"},
    {W_PREP, "on during via after upon when while before through about regarding as amid "
             "following because without within throughout since until despite over under into "
             "onto toward towards last this next early late here there if but again twice "
             "once yesterday today tomorrow earlier later recently then во на после перед о "
             "об обо про к ко чтобы накануне вчера сегодня ранее позже где когда в из для дар "
             "ба аз"},
    {W_PREP_IN, "of for at in from with by under and to при по"},
    {W_DET, "the a an his her its their my our your this that these those one some another "
            "several many both two three four five six other each every most any no such all"},
    {W_AND, "and и және жана ва va & һәм"},
    {W_TO, "to"},
    {W_BY, "by"},
    {W_AS, "as как"},
    {W_ABOUT, "этом этому туралы тууралуу haqda ҳақда бора хусус haqida ҳақида жөнінде жөнүндө"},
    {W_TITLE, "mr mrs ms miss dr prof sen gov rep gen sir lord г-н г-жа господин госпожа мырза "
              "ханым жаноб janob ҷаноб"},
    {W_DAY, "monday tuesday wednesday thursday friday saturday sunday yesterday today "
            "tonight понедельник вторник среду четверг пятницу субботу воскресенье вчера "
            "сегодня"},
    {W_OFFICE, "minister ministers president presidents premier chancellor secretary ambassador "
               "ambassadors envoy representative representatives spokesman spokeswoman "
               "spokesperson spokesmen chairman chairwoman chair chief head director governor "
               "mayor senator congressman congresswoman commissioner deputy prime general "
               "commander king queen prince chargé consul delegate delegates negotiator adviser "
               "advisor speaker judge attorney sheriff officer captain colonel coach manager "
               "founder ceo leader candidate nominee editor professor analyst expert economist "
               "lawyer министр* президент* премьер* канцлер* секретар* посол посла послы глава "
               "главы представител* пресс-секретар* пресс-секретарь спикер* председател* "
               "заместител* замминистр* зам директор* губернатор* аким* мэр* депутат* сенатор* "
               "генерал* командующ* консул* советник* руководител* начальник* уполномоченн* "
               "эксперт* политолог* аналитик* тренер* министрі* төраға* төрағасы басшы* елші* "
               "өкіл* хатшы* әкім* директоры* спикері* кеңесші* төрага* башчы* элчи* өкүл* "
               "катчы* акими* вазир* президенти* раис* сафир* намоянда* сухангӯй* котиб* "
               "ҷонишин* роҳбар* мушовир* vazir* prezident* rais* elchi* vakil* kotib* rahbar* "
               "hokim* o'rinbosar* рахбар* ҳоким* элчи* вакил* ўринбосар* раҳбар*"},
    {W_PERSON, "diplomat politician man woman activist author reporter journalist strategist "
               "lawmaker scholar researcher historian student democrat republican дипломат* "
               "политик* автор* журналист* diplomat* сиёсатшунос* саясаткер* саясатчы*"},
    {W_ANON, "official officials source sources diplomats politicians activists residents "
             "resident witness witnesses authors aide aides lawmakers critics critic "
             "supporters researchers people voters democrats republicans observers reports "
             "media чиновник* источник* собеседник* очевидц* жител* сми дереккөз* дереккөзі "
             "булак* булагы манбаъ* манбаи manba* manbalar манба*"},
    {W_BODY, "ministry ministries government committee council commission agency department "
             "office service embassy court parliament assembly party campaign administration "
             "army police union organization organisation programme program fund bank company "
             "university institute centre center group team newspaper side delegation board "
             "bureau association federation authority authorities kremlin statement report "
             "poll survey study letter newspaper magazine network press media house senate "
             "congress министерств* правительств* комитет* совет* комисси* агентств* "
             "ведомств* посольств* суд парламент* партия партии администраци* пресс-служб* "
             "служб* мид мида миде мвд минобороны минфин* организаци* фонд* банк* компани* "
             "университет* институт* центр* стороны сторона делегаци* управлени* департамент* "
             "кремль кремле прокуратур* издани* газет* телеканал* министрлік* министрлігі* "
             "үкімет* агенттік* агенттігі* комитеті* қызметі* қызмет* сіm сім елшілігі* "
             "елшілік* парламенті* ведомство* тарап* министрлиг* өкмөт* агенттиг* комитети* "
             "кызмат* элчилиг* вазорат* ҳукумат* агентӣ* кумита* хадамот* сафорат* идора* "
             "хадамоти* vazirlik* vazirligi* hukumat* agentlik* agentligi* qo'mita* xizmat* "
             "elchixona* вазирлик* вазирлиг* агентлик* агентлиг* қўмита* хизмат* элчихона*"},
    {W_TAIL, "foreign affairs state defense defence interior finance justice energy trade "
             "economy health education security national international relations press united "
             "states nations general assembly republic federal european central the of white "
             "us u.s uk eu un vice senior former acting first democratic republican permanent "
             "high special presidential иностранных дел внутренних обороны финансов сыртқы "
             "істер ішкі республики федерации республикасы корҳои хориҷии tashqi ishlar"},
    {W_SUB, "because when while if although though since unless until whereas after before as "
            "когда если хотя поскольку пока егер эгер агар agar"},
    {W_OBJ, "her him me us them you него неё нее ним ней них"},
    {0, NULL},
};

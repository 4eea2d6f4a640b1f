#include "text/stem_priv.h"

/* Turkic nouns end in stem + plural + possessive + case (+ predicate); the slots undo that. */

static const mh_suffix_slot kazakh[] = {
    {"мын мін бын бін пын пін сың сің сыз сіз", 4},
    {"ның нің дың дің тың тің нан нен дан ден тан тен мен бен пен нда нде ғы гі қы кі ны ні ды ді "
     "ты "
     "ті ға ге қа ке на не да де та те",
     3},
    {"ымыз іміз ыңыз іңіз мыз міз ңыз ңіз сы сі ым ім ың ің ын ін ы і н", 3},
    {"лар лер дар дер тар тер", 2},
    {"лық лік дық дік тық тік", 4},
    {NULL, 0},
};

static const mh_suffix_slot kyrgyz[] = {
    {"мын мин мун мүн сың сиң суң сүң сыз сиз суз сүз", 4},
    {"нын нин нун нүн дын дин дун дүн тын тин тун түн дан ден дон дөн тан тен тон төн нан нен нон "
     "нөн "
     "нда нде ндо ндө гы ги гу гү кы ки ку кү ны ни ну нү ды ди ду дү ты ти ту тү га ге го гө ка "
     "ке ко "
     "кө на не но нө да де до дө та те то тө",
     3},
    {"быз биз буз бүз ңыз ңиз ңуз ңүз сы си су сү ым им ум үм ың иң уң үң ын ин ун үн ы и у ү н",
     3},
    {"лар лер лор лөр дар дер дор дөр тар тер тор төр", 2},
    {"лык лик лук лүк дык дик дук дүк тык тик тук түк", 4},
    {NULL, 0},
};

static const mh_suffix_slot tajik[] = {
    {"ро", 3},
    {"амон атон ашон ям ят яш ам ат аш", 4},
    {"ҳои ҳо ҳое ёни ён гони гон они он", 3},
    {"ии и ӣ е", 3},
    {NULL, 0},
};

static const mh_suffix_slot uzbek[] = {
    {"man miz san siz", 4},
    {"ning dagi dan ni ga ka qa da", 3},
    {"imiz ingiz miz ngiz si im ing i", 3},
    {"lar", 2},
    {"lik", 4},
    {"ман миз сан сиз", 4},
    {"нинг даги дан ни га ка қа да", 3},
    {"имиз ингиз миз нгиз си им инг и", 3},
    {"лар", 2},
    {"лик", 4},
    {NULL, 0},
};

static const mh_suffix_slot turkmen[] = {
    {"yň iň uň üň nyň niň nuň nüň dan den da de ny ni y i a e ga ge na ne", 4},
    {"ymyz imiz ymyň si sy ym im y i", 4},
    {"lar ler", 2},
    {NULL, 0},
};

const mh_suffix_lang mh_suffix_langs[] = {
    {"kk", kazakh, "бпгкғқ"}, {"ky", kyrgyz, "бпгк"}, {"tg", tajik, NULL},
    {"uz", uzbek, NULL},      {"tk", turkmen, NULL},  {NULL, NULL, NULL},
};

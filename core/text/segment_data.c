#include "text/segment_priv.h"

#include <stddef.h>

const mh_abbr_row mh_abbr_rows[] = {
    {MH_ABBR_BEFORE,
     "mr mrs ms messrs dr prof rev hon st gen col maj lt cmdr capt sgt cpl adm sen rep "
     "gov pres supt amb fr insp mme mlle mgr vs viz e.g i.e cf ca approx hr rt mt ft "
     "maj.gen lt.gen brig asst assoc dept univ al"},
    {MH_ABBR_BEFORE,
     "им акад проф доц ул просп пл пр бул наб обл р-н пос дер ст-ца оз гг-н г-н г-жа "
     "т.е т.к т.н т.о напр тов гр св ср см рис табл илл зам нач зав полк ген лейт "
     "майор кап серж ред сост пер изд"},
    /* kk ky: that is, district, street, avenue, doctor of sciences ... */
    {MH_ABBR_BEFORE,
     "яғни мыс мәс т.с м.а ш.а даң көш обл-ның кв ауд ақпар көч р-ну проф-р ф.ғ.д т.ғ.д "
     "э.ғ.д ф.и.д т.и.д э.и.д"},
    /* tg uz: for example, town, province, street, district, house, rural council ... */
    {MH_ABBR_BEFORE, "масалан мас шаҳ ш вил кӯч куч ноҳ ҷ ҷ.д дот viloyat sh vil ko'ch tum мкр mas "
                     "dots t.f.d i.f.d f.f.d тум доц"},
    {MH_ABBR_NUMBER,
     "no nos p pp vol art sec ch para fig jan feb mar apr jun jul aug sep sept oct nov "
     "dec op ver"},
    {MH_ABBR_NUMBER,
     "ст стр п пп гл ч разд д кв корп оф тел янв фев февр мар апр июн июл авг сен сент "
     "окт ноя нояб дек № б т қ с"},
    {MH_ABBR_ANY,
     "u.s u.n u.k e.u u.s.a u.s.s.r u.a.e d.c n.y l.a p.r.c inc ltd co corp bros jr sr "
     "ph.d b.a m.a m.d llc plc s.a etc et.al n.b a.k.a"},
    {MH_ABBR_MEASURE, "a.m p.m a.d b.c ft in oz lb hrs hr min sec mi km kg"},
    {MH_ABBR_MEASURE,
     "млрд млн тыс трлн руб коп долл тг сом сум экз чел час мин сек км кг га куб т.д т.п "
     "др пр н.э э а.с т.б т.с.с ж.б ж.б.у.с ж.у.с б.з.ч в.б в.ҳ жж ғғ млд йй ва.б ҳ.к в.ғ ғ.т "
     "mlrd mln trln ming so'm b h.k h.k.lar sh.k"},
    {MH_ABBR_YEAR, "г гг ж жыл-ы й в вв ғ y yy"},
    {MH_ABBR_NONE, NULL},
};

const char *const mh_sentence_starters[] = {
    "the a an this that these those it he she they we i you his her its their our in on at by for "
    "from "
    "with as after before but and or so if when while however meanwhile there then also according "
    "what who how why where although since both many most some all no not one earlier later last "
    "next",
    "в на по с из от до за к у о об это этот эта эти он она они мы я вы его ее их но и а так как "
    "если "
    "когда также кроме согласно ранее позже при для после перед однако между тем напомним там "
    "здесь "
    "что кто где по словам сейчас сегодня",
    "бұл ол олар біз сондай осы және сонымен бірақ алайда сол оның ал бұған бүгін кеше мұндай "
    "бұдан "
    "сондықтан өз енді егер",
    "бул ал алар биз ошол ошондой бирок ушул анын бүгүн кечээ мындан ошондуктан эми эгер өз",
    "ин он онҳо мо ҳамчунин аммо дар аз ба бо барои вале имрӯз дирӯз инчунин пас агар чунин ҳоло",
    "bu u ular biz shuningdek ammo lekin shu unga bugun kecha shundan agar endi o'z "
    "бу у улар биз шунингдек аммо лекин шу унга бугун кеча шундан агар энди ўз",
    NULL,
};

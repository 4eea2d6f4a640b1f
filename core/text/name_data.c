#include "text/name.h"
#include "text/name_priv.h"

/* Folded letters (text/fold.h), so i and short i with marks are apart, e with diaeresis is not: it is
 * looked up before folding. */
const mh_name_letter mh_name_letters[] = {
    {0x430, "a"},  {0x431, "b"},  {0x432, "v"},  {0x433, "g"},  {0x434, "d"}, {0x435, "e"},
    {0x436, "j"},  {0x437, "z"},  {0x438, "i"},  {0x439, "i"},  {0x43A, "k"}, {0x43B, "l"},
    {0x43C, "m"},  {0x43D, "n"},  {0x43E, "o"},  {0x43F, "p"},  {0x440, "r"}, {0x441, "s"},
    {0x442, "t"},  {0x443, "u"},  {0x444, "f"},  {0x445, "h"},  {0x446, "c"}, {0x447, "C"},
    {0x448, "S"},  {0x449, "S"},  {0x44A, ""},   {0x44B, "i"},  {0x44C, "'"}, {0x44D, "e"},
    {0x44E, "yu"}, {0x44F, "ya"}, {0x451, "yo"}, {0x454, "ye"}, {0x456, "i"}, {0x457, "yi"},
    {0x45E, "u"},  {0x491, "g"},  {0x493, "G"},  {0x49B, "K"},  {0x4A3, "N"}, {0x4AF, "u"},
    {0x4B1, "u"},  {0x4B3, "h"},  {0x4B7, "j"},  {0x4BB, "h"},  {0x4D9, "a"}, {0x4E3, "i"},
    {0x4E9, "o"},  {0x4EF, "u"},  {0x497, "j"},  {0x4A1, "k"},  {0x4AB, "s"}, {0x499, "z"},
    {0x458, "y"},  {0x15F, "S"},  {0xE7, "C"},   {0x11F, "g"},  {0x131, "i"}, {0x259, "a"},
    {0x161, "S"},  {0x10D, "C"},  {0x17E, "j"},  {0xDF, "s"},   {0},
};

const mh_name_sound mh_name_sounds[] = {
    {"shch", "S"},   {"tsch", "C"},   {"dzh", "j"},      {"sch", "S"},    {"tch", "C"},
    {"zh", "j"},     {"dj", "j"},     {"kh", "h"},       {"gh", "g"},     {"ph", "f"},
    {"th", "t"},     {"ck", "k"},     {"ts", "c"},       {"tz", "c"},     {"sh", "S"},
    {"ch", "C"},     {"cz", "C"},     {"alex", "aleks"}, {"max", "maks"}, {"felix", "feliks"},
    {"rox", "roks"}, {"xen", "ksen"}, {"x", "h"},        {"q", "k"},      {"w", "v"},
    {NULL, NULL},
};

/* Surnames that take cases as adjectives of possession do. */
#define OV  "ov ev in"
#define OVA "ov ev ova eva" /* those that no ending in -da or -ton is taken for a case behind */

/* Cases that Kazakh, Kyrgyz, Uzbek and Tajik put behind a name. */
const mh_name_ending mh_name_cases[] = {
    {"ning niN diN tiN dun tun nun din tin nin gacha", OVA, NULL, 4, 0},
    {"dan den don tan ten ton nan nen ben pen men", OVA, NULL, 4, 0},
    {"Ga Ka ge ke ga ka go ko da de do ta te to di ti du tu ni nu ro", OVA, NULL, 4, 0},
    {"ning niN diN tiN", NULL, NULL, 3, 0},
    {"dun tun nun", NULL, NULL, 4, 0},
    {"Ga Ka", NULL, NULL, 3, 0},
    {"ro", "n m l r k b f h S s z i", NULL, 4, 0},
    {NULL, NULL, NULL, 0, 0},
};

const mh_name_ending mh_name_cyrillic[] = {
    {"ogo omu im om imi", "sk ck", NULL, 4, MH_NAME_I},
    {"ie ih", "sk ck", NULL, 4, MH_NAME_I | MH_NAME_A},
    {"aa uu oiu", "sk ck", NULL, 4, MH_NAME_A},
    {"i", "sk ck", NULL, 4, MH_NAME_I},
    {"oi", "sk ck", NULL, 4, MH_NAME_I | MH_NAME_A},
    {"ogo omu", "n", NULL, 4, MH_NAME_I},
    {"go mu", "sto", NULL, 5, MH_NAME_I},
    {"aa uu", "ln dn sn zn rn", NULL, 5, MH_NAME_A},
    {"im", OV, NULL, 3, MH_NAME_BARE},
    {"oi ou", OV, NULL, 3, MH_NAME_A},
    {"ih imi ami", OV, NULL, 3, MH_NAME_BARE | MH_NAME_A},
    {"i a u e", OV, NULL, 3, MH_NAME_BARE | MH_NAME_A},
    {"iei", NULL, NULL, 2, MH_NAME_IA},
    {"iem", NULL, NULL, 3, MH_NAME_I | MH_NAME_BARE},
    {"oma omu ome omom ema emu eme emom", NULL, NULL, 3, MH_NAME_OM},
    {"em", "a e i o u", NULL, 3, MH_NAME_I | MH_NAME_OM},
    {"om em", NULL, NULL, 3, MH_NAME_BARE | MH_NAME_I | MH_NAME_OM},
    {"oi", NULL, "st b t h j", 3, MH_NAME_A},
    {"ia iu ie", NULL, NULL, 2, MH_NAME_BARE | MH_NAME_I | MH_NAME_IA},
    {"io", NULL, NULL, 2, MH_NAME_O},
    {"a", "a e i o u", NULL, 2, MH_NAME_A | MH_NAME_I},
    {"u e", "a e i o u", NULL, 2, MH_NAME_A | MH_NAME_I | MH_NAME_U | MH_NAME_E},
    {"a", NULL, NULL, 2, MH_NAME_BARE | MH_NAME_A},
    {"u", NULL, NULL, 2, MH_NAME_BARE | MH_NAME_A | MH_NAME_U},
    {"e", NULL, NULL, 2, MH_NAME_BARE | MH_NAME_A | MH_NAME_IA | MH_NAME_E},
    {"i", NULL, NULL, 2, MH_NAME_I | MH_NAME_A | MH_NAME_IA},
    {"o", NULL, NULL, 2, MH_NAME_O},
    {NULL, NULL, NULL, 0, 0},
};

/* In Latin script a name stands in the nominative. */
const mh_name_ending mh_name_latin[] = {
    {"aa a", "sk ck", NULL, 4, MH_NAME_A},
    {"oi", "sk ck", NULL, 4, MH_NAME_I},
    {"om em", NULL, NULL, 3, MH_NAME_OM},
    {"ia", NULL, NULL, 2, MH_NAME_IA},
    {"ie", NULL, NULL, 2, MH_NAME_E},
    {"iu", NULL, NULL, 2, MH_NAME_U},
    {"io", NULL, NULL, 2, MH_NAME_O},
    {"a", NULL, NULL, 2, MH_NAME_A},
    {"i", NULL, NULL, 2, MH_NAME_I},
    {"e", NULL, NULL, 2, MH_NAME_E},
    {"u", NULL, NULL, 2, MH_NAME_U},
    {"o", NULL, NULL, 2, MH_NAME_O},
    {NULL, NULL, NULL, 0, 0},
};

/* Keys without the ending. Spellings that follow sound or another tradition than the rules. */
const mh_name_sound mh_name_exceptions[] = {
    {"si", "hi"},
    {"czinpin", "jinping"},
    {"cinpin", "jinping"},
    {"tramp", "trump"},
    {"baiden", "biden"},
    {"djonson", "johnson"},
    {"jonson", "johnson"},
    {"blinken", "blinken"},
    {"gutereS", "guteres"},
    {"ovanisan", "hovhanisan"},
    {"ovanisian", "hovhanisian"},
    {"mohamad", "muhamad"},
    {"mohamed", "muhamad"},
    {"muhamed", "muhamad"},
    {"magomed", "muhamad"},
    {NULL, NULL},
};

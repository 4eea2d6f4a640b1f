/* rules_desk.h - rules, a dictionary and sentences as a diplomatic desk has them, for test_rules.c.
 * Owns: constants. Threads: any. People and events are invented. */
#ifndef MH_TESTS_RULES_DESK_H
#define MH_TESTS_RULES_DESK_H

static const char desk_dictionary[] =
    "@type country\n"
    "Kazakhstan*\t\tKAZ\nUzbekistan*\t\tUZB\nTajikistan*\t\tTJK\nKyrgyzstan*\t\tKGZ\n"
    "Turkmenistan*\t\tTKM\nUS\t\tUSA\nUnited States\t\tUSA\nRussia*\t\tRUS\nChina\t\tCHN\n"
    "Казахстан*\t\tKAZ\nУзбекистан*\t\tUZB\nҚазақстан*\t\tKAZ\n"
    "@type city\nAstana\t\tKAZ\nTashkent\t\tUZB\nDushanbe\t\tTJK\nТашкент*\t\tUZB\n"
    "@flags\n";

static const char desk_dictionary_more[] =
    "@type office\n"
    "president\tOFFICE\tHOS\nforeign minister\t\tFM\nminister of foreign affairs\t\tFM\n"
    "deputy prime minister\t\tDPM\nambassador\t\tAMB\nsecretary of state\t\tFM\n"
    "special envoy\t\tENV\nchairman\t\tCHR\nспецпредставитель\t\tENV\n"
    "@language ru\n@flags stem\nпрезидент\t\tHOS\nминистр иностранных дел\t\tFM\n"
    "@language\n@flags\n@type org\n"
    "SCO\t\tSCO\nUnited Nations\t\tUNO\nC5+1\t\tC5\nMinistry of Foreign Affairs\t\tMFA\n";

static const char desk_rules[] =
    "# who and what\n"
    "@types COUNTRY CITY OFFICE ORG\n"
    "$name = CAP{1,3}\n"
    "@language en\n"
    "# 1-5: persons with offices\n"
    "person = COUNTRY:country? (OFFICE [and OFFICE]):office [of [the] COUNTRY|ORG:body] "
    "$name:name\n"
    "person = $name:name \",\" COUNTRY:country? OFFICE:office [of [the] COUNTRY|ORG:body]\n"
    "person = OFFICE:office \",\" $name:name \",\"\n"
    "person = (Mr|Mrs|Ms|Dr):title $name:name\n"
    "counterpart = (his|her) COUNTRY:country? counterpart \",\"? $name:name\n"
    "# 6-12: consult, agree, support\n"
    "visit = COUNTRY|CITY:source OFFICE? ..3 (paid|pay|pays) a|an [official|state|working]\n"
    "    visit to CITY|COUNTRY:target => type=CONSULT; mode=visit\n"
    "visit = COUNTRY|CITY:source OFFICE? ..3 (arrived|arrives) in CITY|COUNTRY:target"
    " => type=CONSULT; mode=visit\n"
    "meet = COUNTRY:source OFFICE ..4 (met|meets) [with] ..3 COUNTRY:target OFFICE"
    " => type=CONSULT; mode=visit\n"
    "talks = COUNTRY:source [\",\" COUNTRY:source]{0,4} and COUNTRY:source (held|hold) ..2 talks"
    " => type=CONSULT\n"
    "phone = COUNTRY:source ..6 (spoke by phone | telephoned | phone call) ..4 COUNTRY:target"
    " => type=CONSULT; mode=phone\n"
    "agree = COUNTRY|CITY:source !2(not|never) (agreed|pledged|promised) to ..6 COUNTRY:target?"
    " => type=AGREE\n"
    "sign = COUNTRY:source and COUNTRY:source (signed | have signed | sign) ..5"
    " (agreement|treaty|memorandum|protocol):what => type=SUPPORT\n"
    "# 13-18: request, accuse, reject, sanction, threaten, aid\n"
    "request = COUNTRY|CITY:source (urged | called on | asked) COUNTRY|CITY:target to"
    " => type=REQUEST; mode=change\n"
    "accuse = COUNTRY|CITY:source ..2 (accused|condemned) COUNTRY|CITY:target => type=ACCUSE\n"
    "summon = COUNTRY|CITY:source ..2 summoned [the] COUNTRY:target ambassador => type=ACCUSE\n"
    "reject = COUNTRY|CITY:source ..2 (rejected|refused|cancelled) !(to) ..6"
    " (meeting|visit|proposal|demand):what => type=REJECT\n"
    "sanction = COUNTRY:source ..2 (imposed|imposes) ..2 sanctions ..3 (on|against) ..3"
    " COUNTRY:target => type=SANCTION\n"
    "expel = COUNTRY:source (expelled|expels) NUM|WORD ..1 COUNTRY:target (diplomat|diplomats)"
    " => type=SANCTION; mode=expel\n"
    "aid = COUNTRY|ORG:source (sent|delivered|donated) ..6 (aid|tents|flour) to COUNTRY|CITY:target"
    " => type=AID\n"
    "# 19-22: other languages, negation\n"
    "deny = CITY|COUNTRY:who (denied|denies) ..8 $\n"
    "@language ru\n"
    "visit = COUNTRY|OFFICE:source ..3 (прибыл*|посетил*) [с [официальным|рабочим] визитом] [в]"
    " CITY|COUNTRY:target => type=CONSULT; mode=visit\n"
    "meet = <!3(не|отмен*) (встрет* | провёл~ переговоры | переговорить~) ..2 с ..2 OFFICE:target"
    " => type=CONSULT\n"
    "@language kk\n"
    "meet = COUNTRY:source ..4 (кездест*|келіссөз*) => type=CONSULT\n";

static const struct {
    const char *lang, *in, *want;
} desk_rows[] = {
    {"en",
     "Kazakhstan's Deputy Prime Minister and Minister of Foreign Affairs Ermek Danabaev said.",
     "person{Kazakhstan's Deputy Prime Minister and Minister of Foreign Affairs Ermek Danabaev"
     " country=Kazakhstan's/KAZ office=Deputy Prime Minister and Minister of Foreign Affairs"
     " name=Ermek Danabaev}"},
    {"en", "Olim Karaev, chairman of the SCO, spoke.",
     "person{Olim Karaev, chairman of the SCO name=Olim Karaev office=chairman/CHR body=SCO/SCO}"},
    {"en", "The special envoy, Anvar Sobirov, left.",
     "person{special envoy, Anvar Sobirov, office=special envoy/ENV name=Anvar Sobirov}"},
    {"en", "Mrs. Dana Alieva came with her Uzbek counterpart.",
     "person{Mrs. Dana Alieva title=Mrs name=Dana Alieva}"},
    {"en", "He thanked his Tajikistani counterpart, Rustam Nazriev.",
     "counterpart{his Tajikistani counterpart, Rustam Nazriev country=Tajikistani/TJK"
     " name=Rustam Nazriev}"},
    {"en", "Tajikistan President Olim Rahimi paid an official visit to Tashkent.",
     "visit{Tajikistan President Olim Rahimi paid an official visit to Tashkent"
     " source=Tajikistan/TJK target=Tashkent/UZB}person{Tajikistan President Olim Rahimi"
     " country=Tajikistan/TJK office=President/HOS name=Olim Rahimi}"},
    {"en", "The Kazakhstan delegation arrived in Dushanbe.",
     "visit{Kazakhstan delegation arrived in Dushanbe source=Kazakhstan/KAZ target=Dushanbe/TJK}"},
    {"en", "Kazakhstan, Uzbekistan, Tajikistan and Kyrgyzstan held regular talks.",
     "talks{Kazakhstan, Uzbekistan, Tajikistan and Kyrgyzstan held regular talks"
     " source=Kazakhstan/KAZ source=Uzbekistan/UZB source=Tajikistan/TJK source=Kyrgyzstan/KGZ}"},
    {"en", "Russia's officials spoke by phone with China.",
     "phone{Russia's officials spoke by phone with China source=Russia's/RUS target=China/CHN}"},
    {"en", "Uzbekistan agreed to supply gas to Tajikistan.",
     "agree{Uzbekistan agreed to supply gas to Tajikistan source=Uzbekistan/UZB"
     " target=Tajikistan/TJK}"},
    {"en", "Uzbekistan never agreed to supply gas.", ""},
    {"en", "Kazakhstan and China signed a long-awaited border treaty.",
     "sign{Kazakhstan and China signed a long-awaited border treaty source=Kazakhstan/KAZ"
     " source=China/CHN what=treaty}"},
    {"en", "Russia urged Tashkent to wait.",
     "request{Russia urged Tashkent to source=Russia/RUS target=Tashkent/UZB}"},
    {"en", "Astana strongly condemned Russia.",
     "accuse{Astana strongly condemned Russia source=Astana/KAZ target=Russia/RUS}"},
    {"en", "Dushanbe summoned the Russian ambassador.",
     "summon{Dushanbe summoned the Russian ambassador source=Dushanbe/TJK target=Russian/RUS}"},
    {"en", "China rejected the proposal. Russia refused to attend the meeting.",
     "reject{China rejected the proposal source=China/CHN what=proposal}"},
    {"en", "The United States imposed new sanctions on two banks of Russia.",
     "sanction{United States imposed new sanctions on two banks of Russia"
     " source=United States/USA target=Russia/RUS}"},
    {"en", "Kyrgyzstan expelled two Russian diplomats.",
     "expel{Kyrgyzstan expelled two Russian diplomats source=Kyrgyzstan/KGZ target=Russian/RUS}"},
    {"en", "The United Nations delivered tents and flour to Tajikistan.",
     "aid{United Nations delivered tents and flour to Tajikistan source=United Nations/UNO"
     " target=Tajikistan/TJK}"},
    {"en", "Tashkent denied the report. Tashkent denied it, he said, on Monday.",
     "deny{Tashkent denied the report who=Tashkent/UZB}"},
    {"ru", "Президент Олимов прибыл с официальным визитом в Ташкент.",
     "visit{Президент Олимов прибыл с официальным визитом в Ташкент source=Президент/HOS"
     " target=Ташкент/UZB}"},
    {"ru", "Стороны не встретились с министром иностранных дел.", ""},
    {"ru", "Вчера встретился с министром иностранных дел.",
     "meet{встретился с министром иностранных дел target=министром иностранных дел/FM}"},
    {"kk", "Қазақстан делегациясы бүгін кездесті.",
     "meet{Қазақстан делегациясы бүгін кездесті source=Қазақстан/KAZ}"},
    {"kk", "Tajikistan paid a visit to Astana.", ""}, /* rules of other languages rest */
    {"en", "Kazakhstan paid a visit. To Uzbekistan he sent nobody.", ""}, /* two sentences */
};

#endif

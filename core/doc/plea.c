#include "doc/plea.h"

/* Longest block, in bytes, that is looked at; longest that is one for its three services alone. */
#define PLEA_MAX    ((size_t)420)
#define LISTING_MAX ((size_t)260)

static const mh_view services[] = {
    MH_VIEW_INIT("telegram"),     MH_VIEW_INIT("телеграм"),      MH_VIEW_INIT("whatsapp"),
    MH_VIEW_INIT("ватсап"),       MH_VIEW_INIT("facebook"),      MH_VIEW_INIT("фейсбук"),
    MH_VIEW_INIT("instagram"),    MH_VIEW_INIT("инстаграм"),     MH_VIEW_INIT("twitter"),
    MH_VIEW_INIT("твиттер"),      MH_VIEW_INIT("youtube"),       MH_VIEW_INIT("ютуб"),
    MH_VIEW_INIT("viber"),        MH_VIEW_INIT("tiktok"),        MH_VIEW_INIT("вконтакте"),
    MH_VIEW_INIT("одноклассник"), MH_VIEW_INIT("newsletter"),    MH_VIEW_INIT("рассылк"),
    MH_VIEW_INIT("google news"),  MH_VIEW_INIT("яндекс"),        MH_VIEW_INIT("threads"),
    MH_VIEW_INIT("linkedin"),     MH_VIEW_INIT("boletín"),       MH_VIEW_INIT("bülten"),
    MH_VIEW_INIT("تلگرام"),       MH_VIEW_INIT("واتساپ"),        MH_VIEW_INIT("واتس‌اپ"),
    MH_VIEW_INIT("واتس اپ"),      MH_VIEW_INIT("فیسبوک"),        MH_VIEW_INIT("فیس‌بوک"),
    MH_VIEW_INIT("فیسبوک"),       MH_VIEW_INIT("یوتیوب"),        MH_VIEW_INIT("انستاگرام"),
    MH_VIEW_INIT("اینستاگرام"),   MH_VIEW_INIT("توییتر"),        MH_VIEW_INIT("تویتر"),
    MH_VIEW_INIT("خبرنامه"),      MH_VIEW_INIT("google новост"),
};

static const mh_view requests[] = {
    MH_VIEW_INIT("follow us"),     MH_VIEW_INIT("follow our"),     MH_VIEW_INIT("follow @"),
    MH_VIEW_INIT("follow the"),    MH_VIEW_INIT("follow me"),      MH_VIEW_INIT("follow him on"),
    MH_VIEW_INIT("follow her on"), MH_VIEW_INIT("like us"),        MH_VIEW_INIT("join us"),
    MH_VIEW_INIT("join our"),      MH_VIEW_INIT("sign up"),        MH_VIEW_INIT("subscribe"),
    MH_VIEW_INIT("send us"),       MH_VIEW_INIT("find us"),        MH_VIEW_INIT("get our"),
    MH_VIEW_INIT("подписывай"),    MH_VIEW_INIT("подпиши"),        MH_VIEW_INIT("подписат"),
    MH_VIEW_INIT("присоединяй"),   MH_VIEW_INIT("читайте нас"),    MH_VIEW_INIT("читать нас"),
    MH_VIEW_INIT("следите за"),    MH_VIEW_INIT("следить за"),     MH_VIEW_INIT("наш канал"),
    MH_VIEW_INIT("нашем канале"),  MH_VIEW_INIT("в нашем"),        MH_VIEW_INIT("на наш"),
    MH_VIEW_INIT("жазыл"),         MH_VIEW_INIT("қосыл"),          MH_VIEW_INIT("арнамыз"),
    MH_VIEW_INIT("парақшамыз"),    MH_VIEW_INIT("катталы"),        MH_VIEW_INIT("каналыбыз"),
    MH_VIEW_INIT("кошулу"),        MH_VIEW_INIT("обуна"),          MH_VIEW_INIT("obuna"),
    MH_VIEW_INIT("kuzatib bor"),   MH_VIEW_INIT("кузатиб бор"),    MH_VIEW_INIT("kanalimiz"),
    MH_VIEW_INIT("каналимиз"),     MH_VIEW_INIT("канали мо"),      MH_VIEW_INIT("пайрави мо"),
    MH_VIEW_INIT("ба мо"),         MH_VIEW_INIT("دنبال کنید"),     MH_VIEW_INIT("s\xC3\xADguenos"),
    MH_VIEW_INIT("siguenos"),      MH_VIEW_INIT("s\xC3\xADganos"), MH_VIEW_INIT("suscr\xC3\xAD"),
    MH_VIEW_INIT("\xC3\xBAnete"),  MH_VIEW_INIT("siga-nos"),       MH_VIEW_INIT("folge"),
    MH_VIEW_INIT("abonnier"),      MH_VIEW_INIT("melde dich"),     MH_VIEW_INIT("suivez"),
    MH_VIEW_INIT("abonnez"),       MH_VIEW_INIT("inscrivez"),      MH_VIEW_INIT("seguici"),
    MH_VIEW_INIT("iscriviti"),     MH_VIEW_INIT("obserwuj"),       MH_VIEW_INIT("takip ed"),
    MH_VIEW_INIT("abone ol"),      MH_VIEW_INIT("escribirnos"),    MH_VIEW_INIT("write to us"),
    MH_VIEW_INIT("بپیوندید"),      MH_VIEW_INIT("عضو شوید"),       MH_VIEW_INIT("مشترک شوید"),
    MH_VIEW_INIT("عضو شو"),        MH_VIEW_INIT("عضو کانال"),      MH_VIEW_INIT("бізді"),
    MH_VIEW_INIT("бизди"),         MH_VIEW_INIT("бизни"),          MH_VIEW_INIT("bizni"),
    MH_VIEW_INIT("моро дар"),      MH_VIEW_INIT("пишите нам"),     MH_VIEW_INIT("присылайте"),
    MH_VIEW_INIT("каналымыз"),     MH_VIEW_INIT("yuboring"),       MH_VIEW_INIT("юборинг"),
    MH_VIEW_INIT("поделитесь"),    MH_VIEW_INIT("бөлүшүңүз"),      MH_VIEW_INIT("бөлісіңіз"),
    MH_VIEW_INIT("ulashing"),      MH_VIEW_INIT("улашинг"),        MH_VIEW_INIT("мубодила"),
    MH_VIEW_INIT("شریک سازید"),    MH_VIEW_INIT("биринчи бўлиб"),  MH_VIEW_INIT("birinchi bo"),
    MH_VIEW_INIT("бірінші болып"), MH_VIEW_INIT("биринчи болуп"),  MH_VIEW_INIT("аввалин шуда"),
};

bool mh_is_plea(const mh_hay *low) {
    size_t named = 0;
    if (low->text.len > PLEA_MAX || low->text.len < 12) return false;
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        named += mh_hay_has(low, services[i]);
    if (named == 0) return false;
    if (named >= 3 && low->text.len <= LISTING_MAX) return true;
    return mh_hay_has_any(low, requests, sizeof requests / sizeof requests[0]);
}

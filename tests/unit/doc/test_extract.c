#include "unit.h"

#include "doc/article.h"

/* Two paragraphs of an invented report, long enough to be running text. */
#define P1                                                                                         \
    "The ministers of two invented countries met in the capital on Tuesday to discuss trade, "     \
    "transit and the common border, officials said."
#define P2                                                                                         \
    "They agreed to hold another round of consultations in autumn, and to open a crossing point "  \
    "for lorries before the end of the year."
#define PAGE(before, body)                                                                         \
    "<html><head><title>Ministers meet - Invented Herald</title><meta name=description "           \
    "content=\"Two neighbours that rarely speak sat down again, and this time the talk was of "    \
    "roads, rails and the price of wheat.\"></head><body><h1>Ministers meet</h1>" before           \
    "<div class=article-body>" body "</div></body></html>"
#define LEAD                                                                                       \
    "Two neighbours that rarely speak sat down again, and this time the talk was of roads, rails " \
    "and the price of wheat. Neither side expected much, and both got more."

/* What must and what must not be in the text of a page. */
static const struct {
    const char *why, *html, *in[3], *out[3];
} rows[] = {
    {"a lead outside of the body, by the description",
     PAGE("<div class=top><p>" LEAD "</p></div>", "<p>" P1 "</p><p>" P2 "</p>"),
     {LEAD, P1, P2},
     {NULL}},
    {"a lead by its name",
     PAGE("<div class=standfirst>The talks, the first in nine years, were short, friendly and, as "
          "both delegations put it, better than anybody in the two capitals had dared to "
          "hope.</div>",
          "<p>" P1 "</p><p>" P2 "</p>"),
     {"better than anybody", P1, NULL},
     {NULL}},
    {"a short line under the headline is no lead",
     PAGE("<div class=top><p>A short line under the headline, of a few words.</p></div>",
          "<p>" P1 "</p><p>" P2 "</p>"),
     {P1, P2, NULL},
     {"short line under", NULL}},
    {"a table of facts keeps its linked cells",
     PAGE("", "<p>" P1 "</p><table><tr><th>Country</th><th>Trade</th></tr>"
              "<tr><td><a href=/a>First Invented Country</a></td><td>12</td></tr>"
              "<tr><td><a href=/b>Second Invented Country</a></td><td>34</td></tr>"
              "<tr><td><a href=/c>Third Invented Country</a></td><td>56</td></tr></table><p>" P2
              "</p>"),
     {"First Invented Country", "Third Invented Country", "56"},
     {NULL}},
    {"an item that is a link stays in a list of prose",
     PAGE("", "<p>" P1 "</p><ul><li>The first point is about transit, tariffs, and the time that "
              "lorries wait at the crossing.</li><li><a href=/x>The second point in full</a></li>"
              "<li>The third point is about visas, which are to be issued within a week.</li></ul>"
              "<p>" P2 "</p>"),
     {"The second point in full", "The third point", P2},
     {NULL}},
    {"a second article behind the sharing buttons, though its box is another",
     PAGE("<p class=when>12 March 2024</p>",
          "<p>" P1 "</p><p>" P2 "</p></div><div class=share><a href=/f>Facebook</a> <a href=/t>"
          "Telegram</a></div><div class=loaded><h2>Another story of another day</h2>"
          "<p>11 March 2024</p><p>" LEAD "</p>"),
     {P1, P2, NULL},
     {LEAD, "Another story", NULL}},
    {"a second article whose date is a link to its day",
     PAGE("<p class=when>12 March 2024</p>",
          "<p>" P1 "</p><p>" P2 "</p></div><div class=share><a href=/f>Facebook</a> <a href=/t>"
          "Telegram</a></div><div class=loaded><a href=/20240311/>09:10 11.03.2024</a><h1>Another "
          "story of another day</h1><p>" LEAD "</p>"),
     {P1, P2, NULL},
     {LEAD, "Another story", NULL}},
    {"a part with a heading but no date of its own",
     PAGE("<p class=when>12 March 2024</p>",
          "<p>" P1 "</p><p>" P2 "</p><div class=share><a href=/f>Facebook</a> <a href=/t>"
          "Telegram</a></div><h2>What the neighbours say now</h2><p>" LEAD "</p>"),
     {P1, P2, LEAD},
     {NULL}},
    {"a teaser with its first sentence, below the article",
     "<html><head><title>Ministers meet</title></head><body><div><h1>Ministers meet</h1><p>" P1
     "</p><p>" P2 "</p><p>" LEAD "</p><div><article><h3><a href=/1>A bridge is to be repaired in "
     "spring</a></h3><p>Both lanes will be closed for a month, the roads office says.</p></article>"
     "<article><h3><a href=/2>Wheat is dearer than in autumn</a></h3><p>Bakers say that they will "
     "not raise their prices for now.</p></article></div></div></body></html>",
     {P1, P2, LEAD},
     {"Both lanes", "Bakers say", NULL}},
    {"the pane of another language",
     PAGE("", "<div class=\"tab-pane active\" id=en><p>" P1 "</p><p>" P2 "</p></div>"
              "<div class=tab-pane id=ru><p>Министры двух вымышленных стран обсудили торговлю, "
              "транзит и границу.</p></div>"),
     {P1, P2, NULL},
     {"Министры", NULL}},
    {"a second article in a box alike, with no heading elements",
     "<html><head><title>Ministers meet in town</title></head><body><div class=item><div>Ministers "
     "meet in town</div><div>12 March 2024, 10:00</div><div><p>" P1 "</p><p>" P2 "</p></div></div>"
     "<div class=item><div>Another story of that day</div><div>12 March 2024, "
     "09:00</div><div><p>" LEAD "</p></div></div></body></html>",
     {P1, P2, NULL},
     {LEAD, "Another story", NULL}},
    {"entries with a button each",
     PAGE("",
          "<p>" P1 "</p><ol><li>Talks resumed after lunch.<button>Share</button></li><li>The "
          "first delegation spoke of the harvest.<button>Share</button></li><li>The second spoke "
          "of roads and of the price of wheat.<button>Share</button></li></ol><p>" P2 "</p>"),
     {"Talks resumed", "price of wheat", P2},
     {"Share", NULL}},
    {"what stands behind the line of the source",
     PAGE("", "<p>" P1 "</p><p>" P2 "</p><p>Source: the invented ministry</p><p>Herald, 2024. "
              "Newsroom 0-00-00</p>"),
     {P1, P2, NULL},
     {"Newsroom", "Source", NULL}},
    {"an office and how to reach it",
     PAGE("",
          "<p>" P1 "</p><p>" P2 "</p><p><b>Press centre</b><br>tel.: 00-00, e-mail: a@zone.example"
          "</p>"),
     {P1, P2, NULL},
     {"00-00", NULL}},
    {"the press office that signs in bold",
     PAGE("", "<p>" P1 "</p><p>" P2 "</p><p><b>Press service of the invented ministry</b></p>"),
     {P1, P2, NULL},
     {"Press service", NULL}},
    {"what is hidden is no text while enough is shown",
     PAGE("",
          "<p>" P1 "</p><p>" P2 "</p><p>" LEAD "</p><p style=\"display: none\">This sentence "
          "is hidden from readers, and so it is no part of the article, long as it may be.</p>"),
     {P1, P2, NULL},
     {"hidden from readers", NULL}},
    {"a page that hides all of its text at first is read",
     "<html><head><title>Ministers meet</title></head><body><div style=display:none><h1>Ministers "
     "meet</h1><p>" P1 "</p><p>" P2 "</p></div></body></html>",
     {P1, P2, NULL},
     {NULL}},
    {"a repeated paragraph goes where a box repeats it, and stays where its author does",
     PAGE("", "<p>" P1 "</p><p>Refrain of the poem, again and again, says the poet.</p><p>" P2
              "</p><p>Refrain of the poem, again and again, says the poet.</p>"
              "<div class=box><blockquote>" P1 "</blockquote></div>"),
     {P1 "\n\n"
         "Refrain",
      P2 "\n\nRefrain", NULL},
     {P1 "\n\n" P1, NULL}},
    {"a paragraph does not go with the name of its first letter",
     PAGE("", "<p><span class=drop-cap>T</span>he " LEAD "</p><p>" P1 "</p><p>" P2 "</p>"),
     {LEAD, P1, P2},
     {NULL}},
    {"a card over a name is not in the line",
     PAGE("",
          "<p>The envoy <span class=who><a href=/p>A. Invented</a><span class=card><img src=x>"
          "<a href=/1>Other story about the envoy</a> <a href=/2>One more story</a></span>"
          "</span> spoke first, and at length, about the road, the rail and the river.</p><p>" P1
          "</p><p>" P2 "</p>"),
     {"The envoy A. Invented spoke first", P1, NULL},
     {"Other story", NULL}},
    {"datelines at both ends",
     PAGE("", "<p>Updated: 12 March 2024, 14:30</p><p>" P1 "</p><p>" P2
              "</p><p>First published: Tuesday, 12 March 2024 08:15</p>"),
     {P1, P2, NULL},
     {"14:30", "08:15", NULL}},
    {"pleas amid the text and behind it",
     PAGE("",
          "<p>" P1 "</p><p>Подписывайтесь на наш Telegram-канал и читайте нас первыми!</p><p>" P2
          "</p><p>(Reporting by Invented Desk; editing by Nobody)</p>"),
     {P1, P2, NULL},
     {"Telegram", "Reporting by", NULL}},
    {"short sentences in boxes like those of the paragraphs, at both ends",
     PAGE("", "<div>A short sentence opens it.</div><div>" P1 "</div><div><img src=a.jpg>" P2
              "</div><div>And another closes it.</div><div>12 views</div>"),
     {"A short sentence", P2, "another closes it."},
     {"12 views", NULL}},
    {"files to load down behind the text",
     PAGE("", "<p>" P1 "</p><p>" P2 "</p><div>Enclosed</div><p><a href=/f>form_2.docx</a> (24 KB)"
              "</p>"),
     {P1, P2, NULL},
     {"form_2", "Enclosed", NULL}},
    {"rates of currencies amid the text",
     PAGE("", "<p>" P1 "</p><div class=xq><b>Money today</b><div>USD</div><div>87,45</div><div>EUR"
              "</div><div>94,10</div></div><p>" P2 "</p>"),
     {P1, P2, NULL},
     {"87,45", "EUR", "Money today"}},
    {"the name of the outlet under the text",
     PAGE("", "<p>" P1 "</p><p>" P2 "</p><p>«Invented Herald»</p>"),
     {P1, P2, NULL},
     {"Herald", NULL}},
    {"the headline and the number of an issue in one block",
     "<html><head><title>Invented Herald - Ministers meet</title></head><body><div>No. 28 of 17 "
     "April 2026<br>Ministers meet</div><p>" P1 "</p><p>" P2 "</p></body></html>",
     {P1, P2, NULL},
     {"No. 28", "Ministers meet", NULL}},
    {"comments headed by their number, a plea of a bulletin, a note of the desk",
     PAGE("", "<p>" P1 "</p><p>" P2 "</p><p>Additional reporting by A. Invented.</p><p>The full "
              "text of this report is available to subscribers. Log in.</p><div>2 комментария"
              "</div><p>Well said, and about time too, as we have all waited for long.</p>"),
     {P1, P2, NULL},
     {"Additional", "subscribers", "Well said"}},
    {"a caption in a section of its own",
     PAGE("", "<section><p>" P1 "</p></section><section><img src=a.jpg><i>The hall before the "
              "talks</i></section><section><p>" P2 "</p></section>"),
     {P1, P2, NULL},
     {"The hall", NULL}},
    {"the text of a page that is its data: a body of blocks within the answer to a query",
     "<html><head><title>Ministers meet in town | Herald</title></head><body><div>Loading</div>"
     "<script type=application/json>{\"queries\":[{\"state\":{\"data\":{\"post\":{\"title\":"
     "\"Ministers meet in town\",\"content\":{\"time\":1,\"blocks\":[{\"type\":\"paragraph\","
     "\"data\":{\"text\":\"" P1 "\"}},{\"type\":\"image\",\"data\":{\"caption\":\"The "
     "hall\"}},{\"type\":\"paragraph\",\"data\":{\"text\":\"" P2
     "\"}}]}}}}}]}</script></body></html>",
     {P1, P2, NULL},
     {"The hall", "Loading", NULL}},
    {"a caption that ends with its photographer, and the place and date of a note",
     PAGE("", "<p>" P1 "</p><p>The hall before the talks, seen from the door. Photo: A. Invented"
              "</p><p>" P2 "</p><p>Inventown, 28 April 2026</p>"),
     {P1, P2, "Inventown, 28 April 2026"},
     {"The hall", NULL}},
    {"comments longer than the article, by their links to reply",
     "<html><head><title>Ministers meet in town</title></head><body><div><b>Ministers meet in town"
     "</b><div>" P1 "</div></div><div><div><i>one</i><div>" P2 "</div><a href=/r>Ответить</a></div>"
     "<div><i>two</i><div>" LEAD "</div><a href=/r>Ответить</a></div><div><i>three</i><div>It was "
     "high time, everybody on our street says so.</div><a href=/r>Ответить</a></div></div></body>"
     "</html>",
     {P1, NULL},
     {P2, LEAD, "high time"}},
    {"a signature in the last line of a short paragraph",
     PAGE("",
          "<p>" P1 "</p><p>" P2 "</p><p>Work is due to begin in the autumn, if all goes well.<br>"
          "<b>Vera Madeupova</b></p>"),
     {P1, "if all goes well.", NULL},
     {"Madeupova", NULL}},
    {"cards of other articles behind the text, two with a line each",
     PAGE("", "<p>" P1 "</p><p>" P2 "</p><p>" LEAD "</p><h4>Read also:</h4><div><a href=/1><b>A "
              "bridge is to be repaired</b></a><p>Both lanes will be closed for a month from "
              "March...</p></div><div><a href=/2><b>Wheat is dearer than it was</b></a><p>Bakers "
              "say that they will not raise their prices...</p></div>"),
     {P1, P2, LEAD},
     {"Both lanes", "Bakers", "bridge"}},
    {"a note of one sentence among cards that outweigh it",
     "<html><head><title>Ministers meet in town</title></head><body><div><h1>Ministers meet in town"
     "</h1><p>12 March 2024</p><div><p>" P1 "</p></div></div><div>"
#define CARD(n, text)                                                                              \
    "<div><h4><a href=/" n ">Another story, of another day</a></h4><p>" text "</p></div>"
     CARD("1", P2) CARD("2", LEAD) CARD("3", "Bakers say that they will not raise their prices, "
                                             "for now at least, whatever wheat may cost.")
         CARD("4", "Both lanes of the bridge will be closed for a month, the roads office said, "
                   "and drivers should look for another way.")
#undef CARD
             "</div></body></html>",
     {P1, NULL},
     {P2, LEAD, "Bakers"}},
    {"a dialog that is longer than the article",
     "<html><head><title>Ministers meet in town</title></head><body><div role=dialog><p>" P2
     "</p><p>" LEAD "</p></div><div><h1>Ministers meet in town</h1><p>" P1
     "</p></div></body></html>",
     {P1, NULL},
     {P2, LEAD, NULL}},
    {"a lead in a small heading below a headline of the second order",
     "<html><head><title>Водий ҳақиқати – Ипак мавсуми</title></head><body><h2>Ипак мавсуми</h2>"
     "<h3>Фарғона водийсида пиллачилик мавсуми бошланди.</h3><div><p>" P1 "</p><p>" P2
     "</p></div></body></html>",
     {"мавсуми бошланди.", P1, P2},
     {NULL}},
    {"a second article behind the signature of the first, with no date",
     "<html><head><title>Ministers meet in town</title><meta name=author content='Vera Madeupova'>"
     "</head><body><div><h1>Ministers meet in town</h1><p>" P1 "</p><p>" P2
     "</p><p><b>Vera Madeupova"
     "</b></p><div><a href=/f>Facebook</a> <a href=/t>Telegram</a></div></div><div><h2>Another "
     "story of another day</h2><p>" LEAD "</p></div></body></html>",
     {P1, P2, NULL},
     {LEAD, "Another story", "Madeupova"}},
    {"an office and, in a line of its own, how to reach it; the stars of a vote",
     PAGE("", "<p>" P1 "</p><p>" P2 "</p><div>Press service</div><div>Tel.: 00-00, e-mail: "
              "a@zone.example</div><ul><li>1</li><li>2</li><li>3</li><li>4</li><li>5</li></ul>"),
     {P1, P2, NULL},
     {"Press service", "00-00", "4"}},
    {"a time of day in an element of its own",
     PAGE("",
          "<p><b>17:10</b>The court adjourned until Monday, said its clerk to the press.</p><p>" P1
          "</p><p>" P2 "</p>"),
     {"17:10 The court", P1, P2},
     {NULL}},
    {"the end of a press release",
     PAGE("",
          "<p>" P1 "</p><p>" P2 "</p><p>###</p><p>Media contact: A. Invented, a@zone.example</p>"),
     {P1, P2, NULL},
     {"###", "Media contact", NULL}},
    {"hardly any text is taken as it is",
     "<html><head><title>x</title></head><body><p>abc</p><p>def</p></body></html>",
     {"abc\n\ndef", NULL},
     {NULL}},
};

START_TEST(what_is_text) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_doc *d = NULL;
        mh_arena *a = mh_arena_new();
        mh_meta m;
        mh_article art;
        mh_err e = {0};
        ck_assert_int_eq(mh_doc_parse(&d, mh_view_of(rows[i].html), NULL, &e), MH_OK);
        mh_meta_extract(&m, d, NULL, a);
        ck_assert_msg(mh_article_extract(&art, d, &m, a, &e) == MH_OK, "%s: %s", rows[i].why,
                      e.msg);
        for (int k = 0; k < 3 && rows[i].in[k]; k++)
            ck_assert_msg(mh_view_find(art.text, mh_view_of(rows[i].in[k]), 0) != SIZE_MAX,
                          "%s: \"%s\" is not in: %.*s", rows[i].why, rows[i].in[k],
                          MH_FMT(art.text));
        for (int k = 0; k < 3 && rows[i].out[k]; k++)
            ck_assert_msg(mh_view_find(art.text, mh_view_of(rows[i].out[k]), 0) == SIZE_MAX,
                          "%s: \"%s\" is in: %.*s", rows[i].why, rows[i].out[k], MH_FMT(art.text));
        mh_doc_free(d);
        mh_arena_free(a);
    }
}
END_TEST

TCase *tcase_doc_extract(void) {
    TCase *t = tcase_create("doc_extract");
    tcase_add_test(t, what_is_text);
    return t;
}

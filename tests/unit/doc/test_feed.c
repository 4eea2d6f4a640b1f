#include "unit.h"

#include "doc/feed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static mh_feed *read_at(const char *text, const char *url) {
    mh_feed *f = NULL;
    mh_err e = {0};
    mh_feed_source src = {.url = mh_view_of(url)};
    ck_assert_msg(mh_feed_parse(&f, mh_view_of(text), &src, &e) == MH_OK, "%s: %s", text, e.msg);
    return f;
}

static mh_feed *read(const char *text) {
    return read_at(text, "");
}

START_TEST(forms) {
    static const struct {
        const char *in, *form, *version;
        size_t entries;
    } rows[] = {
        {"<rss version='2.0'><channel><item/><item/></channel></rss>", "rss", "2.0", 2},
        {"<rss version='0.91'><channel/><item/></rss>", "rss", "0.91", 1},
        {"<channel><title>x</title><item/></channel>", "rss", "", 1},
        {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
         " xmlns='http://purl.org/rss/1.0/'><channel/><item/></rdf:RDF>",
         "rss", "1.0", 1},
        {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
         " xmlns='http://my.netscape.com/rdf/simple/0.9/'></rdf:RDF>",
         "rss", "0.9", 0},
        {"<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>", "atom", "1.0", 1},
        {"<feed version='0.3' xmlns='http://purl.org/atom/ns#'/>", "atom", "0.3", 0},
        {"<entry xmlns='http://www.w3.org/2005/Atom'><id>x</id></entry>", "atom", "1.0", 1},
        {"<CHANNEL><ITEM HREF='x'/></CHANNEL>", "cdf", "", 1},
        {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{},{}]}", "json", "1.1", 2},
        {"\xEF\xBB\xBF {\"version\":\"https://jsonfeed.org/version/1\",\"title\":\"x\"}", "json",
         "1.0", 0},
        {"junk<html/><rss version='2.0'><item>", "rss", "2.0", 1},
        {"<rss><channel><item><title>a</title><item><title>b", "rss", "", 2}, /* items not closed */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_feed *f = read(rows[i].in);
        ck_assert_str_eq(mh_feed_form_name(mh_feed_form_of(f)), rows[i].form);
        ck_view_eq(mh_feed_version(f), rows[i].version);
        ck_assert_msg(mh_feed_count(f) == rows[i].entries, "%s: %zu", rows[i].in, mh_feed_count(f));
        mh_feed_free(f);
    }
}
END_TEST

START_TEST(chapters) {
    static const struct {
        const char *start;
        double want;
    } rows[] = {
        {"0", 0},           {"01:02:03", 3723}, {"00:01:07.250", 67.25},
        {"08:26", 506},     {" 5.5 ", 5.5},     {"90", 90},
        {"", -1},           {"soon", -1},       {"1::2", -1},
        {":5", -1},         {"5:", -1},         {"1:2:3:4", -1},
        {"1.5:2", -1},      {"-5", -1},         {"1e9", -1},
        {"1234567890", -1}, {"1.2.3", -1},
    };
    mh_buf b = {0};
    mh_buf_puts(&b, "<rss xmlns:p='http://podlove.org/simple-chapters'><item><p:chapters>");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        mh_buf_printf(&b, "<p:chapter start='%s' title=' t%zu ' href='/h' image='javascript:x'/>",
                      rows[i].start, i);
    mh_buf_puts(&b, "<p:other/><chapter/></p:chapters></item></rss>");
    mh_feed *f = read_at(b.ptr, "https://e.example/f");
    const mh_feed_part *p = mh_feed_entry(f, 0);
    ck_assert_uint_eq(p->chapters.len, sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < p->chapters.len; i++)
        ck_assert_msg(fabs(p->chapters.ptr[i].start_s - rows[i].want) < 1e-9, "%s: %f",
                      rows[i].start, p->chapters.ptr[i].start_s);
    ck_view_eq(p->chapters.ptr[1].title, "t1");
    ck_view_eq(p->chapters.ptr[1].start, "01:02:03");
    ck_view_eq(p->chapters.ptr[1].url, "https://e.example/h");
    ck_view_eq(p->chapters.ptr[1].image, "");
    mh_feed_free(f);
    mh_buf_clear(&b);
}
END_TEST

/* MathML and SVG in XHTML, with prefixes or without. */
START_TEST(drawings) {
    static const char *const rows[][2] = {
        {"<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>x</mi></math>",
         "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>x</mi></math>"},
        {"<m:math xmlns:m='http://www.w3.org/1998/Math/MathML'><m:mi>x</m:mi></m:math>",
         "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"><mi>x</mi></math>"},
        {"<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:g/><s:script>y()</s:script></s:svg>",
         "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></g></svg>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0}, html = {0};
        mh_buf_printf(
            &b,
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>"
            "<div xmlns='http://www.w3.org/1999/xhtml'>a%s</div></content></entry></feed>",
            rows[i][0]);
        mh_feed *f = read(b.ptr);
        mh_feed_text_html(&html, &mh_feed_entry(f, 0)->contents.ptr[0]);
        ck_view_eq(mh_view_sub(mh_buf_view(&html), 1, html.len), rows[i][1]);
        mh_feed_free(f);
        mh_buf_clear(&b);
        mh_buf_clear(&html);
    }
}
END_TEST

START_TEST(not_feeds) {
    static const struct {
        const char *in, *says;
    } rows[] = {
        {"<!DOCTYPE html><html><body>x</body></html>", "this is an HTML page"},
        {"<urlset/>", "the root element is <urlset>"},
        {"", "no element"},
        {"words", "no element"},
        {"{\"a\":1}", "no JSON Feed"},
        {"[1", "JSON line 1"},
        {"[]", "no JSON Feed"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_feed *f = NULL;
        mh_err e = {0};
        ck_assert(mh_feed_parse(&f, mh_view_of(rows[i].in), NULL, &e) == MH_FAIL && f == NULL);
        ck_assert_int_eq(e.code, MH_E_PARSE);
        ck_assert_msg(strstr(e.msg, rows[i].says) != NULL, "%s: %s", rows[i].in, e.msg);
    }
}
END_TEST

/* What is inside one <item> or <entry>, and a field of it as text. */
typedef mh_view field(const mh_feed_part *p);
#define FIELD(name, expr)                                                                          \
    static mh_view name(const mh_feed_part *p) {                                                   \
        return expr;                                                                               \
    }
FIELD(title, p->title.value)
FIELD(summary, p->summary.value)
FIELD(content, p->contents.len ? p->contents.ptr[0].value : (mh_view){0})
FIELD(second, p->contents.len > 1 ? p->contents.ptr[1].value : (mh_view){0})
FIELD(type, p->contents.len ? p->contents.ptr[0].type : (mh_view){0})
FIELD(link_of, p->link)
FIELD(id, p->id)
FIELD(id_link, p->id_is_link ? MH_VIEW("yes") : MH_VIEW("no"))
FIELD(author, p->authors.len ? p->authors.ptr[0].name : (mh_view){0})
FIELD(email, p->authors.len ? p->authors.ptr[0].email : (mh_view){0})
FIELD(author2, p->authors.len > 1 ? p->authors.ptr[1].name : (mh_view){0})
FIELD(tag, p->categories.len ? p->categories.ptr[0].term : (mh_view){0})
FIELD(tag2, p->categories.len > 1 ? p->categories.ptr[1].term : (mh_view){0})
FIELD(published, p->published.raw)
FIELD(updated, p->updated.raw)
FIELD(rel, p->links.len ? p->links.ptr[0].rel : (mh_view){0})
FIELD(media, p->media.len ? p->media.ptr[0].url : (mh_view){0})
FIELD(picture, p->image.url)
FIELD(place, mh_view_of(p->place.kind))
FIELD(source, p->source ? p->source->title.value : (mh_view){0})
FIELD(duration, mh_feed_extra_of(p, "itunes:duration"))
FIELD(other, mh_feed_extra_of(p, "z:other"))
FIELD(language, p->language)

START_TEST(items) {
    static const struct {
        const char *in; /* "<" of RSS, "A" of Atom in front */
        field *of;
        const char *want;
    } rows[] = {
        {"<title> a &amp;amp; b </title>", title, "a &amp; b"},
        {"<title><![CDATA[a <b>b</b>]]></title>", title, "a <b>b</b>"},
        {"<media:title>m</media:title><title>t</title>", title, "t"},
        {"<description>one</description><description>two</description>", content, "two"},
        {"<description>d</description><content:encoded>c</content:encoded>", summary, "d"},
        {"<description>d</description><content:encoded>c</content:encoded>", content, "c"},
        {"<xhtml:body><xhtml:p>x</xhtml:p></xhtml:body>", content, "<p>x</p>"},
        {"<link>/a</link>", link_of, "https://e.example/a"},
        {"<link>a b</link>", link_of, "https://e.example/d/a%20b"},
        {"<link>javascript:x()</link>", link_of, ""},
        {"<link>/a</link><link>/b</link>", link_of, "https://e.example/b"},
        {"<link>/a</link><atom:link href='/b'/>", link_of, "https://e.example/a"},
        {"<guid>https://e.example/g</guid>", link_of, "https://e.example/g"},
        {"<guid isPermaLink='false'>https://e.example/g</guid>", link_of, ""},
        {"<guid>g</guid><link>/a</link>", id_link, "no"},
        {"<guid>https://e.example/g</guid>", id_link, "yes"},
        {"<author>n@e.example (A Name)</author>", author, "A Name"},
        {"<author>n@e.example (A Name)</author>", email, "n@e.example"},
        {"<author>A Name &lt;n@e.example&gt;</author>", author, "A Name"},
        {"<author>A Name (n@e.example)</author>", author, "A Name"},
        {"<author>A (B) Name</author>", author, "A (B) Name"},
        {"<dc:creator>X</dc:creator><dc:creator>X</dc:creator><dc:creator>Y</dc:creator>", author2,
         "Y"},
        {"<category domain='d'> c </category>", tag, "c"},
        {"<itunes:keywords>a, b</itunes:keywords>", tag2, "b"},
        {"<itunes:category text='A'><itunes:category text='B'/></itunes:category>", tag2, "B"},
        {"<pubDate> then </pubDate>", published, "then"},
        {"<dc:date>then</dc:date>", updated, "then"},
        {"<enclosure url='/a.mp3'/>", rel, "enclosure"},
        {"<media:group><media:content url='/v.mp4'/></media:group>", media,
         "https://e.example/v.mp4"},
        {"<itunes:image href='/i.jpg'/>", picture, "https://e.example/i.jpg"},
        {"<georss:box>1 2 3 4</georss:box>", place, "box"},
        {"<georss:point>1</georss:point>", place, ""},
        {"<geo:lat>1</geo:lat><geo:long>2</geo:long>", place, "point"},
        {"<source url='/s'>S</source>", source, "S"},
        {"<itunes:duration>3:00</itunes:duration>", duration, "3:00"},
        {"<z:other xmlns:z='urn:z'> o </z:other>", other, "o"},
        {"A<title type='html'>&lt;b&gt;x&lt;/b&gt;</title>", title, "<b>x</b>"},
        {"A<title>&lt;b&gt;x&lt;/b&gt;</title>", title, "<b>x</b>"},
        {"A<summary>one</summary><content>two</content>", content, "two"},
        {"A<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a<br/>b</div></content>",
         content, "a<br />b"},
        {"A<content mode='base64'>PGI+eDwvYj4=</content>", content, "<b>x</b>"},
        {"A<content type='image/png'>eHk=</content>", content, "xy"},
        {"A<title type='application/x-t'>test</title>", title, "test"},
        {"A<content type='html'>x</content>", type, "text/html"},
        {"A<content>a</content><content>b</content>", second, "b"},
        {"A<link rel='edit' href='/e'/><link href='/a'/><link href='/b'/>", link_of,
         "https://e.example/a"},
        {"A<link href=''/>", link_of, "https://e.example/d/feed"},
        {"A<link xml:base='http://o.example/x/' href='a'/>", link_of, "http://o.example/x/a"},
        {"A<id>urn:x</id>", id, "urn:x"},
        {"A<author><name>N</name><email>n@e.example</email></author>", email, "n@e.example"},
        {"A<category term='t' label='l'/>", tag, "t"},
        {"A<source><title>From</title></source>", source, "From"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        bool atom = rows[i].in[0] == 'A';
        mh_buf_printf(&b, "%s%s%s",
                      atom ? "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ky_KG'><entry>"
                           : "<rss xmlns:atom='http://www.w3.org/2005/Atom'><channel><item>",
                      rows[i].in + atom, atom ? "</entry></feed>" : "</item></channel></rss>");
        mh_feed *f = read_at(b.ptr, "https://e.example/d/feed");
        ck_assert_uint_eq(mh_feed_count(f), 1);
        mh_view got = rows[i].of(mh_feed_entry(f, 0));
        ck_assert_msg(mh_view_eq(got, mh_view_of(rows[i].want)), "%s: got \"%.*s\"", rows[i].in,
                      MH_FMT(got));
        if (atom) ck_view_eq(language(mh_feed_entry(f, 0)), "ky-KG");
        mh_feed_free(f);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(head) {
    mh_feed *f = read_at("<rss><channel><title>T</title><link>/</link><description>D</description>"
                         "<language>tg</language><copyright>C</copyright><generator>G</generator>"
                         "<managingEditor>e@e.example (Ed)</managingEditor><webMaster>w@e.example"
                         "</webMaster><lastBuildDate>Tue, 12 Mar 2024 14:30:00 GMT</lastBuildDate>"
                         "<image><url>/i</url><title>I</title><width>10</width></image><ttl>5</ttl>"
                         "</channel></rss>",
                         "https://e.example/rss");
    const mh_feed_part *p = mh_feed_head(f);
    ck_view_eq(p->title.value, "T");
    ck_view_eq(p->subtitle.value, "D");
    ck_view_eq(p->link, "https://e.example/");
    ck_view_eq(p->language, "tg");
    ck_view_eq(p->rights.value, "C");
    ck_view_eq(p->generator, "G");
    ck_view_eq(p->authors.ptr[0].name, "Ed");
    ck_view_eq(p->publisher.email, "w@e.example");
    ck_view_eq(p->image.url, "https://e.example/i");
    ck_view_eq(p->image.width, "10");
    ck_view_eq(mh_feed_extra_of(p, "ttl"), "5");
    ck_assert(p->updated.ok && p->updated.date.time_s == 1710253800);
    ck_assert(!mh_feed_malformed(f) && !mh_feed_clipped(f));
    mh_feed_free(f);
}
END_TEST

START_TEST(json) {
    mh_feed *f = read_at(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"T\",\"home_page_url\":\"/\","
        "\"expired\":true,\"language\":\"kk\",\"authors\":[{\"name\":\"N\"}],\"items\":[{\"id\":7,"
        "\"url\":\"/1\","
        "\"content_html\":\"<p>h</p>\",\"content_text\":\"t\",\"banner_image\":\"/"
        "b\",\"tags\":[\"a\",3],"
        "\"attachments\":[{\"url\":\"/a\",\"mime_type\":\"x/y\",\"size_in_bytes\":5,"
        "\"duration_in_seconds\":9}],\"author\":{\"name\":\"M\"}},7]}",
        "https://e.example/f.json");
    const mh_feed_part *p = mh_feed_entry(f, 0);
    ck_view_eq(mh_feed_head(f)->link, "https://e.example/");
    ck_view_eq(mh_feed_extra_of(mh_feed_head(f), "expired"), "true");
    ck_view_eq(mh_feed_head(f)->authors.ptr[0].name, "N");
    ck_view_eq(p->id, "7");
    ck_view_eq(p->link, "https://e.example/1");
    ck_view_eq(p->contents.ptr[0].value, "<p>h</p>");
    ck_view_eq(p->contents.ptr[1].value, "t");
    ck_view_eq(p->media.ptr[0].url, "https://e.example/b");
    ck_view_eq(p->authors.ptr[0].name, "M");
    ck_view_eq(p->language, "kk");
    ck_assert_uint_eq(p->categories.len, 1);
    const mh_feed_link *l = &p->links.ptr[p->links.len - 1];
    ck_view_eq(l->rel, "enclosure");
    ck_view_eq(l->length, "5");
    ck_view_eq(l->duration, "9");
    ck_assert(mh_feed_xml(f) == NULL && !mh_feed_malformed(f) && mh_feed_count(f) == 1);
    mh_feed_free(f);
    mh_buf b = {0};
    mh_err e = {0};
    mh_buf_puts(&b, "{\"items\":[");
    for (int i = 0; i < 600000; i++) mh_buf_puts(&b, "{},");
    ck_assert(mh_feed_parse(&f, mh_buf_view(&b), NULL, &e) == MH_FAIL && f == NULL);
    ck_assert_int_eq(e.code, MH_E_TOO_LARGE);
    mh_buf_clear(&b);
}
END_TEST

START_TEST(texts) {
    mh_feed *f =
        read_at("<rss xml:base='http://b.example/'><item><title>a\n  b &lt;i&gt;c&lt;/i&gt;</title>"
                "<description>&lt;p&gt;x &lt;a href='y'&gt;y&lt;/a&gt;&lt;/p&gt;z"
                "</description></item></rss>",
                "https://e.example/");
    const mh_feed_part *p = mh_feed_entry(f, 0);
    mh_buf b = {0};
    mh_feed_text_line(&b, &p->title);
    ck_view_eq(mh_buf_view(&b), "a b c");
    mh_buf_reset(&b);
    mh_feed_text_plain(&b, &p->summary);
    ck_view_eq(mh_buf_view(&b), "x y\nz");
    mh_buf_reset(&b);
    mh_feed_text_html(&b, &p->summary);
    ck_view_eq(mh_buf_view(&b), "<p>x <a href=\"http://b.example/y\">y</a></p>z");
    mh_buf_reset(&b);
    mh_feed_text plain = {.value = MH_VIEW("1 < 2\t &  3 ")};
    mh_feed_text_html(&b, &plain);
    ck_view_eq(mh_buf_view(&b), "1 &lt; 2\t &amp;  3 ");
    mh_buf_reset(&b);
    mh_feed_text_line(&b, &plain);
    ck_view_eq(mh_buf_view(&b), "1 < 2 & 3");
    mh_buf_clear(&b);
    mh_feed_free(f);
}
END_TEST

START_TEST(pictures) {
    static const struct {
        const char *in, *want;
    } rows[] = {
        {"<itunes:image href='/i'/><media:thumbnail url='/t'/>", "https://e.example/i"},
        {"<media:thumbnail url='/t'/><media:content url='/c' medium='image'/>",
         "https://e.example/c"},
        {"<media:content url='/v' type='video/mp4'/><enclosure url='/e' type='image/png'/>",
         "https://e.example/e"},
        {"<media:thumbnail url='/t'/><description>&lt;img src='/d'&gt;</description>",
         "https://e.example/t"},
        {"<description>&lt;img src='/d'&gt;</description>", "https://e.example/d"},
        {"<title>none</title>", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_buf b = {0};
        mh_arena *a = mh_arena_new();
        mh_buf_printf(&b, "<rss><item>%s</item></rss>", rows[i].in);
        mh_feed *f = read_at(b.ptr, "https://e.example/");
        ck_view_eq(mh_feed_picture(mh_feed_entry(f, 0), a), rows[i].want);
        mh_feed_free(f);
        mh_arena_free(a);
        mh_buf_clear(&b);
    }
}
END_TEST

START_TEST(places) {
    mh_feed *f =
        read("<rss><item><georss:where><gml:Point srsName='EPSG:4326'><gml:pos>51.1 71.4"
             "</gml:pos></gml:Point></georss:where></item><item><georss:where><gml:Point "
             "srsName='EPSG:32643'><gml:pos>5 7</gml:pos></gml:Point></georss:where></item>"
             "</rss>");
    const mh_feed_place *w = &mh_feed_entry(f, 0)->place;
    ck_assert_str_eq(w->kind, "point");
    ck_assert(!w->foreign && w->len == 2 && w->numbers[0] == 51.1 && w->numbers[1] == 71.4);
    ck_assert(mh_feed_entry(f, 1)->place.foreign);
    mh_feed_free(f);
}
END_TEST

/* What comes with the bytes is no more to be trusted than they are. */
START_TEST(headers) {
    mh_feed *f = NULL;
    mh_feed_source src = {.url = MH_VIEW("https://e.example/\xFF x"),
                          .content_type = MH_VIEW("text/xml; charset=\xFE"),
                          .language = MH_VIEW(" k\xFFk ")};
    ck_assert(mh_feed_parse(&f, MH_VIEW("<rss><item><title>t</title></item></rss>"), &src, NULL) ==
              MH_OK);
    ck_view_eq(mh_feed_entry(f, 0)->language, "k\xEF\xBF\xBDk");
    ck_view_eq(mh_feed_entry(f, 0)->title.base, "https://e.example/%EF%BF%BD%20x");
    mh_feed_free(f);
    src.location = MH_VIEW("javascript:x");
    src.url = MH_VIEW("no address");
    ck_assert(mh_feed_parse(&f, MH_VIEW("<rss><item><title>t</title></item></rss>"), &src, NULL) ==
              MH_OK);
    ck_view_eq(mh_feed_entry(f, 0)->title.base, "");
    mh_feed_free(f);
}
END_TEST

START_TEST(limits) {
    mh_buf b = {0};
    mh_feed *f;
    mh_buf_puts(&b, "<rss><channel>");
    for (unsigned i = 0; i < MH_FEED_MAX_ENTRIES + 5; i++) mh_buf_puts(&b, "<item/>");
    f = read(b.ptr);
    ck_assert_uint_eq(mh_feed_count(f), MH_FEED_MAX_ENTRIES);
    ck_assert(mh_feed_clipped(f));
    mh_feed_free(f);
    mh_buf_reset(&b);
    mh_buf_puts(&b, "<rss><item>");
    for (unsigned i = 0; i < MH_FEED_MAX_PARTS + 5; i++) mh_buf_puts(&b, "<category>x</category>");
    f = read(b.ptr);
    ck_assert_uint_eq(mh_feed_entry(f, 0)->categories.len, MH_FEED_MAX_PARTS);
    ck_assert(mh_feed_clipped(f));
    mh_feed_free(f);
    mh_buf_reset(&b); /* a name is cut between characters */
    mh_buf_puts(&b, "<rss><item><");
    for (int i = 0; i < 40; i++) mh_buf_puts(&b, "\xD1\x8F");
    mh_buf_puts(&b, ">v");
    f = read(b.ptr);
    ck_assert_uint_eq(mh_feed_entry(f, 0)->extras.ptr[0].name.len, 62);
    ck_view_eq(mh_feed_entry(f, 0)->extras.ptr[0].value, "v");
    mh_feed_free(f);
    mh_buf_clear(&b);
    mh_feed_free(NULL);
}
END_TEST

START_TEST(found) {
    static const struct {
        const char *in, *want; /* addresses, a space apart */
    } rows[] = {
        {"<link rel=alternate type='application/rss+xml' href='/rss'>", "https://e.example/rss"},
        {"<link rel='ALTERNATE home' type='application/atom+xml; charset=x' href=a>",
         "https://e.example/d/a"},
        {"<base href='//o.example/'><link rel=alternate type='application/rss+xml' href=rss>",
         "https://o.example/rss"},
        {"<link rel='alternate stylesheet' type='application/rss+xml' href=x>", ""},
        {"<link rel=alternate hreflang=kk href='/kk'>", ""},
        {"<link rel=alternate type='application/json' href='/wp-json/x/feed'>", ""},
        {"<link rel=alternate type='application/json' href='/feed.json'>",
         "https://e.example/feed.json"},
        {"<link rel=feed href='/f'>", "https://e.example/f"},
        {"<a href='/rss/'>x</a><link rel=alternate type='application/rss+xml' href='/b'>",
         "https://e.example/b https://e.example/rss/"},
        {"<a href='feed://e.example/f'>x</a>", "http://e.example/f"},
        {"<a href='feed:https://e.example/f'>x</a>", "https://e.example/f"},
        {"<a href='/feedback'>x</a><a href='/newsfeed-about'>x</a>", ""},
        {"<a href='/x?type=rss'>x</a><a href='/x?type=rss#y'>x</a>",
         "https://e.example/x?type=rss https://e.example/x?type=rss#y"},
        {"<a href='javascript:rss'>x</a>", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        mh_doc *d = NULL;
        mh_doc_source src = {.url = MH_VIEW("https://e.example/d/p")};
        mh_arena *a = mh_arena_new();
        mh_buf b = {0};
        ck_assert(mh_doc_parse(&d, mh_view_of(rows[i].in), &src, NULL) == MH_OK);
        mh_feed_found_list list = mh_doc_feeds(d, a);
        for (size_t k = 0; k < list.len; k++)
            mh_buf_printf(&b, "%s%.*s", k ? " " : "", MH_FMT(list.ptr[k].url));
        ck_view_eq(mh_buf_view(&b), rows[i].want);
        mh_buf_clear(&b);
        mh_arena_free(a);
        mh_doc_free(d);
    }
}
END_TEST

TCase *tcase_doc_feed(void) {
    TCase *tc = tcase_create("doc_feed");
    tcase_add_test(tc, forms);
    tcase_add_test(tc, chapters);
    tcase_add_test(tc, drawings);
    tcase_add_test(tc, not_feeds);
    tcase_add_test(tc, items);
    tcase_add_test(tc, head);
    tcase_add_test(tc, json);
    tcase_add_test(tc, texts);
    tcase_add_test(tc, pictures);
    tcase_add_test(tc, places);
    tcase_add_test(tc, headers);
    tcase_add_test(tc, limits);
    tcase_add_test(tc, found);
    return tc;
}

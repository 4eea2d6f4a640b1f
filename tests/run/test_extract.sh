#!/bin/sh
# minehost extract: one result an input, in order, whatever the input is.
. "$TOP/tests/run/lib.sh"

x() { "$MINEHOST" extract "$@"; }

cat >one.html <<'H'
<html lang="en"><head><title>Talks on water - Example</title>
<meta property="og:site_name" content="Example"><meta name="author" content="Given Name"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Talks on water</h1>
<p>Ministers of <b>two</b> countries met in the capital, and they spoke about the
<a href="https://river.example/a">river</a> for two hours on Tuesday.</p><h2>Plans</h2>
<p>They agreed to meet again in autumn, <script>evil()</script>when a <a href="javascript:evil()">plan</a>
will be ready, said the minister of water.</p><ul><li>first</li><li>second</li></ul></article></body></html>
H
printf 'Roads and bridges\n\nASTANA, March 12, 2024 - Ministers met in the capital and they spoke about\nroads and bridges for two hours, the ministry of transport said in a statement\non Tuesday.\n\nThey will meet again.\n' >two.txt
printf '\211PNG\r\n\032\n\000\000\000\rIHDR\000\000\001\002\003\004\005\006' >three.png

# a PDF of one page by hand: pdf FILE LINE...; lines stand 14 points apart
pdf() {
    file=$1
    shift
    {
        printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n'
        printf '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
        printf '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R'
        printf '/Resources<</Font<</F 5 0 R>>>>>>endobj\n'
        printf '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n'
        body=$(printf 'BT /F 11 Tf 14 TL 72 700 Td'; for line; do printf ' (%s) Tj T*' "$line"; done; printf ' ET')
        printf '4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n' ${#body} "$body"
        printf 'trailer<</Root 1 0 R/Size 6>>\n'
    } >"$file"
}
pdf four.pdf 'The ministry of foreign affairs announces that the presi-' \
    'dents of both countries will meet in the capital in spring.'
pdf scan.pdf

t_exit 0 x one.html
t_has out '"file":"one.html"'
t_has out '"title":"Talks on water"'
t_has out '"byline":["Given Name"]'
t_has out '"kind":"article"'
t_has out '"language":"en"'
t_has out '"site":"Example"'
t_has out '{"first":1,"kind":"paragraph"'
t_has out '"url":"https://river.example/a"'
t_lacks out evil
[ ! -s err ]
t_result $? "one input is read in silence" err
[ -z "$(find . -name '*.db')" ]
t_result $? "no database is made"

# many: order of the inputs, an object for what is broken, code 3
t_exit 3 x one.html three.png two.txt nowhere.html four.pdf scan.pdf .
t_eq "one line an input" "$(wc -l <out)" 7
t_eq "order" "$(sed 's/.*"file":"\([^"]*\)".*/\1/' out | tr '\n' ' ')" \
    "one.html three.png two.txt nowhere.html four.pdf scan.pdf . "
t_has out '"error_code":"not_found","file":"nowhere.html"'
t_has out '"error_code":"parse","file":"three.png"'
t_has out '"error_code":"unsupported","file":"scan.pdf"'
t_has out 'no text layer'
t_has out '"date":"2024-03-12"'
t_has out 'that the presidents of both countries'
t_has out '"form":"pdf"'
t_has err "3 read, 4 failed"
t_exit 3 x -q nowhere.html one.html
t_has err "nowhere.html"
t_lacks err "read, 1 failed"

# two hundred, on several threads: in order all the same
i=0
mkdir many
while [ $i -lt 200 ]; do
    sed "s/Talks on water/Talks on water $i/" one.html >many/$(printf %03d $i).html
    i=$((i + 1))
done
t_exit 0 env UV_THREADPOOL_SIZE=4 "$MINEHOST" extract --field title many/*.html
t_eq "all in order" "$(cut -d ' ' -f 4 out | sort -nc && wc -l <out)" 200

# formats
t_exit 0 x --format json one.html two.txt
t_eq "an array" "$(head -n 1 out)$(tail -n 1 out)" "[]"
t_exit 0 x --format text one.html
t_eq "text begins with the title" "$(head -n 1 out)" "Talks on water"
t_exit 0 x --format markdown one.html
t_has out "# Talks on water"
t_has out "**two**"
t_has out "[river](https://river.example/a)"
t_has out "## Plans"
t_has out "- first"
t_exit 0 x --format html one.html
t_has out "<h2>Plans</h2>"
t_has out '<a href="https://river.example/a">river</a>'
t_lacks out evil
t_exit 0 x --format text one.html two.txt
t_has out "==> two.txt <=="

# one field
t_exit 0 x --field byline one.html
t_eq "field" "$(cat out)" "Given Name"
t_exit 0 x --field=text one.html
t_eq "a field is one line" "$(wc -l <out)" 1
t_exit 3 x --field title one.html nowhere.html two.txt
t_eq "a line an input" "$(wc -l <out)" 3

t_exit 0 x --field title --field site,byline one.html
t_eq "several fields" "$(cat out)" "$(printf 'Talks on water\tExample\tGiven Name')"
t_exit 2 x --field title,titel one.html
t_has err "did you mean 'title'?"

# what people give by mistake
mkdir folder
: >empty.html
gzip -c one.html >one.html.gz
head -c 200 one.html.gz >cut.gz
cat one.html >./-x.html
t_exit 3 x folder
t_has err "folder is a folder: give its files, as in folder/*.html"
t_exit 3 x empty.html
t_has err "minehost: empty.html is empty"
t_exit 3 x www.example.org/page
t_has err "an address begins with http:// or https://"
t_exit 3 x ""
t_has err "an empty name"
t_exit 3 x -
t_has err "standard input is empty"
t_exit 0 x --field title one.html.gz
t_eq "gzip" "$(cat out)" "Talks on water"
t_exit 3 x cut.gz
t_has err "its gzip data is cut off"
t_exit 2 x -x.html
t_has err "for the file write ./-x.html"
t_exit 0 x --field title -- -x.html
name=$(printf 'odd\377.html')
cat one.html >"$name"
t_exit 0 x "$name"
t_has out "$(printf '"file":"odd\357\277\275.html"')"
t_exit 3 x "$(printf 'l%.0s' $(seq 1 300)).html"
t_has err "File name too long"
{
    x many/*.html 2>err
    echo $? >code
} | head -n 1 >out
t_eq "a closed pipe" "$(wc -l <out) $(cat code) $(cat err)" "1 141 "

# standard input and pipes
t_eq "stdin" "$("$MINEHOST" extract --field title - <two.txt)" "Roads and bridges"
mkfifo pipe
cat two.txt >pipe &
t_eq "a pipe" "$("$MINEHOST" extract --field title pipe)" "Roads and bridges"
wait

# mistakes
t_exit 2 x
t_has err "extract needs a file or address"
t_exit 2 x --format yaml one.html
t_has err "jsonl|json|text|markdown|html"
t_exit 2 x --field titel one.html
t_has err "did you mean 'title'?"
t_exit 2 x -o file one.html
t_has err "standard output"
t_exit 2 x --allow fly:away one.html
t_exit 0 "$MINEHOST" help extract
t_has out "Fields:"
if [ -e /dev/full ]; then
    "$MINEHOST" extract one.html >/dev/full 2>err
    t_eq "a full disk" $? 1
fi

# addresses: private ones want a grant
t_exit 4 x http://127.0.0.1:1/
t_has out '"error_code":"permission"'
t_exit 3 x --allow net:127.0.0.1:1 http://127.0.0.1:1/ one.html
t_has out '"error_code":"connect"'
mkfifo hold
"$SERVE" . <hold >port &
exec 9>hold
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s port ] && break
    sleep 0.1
done
host=127.0.0.1:$(awk '{ print $2 }' port)
t_exit 3 x --allow "net:$host" "http://$host/one.html" two.txt "http://$host/nowhere" "http://$host/four.pdf"
t_eq "files and addresses in order" "$(wc -l <out)" 4
t_has out "\"url\":\"http://$host/one.html\""
t_has out '"error_code":"http"'
t_has out '"form":"pdf"'

# an article that is cut into pages
long() {
    printf '<html><head><title>Talks on water</title></head><body><article><h1>Talks on water</h1>'
    printf '<p>Part %s: ministers of two countries met in the capital, and they spoke about the <a href="/r%s">river</a>' "$1" "$1"
    printf ' for two hours on Tuesday, the ministry of water said in a statement after the talks.</p><p>End of part %s.</p></article>' "$1"
    printf '<p class=pages><a href="%s">Next page</a></p></body></html>' "$2"
}
long one story-2.html >story.html
long two story-3.html >story-2.html
long three story.html >story-3.html
t_exit 0 x --pages 9 --allow "net:$host" "http://$host/story.html"
t_eq "three pages, in order" "$(grep -o 'Part [a-z]*' out | uniq | tr '\n' ' ')" "Part one Part two Part three "
t_has out '"pages":3'
t_has out "\"url\":\"http://$host/story.html\""
t_has out "http://$host/rthree"
t_exit 0 x --pages 2 --format markdown --allow "net:$host" "http://$host/story.html"
t_eq "at most two, the title once" "$(grep -c '^# ' out) $(grep -o 'Part [a-z]*' out | tr '\n' ' ')" "1 Part one Part two "
t_exit 0 x --allow "net:$host" "http://$host/story.html"
t_lacks out "Part two"
rm story-2.html
t_exit 0 x --pages 9 --allow "net:$host" "http://$host/story.html"
t_has out '"clipped":true'
t_has err "status 404"
long one other-story.html >lonely.html # goes on elsewhere: not a page of the same article
t_exit 0 x --pages 9 --allow "net:$host" "http://$host/lonely.html"
t_lacks out '"clipped"'
t_exit 2 x --pages 0 one.html
t_has err "from 1 to 50"
exec 9>&-
wait
t_end

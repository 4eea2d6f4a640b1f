#!/bin/sh
# minehost types and the Lua API in minehost help: all of it, the same as what scripts reach.
. "$TOP/tests/run/lib.sh"

t_exit 0 "$MINEHOST" types
cp out types.lua
t_eq "it begins as the language server wants it" "$(head -n 1 types.lua)" "---@meta"
t_exit 0 "$MINEHOST" run -q types.lua # it is Lua
t_exit 2 "$MINEHOST" types x

# each function that a script reaches is defined, and no other
awk -F '\t' '$2 == "function" && /^mine\./ { print $1 }' "$TOP/tests/lua/names.txt" | sort >reached
sed -nE 's/^function (mine\.[a-z_.]+)\(.*/\1/p' types.lua | sort >defined
t_eq "functions without a definition" "$(comm -23 reached defined | tr '\n' ' ')" ""
t_eq "definitions without a function" "$(comm -13 reached defined | grep -vx 'mine.crawl' | tr '\n' ' ')" ""
# each argument has a type; "any" where anything goes, and where prose alone can say it
awk '/^---@param/ { p[$2] = 1; sub(/\?$/, "", $2); p[$2] = 1 }
    /^function/ { a = $0; sub(/^[^(]*\(/, "", a); sub(/\).*/, "", a); n = split(a, x, ", ")
        for (i = 1; i <= n; i++) if (!(x[i] in p)) print $2, x[i]
        split("", p) }' types.lua >without
t_eq "arguments without a type" "$(cat without)" ""
t_has types.lua "---@return mine.response|nil response"
t_has types.lua "---@return mine.error|nil err"
t_has types.lua "timeout?: number|string"
t_has types.lua "---@return (mine.node|string)[] list"
t_has types.lua "function document:select(css) end"
t_has types.lua "---@field status any"
t_has types.lua "---@param options? { all?: boolean }"
t_has types.lua "---@overload fun(options: table): fun(): mine.page"
# classes that are named exist
grep -oE '\bmine\.[a-z]+\b' types.lua | sort -u >named
sed -nE 's/^---@class (mine\.[a-z]+).*/\1/p; s/^(mine\.[a-z]+) = .*/\1/p; s/^function (mine\.[a-z]+)\(.*/\1/p' types.lua | sort -u >made
grep -oE '^---@(param|return|field)[^{]*' types.lua | grep -oE '(^|[ (|])mine\.[a-z]+([|)?[]| |$)' | grep -oE 'mine\.[a-z]+' | sort -u >used
t_eq "types that are nowhere made" "$(comm -23 used made | grep -vx mine.null | tr '\n' ' ')" ""

# what the bundled plugins and jobs use is there
grep -rohE '\bmine\.[a-z]+\.[a-z_]+' "$TOP/plugins" "$TOP/scripts" --include='*.lua' | sort -u >plugins
{
    cat defined
    sed -nE '/^---@class minelib\.run$/,/^mine.run/s/^---@field ([a-z]+)\??.*/mine.run.\1/p' types.lua
} | sort -u >have
t_eq "names of plugins that are not in the types" "$(comm -23 plugins have | tr '\n' ' ')" ""

# help
t_exit 0 "$MINEHOST" help mine.http.get
t_has out "mine.http.get(url, options) -> response"
t_has out "  url: string, http or https"
t_has out "Example:"
t_exit 0 "$MINEHOST" help mine.http
t_has out "mine.http.robots(url) -> table"
t_exit 0 "$MINEHOST" help document
t_has out "document:select(css) -> list"
t_exit 0 "$MINEHOST" help node:attr
t_has out "The value of an attribute."
t_exit 0 "$MINEHOST" help mine
t_has out "mine.text"
t_exit 0 "$MINEHOST" help mine.emit
t_has out "Hand an item"
t_exit 0 "$MINEHOST" help mine.crawl
t_has out "Go through the pages of a site"
t_exit 2 "$MINEHOST" help mine.htpp.get
t_has err "did you mean 'mine.http.get'?"
t_exit 2 "$MINEHOST" help node:atr
t_has err "did you mean 'node:attr'?"
t_exit 2 "$MINEHOST" help nothing
t_has err "no command 'nothing'"
# what the document describes is all there
sed -nE 's/^### `([a-z_.:]+)\(.*/\1/p' "$TOP/docs/api.md" | sort >described
sed -nE 's/^function ([a-z_.:]+)\(.*/\1/p' types.lua | sort >functions
t_eq "described, but not in the types" "$(comm -23 described functions | grep -vx 'mine.crawl' | tr '\n' ' ')" ""
t_end

# What every check of lint.d starts with: lists of the files of the tree, one a line, sorted.
# New files count before they are added; ignored ones never do. Without git: all but build/.
LC_ALL=C
export LC_ALL

all_files() {
    {
        git ls-files -co --exclude-standard 2>/dev/null ||
            find . -type f ! -path './.git/*' ! -path './build/*' ! -path ./minehost \
                ! -path ./digest.html | sed 's|^\./||'
    } | sort -u | while IFS= read -r f; do [ -f "$f" ] && printf '%s\n' "$f"; done
}
c_files() { all_files | grep -E '^(core|tests)/.*\.[ch]$'; }
core_files() { all_files | grep -E '^core/.*\.[ch]$'; }
lua_files() { all_files | grep -E '^(core|plugins|scripts|tests)/.*\.lua$' | grep -v '/data/'; }
sh_files() {
    all_files | grep -E '^(scripts/dev|tests/run|\.ci)/' | while IFS= read -r f; do
        case $f in
        *.sh) echo "$f" ;;
        *) head -n 1 "$f" | tr -d '\0' | grep -qE '^#!.*sh( |$)' && echo "$f" ;;
        esac
    done
}

# Data and sample pages: shaped by what they show, so spared from the rules of form.
is_data='^scripts/sample/|^tests/region/|/data/|^tests/(.*/)?samples?/|^tests/fuzz/cases/'

# Copies findings from standard input and fails if there was any.
report() { awk '{ print } END { exit NR > 0 }'; }

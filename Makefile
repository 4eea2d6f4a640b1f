# minehost. `make demo` and `make check` are all that a newcomer needs; `make help` lists the rest.
# Everything built lies under build/; SAN=1 builds with sanitizers into a tree of its own.

VERSION := 0.1.0
SAN ?=
B := build/$(if $(SAN),asan,release)
PREFIX ?= /usr/local

CC := gcc
PKGS := lua5.4 libseccomp libuv sqlite3 libcurl icu-uc icu-i18n uchardet jansson nettle zlib libbrotlidec libzstd libxml-2.0 libedit libmicrohttpd
WARN := -Wall -Wextra -Wformat=2 -Wconversion -Wsign-conversion -Wtrampolines \
  -Wimplicit-fallthrough -Wbidi-chars=any -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
  -Werror -Werror=format-security -Werror=implicit -Werror=incompatible-pointer-types \
  -Werror=int-conversion
# The OpenSSF compiler hardening guide, as far as gcc 12 knows it.
HARDEN := -fstack-clash-protection -fstack-protector-strong -fcf-protection=full \
  -fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing \
  -ftrivial-auto-var-init=zero -fexceptions
HARDEN_LD := -Wl,-z,nodlopen -Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now -Wl,--as-needed \
  -Wl,--no-copy-dt-needed-entries
ifdef SAN
OPT := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
SAN_LD := -fsanitize=address,undefined
else
OPT := -O3 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
endif
CPPFLAGS += -D_GNU_SOURCE -DMH_VERSION='"$(VERSION)"' -Icore -I$(B)/gen
CFLAGS += -std=c11 $(OPT) $(WARN) $(HARDEN) -fPIE -ffile-prefix-map=$(CURDIR)=. -pthread
# recursive on purpose: pkg-config may only be there after set-up
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS)) -lmodest -lstemmer -lm
LDFLAGS += -pie $(HARDEN_LD) $(SAN_LD) -pthread

SRC := $(sort $(wildcard core/*/*.c core/api/*/*.c))
LUA_SRC := $(sort $(wildcard core/*/*.lua core/api/*/*.lua))
API_DIRS := $(sort $(patsubst %/,%,$(wildcard core/api/*/)))
GEN := $(B)/gen/api_table.c $(B)/gen/lua_src.c $(B)/gen/api_doc.c
OBJ := $(SRC:%.c=$(B)/%.o) $(GEN:.c=.o)
LIB_OBJ := $(filter-out $(B)/core/cli/main.o,$(OBJ))
BIN := $(if $(SAN),$(B)/minehost,minehost)

UNIT_SRC := $(sort $(wildcard tests/unit/*/test_*.c))
UNIT_OBJ := $(UNIT_SRC:%.c=$(B)/%.o) $(B)/tests/unit/main.o $(B)/gen/unit_list.o
TOOL_SRC := $(sort $(wildcard tests/tools/*.c))
TOOLS := $(TOOL_SRC:tests/tools/%.c=$(B)/%)
FUZZ_SRC := $(sort $(wildcard tests/fuzz/*.c))
BENCH_SRC := $(sort $(wildcard tests/bench/*.c))

.PHONY: all demo check asan lint bench crash crash-serve soak eval fuzz hostile hostile-jobs install clean help tools
.DELETE_ON_ERROR:
all: $(BIN)

help:
	@echo 'make demo     install what is missing, build, mine the sample pages, print a digest'
	@echo 'make check    install what is missing, build, run every test, offline'
	@echo 'make all      build ./minehost'
	@echo 'make asan     the whole suite with address, undefined and leak sanitizers'
	@echo 'make lint     format, layers, file sizes, docs, luacheck, clang-tidy'
	@echo 'make bench    speed and memory against the bare libraries; MH_BENCH_PAGES=FOLDER: its pages'
	@echo 'make crash    the database under kill -9 (KILLS=1000 SEED=1), faults, power cuts, backups, writers'
	@echo 'make crash-serve  the daemon and its runs under kill -9 (KILLS=200 SEED=1), two daemons on one database'
	@echo 'make soak     the daemon with many jobs and over many runs, against the bars (RUNS=20000 JOBS=10000)'
	@echo 'make fuzz     each fuzz target for a minute (SECONDS=60 TARGETS="html select")'
	@echo 'make hostile  pages made to hurt: CPU time at one and at two sizes (BYTES=1000000);'
	@echo '              SERVER=FILE: a server that means harm, path by path, in a network namespace'
	@echo 'make hostile-jobs  limits against the clock; FOLDER=...: its jobs and ours, judged by its check.py,'
	@echo '              MANY=10000: so many in a row, and what they leave behind'
	@echo 'make eval     quality on annotated sets outside of the tree: CORPUS=FOLDER'
	@echo 'make install  program, plugins, manual page, completions and systemd units into PREFIX'
	@echo '              (now $(PREFIX)); DESTDIR is honoured'

demo:
	@scripts/dev/setup build
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@echo './minehost run --allow write:digest.html scripts/digest.lua'
	@./minehost run --allow write:digest.html scripts/digest.lua || [ $$? = 3 ]
	@echo 'One of the pages is broken on purpose: that run ends with exit code 3, "some items failed".'
	@echo 'Look at digest.html, or try: ./minehost search Astana; ./minehost runs; ./minehost help'

check:
	@scripts/dev/setup build test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all tools $(B)/unit $(B)/replay $(B)/hostile_steps \
	  $(B)/minehost_open
	@scripts/dev/check $(B)

asan:
	@scripts/dev/setup build test
	@$(MAKE) --no-print-directory -s -j$$(nproc) SAN=1 all tools build/asan/unit build/asan/replay \
	  build/asan/minehost_open
	@scripts/dev/check build/asan

lint:
	@scripts/dev/setup build test lint
	@$(MAKE) --no-print-directory -s $(GEN)
	@scripts/dev/lint

bench:
	@scripts/dev/setup build test bench
	@$(MAKE) --no-print-directory -s -j$$(nproc) all tools $(B)/bench
	@scripts/dev/bench $(B)

# runs killed while they mine, every write, sync and allocation failed, power cuts, backups, several writers
crash:
	@scripts/dev/setup build test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all tools
	@nice scripts/dev/crash $(B) $(or $(KILLS),1000) $(or $(SEED),1)

crash-serve:
	@scripts/dev/setup build test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@scripts/dev/crash-serve $(B) $(or $(KILLS),200) $(or $(SEED),1)

soak:
	@scripts/dev/setup build test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@scripts/dev/soak $(B) $(or $(RUNS),20000) $(or $(JOBS),10000)

# SECONDS for each target; TARGETS: all of tests/fuzz
fuzz:
	@scripts/dev/fuzz $(or $(SECONDS),60) $(TARGETS)

# CPU time of each step on pages made to hurt, at one and at two sizes
hostile:
	@scripts/dev/setup build test
	@$(MAKE) --no-print-directory -s -j$$(nproc) tools
	@nice $(B)/hostile ratio -n $(or $(BYTES),1000000) -m 512 $(SHAPES)
	@scripts/dev/hostile-net $(SERVER)

# jobs made to hurt, with the release build and, where it is built, the sanitizer's
hostile-jobs:
	@scripts/dev/setup build test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@scripts/dev/limits
	@scripts/dev/hostile-jobs $(FOLDER) $(if $(MANY),--many $(MANY))

# quality on annotated sets outside of the tree: make eval CORPUS=FOLDER [PARTS="pages language ..."]
eval:
	@scripts/dev/setup build test
	@$(MAKE) --no-print-directory -s -j$$(nproc) all tools
	@scripts/dev/eval $(B) "$(CORPUS)" $(PARTS)

tools: $(TOOLS) $(B)/faults.so

$(BIN): $(B)/core/cli/main.o $(B)/libminehost.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/libminehost.a: $(LIB_OBJ)
	@rm -f $@
	ar rcs $@ $^

$(B)/unit: $(UNIT_OBJ) $(B)/libminehost.a
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS) $$(pkg-config --libs check libbrotlienc libssl libcrypto) $(H2_LIBS)

# faults that tests switch on in a program that runs
$(B)/faults.so: tests/shim/faults.c
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE -std=c11 -O1 -Wall -Wextra -fPIC -shared -o $@ $< -ldl

# the program with every standard library of Lua open to scripts, to test the kernel's wall alone:
# the object comes before the library that has the closed one
$(B)/minehost_open: $(B)/core/cli/main.o $(B)/open/lua.o $(B)/libminehost.a
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/open/lua.o: core/lua/open.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -DMH_OPEN_LUA $(CFLAGS) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

# the engine compiled so that it counts its steps, with the pages made to hurt
STEP_SRC := $(sort $(wildcard core/base/*.c core/text/*.c core/doc/*.c))
HOSTILE_OBJ := $(patsubst %.c,$(B)/%.o,tests/tools/hostile.c $(sort $(wildcard tests/tools/hostile/*.c)))
$(B)/hostile_steps: $(HOSTILE_OBJ) $(STEP_SRC:%.c=$(B)/steps/%.o)
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/steps/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=c11 -O1 -fPIE -pthread -fsanitize-coverage=trace-pc $(PKG_CFLAGS) -MMD -MP \
	  -c -o $@ $<

# the fuzz targets in one program that runs kept cases
$(B)/replay: $(B)/tests/fuzz/replay/main.o $(FUZZ_SRC:%.c=$(B)/replay_obj/%.o) $(B)/gen/fuzz_list.o \
    $(B)/libminehost.a
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/replay_obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -DLLVMFuzzerTestOneInput=fuzz_$(basename $(notdir $<)) $(CFLAGS) \
	  -Wno-conversion -Wno-sign-conversion $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/bench: $(BENCH_SRC:%.c=$(B)/%.o) $(B)/libminehost.a
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

# a tool of several files has a folder of its name
.SECONDEXPANSION:
TLS_TOOLS := $(B)/smtpd $(B)/tlswrap $(B)/proxyd $(B)/h2d
# libnghttp2 may be absent: its tests are then skipped, loudly
H2_LIBS = $(shell pkg-config --silence-errors --libs libnghttp2)
$(TLS_TOOLS): PKG_LIBS += $(shell pkg-config --libs libssl libcrypto) $(H2_LIBS)
$(TOOLS): $(B)/%: $(B)/tests/tools/%.o \
    $$(addprefix $(B)/,$$(addsuffix .o,$$(basename $$(sort $$(wildcard tests/tools/$$*/*.c))))) \
    $(B)/libminehost.a
	$(CC) $(LDFLAGS) -o $@ $^ $(PKG_LIBS)

$(B)/core/%.o: core/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -Wno-conversion -Wno-sign-conversion -Wno-missing-prototypes \
	  $(PKG_CFLAGS) \
	  -MMD -MP -c -o $@ $<

$(B)/gen/%.o: $(B)/gen/%.c
	$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

# a list is made anew when a file comes or goes: the recipe keeps the old file if nothing changed
define write_if_changed
	@mkdir -p $(@D)
	@$(1) >$@.new; if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
endef
.PHONY: FORCE
$(B)/gen/api_table.c: FORCE scripts/dev/gen
	$(call write_if_changed,scripts/dev/gen api $(API_DIRS))
$(B)/gen/api_doc.c: FORCE scripts/dev/gen
	$(call write_if_changed,scripts/dev/gen doc $(API_DIRS))
$(B)/gen/lua_src.c: FORCE scripts/dev/gen
	$(call write_if_changed,scripts/dev/gen lua $(LUA_SRC))
$(B)/gen/fuzz_list.c: FORCE scripts/dev/gen
	$(call write_if_changed,scripts/dev/gen fuzz $(FUZZ_SRC))
$(B)/gen/unit_list.c: FORCE scripts/dev/gen
	$(call write_if_changed,scripts/dev/gen tests $(UNIT_SRC))
FORCE:

# where systemd looks for units of the administrator and of packages
UNITDIR ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
SHARE = $(DESTDIR)$(PREFIX)/share
# where zsh looks: Debian's for packages, its own for the administrator
ZSH_FOLDER = $(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
UNIT_FILES := minehost.service minehost@.service minehost@.timer

install: all
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/minehost
	cd plugins && find . -type f -exec install -D -m 644 {} $(SHARE)/minehost/plugins/{} \;
	install -D -m 644 -t $(SHARE)/doc/minehost README.md docs/*.md
	mkdir -p $(B)/install
	./$(BIN) help --man >$(B)/install/minehost.1
	./$(BIN) completion bash >$(B)/install/bash
	./$(BIN) completion zsh >$(B)/install/zsh
	./$(BIN) completion fish >$(B)/install/fish
	install -D -m 644 $(B)/install/minehost.1 $(SHARE)/man/man1/minehost.1
	install -D -m 644 $(B)/install/bash $(SHARE)/bash-completion/completions/minehost
	install -D -m 644 $(B)/install/zsh $(SHARE)/zsh/$(ZSH_FOLDER)/_minehost
	install -D -m 644 $(B)/install/fish $(SHARE)/fish/vendor_completions.d/minehost.fish
	for f in $(UNIT_FILES); do \
	  sed -e 's,@BINDIR@,$(PREFIX)/bin,' -e '/@HARDENING@/{r scripts/systemd/hardening.conf' -e 'd}' \
	    scripts/systemd/$$f >$(B)/install/$$f && \
	  install -D -m 644 $(B)/install/$$f $(DESTDIR)$(UNITDIR)/$$f || exit 1; done
	install -D -m 644 scripts/systemd/minehost.sysusers $(DESTDIR)$(SYSUSERSDIR)/minehost.conf

clean:
	rm -rf build minehost

-include $(shell find $(B) -name '*.d' 2>/dev/null)

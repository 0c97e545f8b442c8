# guiwen: build, run, test, measure, install
#
#   make            build build/guiwen
#   make run        play the year 2021 with the samples, ending with the audit
#   make test       all tests            make lint     rules of the house
#   make bench      measurements         make fuzz     fuzz targets
#     GUIWEN_BENCH_STEPS=10000 of the audit, GUIWEN_BENCH_DOCUMENTS=2000 of
#     what grows, GUIWEN_BENCH_KEEP=DIR to make that registry only once
#   make bench-peers                     the engine beside Qt's SCXML
#   make golden     write the expected outlines of tests/golden anew
#   make pictures   the shipped procedures as build/pictures/*.svg
#   make install PREFIX=/usr/local DESTDIR=
#   VARIANT=release|debug|asan|tsan  CC=gcc|clang

VARIANT ?= release
PREFIX ?= /usr/local
DESTDIR ?=
B := build/$(VARIANT)

# What the program needs (BUILD) and what the tests need besides (TEST), as
# Debian packages. A test compares this list with what the code includes.
PACKAGES_BUILD := gcc libc6-dev pkg-config gettext \
	libxml2-dev libxslt1-dev libsqlite3-dev libgit2-dev libssl-dev libsodium-dev \
	zlib1g-dev libdeflate-dev libarchive-dev libpcre2-dev \
	libutf8proc-dev libcmark-gfm-dev libcmark-gfm-extensions-dev \
	libical-dev libjansson-dev libcsv-dev
PACKAGES_RUN := sqlite3
PACKAGES_TEST := libcmocka-dev perl libxml2-utils openssh-client sqlite3 \
	valgrind mandoc groff-base man-db locales graphviz unzip
PACKAGES_PICTURES := graphviz
PACKAGES_FUZZ := clang libclang-rt-14-dev llvm
PACKAGES_PEERS := g++ util-linux qt6-base-dev qt6-scxml-dev
PKGS := libxml-2.0 libxslt sqlite3 libgit2 libcrypto libsodium zlib libdeflate \
	libarchive libpcre2-8 libutf8proc libcmark-gfm libical jansson

# Missing packages are installed before make reads what pkg-config says of
# them: this runs while the Makefile is read, and is silent when all is there.
ifneq ($(filter-out clean help,$(or $(MAKECMDGOALS),all)),)
DEPS_WANTED := $(PACKAGES_BUILD) \
	$(if $(filter run,$(MAKECMDGOALS)),$(PACKAGES_RUN)) \
	$(if $(filter pictures,$(MAKECMDGOALS)),$(PACKAGES_PICTURES)) \
	$(if $(filter test check bench lint,$(MAKECMDGOALS)),$(PACKAGES_TEST))
DEPS_RESULT := $(shell sh tests/tools/install-packages $(DEPS_WANTED) >&2 && \
	echo ok)
ifneq ($(DEPS_RESULT),ok)
$(error the Debian packages named above could not be installed)
endif
endif

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wconversion $(if $(CI),-Werror)
CPPFLAGS += -I. -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
	-DGUIWEN_PREFIX='"$(PREFIX)"' $(shell pkg-config --cflags $(PKGS))
CFLAGS_release := -O2 -g
CFLAGS_debug := -O0 -g3
CFLAGS_asan := -O1 -g -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS_tsan := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
CFLAGS_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined
CFLAGS += -std=c11 -pthread $(CFLAGS_$(VARIANT)) $(WARN)
LDFLAGS += $(filter -fsanitize=%,$(CFLAGS_$(VARIANT)))
LDLIBS += $(shell pkg-config --libs $(PKGS)) -lcmark-gfm-extensions -lcsv \
	-lpthread

ENGINE_SRC := $(wildcard engine/*/*.c)
STORE_SRC := $(wildcard store/*.c)
WORKFLOWS_SRC := $(wildcard workflows/*.c)
CLI_SRC := $(wildcard cli/*.c)
UNIT_SRC := $(wildcard tests/unit/test_*.c)
TOOL_SRC := $(wildcard tests/bench/*.c)
BENCH_SRC := $(wildcard tests/bench/common/*.c)
obj = $(patsubst %.c,$B/%.o,$(1))
LIBS := $B/libworkflows.a $B/libstore.a $B/libengine.a
# The program without its main, for the tests of cli.
LIBCLI := $B/libcli.a
UNIT := $(patsubst %.c,$B/%,$(UNIT_SRC))
TOOLS := $(patsubst %.c,$B/%,$(TOOL_SRC))
# Preloaded by the tests of faults: never with a sanitizer.
FAULTS := $B/tests/tools/faults.so $B/tests/tools/nomem.so

ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

.PHONY: all run test check bench bench-peers lint fuzz install uninstall \
	clean help
all: $B/guiwen build/guiwen translations

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
$B/libengine.a: $(call obj,$(ENGINE_SRC))
$B/libstore.a: $(call obj,$(STORE_SRC))
$B/libworkflows.a: $(call obj,$(WORKFLOWS_SRC))
$(LIBCLI): $(call obj,$(filter-out cli/main.c,$(CLI_SRC)))
$B/lib%.a:
	@mkdir -p $(@D)
	rm -f $@ && $(AR) rcs $@ $^
$B/guiwen: $(call obj,$(CLI_SRC)) $(LIBS)
	$(CC) $(CFLAGS) $(LDFLAGS) $(call obj,$(CLI_SRC)) $(LIBS) $(LDLIBS) -o $@
# The variant that was asked for last, whichever is newer.
.PHONY: build/guiwen
build/guiwen: $B/guiwen
	@ln -sfn $(VARIANT)/guiwen $@
UNIT_CLI := $(filter $B/tests/unit/test_cli_%,$(UNIT))
$(UNIT_CLI): $(LIBCLI)
$(UNIT): $B/%: $B/%.o $(LIBS)
	$(CC) $(CFLAGS) $(LDFLAGS) $< $(if $(filter $@,$(UNIT_CLI)),$(LIBCLI)) \
	    $(LIBS) $(LDLIBS) -lcmocka -o $@
$(FAULTS): $B/%.so: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -std=c11 $(CFLAGS_release) $(WARN) -fPIC -shared $< -o $@
$B/libbench.a: $(call obj,$(BENCH_SRC))
$(TOOLS): $B/%: $B/%.o $B/libbench.a $(LIBS)
	$(CC) $(CFLAGS) $(LDFLAGS) $< $B/libbench.a $(LIBS) $(LDLIBS) -o $@

-include $(shell find build -name '*.d' 2>/dev/null)

# Messages in Chinese; English is in the source.
PO := $(wildcard cli/po/*.po)
MO := $(patsubst cli/po/%.po,build/locale/%/LC_MESSAGES/guiwen.mo,$(PO))
.PHONY: translations
translations: $(MO)
build/locale/%/LC_MESSAGES/guiwen.mo: cli/po/%.po
	@mkdir -p $(@D)
	msgfmt --check-format -o $@ $<

# Every sentence that a person may read, from all layers; then the merge into
# the translations, which are completed by hand.
POT := cli/po/guiwen.pot
KEYWORDS := _ N_ COUNTED:1,2 err_set:3 err_set_at:5 err_prefix:2 err_set_errno:2 \
	FINDING:4 REFUSE:3 document_add_note:5 document_keep_note:5 note:2 \
	docx_doubt:3 docx_tell:3 document_warn:4 damaged:2 flat_damaged:2 TELL:3 REASON
.PHONY: po
po:
	LC_ALL=C.UTF-8 xgettext -o $(POT) --from-code=UTF-8 --language=C \
	    --package-name=guiwen --no-location --sort-output \
	    -cTRANSLATORS: -k $(KEYWORDS:%=-k%) $(CLI_SRC) cli/*.h \
	    $(WORKFLOWS_SRC) $(STORE_SRC) $(ENGINE_SRC) 2>/dev/null
	sed -i -e '/^"POT-Creation-Date/d' -e 's/=CHARSET/=UTF-8/' \
	    -e '/^#/{/^#[.,]/!d}' $(POT)
	for po in $(PO); do msgmerge -q --sort-output --no-fuzzy-matching \
	    --no-wrap -U --backup=none $$po $(POT) || exit 1; done

# ---- run, test, measure ----

REGISTRY ?= build/registry-2021
run: all
	rm -rf $(REGISTRY)
	sh samples/play.sh build/guiwen $(REGISTRY)

# Each shipped procedure as a picture, in both languages.
PICTURES := $(foreach p,$(notdir $(patsubst %/chart.scxml,%,$(wildcard \
	workflows/*/chart.scxml))),build/pictures/$p.en.svg \
	build/pictures/$p.zh_CN.svg)
.PHONY: pictures
pictures: $(PICTURES)
build/pictures/%.svg: all
	@mkdir -p $(@D)
	LC_ALL=C.UTF-8 LANGUAGE=$(patsubst .%,%,$(suffix $*)) build/guiwen \
	    workflow show workflows/$(basename $*)/chart.scxml --svg > $@ || \
	    { rm -f $@; exit 1; }

# Unit tests are cmocka programs, the others TAP scripts; prove runs both.
# UNIT_ONLY=yes leaves the scripts out (sanitizer runs).
export CMOCKA_MESSAGE_OUTPUT := TAP
PROVE := prove --timer $(if $(V),-v)
SCRIPTS := $(wildcard tests/house/*.t tests/cli/*.t)
test check: all $(UNIT) $(TOOLS) $(FAULTS)
	GUIWEN=$(CURDIR)/$B/guiwen B=$(CURDIR)/$B \
	    $(PROVE) --exec 'sh tests/tools/tap' $(UNIT) $(if $(UNIT_ONLY),,$(SCRIPTS))

# The expected outlines anew, to be reviewed as a diff.
.PHONY: golden
golden: $B/tests/unit/test_engine_document_golden
	GUIWEN_REWRITE=1 $<
	git diff --stat -- tests/golden

bench: all $(TOOLS)
	@for b in $(patsubst %.c,$B/%,$(wildcard tests/bench/bench_*.c)); do \
	    $$b || exit 1; done

# The engine beside another interpreter: on the shared chart or, where that
# is absent, on one of our own. Figures and charts stay in build/peers.
PEERS := build/peers
PEERS_SHARED := $(wildcard $(or $(GUIWEN_SHARED),../shared)/data/bench/order.scxml)
PEERS_CHART := $(or $(PEERS_SHARED),tests/bench/cycle.scxml)
PEERS_EVENTS := $(if $(PEERS_SHARED),submit review.start noise pay.auth \
	pay.capture shipped reopen,apply visit.begin rumour fee.asked \
	fee.paid collect lapse)
PEERS_OURS := $B/tests/bench/peers/order
bench-peers: $(PEERS_OURS)
	@sh tests/tools/install-packages $(PACKAGES_PEERS)
	@sh tests/bench/peers/prepare $(PEERS_CHART) $(PEERS)
	$$(pkg-config --variable=libexecdir Qt6Core)/qscxmlc --classname QtChart \
	    -o $(PEERS)/qt_chart $(PEERS)/qt.scxml
	g++ -O2 -std=c++17 -fPIC -Wall -Wextra -I$(PEERS) \
	    $$(pkg-config --cflags Qt6Scxml Qt6Core) \
	    tests/bench/peers/qt_order.cpp $(PEERS)/qt_chart.cpp \
	    -o $(PEERS)/qt_order $$(pkg-config --libs Qt6Scxml Qt6Core)
	@sh tests/bench/peers/compare $(PEERS) $(PEERS_OURS) \
	    $(PEERS)/qt_order $(PEERS_CHART) $(PEERS_EVENTS)
$(PEERS_OURS): $B/%: $B/%.o $(LIBS)
	$(CC) $(CFLAGS) $(LDFLAGS) $< $(LIBS) $(LDLIBS) -o $@

lint:
	sh tests/tools/lint

# Each fuzz target for FUZZ_SECONDS, with clang's libFuzzer, from the seeds in
# tests/fuzz/seeds/<name> where there are any: make fuzz FUZZ='xml chart'
FUZZ_SECONDS ?= 60
FUZZ ?= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz:
	@sh tests/tools/install-packages $(PACKAGES_BUILD) $(PACKAGES_FUZZ)
	$(MAKE) CC=clang VARIANT=fuzz $(FUZZ:%=build/fuzz/fuzz_%)
	@for f in $(FUZZ); do \
	    echo "== $$f"; mkdir -p build/fuzz/corpus-$$f && \
	    build/fuzz/fuzz_$$f -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
	    -rss_limit_mb=2048 -artifact_prefix=build/fuzz/ -verbosity=0 \
	    -print_final_stats=1 build/fuzz/corpus-$$f \
	    $$(ls -d tests/fuzz/seeds/$$f 2>/dev/null) || exit 1; done
build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o $(LIBS)
	$(CC) $(CFLAGS) -fsanitize=fuzzer $< $(LIBS) $(LDLIBS) -o $@

# ---- install ----

# Pages in cli/man, and in a folder for each other language.
MAN := $(patsubst cli/man/%,%,$(wildcard cli/man/*.[17] cli/man/*/*.[17]))
SHARE := $(DESTDIR)$(PREFIX)/share
man_place = $(SHARE)/man/$$(dirname $1)/man$${page\#\#*.}/$$(basename $1)
VIEWS := $(wildcard cli/views/*)
SHIPPED := $(shell find workflows -name '*.scxml' -o -name '*.ics' \
	-o -name 'README.md')
install: all
	install -D -m 755 $B/guiwen $(DESTDIR)$(PREFIX)/bin/guiwen
	for page in $(MAN); do install -D -m 644 cli/man/$$page \
	    $(call man_place,$$page) || exit 1; done
	for mo in $(MO:build/%=%); do install -D -m 644 build/$$mo \
	    $(SHARE)/$$mo || exit 1; done
	for file in $(VIEWS); do install -D -m 644 $$file \
	    $(SHARE)/guiwen/views/$${file##*/} || exit 1; done
	for file in $(SHIPPED); do install -D -m 644 $$file \
	    $(SHARE)/guiwen/$$file || exit 1; done

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/guiwen
	for page in $(MAN); do rm -f $(call man_place,$$page); done
	rm -f $(MO:build/%=$(SHARE)/%)
	rm -rf $(SHARE)/guiwen

clean:
	rm -rf build
help:
	@sed -n '2,/^$$/s/^# \{0,1\}//p' Makefile

# Everything that a person does with Postern; each target does its own set-up.
#   make run      build and start bots/echo.lua (BOT=… another one)
#   make test     packages, lint, build, tests, the bots' own tests
#   make crash    kills a busy bot 300 times (KILLS=…): nothing ticked, answered or called whole is lost
#   make bench    latency, throughput and CPU beside a c-toxcore echo bot (ARGS=--full for longer)
#   make floods   what a contact notices while strangers flood the bot
#   make fuzz     each fuzz target for FUZZ_SECONDS (10); ARGS="dht friends" chooses targets
#   make examples 5,000 requests to a bot's HTTP interface, made by Schemathesis from its document
#   make sanitize the suites under the address sanitizer, what has threads under the thread sanitizer
#   make scale    networks of up to 3,000 nodes in the simulation (SIZES=…); sets the golden table
#   make tips     pages and filters of an inbox with 100,000 tips (TIPS=…), held to their limits
#   make traces   1,000 tips, files, answers, erasures and kills of a sealed bot (TRACES=…), and a
#                 search for them in its home, output, temporary files, memory and a core of it
#   make pages    server time and size of the web inbox's pages with 100,000 tips; 52 open pages
#   make install  into PREFIX (/usr/local)
#   make deb      a Debian package in .build-deb; .ci/deb tries it in a fresh Debian 12

BOT    ?= bots/echo.lua
PREFIX ?= /usr/local
KILLS  ?= 300
SEED   ?= 1
SIZES  ?= 100 300 1000 3000
TIPS   ?= 100000
TRACES ?= 1000
RELEASE = swift build -c release --product postern
APART   = ^(ToxNIO|GatewayHTTP|GatewayWebhooks|Gateway|Postern|Interop|Crash)Tests
WIDTH   = --experimental-maximum-parallelization-width
STRICT  = --explicit-target-dependency-import-check error

.PHONY: run test lint build build-tests unit-tests bot-tests crash bench floods fuzz sanitize
.PHONY: scale tips traces pages examples
.PHONY: install deb packages test-packages clean

run: packages
	$(RELEASE) --quiet
	.build/release/postern run $(BOT) --verbose

test: test-packages lint build-tests bot-tests unit-tests

lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

build: packages
	swift build $(STRICT)

build-tests:
	swift build --build-tests $(STRICT)

# No test needs more than loopback. Where the kernel allows it, a network namespace with nothing but
# loopback holds them to it.
#
# Several runs, since tests run side by side: what computes (scripts that must be stopped,
# simulations) would starve what waits for sockets, what waits for programs would hold up both, and
# all of them the conversations with c-toxcore. What waits starts few at a time: hundreds that start
# together wait for each other longer than for what they test, and floods beside large files cost
# both of them their contacts. Those conversations and the kills wait most of their time, for
# c-toxcore's own pauses, and so for each other's: a few more of them run together.
unit-tests:
	.ci/unit --skip '$(APART)'
	.ci/unit --filter '^(ToxNIO|GatewayHTTP)Tests' $(WIDTH) 8
	.ci/unit --filter '^GatewayWebhooksTests' $(WIDTH) 8
	.ci/unit --filter '^GatewayTests' $(WIDTH) 8
	.ci/unit --filter '^PosternTests' $(WIDTH) 8
	.ci/unit --filter '^(Interop|Crash)Tests' $(WIDTH) 12

# SEED=… draws other instants.
crash: test-packages build-tests
	POSTERN_CRASH_KILLS=$(KILLS) POSTERN_CRASH_SEED=$(SEED) \
	  .ci/offline swift test --skip-build --filter CrashTests $(WIDTH) 6

examples: test-packages build-tests
	POSTERN_API_EXAMPLES=140 \
	  .ci/offline swift test --skip-build --filter 'running server is what its document says'

bot-tests:
	.build/debug/postern test bots

bench:
	.ci/bench $(ARGS)

floods:
	.ci/bench flooded $(ARGS)

fuzz: packages
	.ci/fuzz $(ARGS)

sanitize: test-packages
	.ci/sanitize address
	.ci/sanitize thread

# About ten minutes of CPU. Ten thousand nodes are another quarter of an hour, and 4 GiB:
#   simulate churn 10000 1000 20 1
scale: packages
	POSTERN_ONLY=core swift build -c release --product simulate --scratch-path .build-scale
	.build-scale/release/simulate routers 200 $(SEED)
	.build-scale/release/simulate cut 100 15 $(SEED)
	.build-scale/release/simulate relays 300 10 30 $(SEED)
	.build-scale/release/simulate churn 1000 100 20 $(SEED)
	.build-scale/release/simulate growth Tests/Unit/SimulationTests/Snapshots/growth.md $(SIZES)

tips: build-tests
	POSTERN_DESK_TIPS=$(TIPS) \
	  .ci/offline swift test --skip-build --filter 'A desk with very many tips'

traces: test-packages build-tests
	POSTERN_TRACE_TIPS=$(TRACES) \
	  .ci/offline swift test --skip-build --filter 'What a bot leaves behind'

pages: packages
	$(RELEASE) --quiet
	.ci/offline .ci/pages .build/release/postern $(TIPS)

install: packages
	install -D -m 0755 "$$(.packaging/program)" $(DESTDIR)$(PREFIX)/bin/postern

deb:
	.ci/packages deb
	.packaging/deb

packages:
	.ci/packages run

test-packages:
	.ci/packages test
	.ci/python

clean:
	rm -rf .build .build-deb .build-install .build-scale .build-fuzz .build-asan .build-tsan

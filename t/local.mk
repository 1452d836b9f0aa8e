EXTRA_DIST += t/ci t/lint t/fuzz/corpus t/e2e/dev t/e2e/edge t/e2e/kill t/e2e/stream t/e2e/outbox

DB_TESTS =
MEDIA_TESTS =
E2E_TESTS =
include t/unit/local.mk
include t/db/local.mk
include t/fuzz/local.mk
include t/media/local.mk
include t/bench/local.mk
include t/e2e/local.mk
check_PROGRAMS += $(UNIT_TESTS) $(FUZZ_TESTS) $(DB_TESTS) $(MEDIA_TESTS) $(E2E_TESTS)
# Stands in for dailies-media in tests.
check_PROGRAMS += t/fake/media
# Plain in every build: it has to die by signals, which a sanitizer would catch.
t_fake_media_CFLAGS = -std=c17 $(WARN_CFLAGS) $(HARD_CFLAGS)
t_fake_media_LDFLAGS = $(HARD_LDFLAGS)

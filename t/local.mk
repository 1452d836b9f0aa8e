EXTRA_DIST += t/ci t/lint t/fuzz/corpus
include t/unit/local.mk
include t/fuzz/local.mk
check_PROGRAMS += $(UNIT_TESTS) $(FUZZ_TESTS)

EXTRA_DIST += t/ci t/lint t/fuzz/corpus

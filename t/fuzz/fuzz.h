/*
 * fuzz.h - a fuzz target: one function that takes any bytes and must survive.
 *
 * The same object is linked with libFuzzer (configure --enable-fuzz, clang), or with
 * replay.c, which reads the kept files in every `make check`.
 * A target that finds a broken promise ends the process by `must`.
 */
#ifndef FUZZ_H
#define FUZZ_H
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

#define must(promise)                                                                              \
    do {                                                                                           \
        if (!(promise))                                                                            \
            abort();                                                                               \
    } while (0)
#endif

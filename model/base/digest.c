/* digest.c - see digest.h. */
#include <openssl/evp.h>
#include "model/base/digest.h"
#include "model/base/arena.h"

static const struct known {
    const char *name, *md;
    size_t      bytes;
} known[] = { { "md5", "MD5", 16 }, { "sha1", "SHA1", 20 }, { "sha256", "SHA256", 32 } };

struct digest {
    EVP_MD_CTX *md;
};

static void must(bool works)
{
    if (works)
        return;
    fputs("{\"level\":\"error\",\"event\":\"crypto_broken\",\"what\":\"digest\"}\n", stderr);
    abort();
}

static const struct known *find(const char *name)
{
    for (size_t i = 0; i < COUNT(known); i++)
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    return NULL;
}

size_t digest_bytes(const char *name)
{
    const struct known *k = find(name);
    return k ? k->bytes : 0;
}

static void release(void *ptr) { EVP_MD_CTX_free(ptr); }

struct digest *digest_begin(struct arena *a, const char *name)
{
    struct digest      *d = arena_alloc(a, sizeof *d);
    const struct known *k = find(name);
    EVP_MD             *md;
    must(k != NULL);
    md    = EVP_MD_fetch(NULL, k->md, NULL);
    d->md = EVP_MD_CTX_new();
    must(md && d->md && EVP_DigestInit_ex2(d->md, md, NULL) == 1);
    EVP_MD_free(md); /* the context holds it */
    arena_on_reset(a, release, d->md);
    return d;
}

void digest_add(struct digest *d, const void *bytes, size_t n)
{
    must(EVP_DigestUpdate(d->md, bytes, n) == 1);
}

void digest_end(struct digest *d, uint8_t out[DIGEST_MAX_BYTES])
{
    must(EVP_DigestFinal_ex(d->md, out, NULL) == 1);
}

/* crypt.c - see crypt.h. */
#include <crypt.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sys/random.h>
#include "model/base/crypt.h"
#include "model/base/arena.h"

enum { BCRYPT_INPUT_BYTES = 72, BCRYPT_HASH_LEN = 60, SALT_BYTES = 16 };

struct sha256 {
    EVP_MD_CTX *md;
};

/* A broken source of trust is not something a request can answer. */
static void must(bool works, const char *what)
{
    if (works)
        return;
    fprintf(stderr, "{\"level\":\"error\",\"event\":\"crypto_broken\",\"what\":\"%s\"}\n", what);
    abort();
}

void random_bytes(void *out, size_t n)
{
    uint8_t *to = out;
    while (n) {
        ssize_t got = getrandom(to, n, 0);
        if (got < 0 && errno == EINTR)
            continue;
        must(got > 0, "getrandom");
        to += got;
        n -= (size_t)got;
    }
}

/* Looked up once: the library's own lookup costs more than a short text. */
static const EVP_MD *sha256_md(void)
{
    static EVP_MD *md;
    if (!md)
        md = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(md != NULL, "sha256");
    return md;
}

void sha256_of(const void *bytes, size_t n, uint8_t out[SHA256_BYTES])
{
    static EVP_MD_CTX *md; /* kept: for a token, making one is half of the work */
    if (!md)
        md = EVP_MD_CTX_new();
    must(md && EVP_DigestInit_ex2(md, sha256_md(), NULL) == 1 &&
             EVP_DigestUpdate(md, bytes, n) == 1 && EVP_DigestFinal_ex(md, out, NULL) == 1,
         "sha256");
}

static void sha256_release(void *ptr) { EVP_MD_CTX_free(ptr); }

struct sha256 *sha256_begin(struct arena *a)
{
    struct sha256 *h = arena_alloc(a, sizeof *h);
    h->md            = EVP_MD_CTX_new();
    must(h->md && EVP_DigestInit_ex2(h->md, sha256_md(), NULL) == 1, "sha256");
    arena_on_reset(a, sha256_release, h->md);
    return h;
}

void sha256_add(struct sha256 *h, const void *bytes, size_t n)
{
    must(EVP_DigestUpdate(h->md, bytes, n) == 1, "sha256");
}

void sha256_end(struct sha256 *h, uint8_t out[SHA256_BYTES])
{
    must(EVP_DigestFinal_ex(h->md, out, NULL) == 1, "sha256");
    must(EVP_DigestInit_ex2(h->md, NULL, NULL) == 1, "sha256");
}

static void hmac_of(char *digest, const void *key, size_t key_bytes, const void *bytes, size_t n,
                    uint8_t *out, size_t out_bytes)
{
    static EVP_MAC *hmac; /* looked up once: a token is checked with every request */
    OSSL_PARAM      options[] = {
             OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
             OSSL_PARAM_construct_end(),
    };
    EVP_MAC_CTX *mac;
    size_t       len = 0;
    if (!hmac)
        hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    mac = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
    /* A NULL key would mean "the key of before", so an empty one needs an address. */
    must(mac && EVP_MAC_init(mac, key_bytes ? key : digest, key_bytes, options) == 1 &&
             EVP_MAC_update(mac, bytes, n) == 1 &&
             EVP_MAC_final(mac, out, &len, out_bytes) == 1 && len == out_bytes,
         "hmac");
    EVP_MAC_CTX_free(mac); /* wipes the key */
}

void hmac_sha256(const void *key, size_t key_bytes, const void *bytes, size_t n,
                 uint8_t out[SHA256_BYTES])
{
    char digest[] = "SHA256";
    hmac_of(digest, key, key_bytes, bytes, n, out, SHA256_BYTES);
}

void hmac_sha1(const void *key, size_t key_bytes, const void *bytes, size_t n,
               uint8_t out[SHA1_BYTES])
{
    char digest[] = "SHA1";
    hmac_of(digest, key, key_bytes, bytes, n, out, SHA1_BYTES);
}

void hex_write(const void *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t    *b        = bytes;
    for (size_t i = 0; i < n; i++) {
        out[2 * i]     = digits[b[i] >> 4];
        out[2 * i + 1] = digits[b[i] & 15];
    }
    out[2 * n] = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool hex_read(const char *text, size_t len, uint8_t *out, size_t n)
{
    if (len % 2 != 0 || len / 2 != n)
        return false;
    for (size_t i = 0; i < len; i++)
        if (hex_digit(text[i]) < 0)
            return false;
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
    return true;
}

/* The alphabets of base64 differ in their last two characters. */
static char six_write(unsigned six, const char last[2])
{
    static const char common[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    return six < 62 ? common[six] : last[six - 62];
}

static size_t sixes_write(const void *bytes, size_t n, const char last[2], char *out)
{
    const uint8_t *b    = bytes;
    char          *to   = out;
    uint32_t       bits = 0;
    unsigned       have = 0;
    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8 | b[i]) & 0xffff;
        have += 8;
        while (have >= 6) {
            have -= 6;
            *to++ = six_write(bits >> have & 63, last);
        }
    }
    if (have)
        *to++ = six_write(bits << (6 - have) & 63, last);
    *to = '\0';
    return (size_t)(to - out);
}

size_t base64url_write(const void *bytes, size_t n, char *out)
{
    return sixes_write(bytes, n, "-_", out);
}

size_t base64_write(const void *bytes, size_t n, char *out)
{
    size_t len = sixes_write(bytes, n, "+/", out);
    while (len % 4)
        out[len++] = '=';
    out[len] = '\0';
    return len;
}

static int six_read(char c, const char last[2])
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == last[0] ? 62 : c == last[1] ? 63 : -1;
}

static bool sixes_read(const char *text, size_t len, const char last[2], uint8_t *out, size_t cap,
                       size_t *n)
{
    size_t   bytes = len / 4 * 3 + len % 4 * 3 / 4, at = 0;
    uint32_t bits = 0;
    unsigned have = 0;
    if (len % 4 == 1 || bytes > cap)
        return false;
    for (size_t i = 0; i < len; i++) {
        int six = six_read(text[i], last);
        if (six < 0)
            return false;
        bits = (bits << 6 | (uint32_t)six) & 0xfff;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[at++] = (uint8_t)(bits >> have);
        }
    }
    if (bits & ((1U << have) - 1))
        return false;
    *n = at;
    return true;
}

bool base64url_read(const char *text, size_t len, uint8_t *out, size_t cap, size_t *n)
{
    return sixes_read(text, len, "-_", out, cap, n);
}

bool base64_read(const char *text, size_t len, uint8_t *out, size_t cap, size_t *n)
{
    if (len % 4)
        return false;
    for (int k = 0; k < 2 && len && text[len - 1] == '='; k++)
        len--;
    return sixes_read(text, len, "+/", out, cap, n);
}

bool secret_equal(const void *a, size_t a_bytes, const void *b, size_t b_bytes)
{
    return a_bytes == b_bytes && CRYPTO_memcmp(a, b, a_bytes) == 0;
}

void secret_wipe(void *p, size_t n) { explicit_bzero(p, n); }

static unsigned long cost_count(int cost)
{
    if (cost == 0)
        cost = PASSWORD_COST;
    if (cost < PASSWORD_COST_LEAST)
        return PASSWORD_COST_LEAST;
    return cost > PASSWORD_COST_MOST ? PASSWORD_COST_MOST : (unsigned long)cost;
}

static void yescrypt_setting(int cost, const uint8_t salt[SALT_BYTES],
                             char out[CRYPT_GENSALT_OUTPUT_SIZE])
{
    char bytes[SALT_BYTES];
    memcpy(bytes, salt, sizeof bytes);
    must(crypt_gensalt_rn("$y$", cost_count(cost), bytes, sizeof bytes, out,
                          CRYPT_GENSALT_OUTPUT_SIZE) != NULL,
         "gensalt");
}

int password_hash(struct cx *cx, const char *password, int cost, const char **hash)
{
    struct crypt_data work = { 0 };
    uint8_t           salt[SALT_BYTES];
    char              setting[CRYPT_GENSALT_OUTPUT_SIZE];
    const char       *made;
    if (password[0] == '\0')
        return refuse_field(cx, E_INVALID, "password", "password: must not be empty");
    if (strlen(password) > PASSWORD_MAX_BYTES)
        return refuse_field(cx, E_INVALID, "password", "password: at most %d bytes",
                            PASSWORD_MAX_BYTES);
    random_bytes(salt, sizeof salt);
    yescrypt_setting(cost, salt, setting);
    made = crypt_rn(password, setting, &work, sizeof work);
    must(made != NULL, "yescrypt");
    *hash = arena_text(cx->arena, made);
    secret_wipe(&work, sizeof work);
    return 0;
}

static bool is_bcrypt(const char *hash)
{
    return hash[0] == '$' && hash[1] == '2' &&
           (hash[2] == 'a' || hash[2] == 'b' || hash[2] == 'y') && hash[3] == '$' &&
           strlen(hash) == BCRYPT_HASH_LEN;
}

static bool is_yescrypt(const char *hash) { return strncmp(hash, "$y$", 3) == 0; }

static bool hash_matches(const char *password, const char *hash)
{
    struct crypt_data work = { 0 };
    const char       *made = crypt_rn(password, hash, &work, sizeof work);
    bool              same = made && secret_equal(made, strlen(made), hash, strlen(hash));
    secret_wipe(&work, sizeof work);
    return same;
}

static bool bcrypt_matches(const char *password, const char *hash)
{
    char head[BCRYPT_INPUT_BYTES + 1] = { 0 };
    bool same;
    memcpy(head, password, strnlen(password, BCRYPT_INPUT_BYTES));
    same = hash_matches(head, hash);
    secret_wipe(head, sizeof head);
    return same;
}

/* The work of a check, against a hash that nobody has. */
static void verify_nobody(const char *password, int cost)
{
    static const uint8_t salt[SALT_BYTES];
    struct crypt_data    work = { 0 };
    char                 setting[CRYPT_GENSALT_OUTPUT_SIZE];
    yescrypt_setting(cost, salt, setting);
    (void)!crypt_rn(password, setting, &work, sizeof work);
    secret_wipe(&work, sizeof work);
}

bool password_verify(const char *password, const char *hash, int cost)
{
    if (hash && is_bcrypt(hash))
        return bcrypt_matches(password, hash);
    if (hash && is_yescrypt(hash))
        return hash_matches(password, hash);
    verify_nobody(password, cost);
    return false;
}

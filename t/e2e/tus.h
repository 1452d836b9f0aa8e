/*
 * tus.h - what the tests of uploads in pieces share: bytes, requests, where they went.
 *
 * Errors: whatever goes wrong fails the running test.
 */
#ifndef E2E_TUS_H
#define E2E_TUS_H
#include "t/e2e/footage.h"

#define TUS "/video/upload/tus"
#define PIECE "application/offset+octet-stream"
#define V1 "Tus-Resumable: 1.0.0"
/* "film.mp4", "video/mp4" */
#define META "Upload-Metadata: filename ZmlsbS5tcDQ=,filetype dmlkZW8vbXA0"
enum { BYTES = 3000000, HALF = 1500000 };

extern struct account ada, bob;
extern char           content[BYTES];

/* The accounts and the first content. */
int tus_begin(void **state);
/* Bytes that no upload before had; no player reads them, so their processing ends at once. */
void        content_new(void);
const char *now_or(const char *text); /* NULL: nothing */
void        sleep_ms(long ms);
double      seconds(void);

/* Of a Location, which has to be relative. */
const char          *id_of(const struct answer *a);
const char          *upload_new(const struct account *who, int64_t length);
const struct answer *head(const struct account *who, const char *id);
int64_t              offset_of(const struct account *who, const char *id);
/* Those bytes of the content; header: one more, or NULL. */
const struct answer *patch(const struct account *who, const char *id, int64_t from, int64_t to,
                           const char *header);
void                 patch_well(const char *id, int64_t from, int64_t to);

/* A video of that length with these bytes, and nothing left of the upload. */
void        is_video(const struct account *who, const char *id, size_t bytes);
const char *part_path(const char *id);
int64_t     part_size(const char *id); /* -1: there is no such file */
void        part_grows_to(const char *id, int64_t bytes);
#endif

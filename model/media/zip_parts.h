/*
 * zip_parts.h - what the two halves of zip_dir.h share; for model/media/zip_*.c alone.
 */
#ifndef MEDIA_ZIP_PARTS_H
#define MEDIA_ZIP_PARTS_H
#include "model/media/zip_dir.h"

static inline uint16_t le16(const uint8_t *p) { return (uint16_t)(p[0] | p[1] << 8); }
static inline uint32_t le32(const uint8_t *p) { return le16(p) | (uint32_t)le16(p + 2) << 16; }
static inline uint64_t le64(const uint8_t *p) { return le32(p) | (uint64_t)le32(p + 4) << 32; }

/* What a record says of an entry, the directory's or that before its bytes. */
struct zip_record {
    unsigned       flags, method, host, mode; /* host, mode: of the directory's alone */
    bool           is_folder;                 /* by the attributes */
    uint32_t       crc;
    uint64_t       bytes, packed, offset;
    const uint8_t *name, *extra;
    size_t         name_n, extra_n;
};
enum { ZIP_ENCRYPTED = 1 << 0, ZIP_LATER = 1 << 3, ZIP_STRONG = 1 << 6, ZIP_MASKED = 1 << 13 };

/* "The archive contradicts itself", and a word more for whoever looks for it. */
int zip_contradiction(struct cx *cx, const char *where);

/* Numbers of 64 bits, in the place of those that are all ones. Offset: the directory's alone has
 * one. */
int zip_wide_numbers(struct cx *cx, struct zip_record *r, bool has_offset) MUST_USE;

/* One entry of the directory: rules that need no other entry. */
int zip_entry_judge(struct cx *cx, const struct zip_record *r, struct zip_entry *to) MUST_USE;
#endif

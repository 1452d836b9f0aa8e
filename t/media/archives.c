/* archives.c - see archives.h. */
#include "t/media/archives.h"
#include <stdlib.h>
#include <string.h>

#define MIB (1024 * 1024)

static const uint8_t *jpeg;
static size_t         jpeg_n;

void archives_begin(const void *bytes, size_t n)
{
    jpeg   = bytes;
    jpeg_n = n;
}

static void add(struct archive *a, const char *name)
{
    archive_add(a, &(struct archive_entry){ .name = name, .bytes = jpeg, .n = jpeg_n });
}
static void end(struct archive *a) { archive_end(a, &(struct archive_end){ .disk = 0 }); }
static void text(struct archive *a, const char *name, const char *words)
{
    archive_add(a, &(struct archive_entry){ .name = name, .bytes = words, .n = strlen(words) });
}

/* An archive of one entry that lies so, before a good one. */
#define LIE(function, ...)                                                                         \
    static void function(struct archive *a)                                                        \
    {                                                                                              \
        archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = jpeg, .n = jpeg_n,   \
                                                __VA_ARGS__ });                                    \
        add(a, "side.jpg");                                                                        \
        end(a);                                                                                    \
    }
/* The same with another name. */
#define NAMED(function, called)                                                                    \
    static void function(struct archive *a)                                                        \
    {                                                                                              \
        add(a, called);                                                                            \
        add(a, "side.jpg");                                                                        \
        end(a);                                                                                    \
    }
/* A good archive whose end lies so. */
#define END_LIE(function, ...)                                                                     \
    static void function(struct archive *a)                                                        \
    {                                                                                              \
        add(a, "front.jpg");                                                                       \
        archive_end(a, &(struct archive_end){ __VA_ARGS__ });                                      \
    }

/* ---- no archive ---- */

static void is_empty(struct archive *a) { archive_raw(a, "", 0); }
static void is_text(struct archive *a) { archive_raw(a, "This is a letter.\n", 18); }
static void is_jpeg(struct archive *a) { archive_raw(a, jpeg, jpeg_n); }
static void is_gzip(struct archive *a) { archive_raw(a, "\x1f\x8b\x08\0\0\0\0\0\0\3\3\0\0\0\0\0\0\0\0\0", 20); }
static void is_rar(struct archive *a) { archive_raw(a, "Rar!\x1a\7\0\xcf\x90s\0\0\r\0\0\0\0\0\0\0\0\0\0", 24); }
static void is_cut(struct archive *a)
{
    add(a, "front.jpg");
    end(a);
    a->n /= 2;
}
static void is_cut_at_its_end(struct archive *a)
{
    add(a, "front.jpg");
    end(a);
    a->n -= 10;
}
static void is_behind_a_program(struct archive *a)
{
    archive_raw(a, "MZ\x90\0 a program that unpacks itself", 34);
    add(a, "front.jpg");
    end(a);
}
static void is_behind_a_picture(struct archive *a)
{
    archive_raw(a, jpeg, jpeg_n);
    add(a, "front.jpg");
    end(a);
}
static void is_all_comment(struct archive *a)
{
    static uint8_t comment[65535];
    memset(comment, 'P', sizeof comment);
    archive_raw(a, comment, sizeof comment);
}

/* ---- limits ---- */

static void many(struct archive *a)
{
    for (int i = 0; i < 1001; i++)
        text(a, "note.txt", "x");
    end(a);
}
static void many_folders(struct archive *a)
{
    add(a, "front.jpg");
    for (int i = 0; i < 1000; i++)
        text(a, "folder/", "");
    end(a);
}
static void just_as_many(struct archive *a)
{
    add(a, "front.jpg");
    for (int i = 0; i < 999; i++)
        text(a, "folder/", "");
    end(a);
}
static void bomb_of(struct archive *a, const char *name, size_t bytes)
{
    uint8_t *zeros = calloc(bytes, 1);
    archive_add(a, &(struct archive_entry){ .name = name, .bytes = zeros, .n = bytes, .deflate = true });
    free(zeros);
}
static void bomb(struct archive *a)
{
    add(a, "front.jpg");
    bomb_of(a, "side.jpg", 16 * MIB);
    end(a);
}
static void bomb_aside(struct archive *a)
{
    add(a, "front.jpg");
    bomb_of(a, "notes.bin", 16 * MIB);
    end(a);
}
static void bomb_hidden(struct archive *a)
{
    add(a, "front.jpg");
    bomb_of(a, "__MACOSX/._front.jpg", 16 * MIB);
    end(a);
}
/* Three that say 1 GiB each, at 150:1. */
static void huge(struct archive *a)
{
    uint8_t *bytes = malloc(7 * MIB);
    memset(bytes, 'x', 7 * MIB);
    for (int i = 0; i < 3; i++)
        archive_add(a, &(struct archive_entry){ .name = i ? "side.jpg" : "front.jpg", .bytes = bytes,
                                                .n = 7 * MIB, .method = 8, .said_bytes = 1024 * MIB });
    free(bytes);
    end(a);
}
static void huge_wide(struct archive *a)
{
    add(a, "front.jpg");
    archive_add(a, &(struct archive_entry){ .name = "side.jpg", .bytes = jpeg, .n = jpeg_n, .method = 8,
                                            .wide = true, .said_bytes = UINT64_C(1) << 62 });
    end(a);
}
static void large_entry(struct archive *a)
{
    size_t   n     = 52 * MIB;
    uint8_t *bytes = calloc(n, 1);
    add(a, "side.jpg");
    archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = bytes, .n = n });
    free(bytes);
    end(a);
}
/* What unpacks to more than it says. */
static void liar(struct archive *a)
{
    size_t   n     = 4 * MIB;
    uint8_t *bytes = malloc(n);
    uint32_t seed  = 1;
    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)((seed = seed * 1664525u + 1013904223u) >> 30);
    archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = bytes, .n = n, .deflate = true,
                                            .said_bytes = 1000 });
    free(bytes);
    end(a);
}
/* One that says less than there is is cut by what it says. */
LIE(stored_twice, .said_bytes = 100)
LIE(says_more, .deflate = true, .said_bytes = 100000)

/* ---- encrypted ---- */

LIE(encrypted, .flags = 1)
LIE(strongly_encrypted, .flags = 1 | 1 << 6)
LIE(masked, .flags = 1 << 13)
LIE(encrypted_before_its_bytes, .other_flags = 1)

/* ---- names ---- */

NAMED(above, "../front.jpg")
NAMED(above_later, "a/b/../../../front.jpg")
NAMED(above_at_the_end, "a/..")
NAMED(above_with_backslashes, "a\\..\\..\\front.jpg")
NAMED(absolute, "/etc/front.jpg")
NAMED(absolute_drive, "C:\\front.jpg")
NAMED(absolute_drive_slash, "c:/front.jpg")
NAMED(absolute_share, "\\\\server\\share\\front.jpg")
NAMED(dots_that_are_none, "a..b/front.jpg")
NAMED(backslashes, "photos\\front.jpg")
NAMED(controls, "a\n\x1b[2J\x7f/front.jpg")
NAMED(latin1, "caf\xe9/front.jpg")
NAMED(no_characters, "\xff\xfe\x80.jpg")
NAMED(other_letters, "\xe6\xad\xa3\xe9\x9d\xa2/FRONT.JPEG")
static void nul(struct archive *a)
{
    archive_add(a, &(struct archive_entry){ .name = "front.jpg\0.txt", .name_n = 14, .bytes = jpeg, .n = jpeg_n });
    end(a);
}
static void no_name(struct archive *a)
{
    archive_add(a, &(struct archive_entry){ .name = "", .bytes = jpeg, .n = jpeg_n });
    end(a);
}
static void long_name(struct archive *a)
{
    char *name = malloc(60001);
    memset(name, 'a', 60000);
    strcpy(name + 60000 - 10, "/front.jpg");
    add(a, name);
    free(name);
    end(a);
}

/* ---- contradictions ---- */

LIE(two_names, .other_name = "other.jpg")
LIE(two_sizes, .other_bytes = 5)
LIE(two_methods, .other_method = 8)
LIE(two_sums, .other_crc = 1)
LIE(bare_wide, .bare_wide = true)
LIE(elsewhere, .other_offset = 6)
LIE(outside, .other_offset = 0x7fffffff)
LIE(twice_in_the_directory, .times = 2)
LIE(into_the_directory, .method = 8, .said_packed = 100000000, .said_bytes = 100000001)
static void overlapping(struct archive *a)
{
    /* The second lies within the first's bytes. */
    struct archive inner = { .n = 0 };
    archive_add(&inner, &(struct archive_entry){ .name = "side.jpg", .bytes = jpeg, .n = jpeg_n });
    archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = inner.bytes, .n = inner.n });
    archive_add(a, &(struct archive_entry){ .name = "side.jpg", .bytes = jpeg, .n = jpeg_n,
                                            .other_offset = 30 + 9 + 1 });
    archive_free(&inner);
    end(a);
}
END_LIE(fewer_entries, .entries = -1)
END_LIE(more_entries, .entries = 1)
END_LIE(directory_elsewhere, .offset = 7)
END_LIE(directory_outside, .offset = 0x10000000)
END_LIE(directory_of_another_size, .bytes = -3)
END_LIE(several_parts, .disk = 1)
END_LIE(wide_many, .wide = true, .wide_entries = UINT64_C(5000000000))
END_LIE(wide_elsewhere, .wide = true, .wide_at = UINT64_C(1) << 60)
/* A second archive in the comment of the first. */
static void two_ends(struct archive *a)
{
    struct archive inner = { .n = 0 };
    add(a, "front.jpg");
    size_t inner_at = a->n + a->dir_n + 22;
    add(&inner, "side.jpg");
    for (int i = 0; i < 4; i++) /* where its entry is */
        inner.dir[42 + i] = (uint8_t)(inner_at >> (8 * i));
    archive_end(&inner, &(struct archive_end){ .offset = (int)inner_at });
    archive_end(a, &(struct archive_end){ .comment = inner.bytes, .comment_n = inner.n });
    archive_free(&inner);
}

/* ---- entries that are skipped ---- */

LIE(wrong_sum, .wrong_crc = 1)
LIE(no_deflate, .method = 8)
LIE(unknown_method, .method = 12)
static void link_entry(struct archive *a)
{
    archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = "/etc/passwd", .n = 11, .mode = 0120777 });
    add(a, "side.jpg");
    end(a);
}
static void device(struct archive *a)
{
    archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = "", .n = 0, .mode = 0020666 });
    add(a, "side.jpg");
    end(a);
}
static void nested(struct archive *a)
{
    struct archive inner = { .n = 0 };
    add(&inner, "front.jpg");
    end(&inner);
    archive_add(a, &(struct archive_entry){ .name = "front.zip", .bytes = inner.bytes, .n = inner.n });
    archive_add(a, &(struct archive_entry){ .name = "back.jpg", .bytes = inner.bytes, .n = inner.n });
    archive_free(&inner);
    add(a, "side.jpg");
    end(a);
}
static void no_pictures(struct archive *a)
{
    text(a, "front.jpg", "This is a letter.");
    text(a, "side.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    text(a, "back.png", "");
    end(a);
}
static void half_a_picture(struct archive *a)
{
    archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = jpeg, .n = jpeg_n / 2 });
    add(a, "side.jpg");
    end(a);
}
static void huge_picture(struct archive *a)
{
    static const uint8_t gif[] = "GIF89a\xe8\xfd\xe8\xfd\x80\0\0\1\1\1\2\2\2,\0\0\0\0\xe8\xfd\xe8\xfd\0\2\2D\1\0;";
    archive_add(a, &(struct archive_entry){ .name = "front.gif", .bytes = gif, .n = sizeof gif - 1 });
    add(a, "side.jpg");
    end(a);
}
static void same_names(struct archive *a)
{
    add(a, "front.jpg");
    add(a, "front.jpg");
    add(a, "Front.PNG");
    add(a, "more/front.jpeg");
    end(a);
}
static void first_picture_counts(struct archive *a)
{
    text(a, "front.txt", "This is a letter.");
    add(a, "front.jpg");
    add(a, "b/front.jpg");
    end(a);
}
static void other_names(struct archive *a)
{
    add(a, "top.jpg");
    add(a, "frontal.jpg");
    add(a, "front");
    add(a, "side.view.jpg");
    end(a);
}

/* ---- good ones ---- */

static void ignored(struct archive *a)
{
    text(a, "photos/", "");
    add(a, "photos/front.jpg");
    add(a, "__MACOSX/photos/._front.jpg");
    add(a, "__MACOSX/side.jpg");
    text(a, "photos/.DS_Store", "x");
    add(a, ".hidden/side.jpg");
    archive_add(a, &(struct archive_entry){ .name = "side.jpg", .mode = 0040755 });
    end(a);
}
static void spelled(struct archive *a)
{
    add(a, "FRONT.JPG");
    add(a, "a/b/c/Side.jpeg");
    add(a, "bACK");
    end(a);
}
static void wide(struct archive *a)
{
    archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = jpeg, .n = jpeg_n, .wide = true });
    archive_add(a, &(struct archive_entry){ .name = "side.jpg", .bytes = jpeg, .n = jpeg_n, .wide = true, .deflate = true });
    archive_end(a, &(struct archive_end){ .wide = true });
}
static void streamed(struct archive *a)
{
    archive_add(a, &(struct archive_entry){ .name = "front.jpg", .bytes = jpeg, .n = jpeg_n, .later = true, .deflate = true });
    archive_add(a, &(struct archive_entry){ .name = "side.jpg", .bytes = jpeg, .n = jpeg_n, .later = true });
    end(a);
}
static void commented(struct archive *a)
{
    add(a, "front.jpg");
    archive_end(a, &(struct archive_end){ .comment = "made for a test", .comment_n = 15 });
}

#define NONE "is no ZIP archive"
#define ODD "contradicts itself"
// clang-format off
const struct archive_case archive_cases[] = {
    { "nothing", is_empty, NONE, 0, 0, NULL },
    { "a letter", is_text, NONE, 0, 0, NULL },
    { "a picture", is_jpeg, NONE, 0, 0, NULL },
    { "a gzip file", is_gzip, NONE, 0, 0, NULL },
    { "a RAR archive", is_rar, NONE, 0, 0, NULL },
    { "half of it", is_cut, NONE, 0, 0, NULL },
    { "its last bytes missing", is_cut_at_its_end, NONE, 0, 0, NULL },
    { "a program with an archive behind it", is_behind_a_program, NONE, 0, 0, NULL },
    { "a picture with an archive behind it", is_behind_a_picture, NONE, 0, 0, NULL },
    { "what looks like a comment", is_all_comment, NONE, 0, 0, NULL },
    { "1001 entries", many, "more than 1000 entries", 0, 0, NULL },
    { "1001 entries with the folders", many_folders, "more than 1000 entries", 0, 0, NULL },
    { "1000 entries", just_as_many, NULL, 1, 0, NULL },
    { "a bomb", bomb, "more than 200:1", 0, 0, NULL },
    { "a bomb that nobody asked for", bomb_aside, "more than 200:1", 0, 0, NULL },
    { "a bomb among what is ignored", bomb_hidden, "more than 200:1", 0, 0, NULL },
    { "3 GiB in all", huge, "more than 2 GiB", 0, 0, NULL },
    { "exabytes", huge_wide, "more than 2 GiB", 0, 0, NULL },
    { "an entry that is too large", large_entry, NULL, 1, 1, "at most" },
    { "an entry larger than it says", liar, "larger than the archive says", 0, 0, NULL },
    { "a stored entry of two sizes", stored_twice, ODD, 0, 0, NULL },
    { "an entry smaller than it says", says_more, NULL, 1, 1, "damaged" },
    { "an encrypted entry", encrypted, "encrypted", 0, 0, NULL },
    { "strong encryption", strongly_encrypted, "encrypted", 0, 0, NULL },
    { "an encrypted directory", masked, "encrypted", 0, 0, NULL },
    { "encryption that the directory does not tell", encrypted_before_its_bytes, ODD, 0, 0, NULL },
    { "a name above the folder", above, "'..'", 0, 0, NULL },
    { "a name that climbs later", above_later, "'..'", 0, 0, NULL },
    { "a name that ends above", above_at_the_end, "'..'", 0, 0, NULL },
    { "a name that climbs by backslashes", above_with_backslashes, "'..'", 0, 0, NULL },
    { "an absolute name", absolute, "absolute", 0, 0, NULL },
    { "a drive", absolute_drive, "absolute", 0, 0, NULL },
    { "a drive with slashes", absolute_drive_slash, "absolute", 0, 0, NULL },
    { "a share", absolute_share, "absolute", 0, 0, NULL },
    { "a NUL in a name", nul, "NUL", 0, 0, NULL },
    { "no name", no_name, "no name", 0, 0, NULL },
    { "two names", two_names, ODD, 0, 0, NULL },
    { "two sizes", two_sizes, ODD, 0, 0, NULL },
    { "two methods", two_methods, ODD, 0, 0, NULL },
    { "two sums", two_sums, ODD, 0, 0, NULL },
    { "wide sizes that are missing", bare_wide, ODD, 0, 0, NULL },
    { "an entry that is elsewhere", elsewhere, ODD, 0, 0, NULL },
    { "an entry outside", outside, ODD, 0, 0, NULL },
    { "one entry twice in the directory", twice_in_the_directory, "overlap", 0, 0, NULL },
    { "an entry in another", overlapping, "overlap", 0, 0, NULL },
    { "an entry that reaches into the directory", into_the_directory, ODD, 0, 0, NULL },
    { "fewer entries than there are", fewer_entries, ODD, 0, 0, NULL },
    { "more entries than there are", more_entries, ODD, 0, 0, NULL },
    { "a directory elsewhere", directory_elsewhere, ODD, 0, 0, NULL },
    { "a directory outside", directory_outside, ODD, 0, 0, NULL },
    { "a directory of another size", directory_of_another_size, ODD, 0, 0, NULL },
    { "one part of several", several_parts, "one part of several", 0, 0, NULL },
    { "zip64 with five thousand million entries", wide_many, "more than 1000 entries", 0, 0, NULL },
    { "a zip64 end that is elsewhere", wide_elsewhere, ODD, 0, 0, NULL },
    { "two archives in one", two_ends, ODD, 0, 0, NULL },
    { "a wrong sum", wrong_sum, NULL, 1, 1, "damaged" },
    { "bytes that do not unpack", no_deflate, NULL, 1, 1, "damaged" },
    { "an unknown method", unknown_method, NULL, 1, 1, "compressed in a way" },
    { "a link", link_entry, NULL, 1, 1, "link" },
    { "a device", device, NULL, 1, 1, "no file" },
    { "archives in it", nested, NULL, 1, 2, "no picture" },
    { "no pictures", no_pictures, NULL, 0, 3, "no picture" },
    { "half a picture", half_a_picture, NULL, 1, 1, "damaged or cut off" },
    { "a picture of 65000 x 65000", huge_picture, NULL, 1, 1, "more than allowed" },
    { "one name four times", same_names, NULL, 1, 3, "Repeats" },
    { "the first picture of a name counts", first_picture_counts, NULL, 1, 2, "no picture" },
    { "names of no shot type", other_names, NULL, 1, 3, "Names no shot type" },
    { "dots that do not climb", dots_that_are_none, NULL, 2, 0, NULL },
    { "backslashes between folders", backslashes, NULL, 2, 0, NULL },
    { "control characters", controls, NULL, 2, 0, NULL },
    { "a name in Latin-1", latin1, NULL, 2, 0, NULL },
    { "a name of no encoding", no_characters, NULL, 1, 1, "Names no shot type" },
    { "a name in Chinese", other_letters, NULL, 2, 0, NULL },
    { "a name of 60000 bytes", long_name, NULL, 1, 0, NULL },
    { "what is ignored", ignored, NULL, 1, 0, NULL },
    { "spelled in other ways", spelled, NULL, 3, 0, NULL },
    { "zip64", wide, NULL, 2, 0, NULL },
    { "sizes behind the bytes", streamed, NULL, 2, 0, NULL },
    { "a comment", commented, NULL, 1, 0, NULL },
    { "an empty one", end, NULL, 0, 0, NULL },
};
// clang-format on
const int archive_cases_n = (int)(sizeof archive_cases / sizeof archive_cases[0]);

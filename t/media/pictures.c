/* pictures.c - see pictures.h. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "t/media/pictures.h"

void pictures_begin(void)
{
    assert_int_equal(VIPS_INIT("test"), 0);
    run_program("dailies-stills");
}

VipsImage *known_picture(int width, int height, const uint8_t colour[3])
{
    static const uint8_t red[3] = { 255, 0, 0 }, dark[3] = { 16, 16, 16 };
    uint8_t             *bytes  = malloc((size_t)width * (size_t)height * 3), *p = bytes;
    VipsImage           *image;
    assert_non_null(bytes);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, p += 3) {
            bool corner = x < width / 4 && y < height / 4;
            bool end    = x >= width - width / 4 && y >= height - height / 4;
            memcpy(p, corner ? red : end ? dark : colour, 3);
        }
    image = vips_image_new_from_memory_copy(bytes, (size_t)(p - bytes), width, height, 3,
                                            VIPS_FORMAT_UCHAR);
    free(bytes);
    assert_non_null(image);
    image->Type = VIPS_INTERPRETATION_sRGB;
    return image;
}

void keep_picture(VipsImage *image, const char *name)
{
    if (vips_image_write_to_file(image, in_folder(name), NULL))
        fail_msg("%s: %s", name, vips_error_buffer());
    g_object_unref(image);
}

VipsImage *output_picture(const char *name)
{
    char       path[600];
    VipsImage *image;
    snprintf(path, sizeof path, "%s/%s", in_folder("out"), name);
    image = vips_image_new_from_file(path, NULL);
    if (!image)
        fail_msg("%s: %s", name, vips_error_buffer());
    return image;
}

void pixel_of(VipsImage *image, double x, double y, double to[3])
{
    double *v;
    int     n;
    assert_int_equal(vips_getpoint(image, &v, &n, (int)(x * image->Xsize), (int)(y * image->Ysize),
                                   NULL),
                     0);
    for (int i = 0; i < 3; i++)
        to[i] = v[i < n ? i : 0];
    g_free(v);
}

void measure(struct heard *h, const char *const *names, const char *members)
{
    char   job[60000];
    size_t n = 0;
    fresh_output();
    n += (size_t)snprintf(job, sizeof job, "{\"op\":\"stills\",\"output\":\"%s\",\"inputs\":[",
                          in_folder("out"));
    for (size_t i = 0; names[i]; i++)
        n += (size_t)snprintf(job + n, sizeof job - n, "%s\"%s\"", i ? "," : "", in_folder(names[i]));
    snprintf(job + n, sizeof job - n, "]%s}", members);
    media_raw(h, job);
}

void measure_one(struct heard *h, const char *name, const char *members)
{
    measure(h, (const char *const[]){ name, NULL }, members);
}

struct json_object *line_at(const struct heard *h, const char *kind, int64_t index)
{
    for (int i = 0; i < h->lines_n; i++)
        if (strcmp(text(h->lines[i], "kind"), kind) == 0 && number(h->lines[i], "index") == index)
            return h->lines[i];
    return NULL;
}

struct json_object *thumb_at(const struct heard *h, int64_t index, int64_t width)
{
    for (int i = 0; i < h->lines_n; i++)
        if (strcmp(text(h->lines[i], "kind"), "thumb") == 0 &&
            number(h->lines[i], "index") == index && number(h->lines[i], "width") == width)
            return h->lines[i];
    return NULL;
}

bool is_near(const char *hex, const uint8_t colour[3], int off)
{
    unsigned c[3];
    if (sscanf(hex, "#%2x%2x%2x", &c[0], &c[1], &c[2]) != 3)
        return false;
    for (int i = 0; i < 3; i++)
        if (abs((int)c[i] - colour[i]) > off)
            return false;
    return true;
}

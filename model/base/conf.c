/* conf.c - the table of settings and its reader; not inih, which cuts lines at 200 bytes and
 * values at a semicolon. */
#include "model/base/conf.h"
#include <ctype.h>
#include <errno.h>
#include "model/base/text.h"

static const char *const presets[] = { "ultrafast", "superfast", "veryfast", "faster", "fast",
                                       "medium",    "slow",      "slower",   NULL };
static const char *const levels[] = { "error", "warning", "info", "debug", NULL };

#define GIB (INT64_C(1) << 30)
#define ROW struct conf
// clang-format off
static const struct field conf_fields[] = {
    FIELD(state_dir,  WRITE, .def = "/var/lib/dailies", .max = 4000, .min = 1, .doc = "Folder of the media store and of sockets."),
    FIELD(public_url, WRITE, .def = "https://localhost", .max = 200, .min = 8, .doc = "Where clients reach this server, without a slash at the end."),
    FIELD(db_socket,  WRITE, .def = "", .doc = "MariaDB's UNIX socket; empty for TCP."),
    FIELD(db_host,    WRITE, .def = "127.0.0.1", .doc = "MariaDB's address, when there is no socket."),
    FIELD(db_port,    WRITE, .def = "3306", .min = 1, .max = 65535, .doc = "MariaDB's TCP port."),
    FIELD(db_user,    WRITE, .def = "dailies", .doc = "Database account."),
    FIELD(db_password, WRITE | SECRET, .def = "", .doc = "Password of the database account."),
    FIELD(db_name,    WRITE, .def = "dailies", .doc = "Name of the database."),
    FIELD(jwt_key,    WRITE | SECRET | NEED, .min = 32, .max = 512, .doc = "Secret that signs access tokens, 32 characters or more."),
    FIELD(jwt_key_previous, WRITE | SECRET, .def = "", .doc = "The secret before; its tokens are accepted while keys are changed."),
    FIELD(link_key, WRITE | SECRET | NEED, .min = 32, .max = 512, .doc = "Secret that signs links to watch videos; nginx has the same."),
    FIELD(media_program, WRITE, .def = DAILIES_LIBEXEC "/dailies-media", .doc = "The sandboxed media program."),
    FIELD(stills_program, WRITE, .def = DAILIES_LIBEXEC "/dailies-stills", .doc = "The sandboxed program for pictures."),
    FIELD(ffmpeg_program, WRITE, .def = "/usr/bin/ffmpeg", .doc = "The ffmpeg program, run inside the sandbox."),
    FIELD(max_upload_bytes, WRITE, .def = "4294967296", .min = 1024, .max = 1024 * GIB, .doc = "Largest video that is accepted."),
    FIELD(max_photo_bytes, WRITE, .def = "67108864", .min = 1024, .max = 4 * GIB, .doc = "Largest photo that is accepted."),
    FIELD(max_image_bytes, WRITE, .def = "52428800", .min = 1024, .max = 4 * GIB, .doc = "Largest image of a set design, sent or fetched."),
    FIELD(max_archive_bytes, WRITE, .def = "2147483648", .min = 1024, .max = 64 * GIB, .doc = "Largest archive of base images."),
    FIELD(max_timeline_bytes, WRITE, .def = "16777216", .min = 1024, .max = 64 << 20, .doc = "Largest timeline that becomes shots."),
    FIELD(max_body_bytes, WRITE, .def = "1048576", .min = 1024, .max = GIB, .doc = "Largest body of any other request."),
    FIELD(parse_wait_s, WRITE, .def = "300", .min = 1, .max = 86400, .doc = "Seconds that a request waits for its job before it answers 202."),
    FIELD(idempotency_ttl_s, WRITE, .def = "86400", .min = 60, .max = 31536000, .doc = "Seconds that answers are kept for an Idempotency-Key."),
    FIELD(access_ttl_s, WRITE, .def = "604800", .min = 1, .max = 31536000, .doc = "Life of an access token in seconds."),
    FIELD(refresh_ttl_s, WRITE, .def = "1296000", .min = 1, .max = 31536000, .doc = "Life of a refresh token in seconds."),
    FIELD(login_attempts, WRITE, .def = "5", .min = 1, .max = 1000, .doc = "Wrong passwords in a row that lock an account."),
    FIELD(login_lock_s, WRITE, .def = "60", .min = 1, .max = 86400, .doc = "Seconds that a locked account stays locked after the last failure."),
    FIELD(min_password_length, WRITE, .def = "8", .min = 1, .max = 72, .doc = "Characters that a new password needs."),
    FIELD(job_lease_s, WRITE, .def = "15", .min = 2, .max = 3600, .doc = "Seconds without a heartbeat after which a job is taken up by another runner."),
    FIELD(job_poll_ms, WRITE, .def = "1000", .min = 10, .max = 60000, .doc = "Milliseconds between two looks at the queue when nobody rings."),
    FIELD(job_attempts, WRITE, .def = "3", .min = 1, .max = 100, .doc = "Tries before a job counts as failed."),
    FIELD(job_batch_runners, WRITE, .def = "1", .min = 1, .max = 64, .doc = "Runners of a machine that may be at work that nobody waits for."),
    FIELD(media_wall_s, WRITE, .def = "14400", .min = 1, .max = 864000, .doc = "Seconds that a media job may run."),
    FIELD(media_cpu_s, WRITE, .def = "28800", .min = 1, .max = 864000, .doc = "Seconds of processor time of a media job."),
    FIELD(media_memory_bytes, WRITE, .def = "4294967296", .min = 268435456, .max = 1024 * GIB, .doc = "Address space of a media job."),
    FIELD(media_file_bytes, WRITE, .def = "17179869184", .min = 1048576, .max = 1024 * GIB, .doc = "Largest file that a media job may write."),
    FIELD(media_threads, WRITE, .def = "0", .min = 0, .max = 64, .doc = "Decoder threads of a media job; 0 for one per processor."),
    FIELD(max_frames, WRITE, .def = "2000000", .min = 1, .max = INT64_C(1) << 40, .doc = "Most frames of a video."),
    FIELD(max_pixels, WRITE, .def = "67108864", .min = 1, .max = INT64_C(1) << 31, .doc = "Most pixels of a frame."),
    FIELD(password_cost, WRITE, .def = "0", .min = 0, .max = 11, .doc = "Cost of the yescrypt hash of new passwords; 0 for the usual one."),
    FIELD(upload_url, WRITE, .def = "", .max = 400, .doc = "Where clients send videos by a signed form; empty for this server."),
    FIELD(upload_bucket, WRITE, .def = "dailies", .min = 3, .max = 63, .doc = "Bucket that the signed forms name."),
    FIELD(upload_region, WRITE, .def = "us-east-1", .min = 1, .max = 40, .doc = "Region that the signed forms name."),
    FIELD(upload_key_id, WRITE, .def = "DAILIES", .min = 1, .max = 128, .doc = "Identifier of the key that signs the forms."),
    FIELD(upload_secret, WRITE | SECRET, .def = "", .max = 512, .doc = "Secret that signs the forms; empty for one made from jwt_key."),
    FIELD(upload_ttl_s, WRITE, .def = "60", .min = 1, .max = 604800, .doc = "Seconds in which an upload by a signed form has to begin."),
    FIELD(resume_ttl_s, WRITE, .def = "86400", .min = 1, .max = 31536000, .doc = "Seconds after which an unfinished upload is removed."),
    FIELD(watch_ttl_s, WRITE, .def = "604800", .min = 60, .max = 31536000, .doc = "Life of a link to watch a video in seconds."),
    FIELD(max_video_bytes, WRITE, .def = "1000000000", .min = 1024, .max = 1024 * GIB, .doc = "Largest video that the library accepts."),
    FIELD(max_bytes_per_user, WRITE, .def = "107374182400", .min = 1024, .max = INT64_C(1) << 60, .doc = "Room that the videos of one user may take."),
    FIELD(disk_reserve_bytes, WRITE, .def = "1073741824", .min = 0, .max = 1024 * GIB, .doc = "Room on the disk that uploads leave free."),
    FIELD(hls_max_height, WRITE, .def = "1080", .min = 240, .max = 4320, .doc = "Short side of the largest rendition, in pixels."),
    FIELD(hls_preset, WRITE, .def = "veryfast", .choices = presets, .doc = "Preset of the encoder of renditions."),
    FIELD(cors_origin, WRITE, .def = "", .max = 400, .doc = "Origins of web pages that may use the video library, separated by blanks."),
    FIELD(log_level, WRITE, .def = "info", .choices = levels, .doc = "What is logged: error, warning, info or debug."),
};
#undef ROW
#define ROW struct conf_net
static const struct field net_fields[] = {
    FIELD(fetch_allow, WRITE, .def = "", .max = 2000, .doc = "Networks that are not public and may be fetched from, separated by commas."),
    FIELD(fetch_wait_s, WRITE, .def = "10", .min = 1, .max = 300, .doc = "Seconds that fetching an address may take."),
    FIELD(webhook_url, WRITE | SECRET, .def = "", .max = 2000, .doc = "Where operators are told by a webhook; empty for nowhere."),
    FIELD(webhook_secret, WRITE | SECRET, .def = "", .max = 512, .doc = "Secret that signs webhooks; empty for no signature."),
    FIELD(smtp_url, WRITE, .def = "", .max = 400, .doc = "Mail server, smtp:// or smtps://; empty for no mail."),
    FIELD(smtp_user, WRITE, .def = "", .max = 320, .doc = "Account on the mail server; empty for none."),
    FIELD(smtp_password, WRITE | SECRET, .def = "", .max = 512, .doc = "Password of the account on the mail server."),
    FIELD(mail_from, WRITE, .def = "", .max = 320, .doc = "Sender of mails: an address, or Name <address>."),
    FIELD(operators_mail, WRITE, .def = "", .max = 2000, .doc = "Addresses of the operators, separated by commas."),
    FIELD(outbox_wait_s, WRITE, .def = "20", .min = 1, .max = 300, .doc = "Seconds that one delivery may take."),
    FIELD(outbox_retry_s, WRITE, .def = "5", .min = 1, .max = 3600, .doc = "Seconds before the second try of a delivery; each wait is twice the one before, up to an hour."),
    FIELD(outbox_attempts, WRITE, .def = "16", .min = 1, .max = 1000, .doc = "Tries before a delivery is given up."),
};
#undef ROW
#define ROW struct conf_signin
static const struct field signin_fields[] = {
    FIELD(enforce_2fa, WRITE, .def = "false", .doc = "Everybody has to set up a second factor."),
    FIELD(exempt_2fa, WRITE, .def = "", .max = 4000, .doc = "Addresses of those who need not, separated by commas."),
    FIELD(protected_accounts, WRITE, .def = "", .max = 4000, .doc = "Addresses whose password administrators cannot set, separated by commas."),
    FIELD(guess_window_s, WRITE, .def = "600", .min = 1, .max = 86400, .doc = "Seconds that the four limits below are counted over."),
    FIELD(guess_account, WRITE, .def = "20", .min = 1, .max = 1000000, .doc = "Wrong passwords and codes for one account."),
    FIELD(guess_address, WRITE, .def = "200", .min = 1, .max = 1000000, .doc = "Wrong passwords and codes from one address."),
    FIELD(ask_account, WRITE, .def = "10", .min = 1, .max = 1000000, .doc = "Mails and challenges that may be asked for one account."),
    FIELD(ask_address, WRITE, .def = "60", .min = 1, .max = 1000000, .doc = "Mails and challenges that may be asked for from one address."),
    FIELD(reset_ttl_s, WRITE, .def = "7200", .min = 60, .max = 604800, .doc = "Life of a link that resets a password in seconds."),
    FIELD(invite_ttl_s, WRITE, .def = "604800", .min = 60, .max = 31536000, .doc = "Life of an invitation in seconds."),
    FIELD(code_ttl_s, WRITE, .def = "300", .min = 10, .max = 3600, .doc = "Life of a code by mail and of a challenge for a security key in seconds."),
};
// clang-format on
#undef ROW
const struct shape conf_shape        = SHAPE(struct conf, conf_fields);
const struct shape conf_net_shape    = SHAPE(struct conf_net, net_fields);
const struct shape conf_signin_shape = SHAPE(struct conf_signin, signin_fields);

/* A table has 64 rows at most; together these are all settings. */
static const struct part {
    const struct shape *shape;
    size_t              off; /* in struct conf */
} parts[] = {
    { &conf_shape, 0 },
    { &conf_net_shape, offsetof(struct conf, net) },
    { &conf_signin_shape, offsetof(struct conf, signin) },
};

static void *part_of(struct conf *conf, const struct part *p) { return (char *)conf + p->off; }

/* One pair; `line` ends with NUL and may be changed. */
static int read_pair(struct cx *cx, const char *path, int number, char *line, struct conf *to)
{
    char       *equals = strchr(line, '=');
    const char *name   = line, *value;
    size_t      name_len, value_len;
    int         i = -1;
    size_t      p = 0;
    if (!equals)
        return refuse(cx, E_INVALID, "%s: line %d is not `key = value`", path, number);
    name_len  = (size_t)(equals - line);
    value     = equals + 1;
    value_len = strlen(value);
    text_trim(&name, &name_len);
    text_trim(&value, &value_len);
    while (p < COUNT(parts) && (i = field_index(parts[p].shape, name, name_len)) < 0)
        p++;
    if (i < 0)
        return refuse(cx, E_INVALID, "%s: line %d: there is no setting `%.*s`", path, number,
                      (int)(name_len < 80 ? name_len : 80), name);
    return field_from_text(cx, parts[p].shape, (size_t)i, value, value_len,
                           part_of(to, &parts[p]));
}

static int read_line(struct cx *cx, const char *path, int number, char *line, size_t len,
                     struct conf *to)
{
    const char *text = line;
    if (strlen(line) != len)
        return refuse(cx, E_INVALID, "%s: line %d holds a NUL", path, number);
    if (number == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
        line += 3, text += 3, len -= 3;
    text_trim(&text, &len);
    if (len == 0 || *text == '#' || *text == ';')
        return 0;
    return read_pair(cx, path, number, line, to);
}

static int from_file(struct cx *cx, const char *path, bool must_exist, struct conf *to)
{
    FILE   *f    = fopen(path, "re");
    char   *line = NULL;
    size_t  cap  = 0;
    ssize_t n    = 0;
    int     rc = 0, number = 1;
    if (!f && errno == ENOENT && !must_exist)
        return 0;
    if (!f)
        return refuse(cx, E_NOT_FOUND, "%s: %s", path, strerror(errno));
    for (; rc >= 0 && (n = getline(&line, &cap, f)) >= 0; number++)
        rc = read_line(cx, path, number, line, (size_t)n, to);
    if (rc >= 0 && ferror(f)) /* a folder opens and cannot be read */
        rc = refuse(cx, E_NOT_FOUND, "%s: %s", path, strerror(errno));
    free(line);
    fclose(f);
    return rc;
}

static int from_environment(struct cx *cx, const struct shape *shape, void *to)
{
    for (size_t i = 0; i < shape->count; i++) {
        char        name[64] = "DAILIES_";
        size_t      n        = strlen(name);
        const char *value;
        for (const char *c = shape->fields[i].name; *c && n < sizeof name - 1; c++)
            name[n++] = (char)toupper((unsigned char)*c);
        value = getenv(name);
        if (value)
            TRY(field_from_text(cx, shape, i, value, strlen(value), to));
    }
    return 0;
}

int conf_load(struct cx *cx, const char *path, bool must_exist, struct conf *to)
{
    *to = (struct conf){ 0 };
    if (path)
        TRY(from_file(cx, path, must_exist, to));
    for (size_t i = 0; i < COUNT(parts); i++)
        TRY(from_environment(cx, parts[i].shape, part_of(to, &parts[i])));
    return conf_defaults(cx, true, to);
}

int conf_defaults(struct cx *cx, bool need, struct conf *to)
{
    for (size_t i = 0; i < COUNT(parts); i++)
        TRY(row_defaults(cx, parts[i].shape, part_of(to, &parts[i]), need));
    return 0;
}

int conf_log_level(const struct conf *conf)
{
    int i = 0;
    while (levels[i] && strcmp(levels[i], conf->log_level) != 0)
        i++;
    return i;
}

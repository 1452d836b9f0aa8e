/*
 * conf.h - settings: one file of `key = value` lines, then the environment.
 *
 * Every key is a row of the field table; unknown keys are refused. A line that
 * begins with # or ; is a remark; a value is everything behind the = but the
 * blanks around it. A key in the environment is DAILIES_ and the key in
 * capitals, and wins.
 */
#ifndef CONF_H
#define CONF_H
#include "model/base/field.h"

/* What goes out of the house: fetched addresses, webhooks, mail. */
struct conf_net {
    struct row  row;
    const char *fetch_allow;
    int64_t     fetch_wait_s;
    const char *webhook_url, *webhook_secret;
    const char *smtp_url, *smtp_user, *smtp_password;
    const char *mail_from, *operators_mail;
    int64_t     outbox_wait_s, outbox_retry_s, outbox_attempts;
};
/* How people sign in. */
struct conf_signin {
    struct row  row;
    bool        enforce_2fa;
    const char *exempt_2fa, *protected_accounts;
    int64_t     guess_window_s, guess_account, guess_address, ask_account, ask_address;
    int64_t     reset_ttl_s, invite_ttl_s, code_ttl_s;
};
struct conf {
    struct row  row;
    const char *state_dir, *public_url;
    const char *db_socket, *db_host, *db_user, *db_password, *db_name;
    int64_t     db_port;
    const char *jwt_key, *jwt_key_previous, *link_key;
    const char *media_program, *stills_program, *ffmpeg_program;
    int64_t     max_upload_bytes, max_photo_bytes, max_timeline_bytes, max_image_bytes, max_archive_bytes,
        max_body_bytes;
    int64_t     parse_wait_s, idempotency_ttl_s;
    int64_t     access_ttl_s, refresh_ttl_s;
    int64_t     login_attempts, login_lock_s, min_password_length;
    int64_t     job_lease_s, job_poll_ms, job_attempts, job_batch_runners;
    int64_t     media_wall_s, media_cpu_s, media_memory_bytes, media_file_bytes, media_threads;
    int64_t     max_frames, max_pixels;
    int64_t     password_cost;
    const char *upload_url, *upload_bucket, *upload_region, *upload_key_id, *upload_secret;
    int64_t     upload_ttl_s, resume_ttl_s, watch_ttl_s;
    int64_t     max_video_bytes, max_bytes_per_user, disk_reserve_bytes;
    int64_t     hls_max_height;
    const char *hls_preset, *cors_origin;
    const char *log_level;
    struct conf_net net;
    struct conf_signin signin;
};
extern const struct shape conf_shape, conf_net_shape, conf_signin_shape;

/* Read the file (NULL or absent default file: environment and defaults only).
 * Errors: E_INVALID naming the key, E_NOT_FOUND for a named file that is not there. */
int conf_load(struct cx *cx, const char *path, bool must_exist, struct conf *to) MUST_USE;
/* Defaults for what is not set. need: E_INVALID for what has none. */
int conf_defaults(struct cx *cx, bool need, struct conf *to) MUST_USE;
/* log_level as an enum log_level (log.h). */
int conf_log_level(const struct conf *conf);
#endif

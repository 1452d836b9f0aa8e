CREATE TABLE IF NOT EXISTS video (
    id               UUID         NOT NULL PRIMARY KEY,
    user_id          UUID         NOT NULL,
    hash_id          UUID         NOT NULL COMMENT 'What clients call it; unique for its user',
    state            VARCHAR(10)  CHARACTER SET ascii NOT NULL DEFAULT 'processing',
    file_name        VARCHAR(255) NOT NULL,
    video_type       VARCHAR(32)  CHARACTER SET ascii NOT NULL COMMENT 'MIME type as uploaded',
    content_hash     CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL
                     COMMENT 'SHA-256 of the upload, its name in the store; NULL once it failed',
    size_in_bytes    BIGINT       NOT NULL COMMENT 'Of the upload',
    upload_time      DATETIME(6)  NOT NULL,
    job_id           UUID         NOT NULL COMMENT 'The one under way, or the last',
    failure_reason   VARCHAR(64)  NULL,
    title            VARCHAR(128) NULL,
    description      LONGTEXT     NULL,
    is_private       BOOLEAN      NOT NULL DEFAULT FALSE,
    duration_seconds INT          NULL,
    width            INT          NULL COMMENT 'As displayed',
    height           INT          NULL,
    blurhash         VARCHAR(60)  CHARACTER SET ascii COLLATE ascii_bin NULL,
    watch_key        UUID         NOT NULL COMMENT 'Part of all links to its files; a new one ends the old links',
    ready_at         DATETIME(6)  NULL COMMENT 'When it could first be watched',
    listing_time     DATETIME(6)  NULL COMMENT 'First publication; NULL for a draft',
    UNIQUE KEY video_hash_id (user_id, hash_id),
    KEY video_listed (is_private, listing_time, id),
    KEY video_user_listed (user_id, listing_time, id),
    KEY video_user_ready (user_id, state, ready_at, id),
    KEY video_user_bytes (user_id, state, size_in_bytes),
    KEY video_content_hash (content_hash),
    KEY video_job (job_id),
    UNIQUE KEY video_watch_key (watch_key),
    CONSTRAINT video_user FOREIGN KEY (user_id) REFERENCES person (id),
    CONSTRAINT video_state CHECK (state IN ('processing', 'failed', 'ready'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Videos of the library, from their upload on';

CREATE TABLE IF NOT EXISTS video_file (
    video_id     UUID         NOT NULL,
    name         VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'video.mp4, hls/master.m3u8, captions/en.vtt',
    content_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256, the name in the store',
    bytes        BIGINT       NOT NULL,
    type         VARCHAR(100) CHARACTER SET ascii NOT NULL COMMENT 'MIME type',
    PRIMARY KEY (video_id, name),
    KEY video_file_content_hash (content_hash),
    CONSTRAINT video_file_video FOREIGN KEY (video_id) REFERENCES video (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='What a video consists of for those who watch it';

CREATE TABLE IF NOT EXISTS video_rendition (
    video_id          UUID        NOT NULL,
    name              VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT '720p; audio. hls/<name>.m3u8',
    is_audio          BOOLEAN     NOT NULL,
    width             INT         NOT NULL,
    height            INT         NOT NULL,
    bandwidth         BIGINT      NOT NULL COMMENT 'Peak bits per second of a segment',
    average_bandwidth BIGINT      NOT NULL,
    codecs            VARCHAR(80) CHARACTER SET ascii NOT NULL COMMENT 'RFC 6381',
    frame_rate        DOUBLE      NOT NULL,
    PRIMARY KEY (video_id, name),
    CONSTRAINT video_rendition_video FOREIGN KEY (video_id) REFERENCES video (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Streams of the HLS ladder';

CREATE TABLE IF NOT EXISTS video_caption (
    video_id   UUID         NOT NULL,
    lang       VARCHAR(35)  CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL COMMENT 'BCP 47',
    label      VARCHAR(80)  NOT NULL,
    is_own     BOOLEAN      NOT NULL COMMENT 'Sent by the user; not taken from the file',
    created_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (video_id, lang),
    CONSTRAINT video_caption_video FOREIGN KEY (video_id) REFERENCES video (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Caption tracks; their text is the file captions/<lang>.vtt';

CREATE TABLE IF NOT EXISTS video_part (
    id         UUID         NOT NULL PRIMARY KEY COMMENT 'hash_id of the video that it becomes; name of the partial file',
    user_id    UUID         NOT NULL,
    file_name  VARCHAR(255) NOT NULL,
    video_type VARCHAR(32)  CHARACTER SET ascii NOT NULL,
    bytes      BIGINT       NULL COMMENT 'Length of the whole; NULL while it is not known',
    metadata   VARCHAR(4096) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'Upload-Metadata as sent',
    created_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    expires_at DATETIME(6)  NOT NULL,
    KEY video_part_user (user_id, bytes),
    KEY video_part_expires_at (expires_at),
    CONSTRAINT video_part_user FOREIGN KEY (user_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='Uploads under way by tus';

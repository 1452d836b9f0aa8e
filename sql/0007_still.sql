CREATE TABLE IF NOT EXISTS still (
    content_hash   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY
                   COMMENT 'SHA-256, the name in the store',
    bytes          BIGINT       NOT NULL,
    resource_type  VARCHAR(5)   CHARACTER SET ascii NOT NULL COMMENT 'image or video',
    extension      VARCHAR(8)   CHARACTER SET ascii NOT NULL COMMENT 'By content: jpg, png, webp, gif, tif, avif, heic, mp4, mov, webm',
    type           VARCHAR(100) CHARACTER SET ascii NOT NULL COMMENT 'MIME type by content',
    width          INT          NOT NULL COMMENT 'Pixels, upright',
    height         INT          NOT NULL,
    duration_us    BIGINT       NULL COMMENT 'Of what moves; NULL otherwise',
    color_profile  VARCHAR(100) NULL COMMENT 'What the ICC profile calls itself, or sRGB',
    dominant_color CHAR(7)      CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT '#rrggbb',
    kept_at        DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
                   COMMENT 'When somebody last asked for it; begins the grace period of what nothing names',
    KEY still_kept_at (kept_at),
    CONSTRAINT still_resource_type CHECK (resource_type IN ('image', 'video')),
    CONSTRAINT still_size CHECK (width > 0 AND height > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='What was measured of pictures and short videos';

CREATE TABLE IF NOT EXISTS still_thumb (
    still_hash   CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Of the picture',
    width        INT      NOT NULL COMMENT 'One of a fixed set',
    height       INT      NOT NULL,
    content_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256, the name in the store',
    bytes        BIGINT   NOT NULL,
    type         VARCHAR(100) CHARACTER SET ascii NOT NULL COMMENT 'MIME type',
    PRIMARY KEY (still_hash, width),
    KEY still_thumb_content_hash (content_hash),
    CONSTRAINT still_thumb_still FOREIGN KEY (still_hash) REFERENCES still (content_hash) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Smaller ones of a picture';

ALTER TABLE job
    ADD COLUMN IF NOT EXISTS items INT NOT NULL DEFAULT 0 COMMENT 'How many things it works on, once that is known',
    ADD COLUMN IF NOT EXISTS items_done INT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS items_skipped INT NOT NULL DEFAULT 0 COMMENT 'Of those done';

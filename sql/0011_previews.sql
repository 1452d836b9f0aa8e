CREATE TABLE IF NOT EXISTS stored_file (
    owner_id     UUID NOT NULL COMMENT 'The row that it belongs to',
    name         VARCHAR(24) CHARACTER SET ascii NOT NULL COMMENT 'source, original, preview, movie, avatar, ...',
    owner        VARCHAR(24) CHARACTER SET ascii NOT NULL COMMENT 'The table of that row',
    content_hash CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'Its name in the store',
    bytes        BIGINT NOT NULL,
    type         VARCHAR(80) CHARACTER SET ascii NOT NULL COMMENT 'MIME type',
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (owner_id, name),
    KEY stored_file_content_hash (content_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Files of rows of the tracker: previews, avatars, working files, attachments';

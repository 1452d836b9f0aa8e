CREATE TABLE IF NOT EXISTS source (
    id           UUID         NOT NULL PRIMARY KEY,
    owner_id     UUID         NOT NULL,
    file_name    VARCHAR(255) NOT NULL,
    content_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256, the name in the store',
    bytes        BIGINT       NOT NULL,
    parse_key    CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL
                 COMMENT 'Owner, project, content and options; NULL once a scene was taken away',
    job_id       UUID         NOT NULL COMMENT 'The parse',
    width        INT          NULL,
    height       INT          NULL,
    fps_num      INT          NULL,
    fps_den      INT          NULL,
    frames       BIGINT       NULL,
    duration_us  BIGINT       NULL,
    codec        VARCHAR(40)  NULL,
    container    VARCHAR(80)  NULL,
    has_audio    BOOLEAN      NULL,
    created_at   DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY source_parse_key (parse_key),
    KEY source_owner (owner_id),
    KEY source_content_hash (content_hash),
    KEY source_job (job_id),
    CONSTRAINT source_owner FOREIGN KEY (owner_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Videos that were parsed';

CREATE TABLE IF NOT EXISTS scene (
    id          UUID         NOT NULL PRIMARY KEY,
    owner_id    UUID         NOT NULL,
    source_id   UUID         NOT NULL,
    project_id  UUID         NULL,
    position    BIGINT       NULL COMMENT 'In the project, from 0, without gaps',
    name        VARCHAR(255) NOT NULL,
    frame_num   BIGINT       NOT NULL COMMENT 'First frame in the source, from 0',
    frame_count BIGINT       NOT NULL,
    start_us    BIGINT       NOT NULL,
    end_us      BIGINT       NOT NULL,
    transition  VARCHAR(10)  CHARACTER SET ascii NOT NULL,
    confidence  DOUBLE       NOT NULL,
    status      VARCHAR(10)  CHARACTER SET ascii NOT NULL DEFAULT 'ready',
    pictures    INT          NOT NULL DEFAULT 0 COMMENT 'frame-0001.jpg and so on',
    phash       BIGINT       NULL,
    analysis    LONGTEXT     NULL COMMENT 'JSON',
    created_at  DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY scene_owner (owner_id, created_at, frame_num, id),
    KEY scene_project (project_id, position),
    UNIQUE KEY scene_source (source_id, frame_num),
    CONSTRAINT scene_owner FOREIGN KEY (owner_id) REFERENCES person (id),
    CONSTRAINT scene_source FOREIGN KEY (source_id) REFERENCES source (id),
    CONSTRAINT scene_project FOREIGN KEY (project_id) REFERENCES project (id),
    CONSTRAINT scene_frames CHECK (frame_num >= 0 AND frame_count > 0),
    CONSTRAINT scene_transition CHECK (transition IN ('start', 'cut', 'dissolve', 'fade'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Shots of a source';

CREATE TABLE IF NOT EXISTS scene_file (
    scene_id     UUID         NOT NULL,
    name         VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'thumb.jpg, hls/index.m3u8',
    content_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256, the name in the store',
    bytes        BIGINT       NOT NULL,
    type         VARCHAR(100) CHARACTER SET ascii NOT NULL COMMENT 'MIME type',
    PRIMARY KEY (scene_id, name),
    KEY scene_file_content_hash (content_hash),
    CONSTRAINT scene_file_scene FOREIGN KEY (scene_id) REFERENCES scene (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='The folder of a scene: names of files in the store';

CREATE TABLE IF NOT EXISTS design_organization (
    id          UUID         NOT NULL PRIMARY KEY,
    created_at  DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    name        VARCHAR(255) NOT NULL,
    description LONGTEXT     NULL,
    owner_id    UUID         NOT NULL,
    KEY design_organization_created (created_at, id),
    CONSTRAINT design_organization_owner FOREIGN KEY (owner_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Groups of people who share set designs';

CREATE TABLE IF NOT EXISTS design_organization_member (
    organization_id UUID        NOT NULL,
    person_id       UUID        NOT NULL,
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (organization_id, person_id),
    KEY design_organization_member_person (person_id, organization_id),
    CONSTRAINT design_organization_member_organization FOREIGN KEY (organization_id)
        REFERENCES design_organization (id) ON DELETE CASCADE,
    CONSTRAINT design_organization_member_person FOREIGN KEY (person_id)
        REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Who is in an organization';

CREATE TABLE IF NOT EXISTS media_resource (
    id           UUID        NOT NULL PRIMARY KEY,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    owner_id     UUID        NOT NULL,
    content_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'What was measured of it',
    alt_text     LONGTEXT    NULL,
    caption      LONGTEXT    NULL,
    protected    BOOLEAN     NOT NULL DEFAULT FALSE COMMENT 'Served by links that expire, and by no other',
    KEY media_resource_created (created_at, id),
    KEY media_resource_owner_created (owner_id, created_at, id),
    KEY media_resource_same (owner_id, content_hash),
    CONSTRAINT media_resource_owner FOREIGN KEY (owner_id) REFERENCES person (id),
    CONSTRAINT media_resource_still FOREIGN KEY (content_hash) REFERENCES still (content_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Pictures and short videos of somebody';

CREATE TABLE IF NOT EXISTS subject (
    id              UUID         NOT NULL PRIMARY KEY,
    created_at      DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    name            VARCHAR(255) NOT NULL,
    description     LONGTEXT     NULL,
    owner_id        UUID         NOT NULL,
    organization_id UUID         NULL,
    KEY subject_created (created_at, id),
    KEY subject_owner_created (owner_id, created_at, id),
    KEY subject_organization_created (organization_id, created_at, id),
    CONSTRAINT subject_owner FOREIGN KEY (owner_id) REFERENCES person (id),
    CONSTRAINT subject_organization FOREIGN KEY (organization_id) REFERENCES design_organization (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Who or what is pictured';

CREATE TABLE IF NOT EXISTS shot_type (
    id          UUID         NOT NULL PRIMARY KEY,
    created_at  DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    name        VARCHAR(255) NOT NULL,
    slug        VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'front_full_body: files of an archive are named after it',
    description LONGTEXT     NULL,
    owner_id    UUID         NOT NULL,
    UNIQUE KEY shot_type_slug (slug),
    KEY shot_type_created (created_at, id),
    CONSTRAINT shot_type_owner FOREIGN KEY (owner_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Ways to picture a subject; one vocabulary for all';

CREATE TABLE IF NOT EXISTS background_preset (
    id                UUID         NOT NULL PRIMARY KEY,
    created_at        DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at        DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    name              VARCHAR(255) NOT NULL,
    description       LONGTEXT     NULL,
    media_resource_id UUID         NULL COMMENT 'Its picture',
    owner_id          UUID         NOT NULL,
    organization_id   UUID         NULL,
    KEY background_preset_created (created_at, id),
    KEY background_preset_owner_created (owner_id, created_at, id),
    KEY background_preset_organization_created (organization_id, created_at, id),
    CONSTRAINT background_preset_owner FOREIGN KEY (owner_id) REFERENCES person (id),
    CONSTRAINT background_preset_organization FOREIGN KEY (organization_id) REFERENCES design_organization (id),
    CONSTRAINT background_preset_media FOREIGN KEY (media_resource_id) REFERENCES media_resource (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='What is behind the subjects';

CREATE TABLE IF NOT EXISTS set_design (
    id                   UUID         NOT NULL PRIMARY KEY,
    created_at           DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at           DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    name                 VARCHAR(255) NOT NULL,
    description          LONGTEXT     NULL,
    owner_id             UUID         NOT NULL,
    organization_id      UUID         NULL,
    background_preset_id UUID         NULL,
    KEY set_design_created (created_at, id),
    KEY set_design_owner_created (owner_id, created_at, id),
    KEY set_design_organization_created (organization_id, created_at, id),
    CONSTRAINT set_design_owner FOREIGN KEY (owner_id) REFERENCES person (id),
    CONSTRAINT set_design_organization FOREIGN KEY (organization_id) REFERENCES design_organization (id),
    CONSTRAINT set_design_background FOREIGN KEY (background_preset_id) REFERENCES background_preset (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Sets: which subject is pictured how';

CREATE TABLE IF NOT EXISTS set_image (
    id                UUID        NOT NULL PRIMARY KEY,
    created_at        DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at        DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    set_design_id     UUID        NOT NULL,
    kind              ENUM('base', 'reference', 'portrait') NOT NULL COMMENT 'Which of the lists; in their order',
    position          INT         NOT NULL,
    subject_id        UUID        NULL COMMENT 'Of base and portrait',
    shot_type_id      UUID        NULL COMMENT 'Of base and reference',
    label             LONGTEXT    NULL COMMENT 'Of reference',
    media_resource_id UUID        NULL,
    UNIQUE KEY set_image_pair (set_design_id, kind, subject_id, shot_type_id)
        COMMENT 'One base image for a pair; the others have a NULL in it, and so no limit',
    KEY set_image_position (set_design_id, kind, position),
    CONSTRAINT set_image_design FOREIGN KEY (set_design_id) REFERENCES set_design (id) ON DELETE CASCADE,
    CONSTRAINT set_image_subject FOREIGN KEY (subject_id) REFERENCES subject (id),
    CONSTRAINT set_image_shot_type FOREIGN KEY (shot_type_id) REFERENCES shot_type (id),
    CONSTRAINT set_image_media FOREIGN KEY (media_resource_id) REFERENCES media_resource (id),
    CONSTRAINT set_image_kind CHECK (
        (kind = 'base' AND subject_id IS NOT NULL AND shot_type_id IS NOT NULL) OR
        (kind = 'reference' AND subject_id IS NULL AND shot_type_id IS NOT NULL) OR
        (kind = 'portrait' AND subject_id IS NOT NULL AND shot_type_id IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='The three lists of images of set designs';

CREATE TABLE IF NOT EXISTS design_upload_task (
    id               UUID        NOT NULL PRIMARY KEY,
    created_at       DATETIME(6) NOT NULL,
    owner_id         UUID        NOT NULL,
    set_design_id    UUID        NOT NULL,
    subject_id       UUID        NOT NULL,
    job_id           UUID        NOT NULL,
    archive_hash     CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'The ZIP; NULL once it is over',
    open             BOOLEAN     NULL DEFAULT TRUE COMMENT 'NULL once it is over, so that there is one open at most',
    status           VARCHAR(10) CHARACTER SET ascii NOT NULL DEFAULT 'PENDING' COMMENT 'Once it is over; until then the job knows',
    started_at       DATETIME(6) NULL,
    completed_at     DATETIME(6) NULL,
    total_items      INT         NOT NULL DEFAULT 0,
    images_processed INT         NOT NULL DEFAULT 0,
    images_skipped   INT         NOT NULL DEFAULT 0,
    error_message    TEXT        NULL,
    result_data      JSON        NULL,
    UNIQUE KEY design_upload_task_open (set_design_id, subject_id, open),
    KEY design_upload_task_latest (set_design_id, subject_id, created_at, id),
    KEY design_upload_task_job (job_id),
    KEY design_upload_task_archive (archive_hash),
    CONSTRAINT design_upload_task_owner FOREIGN KEY (owner_id) REFERENCES person (id),
    CONSTRAINT design_upload_task_design FOREIGN KEY (set_design_id) REFERENCES set_design (id) ON DELETE CASCADE,
    CONSTRAINT design_upload_task_subject FOREIGN KEY (subject_id) REFERENCES subject (id),
    CONSTRAINT design_upload_task_status CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Archives of base images, from their upload on';

CREATE TABLE IF NOT EXISTS completion_request (
    id            UUID        NOT NULL PRIMARY KEY,
    created_at    DATETIME(6) NOT NULL,
    owner_id      UUID        NOT NULL COMMENT 'Who asked',
    set_design_id UUID        NOT NULL,
    wanted        CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of what is missing, for finding the same',
    pairs         JSON        NOT NULL COMMENT 'What is missing: list of {subject_id, shot_type_id}, one of them null',
    notified      BOOLEAN     NOT NULL COMMENT 'Whether the operators were told of this one',
    KEY completion_request_created (created_at, id),
    KEY completion_request_same (set_design_id, wanted, created_at),
    CONSTRAINT completion_request_owner FOREIGN KEY (owner_id) REFERENCES person (id),
    CONSTRAINT completion_request_design FOREIGN KEY (set_design_id) REFERENCES set_design (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Wishes for base images that are not there yet';

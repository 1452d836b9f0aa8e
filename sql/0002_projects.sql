CREATE TABLE IF NOT EXISTS project (
    id         UUID         NOT NULL PRIMARY KEY,
    name       VARCHAR(255) NOT NULL,
    owner_id   UUID         NULL COMMENT 'Who made it as a footage project; productions of the tracker have none',
    created_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    owner_key  CHAR(36) CHARACTER SET ascii COLLATE ascii_bin
               AS (COALESCE(CAST(owner_id AS CHAR(36) CHARACTER SET ascii), 'nobody')) PERSISTENT,
    UNIQUE KEY project_owner_name (owner_key, name),
    KEY project_owner (owner_id, created_at, id),
    CONSTRAINT project_owner FOREIGN KEY (owner_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Productions of the tracker and projects of the footage API';

CREATE TABLE IF NOT EXISTS project_person_link (
    project_id UUID        NOT NULL,
    person_id  UUID        NOT NULL,
    role       VARCHAR(10) NULL COMMENT 'Role in this project; NULL for the global one',
    PRIMARY KEY (project_id, person_id),
    KEY project_person_link_person (person_id, project_id),
    CONSTRAINT project_person_link_project FOREIGN KEY (project_id) REFERENCES project (id) ON DELETE CASCADE,
    CONSTRAINT project_person_link_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='Teams';

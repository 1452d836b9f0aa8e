CREATE TABLE IF NOT EXISTS api_event (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name       VARCHAR(80) NOT NULL,
    user_id    UUID NULL,
    project_id UUID NULL,
    data       JSON NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY api_event_name (name),
    KEY api_event_user_id (user_id),
    KEY api_event_project_id_created_at (project_id, created_at),
    CONSTRAINT api_event_user_id FOREIGN KEY (user_id) REFERENCES person (id) ON DELETE SET NULL,
    CONSTRAINT api_event_project_id FOREIGN KEY (project_id) REFERENCES project (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='What happened';

CREATE TABLE IF NOT EXISTS budget (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    project_id UUID NULL,
    revision   INT NOT NULL DEFAULT 1,
    name       VARCHAR(255) NOT NULL,
    currency   VARCHAR(3) NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY budget_project_id (project_id),
    CONSTRAINT budget_project_id FOREIGN KEY (project_id) REFERENCES project (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Budgets of a production, in revisions';

CREATE TABLE IF NOT EXISTS budget_entry (
    id              UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    budget_id       UUID NOT NULL,
    department_id   UUID NOT NULL,
    person_id       UUID NULL,
    start_date      DATE NOT NULL,
    months_duration INT NOT NULL,
    daily_salary    DOUBLE NOT NULL,
    position        VARCHAR(10) CHARACTER SET ascii NULL DEFAULT 'artist',
    seniority       VARCHAR(6) CHARACTER SET ascii NULL DEFAULT 'mid',
    exceptions      JSON NULL,
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY budget_entry_budget_id (budget_id),
    KEY budget_entry_department_id (department_id),
    KEY budget_entry_person_id (person_id),
    CONSTRAINT budget_entry_position_known CHECK (position IN ('supervisor', 'lead', 'artist')),
    CONSTRAINT budget_entry_seniority_known CHECK (seniority IN ('senior', 'mid', 'junior')),
    CONSTRAINT budget_entry_budget_id FOREIGN KEY (budget_id) REFERENCES budget (id),
    CONSTRAINT budget_entry_department_id FOREIGN KEY (department_id) REFERENCES department (id),
    CONSTRAINT budget_entry_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='A salary of a budget';

CREATE TABLE IF NOT EXISTS chat (
    id           UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    object_id    UUID NOT NULL,
    object_type  VARCHAR(80) NOT NULL DEFAULT 'entity',
    last_message DATETIME(6) NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY chat_object_id (object_id),
    KEY chat_object_type (object_type)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Talk about an entity';

CREATE TABLE IF NOT EXISTS chat_message (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    chat_id    UUID NOT NULL,
    person_id  UUID NOT NULL,
    text       LONGTEXT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY chat_message_chat_id (chat_id),
    KEY chat_message_person_id (person_id),
    CONSTRAINT chat_message_chat_id FOREIGN KEY (chat_id) REFERENCES chat (id),
    CONSTRAINT chat_message_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='What was said in a chat';

CREATE TABLE IF NOT EXISTS custom_action (
    id          UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name        VARCHAR(80) NOT NULL,
    url         VARCHAR(400) NULL,
    entity_type VARCHAR(40) NULL DEFAULT 'all',
    is_ajax     BOOLEAN NULL DEFAULT FALSE,
    created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Links that the studio adds to its client';

CREATE TABLE IF NOT EXISTS data_import_error (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    event_data JSON NOT NULL,
    source     VARCHAR(7) CHARACTER SET ascii NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    CONSTRAINT data_import_error_source_known CHECK (source IN ('csv', 'shotgun'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Rows that could not be imported';

CREATE TABLE IF NOT EXISTS day_off (
    id          UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    date        DATE NOT NULL,
    end_date    DATE NOT NULL,
    description LONGTEXT NULL,
    person_id   UUID NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY day_off_uc (person_id, date),
    CONSTRAINT day_off_date_check CHECK (date <= end_date),
    CONSTRAINT day_off_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Days that somebody is away';

CREATE TABLE IF NOT EXISTS desktop_login_log (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    person_id  UUID NOT NULL,
    date       DATETIME(6) NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY desktop_login_log_person_id (person_id),
    CONSTRAINT desktop_login_log_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Logins at workstations';

CREATE TABLE IF NOT EXISTS entity_type (
    id          UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name        VARCHAR(30) NOT NULL,
    short_name  VARCHAR(20) NULL,
    description LONGTEXT NULL,
    archived    BOOLEAN NULL DEFAULT FALSE,
    created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY entity_type_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Kinds of assets, and Shot, Sequence, Episode, Scene, Edit, Concept';

CREATE TABLE IF NOT EXISTS file_status (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name       VARCHAR(40) NOT NULL,
    color      VARCHAR(7) NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY file_status_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='States of output files';

CREATE TABLE IF NOT EXISTS hardware_item (
    id               UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name             VARCHAR(40) NOT NULL,
    short_name       VARCHAR(20) NOT NULL,
    archived         BOOLEAN NULL DEFAULT FALSE,
    monthly_cost     INT NULL DEFAULT 0,
    inventory_amount INT NULL DEFAULT 0,
    created_at       DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at       DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY hardware_item_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Machines for budgets';

CREATE TABLE IF NOT EXISTS hardware_item_department_link (
    id               UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    department_id    UUID NOT NULL,
    hardware_item_id UUID NOT NULL,
    created_at       DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at       DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY hardware_item_department_link_department_id (department_id),
    UNIQUE KEY hardware_item_department_link_uc (hardware_item_id, department_id),
    CONSTRAINT hardware_item_department_link_department_id FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE CASCADE,
    CONSTRAINT hardware_item_department_link_hardware_item_id FOREIGN KEY (hardware_item_id) REFERENCES hardware_item (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Hardware that a department uses';

CREATE TABLE IF NOT EXISTS output_type (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name       VARCHAR(40) NOT NULL,
    short_name VARCHAR(20) NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY output_type_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Kinds of output files';

CREATE TABLE IF NOT EXISTS plugin (
    id                       UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    plugin_id                VARCHAR(80) NOT NULL,
    name                     VARCHAR(80) NOT NULL,
    description              LONGTEXT NULL,
    version                  VARCHAR(50) NOT NULL,
    maintainer_name          VARCHAR(200) NOT NULL,
    maintainer_email         VARCHAR(255) NULL,
    website                  LONGTEXT NULL,
    license                  VARCHAR(80) NOT NULL,
    revision                 VARCHAR(12) NULL,
    frontend_project_enabled BOOLEAN NULL DEFAULT FALSE,
    frontend_studio_enabled  BOOLEAN NULL DEFAULT FALSE,
    icon                     VARCHAR(255) NULL,
    created_at               DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at               DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY plugin_plugin_id (plugin_id),
    KEY plugin_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Extensions';

CREATE TABLE IF NOT EXISTS preview_background_file (
    id            UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name          VARCHAR(40) NOT NULL,
    archived      BOOLEAN NULL DEFAULT FALSE,
    is_default    BOOLEAN NULL DEFAULT FALSE,
    original_name VARCHAR(250) NULL,
    extension     VARCHAR(6) NULL,
    file_size     BIGINT NULL DEFAULT 0,
    created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY background_file_is_default (is_default)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Surroundings for previews in 3D';

CREATE TABLE IF NOT EXISTS production_schedule_version (
    id                       UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name                     VARCHAR(80) NOT NULL,
    project_id               UUID NOT NULL,
    production_schedule_from UUID NULL,
    locked                   BOOLEAN NULL DEFAULT FALSE,
    canceled                 BOOLEAN NULL DEFAULT FALSE,
    created_at               DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at               DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY schedule_version_project_id (project_id),
    KEY schedule_version_production_schedule_from (production_schedule_from),
    UNIQUE KEY production_schedule_version_uc (name, project_id),
    CONSTRAINT schedule_version_project_id FOREIGN KEY (project_id) REFERENCES project (id) ON DELETE CASCADE,
    CONSTRAINT schedule_version_production_schedule_from FOREIGN KEY (production_schedule_from) REFERENCES production_schedule_version (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Kept schedules';

CREATE TABLE IF NOT EXISTS project_status (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name       VARCHAR(20) NOT NULL,
    color      VARCHAR(7) NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY project_status_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Open, closed';

CREATE TABLE IF NOT EXISTS project_template (
    id                                 UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name                               VARCHAR(80) NOT NULL,
    description                        LONGTEXT NULL,
    fps                                VARCHAR(10) NULL DEFAULT '25',
    ratio                              VARCHAR(10) NULL DEFAULT '16:9',
    resolution                         VARCHAR(12) NULL DEFAULT '1920x1080',
    production_type                    VARCHAR(20) NULL DEFAULT 'short',
    production_style                   VARCHAR(13) CHARACTER SET ascii NOT NULL DEFAULT '2d3d',
    max_retakes                        INT NULL DEFAULT 0,
    is_clients_isolated                BOOLEAN NULL DEFAULT FALSE,
    is_preview_download_allowed        BOOLEAN NULL DEFAULT FALSE,
    is_set_preview_automated           BOOLEAN NULL DEFAULT FALSE,
    is_publish_default_for_artists     BOOLEAN NULL DEFAULT FALSE,
    is_single_preview_per_revision     BOOLEAN NULL DEFAULT FALSE,
    is_frame_in_numbering              BOOLEAN NULL DEFAULT FALSE,
    revision_padding                   INT NOT NULL DEFAULT 0,
    homepage                           VARCHAR(80) NULL DEFAULT 'assets',
    hd_bitrate_compression             INT NULL DEFAULT 28,
    ld_bitrate_compression             INT NULL DEFAULT 6,
    file_tree                          JSON NULL,
    data                               JSON NULL,
    metadata_descriptors               JSON NULL DEFAULT '[]',
    default_preview_background_file_id UUID NULL,
    created_at                         DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at                         DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY project_template_name (name),
    KEY project_template_default_background_file_id (default_preview_background_file_id),
    CONSTRAINT project_template_production_style_known CHECK (production_style IN ('2d', '2dpaper', '3d', '2d3d', 'ar', 'vfx', 'stop-motion', 'motion-design', 'archviz', 'commercial', 'catalog', 'immersive', 'nft', 'video-game', 'vr')),
    CONSTRAINT project_template_default_background_file_id FOREIGN KEY (default_preview_background_file_id) REFERENCES preview_background_file (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Settings for new productions';

CREATE TABLE IF NOT EXISTS salary_scale (
    id            UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    department_id UUID NOT NULL,
    position      VARCHAR(10) CHARACTER SET ascii NULL DEFAULT 'artist',
    seniority     VARCHAR(6) CHARACTER SET ascii NULL DEFAULT 'mid',
    salary        INT NOT NULL DEFAULT 0,
    created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY salary_scale_department_id (department_id),
    CONSTRAINT salary_scale_position_known CHECK (position IN ('supervisor', 'lead', 'artist')),
    CONSTRAINT salary_scale_seniority_known CHECK (seniority IN ('senior', 'mid', 'junior')),
    CONSTRAINT salary_scale_department_id FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Salaries by department, position and seniority';

CREATE TABLE IF NOT EXISTS search_filter_group (
    id            UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    list_type     VARCHAR(80) NOT NULL,
    entity_type   VARCHAR(80) NULL,
    name          VARCHAR(200) NOT NULL DEFAULT '',
    color         VARCHAR(8) NOT NULL DEFAULT '',
    is_shared     BOOLEAN NOT NULL DEFAULT FALSE,
    person_id     UUID NULL,
    project_id    UUID NULL,
    department_id UUID NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY search_filter_group_list_type (list_type),
    KEY search_filter_group_person_id (person_id),
    KEY search_filter_group_project_id (project_id),
    KEY search_filter_group_department_id (department_id),
    CONSTRAINT search_filter_group_person_id FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT search_filter_group_project_id FOREIGN KEY (project_id) REFERENCES project (id),
    CONSTRAINT search_filter_group_department_id FOREIGN KEY (department_id) REFERENCES department (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Sections of kept searches';

CREATE TABLE IF NOT EXISTS search_filter (
    id                     UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    list_type              VARCHAR(80) NOT NULL,
    entity_type            VARCHAR(80) NULL,
    name                   VARCHAR(200) NOT NULL DEFAULT '',
    search_query           VARCHAR(500) NOT NULL DEFAULT '',
    is_shared              BOOLEAN NOT NULL DEFAULT FALSE,
    department_id          UUID NULL,
    search_filter_group_id UUID NULL,
    person_id              UUID NULL,
    project_id             UUID NULL,
    created_at             DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at             DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY search_filter_list_type (list_type),
    KEY search_filter_department_id (department_id),
    KEY search_filter_search_filter_group_id (search_filter_group_id),
    KEY search_filter_person_id (person_id),
    KEY search_filter_project_id (project_id),
    CONSTRAINT search_filter_department_id FOREIGN KEY (department_id) REFERENCES department (id),
    CONSTRAINT search_filter_search_filter_group_id FOREIGN KEY (search_filter_group_id) REFERENCES search_filter_group (id),
    CONSTRAINT search_filter_person_id FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT search_filter_project_id FOREIGN KEY (project_id) REFERENCES project (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Searches that were kept';

CREATE TABLE IF NOT EXISTS software (
    id                   UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name                 VARCHAR(40) NOT NULL,
    short_name           VARCHAR(20) NOT NULL,
    archived             BOOLEAN NULL DEFAULT FALSE,
    version              VARCHAR(20) NULL,
    file_extension       VARCHAR(20) NOT NULL,
    secondary_extensions JSON NULL,
    monthly_cost         INT NULL DEFAULT 0,
    inventory_amount     INT NULL DEFAULT 0,
    created_at           DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at           DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY software_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Programs for work';

CREATE TABLE IF NOT EXISTS software_department_link (
    id            UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    department_id UUID NOT NULL,
    software_id   UUID NOT NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY software_department_link_software_id (software_id),
    UNIQUE KEY software_department_link_uc (department_id, software_id),
    CONSTRAINT software_department_link_department_id FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE CASCADE,
    CONSTRAINT software_department_link_software_id FOREIGN KEY (software_id) REFERENCES software (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Software that a department uses';

CREATE TABLE IF NOT EXISTS studio (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name       VARCHAR(80) NOT NULL,
    color      VARCHAR(7) NOT NULL,
    archived   BOOLEAN NULL DEFAULT FALSE,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY studio_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Studios that people work for';

CREATE TABLE IF NOT EXISTS task_status (
    id                  UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name                VARCHAR(40) NOT NULL,
    archived            BOOLEAN NULL DEFAULT FALSE,
    short_name          VARCHAR(10) NOT NULL,
    description         LONGTEXT NULL,
    color               VARCHAR(7) NOT NULL,
    priority            INT NULL DEFAULT 1,
    is_done             BOOLEAN NULL DEFAULT FALSE,
    is_artist_allowed   BOOLEAN NULL DEFAULT TRUE,
    is_client_allowed   BOOLEAN NULL DEFAULT TRUE,
    is_retake           BOOLEAN NULL DEFAULT FALSE,
    is_feedback_request BOOLEAN NULL DEFAULT FALSE,
    is_default          BOOLEAN NULL DEFAULT FALSE,
    is_wip              BOOLEAN NULL DEFAULT FALSE,
    shotgun_id          INT NULL,
    for_concept         BOOLEAN NULL DEFAULT FALSE,
    created_at          DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at          DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY task_status_short_name (short_name),
    KEY task_status_is_done (is_done),
    KEY task_status_is_feedback_request (is_feedback_request),
    KEY task_status_is_default (is_default),
    KEY task_status_is_wip (is_wip)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='States of tasks';

CREATE TABLE IF NOT EXISTS comment (
    id              UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    shotgun_id      INT NULL,
    object_id       UUID NOT NULL,
    object_type     VARCHAR(80) NOT NULL,
    text            LONGTEXT NULL,
    data            JSON NULL,
    replies         JSON NULL DEFAULT '[]',
    checklist       JSON NULL,
    pinned          BOOLEAN NULL,
    for_client      BOOLEAN NULL DEFAULT FALSE,
    links           JSON NULL,
    task_status_id  UUID NULL,
    person_id       UUID NOT NULL,
    editor_id       UUID NULL,
    preview_file_id UUID NULL,
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY comment_object_id (object_id),
    KEY comment_object_type (object_type),
    KEY comment_task_status_id (task_status_id),
    KEY comment_person_id (person_id),
    KEY comment_editor_id (editor_id),
    KEY comment_preview_file_id (preview_file_id),
    CONSTRAINT comment_task_status_id FOREIGN KEY (task_status_id) REFERENCES task_status (id),
    CONSTRAINT comment_person_id FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT comment_editor_id FOREIGN KEY (editor_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Comments on tasks; replies are kept in the row';

CREATE TABLE IF NOT EXISTS attachment_file (
    id              UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name            VARCHAR(250) NULL,
    size            BIGINT NULL DEFAULT 1,
    extension       VARCHAR(6) NULL,
    mimetype        VARCHAR(255) NULL,
    comment_id      UUID NULL,
    reply_id        UUID NULL,
    chat_message_id UUID NULL,
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY attachment_file_comment_id (comment_id),
    KEY attachment_file_chat_message_id (chat_message_id),
    CONSTRAINT attachment_file_comment_id FOREIGN KEY (comment_id) REFERENCES comment (id),
    CONSTRAINT attachment_file_chat_message_id FOREIGN KEY (chat_message_id) REFERENCES chat_message (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Files of comments, replies and messages';

CREATE TABLE IF NOT EXISTS project_task_status_link (
    id              UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    project_id      UUID NOT NULL,
    task_status_id  UUID NOT NULL,
    priority        INT NULL,
    roles_for_board JSON NULL DEFAULT '["user", "admin", "supervisor", "manager", "vendor"]',
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY project_task_status_link_task_status_id (task_status_id),
    UNIQUE KEY project_taskstatus_uc (project_id, task_status_id),
    CONSTRAINT project_task_status_link_project_id FOREIGN KEY (project_id) REFERENCES project (id) ON DELETE CASCADE,
    CONSTRAINT project_task_status_link_task_status_id FOREIGN KEY (task_status_id) REFERENCES task_status (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Task statuses of a production';

CREATE TABLE IF NOT EXISTS project_template_task_status_link (
    id                  UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    project_template_id UUID NOT NULL,
    task_status_id      UUID NOT NULL,
    priority            INT NULL,
    roles_for_board     JSON NULL DEFAULT '["user", "admin", "supervisor", "manager", "vendor"]',
    created_at          DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at          DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY project_template_task_status_link_task_status_id (task_status_id),
    UNIQUE KEY project_template_taskstatus_uc (project_template_id, task_status_id),
    CONSTRAINT project_template_task_status_link_project_template_id FOREIGN KEY (project_template_id) REFERENCES project_template (id) ON DELETE CASCADE,
    CONSTRAINT project_template_task_status_link_task_status_id FOREIGN KEY (task_status_id) REFERENCES task_status (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Task statuses of a template';

CREATE TABLE IF NOT EXISTS task_type (
    id            UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name          VARCHAR(40) NOT NULL,
    short_name    VARCHAR(20) NULL,
    description   LONGTEXT NULL,
    color         VARCHAR(7) NULL DEFAULT '#FFFFFF',
    priority      INT NULL DEFAULT 1,
    for_entity    VARCHAR(30) NULL DEFAULT 'Asset',
    allow_timelog BOOLEAN NULL DEFAULT TRUE,
    archived      BOOLEAN NULL DEFAULT FALSE,
    shotgun_id    INT NULL,
    department_id UUID NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY task_type_shotgun_id (shotgun_id),
    KEY task_type_department_id (department_id),
    UNIQUE KEY task_type_uc (name, for_entity, department_id),
    CONSTRAINT task_type_department_id FOREIGN KEY (department_id) REFERENCES department (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Kinds of work; for_entity is the kind of entity';

CREATE TABLE IF NOT EXISTS entity (
    id                 UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name               VARCHAR(160) NOT NULL,
    code               VARCHAR(160) NULL,
    description        LONGTEXT NULL,
    shotgun_id         INT NULL,
    canceled           BOOLEAN NULL DEFAULT FALSE,
    nb_frames          INT NULL,
    nb_entities_out    INT NULL DEFAULT 0,
    is_casting_standby BOOLEAN NULL DEFAULT FALSE,
    is_shared          BOOLEAN NOT NULL DEFAULT FALSE,
    status             VARCHAR(8) CHARACTER SET ascii NOT NULL DEFAULT 'running',
    project_id         UUID NOT NULL,
    entity_type_id     UUID NOT NULL,
    parent_id          UUID NULL,
    source_id          UUID NULL,
    preview_file_id    UUID NULL,
    data               JSON NULL,
    ready_for          UUID NULL,
    created_by         UUID NULL,
    created_at         DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at         DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY entity_status (status),
    KEY entity_entity_type_id (entity_type_id),
    KEY entity_parent_id (parent_id),
    KEY entity_source_id (source_id),
    KEY entity_preview_file_id (preview_file_id),
    KEY entity_ready_for (ready_for),
    KEY entity_created_by (created_by),
    UNIQUE KEY entity_uc (name, project_id, entity_type_id, parent_id),
    KEY entity_project_type_status (project_id, entity_type_id, status),
    CONSTRAINT entity_status_known CHECK (status IN ('standby', 'running', 'complete', 'canceled')),
    CONSTRAINT entity_project_id FOREIGN KEY (project_id) REFERENCES project (id),
    CONSTRAINT entity_entity_type_id FOREIGN KEY (entity_type_id) REFERENCES entity_type (id),
    CONSTRAINT entity_parent_id FOREIGN KEY (parent_id) REFERENCES entity (id),
    CONSTRAINT entity_source_id FOREIGN KEY (source_id) REFERENCES entity (id),
    CONSTRAINT entity_ready_for FOREIGN KEY (ready_for) REFERENCES task_type (id),
    CONSTRAINT entity_created_by FOREIGN KEY (created_by) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Assets, shots, sequences, episodes, scenes, edits and concepts of productions';

CREATE TABLE IF NOT EXISTS asset_instance (
    id              UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    asset_id        UUID NOT NULL,
    name            VARCHAR(80) NULL,
    number          INT NULL,
    description     VARCHAR(200) NULL,
    active          BOOLEAN NULL DEFAULT TRUE,
    data            JSON NULL,
    scene_id        UUID NULL,
    target_asset_id UUID NULL,
    entity_id       UUID NULL,
    entity_type_id  UUID NULL,
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY asset_instance_scene_id (scene_id),
    KEY asset_instance_target_asset_id (target_asset_id),
    KEY asset_instance_entity_id (entity_id),
    KEY asset_instance_entity_type_id (entity_type_id),
    UNIQUE KEY asset_instance_uc (asset_id, target_asset_id, scene_id, number),
    CONSTRAINT asset_instance_asset_id FOREIGN KEY (asset_id) REFERENCES entity (id),
    CONSTRAINT asset_instance_scene_id FOREIGN KEY (scene_id) REFERENCES entity (id),
    CONSTRAINT asset_instance_target_asset_id FOREIGN KEY (target_asset_id) REFERENCES entity (id),
    CONSTRAINT asset_instance_entity_id FOREIGN KEY (entity_id) REFERENCES entity (id),
    CONSTRAINT asset_instance_entity_type_id FOREIGN KEY (entity_type_id) REFERENCES entity_type (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='A copy of an asset in a scene, or in another asset';

CREATE TABLE IF NOT EXISTS entity_concept_link (
    id            UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    entity_in_id  UUID NOT NULL,
    entity_out_id UUID NOT NULL,
    created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY entity_concept_link_entity_in_id (entity_in_id),
    KEY entity_concept_link_entity_out_id (entity_out_id),
    UNIQUE KEY entity_concept_link_pair (entity_in_id, entity_out_id),
    CONSTRAINT entity_concept_link_entity_in_id FOREIGN KEY (entity_in_id) REFERENCES entity (id),
    CONSTRAINT entity_concept_link_entity_out_id FOREIGN KEY (entity_out_id) REFERENCES entity (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Which concepts belong to which entities';

CREATE TABLE IF NOT EXISTS entity_link (
    id            UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    entity_in_id  UUID NOT NULL,
    entity_out_id UUID NOT NULL,
    data          JSON NULL,
    nb_occurences INT NULL DEFAULT 1,
    label         VARCHAR(80) NULL DEFAULT '',
    created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY entity_link_entity_out_id (entity_out_id),
    UNIQUE KEY entity_link_uc (entity_in_id, entity_out_id),
    CONSTRAINT entity_link_entity_in_id FOREIGN KEY (entity_in_id) REFERENCES entity (id),
    CONSTRAINT entity_link_entity_out_id FOREIGN KEY (entity_out_id) REFERENCES entity (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Casting: what is in what';

CREATE TABLE IF NOT EXISTS entity_version (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name       VARCHAR(160) NOT NULL,
    data       JSON NULL,
    entity_id  UUID NULL,
    person_id  UUID NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY entity_version_entity_id (entity_id),
    KEY entity_version_person_id (person_id),
    CONSTRAINT entity_version_entity_id FOREIGN KEY (entity_id) REFERENCES entity (id),
    CONSTRAINT entity_version_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Earlier metadata of shots and edits';

CREATE TABLE IF NOT EXISTS metadata_descriptor (
    id           UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    project_id   UUID NOT NULL,
    entity_type  VARCHAR(60) NOT NULL,
    task_type_id UUID NULL,
    name         VARCHAR(120) NOT NULL,
    data_type    VARCHAR(9) CHARACTER SET ascii NULL,
    field_name   VARCHAR(120) NOT NULL,
    choices      JSON NULL,
    for_client   BOOLEAN NULL DEFAULT FALSE,
    position     INT NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    task_type_key CHAR(36) CHARACTER SET ascii COLLATE ascii_bin
                  AS (COALESCE(CAST(task_type_id AS CHAR(36) CHARACTER SET ascii), 'none')) PERSISTENT,
    KEY metadata_descriptor_entity_type (entity_type),
    KEY metadata_descriptor_task_type_id (task_type_id),
    KEY metadata_descriptor_for_client (for_client),
    UNIQUE KEY metadata_descriptor_name (project_id, entity_type, task_type_key, name),
    UNIQUE KEY metadata_descriptor_field_name (project_id, entity_type, task_type_key, field_name),
    CONSTRAINT metadata_descriptor_data_type_known CHECK (data_type IN ('string', 'number', 'list', 'taglist', 'boolean', 'checklist', 'date', 'url', 'textarea', 'person')),
    CONSTRAINT metadata_descriptor_project_id FOREIGN KEY (project_id) REFERENCES project (id),
    CONSTRAINT metadata_descriptor_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Columns that a production adds to its entities or tasks; field_name is the name as a word';

CREATE TABLE IF NOT EXISTS milestone (
    id           UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    date         DATE NULL,
    name         VARCHAR(40) NOT NULL,
    project_id   UUID NULL,
    task_type_id UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY milestone_project_id (project_id),
    KEY milestone_task_type_id (task_type_id),
    CONSTRAINT milestone_project_id FOREIGN KEY (project_id) REFERENCES project (id),
    CONSTRAINT milestone_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Days with a name in the schedule';

CREATE TABLE IF NOT EXISTS playlist (
    id           UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name         VARCHAR(80) NOT NULL,
    shots        JSON NULL,
    project_id   UUID NULL,
    episode_id   UUID NULL,
    task_type_id UUID NULL,
    for_client   BOOLEAN NULL DEFAULT FALSE,
    for_entity   VARCHAR(10) NULL DEFAULT 'shot',
    is_for_all   BOOLEAN NULL DEFAULT FALSE,
    created_by   UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY playlist_project_id (project_id),
    KEY playlist_episode_id (episode_id),
    KEY playlist_task_type_id (task_type_id),
    KEY playlist_for_client (for_client),
    KEY playlist_for_entity (for_entity),
    KEY playlist_created_by (created_by),
    UNIQUE KEY playlist_uc (name, project_id, episode_id),
    CONSTRAINT playlist_project_id FOREIGN KEY (project_id) REFERENCES project (id),
    CONSTRAINT playlist_episode_id FOREIGN KEY (episode_id) REFERENCES entity (id),
    CONSTRAINT playlist_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id),
    CONSTRAINT playlist_created_by FOREIGN KEY (created_by) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Previews to be watched in order; shots is a list of entity_id and preview_file_id';

CREATE TABLE IF NOT EXISTS build_job (
    id          UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    status      VARCHAR(9) CHARACTER SET ascii NOT NULL DEFAULT 'running',
    job_type    VARCHAR(7) CHARACTER SET ascii NOT NULL DEFAULT 'movie',
    ended_at    DATETIME(6) NULL,
    playlist_id UUID NOT NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY build_job_playlist_id (playlist_id),
    CONSTRAINT build_job_status_known CHECK (status IN ('running', 'failed', 'succeeded')),
    CONSTRAINT build_job_job_type_known CHECK (job_type IN ('archive', 'movie')),
    CONSTRAINT build_job_playlist_id FOREIGN KEY (playlist_id) REFERENCES playlist (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Movies and archives that are made of playlists';

CREATE TABLE IF NOT EXISTS playlist_share_link (
    id              UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    token           VARCHAR(64) NOT NULL,
    playlist_id     UUID NOT NULL,
    created_by      UUID NOT NULL,
    expiration_date DATETIME(6) NULL,
    is_active       BOOLEAN NOT NULL DEFAULT TRUE,
    can_comment     BOOLEAN NOT NULL DEFAULT TRUE,
    password        VARCHAR(255) NULL,
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY playlist_share_link_token (token),
    KEY playlist_share_link_created_by (created_by),
    KEY playlist_share_link_playlist_active (playlist_id, is_active),
    CONSTRAINT playlist_share_link_playlist_id FOREIGN KEY (playlist_id) REFERENCES playlist (id),
    CONSTRAINT playlist_share_link_created_by FOREIGN KEY (created_by) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Access for guests to a playlist';

CREATE TABLE IF NOT EXISTS project_task_type_link (
    id           UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    project_id   UUID NOT NULL,
    task_type_id UUID NOT NULL,
    priority     INT NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY project_task_type_link_task_type_id (task_type_id),
    UNIQUE KEY project_tasktype_uc (project_id, task_type_id),
    CONSTRAINT project_task_type_link_project_id FOREIGN KEY (project_id) REFERENCES project (id) ON DELETE CASCADE,
    CONSTRAINT project_task_type_link_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Task types of a production';

CREATE TABLE IF NOT EXISTS project_template_task_type_link (
    id                  UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    project_template_id UUID NOT NULL,
    task_type_id        UUID NOT NULL,
    priority            INT NULL,
    created_at          DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at          DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY project_template_task_type_link_task_type_id (task_type_id),
    UNIQUE KEY project_template_tasktype_uc (project_template_id, task_type_id),
    CONSTRAINT project_template_task_type_link_project_template_id FOREIGN KEY (project_template_id) REFERENCES project_template (id) ON DELETE CASCADE,
    CONSTRAINT project_template_task_type_link_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Task types of a template';

CREATE TABLE IF NOT EXISTS schedule_item (
    id           UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    start_date   DATE NULL,
    end_date     DATE NULL,
    man_days     INT NULL,
    project_id   UUID NULL,
    task_type_id UUID NULL,
    object_id    UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY schedule_item_task_type_id (task_type_id),
    KEY schedule_item_object_id (object_id),
    UNIQUE KEY schedule_item_uc (project_id, task_type_id, object_id),
    CONSTRAINT schedule_item_project_id FOREIGN KEY (project_id) REFERENCES project (id),
    CONSTRAINT schedule_item_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Bars of the schedule';

CREATE TABLE IF NOT EXISTS status_automation (
    id                   UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    entity_type          VARCHAR(40) NULL DEFAULT 'asset',
    in_task_type_id      UUID NULL,
    in_task_status_id    UUID NULL,
    out_field_type       VARCHAR(9) CHARACTER SET ascii NOT NULL DEFAULT 'status',
    out_task_type_id     UUID NULL,
    out_task_status_id   UUID NULL,
    import_last_revision BOOLEAN NULL DEFAULT FALSE,
    archived             BOOLEAN NULL DEFAULT FALSE,
    created_at           DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at           DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY status_automation_in_task_type_id (in_task_type_id),
    KEY status_automation_in_task_status_id (in_task_status_id),
    KEY status_automation_out_task_type_id (out_task_type_id),
    KEY status_automation_out_task_status_id (out_task_status_id),
    CONSTRAINT status_automation_out_field_type_known CHECK (out_field_type IN ('status', 'ready_for')),
    CONSTRAINT status_automation_in_task_type_id FOREIGN KEY (in_task_type_id) REFERENCES task_type (id),
    CONSTRAINT status_automation_in_task_status_id FOREIGN KEY (in_task_status_id) REFERENCES task_status (id),
    CONSTRAINT status_automation_out_task_type_id FOREIGN KEY (out_task_type_id) REFERENCES task_type (id),
    CONSTRAINT status_automation_out_task_status_id FOREIGN KEY (out_task_status_id) REFERENCES task_status (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='What happens when a task reaches a status';

CREATE TABLE IF NOT EXISTS task (
    id                   UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name                 VARCHAR(80) NOT NULL,
    description          LONGTEXT NULL,
    priority             INT NULL DEFAULT 0,
    difficulty           INT NOT NULL DEFAULT 3,
    duration             DOUBLE NULL DEFAULT 0,
    estimation           DOUBLE NULL DEFAULT 0,
    completion_rate      INT NULL DEFAULT 0,
    retake_count         INT NULL DEFAULT 0,
    sort_order           INT NULL DEFAULT 0,
    start_date           DATETIME(6) NULL,
    due_date             DATETIME(6) NULL,
    real_start_date      DATETIME(6) NULL,
    end_date             DATETIME(6) NULL,
    done_date            DATETIME(6) NULL,
    last_comment_date    DATETIME(6) NULL,
    nb_assets_ready      INT NULL DEFAULT 0,
    data                 JSON NULL,
    nb_drawings          INT NULL DEFAULT 0,
    shotgun_id           INT NULL,
    last_preview_file_id UUID NULL,
    project_id           UUID NULL,
    task_type_id         UUID NULL,
    task_status_id       UUID NULL,
    entity_id            UUID NULL,
    assigner_id          UUID NULL,
    created_at           DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at           DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY task_project_id (project_id),
    KEY task_task_type_id (task_type_id),
    KEY task_task_status_id (task_status_id),
    KEY task_entity_id (entity_id),
    KEY task_assigner_id (assigner_id),
    UNIQUE KEY task_uc (name, project_id, task_type_id, entity_id),
    CONSTRAINT check_difficulty CHECK (difficulty > 0 AND difficulty < 6),
    CONSTRAINT task_project_id FOREIGN KEY (project_id) REFERENCES project (id),
    CONSTRAINT task_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id),
    CONSTRAINT task_task_status_id FOREIGN KEY (task_status_id) REFERENCES task_status (id),
    CONSTRAINT task_entity_id FOREIGN KEY (entity_id) REFERENCES entity (id),
    CONSTRAINT task_assigner_id FOREIGN KEY (assigner_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Work on an entity';

CREATE TABLE IF NOT EXISTS notification (
    id          UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    `read`      BOOLEAN NOT NULL DEFAULT FALSE,
    `change`    BOOLEAN NOT NULL DEFAULT FALSE,
    type        VARCHAR(14) CHARACTER SET ascii NOT NULL,
    person_id   UUID NOT NULL,
    author_id   UUID NOT NULL,
    comment_id  UUID NULL,
    task_id     UUID NULL,
    playlist_id UUID NULL,
    reply_id    UUID NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY notification_author_id (author_id),
    KEY notification_comment_id (comment_id),
    KEY notification_task_id (task_id),
    KEY notification_playlist_id (playlist_id),
    KEY notification_reply_id (reply_id),
    UNIQUE KEY notification_uc (person_id, author_id, comment_id, reply_id, playlist_id, type),
    CONSTRAINT notification_type_known CHECK (type IN ('comment', 'mention', 'assignation', 'reply', 'reply-mention', 'playlist-ready')),
    CONSTRAINT notification_person_id FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT notification_author_id FOREIGN KEY (author_id) REFERENCES person (id),
    CONSTRAINT notification_comment_id FOREIGN KEY (comment_id) REFERENCES comment (id),
    CONSTRAINT notification_task_id FOREIGN KEY (task_id) REFERENCES task (id),
    CONSTRAINT notification_playlist_id FOREIGN KEY (playlist_id) REFERENCES playlist (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='What a person is told of';

CREATE TABLE IF NOT EXISTS preview_file (
    id                  UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    name                VARCHAR(250) NULL,
    original_name       VARCHAR(250) NULL,
    revision            INT NULL DEFAULT 1,
    position            INT NULL DEFAULT 1,
    extension           VARCHAR(6) NULL,
    description         LONGTEXT NULL,
    path                VARCHAR(400) NULL,
    source              VARCHAR(40) NULL,
    file_size           BIGINT NULL DEFAULT 0,
    status              VARCHAR(10) CHARACTER SET ascii NOT NULL DEFAULT 'processing',
    validation_status   VARCHAR(9) CHARACTER SET ascii NOT NULL DEFAULT 'neutral',
    annotations         JSON NULL,
    width               INT NULL DEFAULT 0,
    height              INT NULL DEFAULT 0,
    duration            DOUBLE NULL DEFAULT 0,
    data                JSON NULL,
    token_in            INT NULL,
    token_out           INT NULL,
    task_id             UUID NULL,
    person_id           UUID NULL,
    source_file_id      UUID NULL,
    shotgun_id          INT NULL,
    is_movie            BOOLEAN NULL DEFAULT FALSE,
    url                 VARCHAR(600) NULL,
    uploaded_movie_url  VARCHAR(600) NULL,
    uploaded_movie_name VARCHAR(150) NULL,
    created_at          DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at          DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY preview_file_task_id (task_id),
    KEY preview_file_person_id (person_id),
    KEY preview_file_source_file_id (source_file_id),
    UNIQUE KEY preview_file_shotgun_id (shotgun_id),
    UNIQUE KEY preview_uc (name, task_id, revision),
    CONSTRAINT preview_file_status_known CHECK (status IN ('processing', 'ready', 'broken', 'missing')),
    CONSTRAINT preview_file_validation_status_known CHECK (validation_status IN ('validated', 'rejected', 'neutral')),
    CONSTRAINT preview_file_task_id FOREIGN KEY (task_id) REFERENCES task (id),
    CONSTRAINT preview_file_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Files to be reviewed';

CREATE TABLE IF NOT EXISTS news (
    id              UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    `change`        BOOLEAN NOT NULL DEFAULT FALSE,
    author_id       UUID NOT NULL,
    comment_id      UUID NULL,
    task_id         UUID NOT NULL,
    preview_file_id UUID NULL,
    created_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at      DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY news_author_id (author_id),
    KEY news_comment_id (comment_id),
    KEY news_task_id (task_id),
    KEY news_preview_file_id (preview_file_id),
    CONSTRAINT news_author_id FOREIGN KEY (author_id) REFERENCES person (id),
    CONSTRAINT news_comment_id FOREIGN KEY (comment_id) REFERENCES comment (id),
    CONSTRAINT news_task_id FOREIGN KEY (task_id) REFERENCES task (id),
    CONSTRAINT news_preview_file_id FOREIGN KEY (preview_file_id) REFERENCES preview_file (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='One for each comment';

CREATE TABLE IF NOT EXISTS production_schedule_version_task_link (
    id                             UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    production_schedule_version_id UUID NOT NULL,
    task_id                        UUID NOT NULL,
    start_date                     DATETIME(6) NULL,
    due_date                       DATETIME(6) NULL,
    estimation                     DOUBLE NULL DEFAULT 0,
    created_at                     DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at                     DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY schedule_link_task_id (task_id),
    UNIQUE KEY production_schedule_version_task_link_uc (production_schedule_version_id, task_id),
    CONSTRAINT schedule_link_schedule_version_id FOREIGN KEY (production_schedule_version_id) REFERENCES production_schedule_version (id) ON DELETE CASCADE,
    CONSTRAINT schedule_link_task_id FOREIGN KEY (task_id) REFERENCES task (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Dates of tasks in a kept schedule';

CREATE TABLE IF NOT EXISTS subscription (
    id           UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    person_id    UUID NOT NULL,
    task_id      UUID NULL,
    entity_id    UUID NULL,
    task_type_id UUID NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY subscription_task_id (task_id),
    KEY subscription_entity_id (entity_id),
    KEY subscription_task_type_id (task_type_id),
    UNIQUE KEY subscription_task_uc (person_id, task_id),
    UNIQUE KEY subscription_entity_uc (person_id, task_type_id, entity_id),
    CONSTRAINT subscription_person_id FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT subscription_task_id FOREIGN KEY (task_id) REFERENCES task (id),
    CONSTRAINT subscription_entity_id FOREIGN KEY (entity_id) REFERENCES entity (id),
    CONSTRAINT subscription_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Who follows a task';

CREATE TABLE IF NOT EXISTS time_spent (
    id         UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    duration   DOUBLE NOT NULL,
    date       DATE NOT NULL,
    task_id    UUID NULL,
    person_id  UUID NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY time_spent_task_id (task_id),
    UNIQUE KEY time_spent_uc (person_id, task_id, date),
    CONSTRAINT check_duration_positive CHECK (duration > 0),
    CONSTRAINT time_spent_task_id FOREIGN KEY (task_id) REFERENCES task (id),
    CONSTRAINT time_spent_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Minutes of work on a day';

CREATE TABLE IF NOT EXISTS working_file (
    id          UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    shotgun_id  INT NULL,
    name        VARCHAR(250) NULL,
    description LONGTEXT NULL,
    comment     LONGTEXT NULL,
    revision    INT NULL,
    size        INT NULL,
    checksum    INT NULL,
    path        VARCHAR(400) NULL,
    data        JSON NULL,
    task_id     UUID NULL,
    entity_id   UUID NULL,
    person_id   UUID NULL,
    software_id UUID NULL,
    created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY working_file_shotgun_id (shotgun_id),
    KEY working_file_task_id (task_id),
    KEY working_file_entity_id (entity_id),
    KEY working_file_person_id (person_id),
    KEY working_file_software_id (software_id),
    UNIQUE KEY working_file_uc (name, task_id, entity_id, revision),
    CONSTRAINT working_file_task_id FOREIGN KEY (task_id) REFERENCES task (id),
    CONSTRAINT working_file_entity_id FOREIGN KEY (entity_id) REFERENCES entity (id),
    CONSTRAINT working_file_person_id FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT working_file_software_id FOREIGN KEY (software_id) REFERENCES software (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Revisions of files that are worked on';

CREATE TABLE IF NOT EXISTS output_file (
    id                 UUID NOT NULL PRIMARY KEY DEFAULT UUID(),
    shotgun_id         INT NULL,
    name               VARCHAR(250) NOT NULL,
    canceled           BOOLEAN NOT NULL DEFAULT FALSE,
    size               INT NULL,
    checksum           VARCHAR(32) NULL,
    description        LONGTEXT NULL,
    comment            LONGTEXT NULL,
    extension          VARCHAR(10) NULL,
    revision           INT NOT NULL,
    representation     VARCHAR(20) NULL,
    nb_elements        INT NULL DEFAULT 1,
    source             VARCHAR(40) NULL,
    path               VARCHAR(400) NULL,
    data               JSON NULL,
    file_status_id     UUID NOT NULL,
    entity_id          UUID NULL,
    asset_instance_id  UUID NULL,
    output_type_id     UUID NULL,
    task_type_id       UUID NULL,
    person_id          UUID NULL,
    source_file_id     UUID NULL,
    temporal_entity_id UUID NULL,
    created_at         DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at         DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY output_file_representation (representation),
    KEY output_file_file_status_id (file_status_id),
    KEY output_file_entity_id (entity_id),
    KEY output_file_asset_instance_id (asset_instance_id),
    KEY output_file_output_type_id (output_type_id),
    KEY output_file_task_type_id (task_type_id),
    KEY output_file_person_id (person_id),
    KEY output_file_source_file_id (source_file_id),
    KEY output_file_temporal_entity_id (temporal_entity_id),
    UNIQUE KEY output_file_uc (name, entity_id, asset_instance_id, output_type_id, task_type_id, temporal_entity_id, representation, revision),
    CONSTRAINT output_file_file_status_id FOREIGN KEY (file_status_id) REFERENCES file_status (id),
    CONSTRAINT output_file_entity_id FOREIGN KEY (entity_id) REFERENCES entity (id),
    CONSTRAINT output_file_asset_instance_id FOREIGN KEY (asset_instance_id) REFERENCES asset_instance (id),
    CONSTRAINT output_file_output_type_id FOREIGN KEY (output_type_id) REFERENCES output_type (id),
    CONSTRAINT output_file_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id),
    CONSTRAINT output_file_person_id FOREIGN KEY (person_id) REFERENCES person (id),
    CONSTRAINT output_file_source_file_id FOREIGN KEY (source_file_id) REFERENCES working_file (id),
    CONSTRAINT output_file_temporal_entity_id FOREIGN KEY (temporal_entity_id) REFERENCES entity (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_cs
  COMMENT='Files that are handed on';

CREATE TABLE IF NOT EXISTS asset_instance_link (
    entity_id UUID NOT NULL,
    asset_instance_id UUID NOT NULL,
    PRIMARY KEY (entity_id, asset_instance_id),
    KEY asset_instance_link_asset_instance_id (asset_instance_id),
    CONSTRAINT asset_instance_link_entity_id FOREIGN KEY (entity_id) REFERENCES entity (id),
    CONSTRAINT asset_instance_link_asset_instance_id FOREIGN KEY (asset_instance_id) REFERENCES asset_instance (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Which placed assets are in which shots';

CREATE TABLE IF NOT EXISTS chat_participant (
    chat_id UUID NOT NULL,
    person_id UUID NOT NULL,
    PRIMARY KEY (chat_id, person_id),
    KEY chat_participant_person_id (person_id),
    CONSTRAINT chat_participant_chat_id FOREIGN KEY (chat_id) REFERENCES chat (id) ON DELETE CASCADE,
    CONSTRAINT chat_participant_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB COMMENT='Who talks in a chat';

CREATE TABLE IF NOT EXISTS comment_acknoledgments (
    comment UUID NOT NULL,
    person UUID NOT NULL,
    PRIMARY KEY (comment, person),
    KEY comment_acknoledgments_person (person),
    CONSTRAINT comment_acknoledgments_comment FOREIGN KEY (comment) REFERENCES comment (id) ON DELETE CASCADE,
    CONSTRAINT comment_acknoledgments_person FOREIGN KEY (person) REFERENCES person (id)
) ENGINE=InnoDB COMMENT='Who has seen a comment';

CREATE TABLE IF NOT EXISTS comment_department_mentions (
    comment UUID NOT NULL,
    department UUID NOT NULL,
    PRIMARY KEY (comment, department),
    KEY comment_department_mentions_department (department),
    CONSTRAINT comment_department_mentions_comment FOREIGN KEY (comment) REFERENCES comment (id) ON DELETE CASCADE,
    CONSTRAINT comment_department_mentions_department FOREIGN KEY (department) REFERENCES department (id)
) ENGINE=InnoDB COMMENT='Departments that a comment names';

CREATE TABLE IF NOT EXISTS comment_mentions (
    comment UUID NOT NULL,
    person UUID NOT NULL,
    PRIMARY KEY (comment, person),
    KEY comment_mentions_person (person),
    CONSTRAINT comment_mentions_comment FOREIGN KEY (comment) REFERENCES comment (id) ON DELETE CASCADE,
    CONSTRAINT comment_mentions_person FOREIGN KEY (person) REFERENCES person (id)
) ENGINE=InnoDB COMMENT='People whom a comment names';

CREATE TABLE IF NOT EXISTS comment_preview_link (
    comment UUID NOT NULL,
    preview_file UUID NOT NULL,
    PRIMARY KEY (comment, preview_file),
    KEY comment_preview_link_preview_file (preview_file),
    CONSTRAINT comment_preview_link_comment FOREIGN KEY (comment) REFERENCES comment (id) ON DELETE CASCADE,
    CONSTRAINT comment_preview_link_preview_file FOREIGN KEY (preview_file) REFERENCES preview_file (id)
) ENGINE=InnoDB COMMENT='Previews of a comment';

CREATE TABLE IF NOT EXISTS department_metadata_descriptor_link (
    metadata_descriptor_id UUID NOT NULL,
    department_id UUID NOT NULL,
    PRIMARY KEY (metadata_descriptor_id, department_id),
    KEY department_metadata_descriptor_link_department_id (department_id),
    CONSTRAINT department_metadata_descriptor_link_metadata_descriptor_id FOREIGN KEY (metadata_descriptor_id) REFERENCES metadata_descriptor (id) ON DELETE CASCADE,
    CONSTRAINT department_metadata_descriptor_link_department_id FOREIGN KEY (department_id) REFERENCES department (id)
) ENGINE=InnoDB COMMENT='Departments that a metadata column is for';

CREATE TABLE IF NOT EXISTS production_schedule_version_task_link_person_link (
    production_schedule_version_task_link_id UUID NOT NULL,
    person_id UUID NOT NULL,
    PRIMARY KEY (production_schedule_version_task_link_id, person_id),
    KEY schedule_link_person_person_id (person_id),
    CONSTRAINT schedule_link_person_schedule_link_id FOREIGN KEY (production_schedule_version_task_link_id) REFERENCES production_schedule_version_task_link (id) ON DELETE CASCADE,
    CONSTRAINT schedule_link_person_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB COMMENT='Who works on a task in a kept schedule';

CREATE TABLE IF NOT EXISTS project_asset_type_link (
    project_id UUID NOT NULL,
    asset_type_id UUID NOT NULL,
    PRIMARY KEY (project_id, asset_type_id),
    KEY project_asset_type_link_asset_type_id (asset_type_id),
    CONSTRAINT project_asset_type_link_project_id FOREIGN KEY (project_id) REFERENCES project (id) ON DELETE CASCADE,
    CONSTRAINT project_asset_type_link_asset_type_id FOREIGN KEY (asset_type_id) REFERENCES entity_type (id)
) ENGINE=InnoDB COMMENT='Kinds of assets of a production';

CREATE TABLE IF NOT EXISTS project_preview_background_file_link (
    project_id UUID NOT NULL,
    preview_background_file_id UUID NOT NULL,
    PRIMARY KEY (project_id, preview_background_file_id),
    KEY project_background_file_link_background_file_id (preview_background_file_id),
    CONSTRAINT project_background_file_link_project_id FOREIGN KEY (project_id) REFERENCES project (id) ON DELETE CASCADE,
    CONSTRAINT project_background_file_link_background_file_id FOREIGN KEY (preview_background_file_id) REFERENCES preview_background_file (id)
) ENGINE=InnoDB COMMENT='Surroundings of a production';

CREATE TABLE IF NOT EXISTS project_status_automation_link (
    project_id UUID NOT NULL,
    status_automation_id UUID NOT NULL,
    PRIMARY KEY (project_id, status_automation_id),
    KEY project_status_automation_link_status_automation_id (status_automation_id),
    CONSTRAINT project_status_automation_link_project_id FOREIGN KEY (project_id) REFERENCES project (id) ON DELETE CASCADE,
    CONSTRAINT project_status_automation_link_status_automation_id FOREIGN KEY (status_automation_id) REFERENCES status_automation (id)
) ENGINE=InnoDB COMMENT='Automations of a production';

CREATE TABLE IF NOT EXISTS project_template_asset_type_link (
    project_template_id UUID NOT NULL,
    asset_type_id UUID NOT NULL,
    PRIMARY KEY (project_template_id, asset_type_id),
    KEY project_template_asset_type_link_asset_type_id (asset_type_id),
    CONSTRAINT project_template_asset_type_link_project_template_id FOREIGN KEY (project_template_id) REFERENCES project_template (id) ON DELETE CASCADE,
    CONSTRAINT project_template_asset_type_link_asset_type_id FOREIGN KEY (asset_type_id) REFERENCES entity_type (id)
) ENGINE=InnoDB COMMENT='Kinds of assets of a template';

CREATE TABLE IF NOT EXISTS project_template_preview_background_file_link (
    project_template_id UUID NOT NULL,
    preview_background_file_id UUID NOT NULL,
    PRIMARY KEY (project_template_id, preview_background_file_id),
    KEY project_template_background_file_link_background_file_id (preview_background_file_id),
    CONSTRAINT project_template_background_file_link_project_template_id FOREIGN KEY (project_template_id) REFERENCES project_template (id) ON DELETE CASCADE,
    CONSTRAINT project_template_background_file_link_background_file_id FOREIGN KEY (preview_background_file_id) REFERENCES preview_background_file (id)
) ENGINE=InnoDB COMMENT='Surroundings of a template';

CREATE TABLE IF NOT EXISTS project_template_status_automation_link (
    project_template_id UUID NOT NULL,
    status_automation_id UUID NOT NULL,
    PRIMARY KEY (project_template_id, status_automation_id),
    KEY project_template_status_automation_link_status_automation_id (status_automation_id),
    CONSTRAINT project_template_status_automation_link_project_template_id FOREIGN KEY (project_template_id) REFERENCES project_template (id) ON DELETE CASCADE,
    CONSTRAINT project_template_status_automation_link_status_automation_id FOREIGN KEY (status_automation_id) REFERENCES status_automation (id)
) ENGINE=InnoDB COMMENT='Automations of a template';

CREATE TABLE IF NOT EXISTS task_person_link (
    task_id UUID NOT NULL,
    person_id UUID NOT NULL,
    PRIMARY KEY (task_id, person_id),
    KEY task_person_link_person_id (person_id),
    CONSTRAINT task_person_link_task_id FOREIGN KEY (task_id) REFERENCES task (id) ON DELETE CASCADE,
    CONSTRAINT task_person_link_person_id FOREIGN KEY (person_id) REFERENCES person (id)
) ENGINE=InnoDB COMMENT='Who works on a task';

CREATE TABLE IF NOT EXISTS task_type_asset_type_link (
    asset_type_id UUID NOT NULL,
    task_type_id UUID NOT NULL,
    PRIMARY KEY (asset_type_id, task_type_id),
    KEY task_type_asset_type_link_task_type_id (task_type_id),
    CONSTRAINT task_type_asset_type_link_asset_type_id FOREIGN KEY (asset_type_id) REFERENCES entity_type (id) ON DELETE CASCADE,
    CONSTRAINT task_type_asset_type_link_task_type_id FOREIGN KEY (task_type_id) REFERENCES task_type (id)
) ENGINE=InnoDB COMMENT='Kinds of work on a kind of asset';

ALTER TABLE project
    ADD COLUMN IF NOT EXISTS code VARCHAR(80) NULL,
    ADD COLUMN IF NOT EXISTS description LONGTEXT NULL,
    ADD COLUMN IF NOT EXISTS shotgun_id INT NULL,
    ADD COLUMN IF NOT EXISTS file_tree JSON NULL,
    ADD COLUMN IF NOT EXISTS data JSON NULL,
    ADD COLUMN IF NOT EXISTS has_avatar BOOLEAN NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS fps VARCHAR(10) NULL DEFAULT '25',
    ADD COLUMN IF NOT EXISTS ratio VARCHAR(10) NULL DEFAULT '16:9',
    ADD COLUMN IF NOT EXISTS resolution VARCHAR(12) NULL DEFAULT '1920x1080',
    ADD COLUMN IF NOT EXISTS production_type VARCHAR(20) NULL DEFAULT 'short',
    ADD COLUMN IF NOT EXISTS production_style VARCHAR(13) CHARACTER SET ascii NOT NULL DEFAULT '2d3d',
    ADD COLUMN IF NOT EXISTS start_date DATE NULL,
    ADD COLUMN IF NOT EXISTS end_date DATE NULL,
    ADD COLUMN IF NOT EXISTS man_days INT NULL,
    ADD COLUMN IF NOT EXISTS nb_episodes INT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS episode_span INT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS max_retakes INT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS is_clients_isolated BOOLEAN NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS is_preview_download_allowed BOOLEAN NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS is_set_preview_automated BOOLEAN NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS homepage VARCHAR(80) NULL DEFAULT 'assets',
    ADD COLUMN IF NOT EXISTS is_publish_default_for_artists BOOLEAN NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS is_bot_collaboration_enabled BOOLEAN NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS is_single_preview_per_revision BOOLEAN NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS is_frame_in_numbering BOOLEAN NULL DEFAULT FALSE,
    ADD COLUMN IF NOT EXISTS revision_padding INT NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS hd_bitrate_compression INT NULL DEFAULT 28,
    ADD COLUMN IF NOT EXISTS ld_bitrate_compression INT NULL DEFAULT 6,
    ADD COLUMN IF NOT EXISTS project_status_id UUID NULL,
    ADD COLUMN IF NOT EXISTS default_preview_background_file_id UUID NULL,
    ADD COLUMN IF NOT EXISTS from_schedule_version_id UUID NULL,
    ADD CONSTRAINT IF NOT EXISTS project_production_style_known CHECK (production_style IN ('2d', '2dpaper', '3d', '2d3d', 'ar', 'vfx', 'stop-motion', 'motion-design', 'archviz', 'commercial', 'catalog', 'immersive', 'nft', 'video-game', 'vr')),
    ADD KEY IF NOT EXISTS project_project_status_id (project_status_id),
    ADD KEY IF NOT EXISTS project_default_preview_background_file_id (default_preview_background_file_id),
    ADD KEY IF NOT EXISTS project_from_schedule_version_id (from_schedule_version_id);

ALTER TABLE department MODIFY archived BOOLEAN NULL DEFAULT FALSE;

ALTER TABLE project_person_link ADD COLUMN IF NOT EXISTS shotgun_id INT NULL;

-- References in circles.
ALTER TABLE comment ADD CONSTRAINT comment_preview_file_id FOREIGN KEY IF NOT EXISTS comment_preview_file_id (preview_file_id) REFERENCES preview_file (id);
ALTER TABLE entity ADD CONSTRAINT entity_preview_file_id FOREIGN KEY IF NOT EXISTS entity_preview_file_id (preview_file_id) REFERENCES preview_file (id);
ALTER TABLE preview_file ADD CONSTRAINT preview_file_source_file_id FOREIGN KEY IF NOT EXISTS preview_file_source_file_id (source_file_id) REFERENCES output_file (id);
ALTER TABLE project ADD CONSTRAINT project_project_status_id FOREIGN KEY IF NOT EXISTS project_project_status_id (project_status_id) REFERENCES project_status (id);
ALTER TABLE project ADD CONSTRAINT project_default_preview_background_file_id FOREIGN KEY IF NOT EXISTS project_default_preview_background_file_id (default_preview_background_file_id) REFERENCES preview_background_file (id);
ALTER TABLE project ADD CONSTRAINT project_from_schedule_version_id FOREIGN KEY IF NOT EXISTS project_from_schedule_version_id (from_schedule_version_id) REFERENCES production_schedule_version (id);
ALTER TABLE person ADD CONSTRAINT person_studio FOREIGN KEY IF NOT EXISTS person_studio (studio_id) REFERENCES studio (id);

-- What clients look up by name in a fresh installation; an administrator may change it.
INSERT INTO project_status (name, color) VALUES ('Open', '#000000'), ('Closed', '#000000')
    ON DUPLICATE KEY UPDATE project_status.name = project_status.name;
INSERT INTO entity_type (name) VALUES ('Character'), ('Prop'), ('Environment'), ('FX')
    ON DUPLICATE KEY UPDATE entity_type.name = entity_type.name;
INSERT INTO task_type (name, priority, color, for_entity)
    SELECT f.name, f.priority, f.color, f.for_entity FROM (
        SELECT 'Concept' AS name, 1 AS priority, '#8D6E63' AS color, 'Asset' AS for_entity
        UNION ALL SELECT 'Modeling', 2, '#78909C', 'Asset'
        UNION ALL SELECT 'Shading', 3, '#64B5F6', 'Asset'
        UNION ALL SELECT 'Rigging', 4, '#9CCC65', 'Asset'
        UNION ALL SELECT 'Storyboard', 1, '#43A047', 'Shot'
        UNION ALL SELECT 'Layout', 2, '#7CB342', 'Shot'
        UNION ALL SELECT 'Animation', 3, '#009688', 'Shot'
        UNION ALL SELECT 'Lighting', 4, '#F9A825', 'Shot'
        UNION ALL SELECT 'FX', 5, '#26C6DA', 'Shot'
        UNION ALL SELECT 'Rendering', 6, '#F06292', 'Shot'
        UNION ALL SELECT 'Compositing', 7, '#ff5252', 'Shot'
        UNION ALL SELECT 'Edit', 8, '#9b298c', 'Edit'
        UNION ALL SELECT 'Concept', 1, '#8D6E63', 'Concept') f
    WHERE NOT EXISTS (SELECT 1 FROM task_type t WHERE t.name = f.name AND t.for_entity = f.for_entity);
INSERT INTO task_status (name, short_name, color, is_default, is_wip, is_feedback_request, is_retake, is_done)
    VALUES ('Todo', 'todo', '#f5f5f5', TRUE, FALSE, FALSE, FALSE, FALSE),
           ('Work In Progress', 'wip', '#3273dc', FALSE, TRUE, FALSE, FALSE, FALSE),
           ('Waiting For Approval', 'wfa', '#ab26ff', FALSE, FALSE, TRUE, FALSE, FALSE),
           ('Retake', 'retake', '#ff3860', FALSE, FALSE, FALSE, TRUE, FALSE),
           ('Done', 'done', '#22d160', FALSE, FALSE, FALSE, FALSE, TRUE)
    ON DUPLICATE KEY UPDATE task_status.name = task_status.name;

-- A footage project is a production too, and open.
UPDATE project SET project_status_id = (SELECT id FROM project_status WHERE name = 'Open')
    WHERE project_status_id IS NULL;

CREATE TABLE IF NOT EXISTS department (
    id         UUID         NOT NULL PRIMARY KEY DEFAULT UUID(),
    name       VARCHAR(80)  NOT NULL,
    color      VARCHAR(7)   NOT NULL,
    archived   BOOLEAN      NOT NULL DEFAULT FALSE,
    created_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY department_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Crafts of the studio';

CREATE TABLE IF NOT EXISTS person (
    id                                  UUID         NOT NULL PRIMARY KEY,
    first_name                          VARCHAR(80)  NOT NULL,
    last_name                           VARCHAR(80)  NOT NULL,
    email                               VARCHAR(255) NULL,
    phone                               VARCHAR(30)  NULL,
    country                             VARCHAR(2)   NULL,
    contract_type                       VARCHAR(12)  NOT NULL DEFAULT 'open-ended',
    active                              BOOLEAN      NULL DEFAULT TRUE,
    archived                            BOOLEAN      NULL DEFAULT FALSE,
    last_presence                       DATE         NULL,
    password                            VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    desktop_login                       VARCHAR(80)  NULL,
    login_failed_attemps                INT          NULL DEFAULT 0,
    last_login_failed                   DATETIME(6)  NULL,
    totp_enabled                        BOOLEAN      NULL DEFAULT FALSE,
    totp_secret                         VARCHAR(32)  NULL,
    email_otp_enabled                   BOOLEAN      NULL DEFAULT FALSE,
    email_otp_secret                    VARCHAR(32)  NULL,
    fido_enabled                        BOOLEAN      NULL DEFAULT FALSE,
    fido_credentials                    JSON         NULL,
    otp_recovery_codes                  JSON         NULL,
    preferred_two_factor_authentication VARCHAR(9)   NULL,
    shotgun_id                          INT          NULL,
    timezone                            VARCHAR(50)  NULL DEFAULT 'Europe/Paris',
    locale                              VARCHAR(10)  NULL DEFAULT 'en_US',
    use_12_hour_clock                   BOOLEAN      NULL DEFAULT FALSE,
    display_date_format                 VARCHAR(20)  NULL DEFAULT 'YYYY-MM-DD',
    data                                JSON         NULL,
    role                                VARCHAR(10)  NOT NULL DEFAULT 'user',
    position                            VARCHAR(10)  NULL DEFAULT 'artist',
    seniority                           VARCHAR(6)   NULL DEFAULT 'mid',
    daily_salary                        INT          NULL DEFAULT 0,
    has_avatar                          BOOLEAN      NULL DEFAULT FALSE,
    notifications_enabled               BOOLEAN      NULL DEFAULT FALSE,
    notifications_slack_enabled         BOOLEAN      NULL DEFAULT FALSE,
    notifications_slack_userid          VARCHAR(60)  NULL DEFAULT '',
    notifications_mattermost_enabled    BOOLEAN      NULL DEFAULT FALSE,
    notifications_mattermost_userid     VARCHAR(60)  NULL DEFAULT '',
    notifications_discord_enabled       BOOLEAN      NULL DEFAULT FALSE,
    notifications_discord_userid        VARCHAR(60)  NULL DEFAULT '',
    is_bot                              BOOLEAN      NOT NULL DEFAULT FALSE,
    is_guest                            BOOLEAN      NOT NULL DEFAULT FALSE,
    jti                                 VARCHAR(60)  NULL,
    expiration_date                     DATE         NULL,
    is_generated_from_ldap              BOOLEAN      NULL DEFAULT FALSE,
    ldap_uid                            VARCHAR(60)  NULL,
    studio_id                           UUID         NULL,
    created_at                          DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at                          DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    human_email                         VARCHAR(255) AS (IF(is_bot, NULL, email)) VIRTUAL
                                        COMMENT 'An address is unique among people; bots may share one',
    UNIQUE KEY person_human_email (human_email),
    UNIQUE KEY person_shotgun_id (shotgun_id),
    UNIQUE KEY person_jti (jti),
    UNIQUE KEY person_ldap_uid (ldap_uid),
    KEY person_desktop_login (desktop_login),
    KEY person_studio_id (studio_id),
    CONSTRAINT person_contract_type CHECK (contract_type IN ('open-ended', 'fixed-term', 'short-term', 'freelance', 'apprentice', 'internship')),
    CONSTRAINT person_role CHECK (role IN ('user', 'admin', 'supervisor', 'manager', 'client', 'vendor'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='People, bots and guests: the one user table of all families';

CREATE TABLE IF NOT EXISTS department_link (
    person_id     UUID NOT NULL,
    department_id UUID NOT NULL,
    PRIMARY KEY (person_id, department_id),
    KEY department_link_department_id (department_id),
    CONSTRAINT department_link_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE,
    CONSTRAINT department_link_department FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Who works in which department';

CREATE TABLE IF NOT EXISTS organisation (
    id                        UUID        NOT NULL PRIMARY KEY,
    name                      VARCHAR(80) NOT NULL,
    hours_by_day              DOUBLE      NOT NULL DEFAULT 8,
    has_avatar                BOOLEAN     NULL DEFAULT FALSE,
    use_original_file_name    BOOLEAN     NULL DEFAULT FALSE,
    timesheets_locked         BOOLEAN     NULL DEFAULT FALSE,
    format_duration_in_hours  BOOLEAN     NULL DEFAULT FALSE,
    hd_by_default             BOOLEAN     NULL DEFAULT FALSE,
    chat_token_slack          VARCHAR(80) NULL DEFAULT '',
    chat_webhook_mattermost   VARCHAR(80) NULL DEFAULT '',
    chat_token_discord        VARCHAR(80) NULL DEFAULT '',
    dark_theme_by_default     BOOLEAN     NULL DEFAULT FALSE,
    created_at                DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at                DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    UNIQUE KEY organisation_name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='The studio itself: one row';

CREATE TABLE IF NOT EXISTS access_token (
    id           UUID         NOT NULL PRIMARY KEY,
    person_id    UUID         NOT NULL,
    name         VARCHAR(255) NOT NULL,
    token_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Of the lower-case text; the token itself is not kept',
    created_at   DATETIME(6)  NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    expires_at   DATETIME(6)  NULL,
    UNIQUE KEY access_token_sha256 (token_sha256),
    KEY access_token_person (person_id, created_at, id),
    CONSTRAINT access_token_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_uca1400_nopad_as_ci
  COMMENT='Personal access tokens';

CREATE TABLE IF NOT EXISTS revoked_token (
    jti        CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    expires_at DATETIME(6) NOT NULL COMMENT 'When the token ends by itself and the row may go',
    KEY revoked_token_expires_at (expires_at)
) ENGINE=InnoDB COMMENT='JWTs that were revoked before their end';

CREATE TABLE IF NOT EXISTS login_log (
    id         UUID        NOT NULL PRIMARY KEY,
    person_id  UUID        NOT NULL,
    ip_address VARCHAR(45) NULL,
    origin     VARCHAR(10) NULL,
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    KEY login_log_person (person_id, created_at),
    CONSTRAINT login_log_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='Successful logins';

INSERT IGNORE INTO organisation (id, name, hours_by_day)
VALUES ('00000000-0000-4000-8000-000000000001', 'Dailies', 8);

INSERT IGNORE INTO department (name, color) VALUES
    ('Modeling', '#78909C'), ('Animation', '#009688'), ('FX', '#26C6DA'),
    ('Compositing', '#F06292'), ('Concept', '#8D6E63'), ('Layout', '#7CB342');

CREATE TABLE IF NOT EXISTS session_epoch (
    person_id    UUID     NOT NULL PRIMARY KEY,
    epoch        INT      NOT NULL DEFAULT 0 COMMENT 'Signed tokens of another epoch are refused ...',
    kept_session CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT '... but those of the session in which the password was changed',
    CONSTRAINT session_epoch_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Ends all sessions of a person at once';

CREATE TABLE IF NOT EXISTS signin_factor (
    person_id        UUID        NOT NULL PRIMARY KEY,
    totp_step        BIGINT      NOT NULL DEFAULT 0 COMMENT 'Of the last code that was used; earlier ones and itself are refused',
    email_code       CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'HMAC of the code that was mailed',
    email_code_until DATETIME(6) NULL,
    email_code_tries INT         NOT NULL DEFAULT 0,
    CONSTRAINT signin_factor_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='What makes one-time codes good for one time';

CREATE TABLE IF NOT EXISTS reset_token (
    token_sha256 CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY COMMENT 'The token itself is not kept',
    person_id    UUID        NOT NULL,
    kind         VARCHAR(10) CHARACTER SET ascii NOT NULL,
    expires_at   DATETIME(6) NOT NULL,
    created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    KEY reset_token_person (person_id, kind),
    KEY reset_token_expires_at (expires_at),
    CONSTRAINT reset_token_kind CHECK (kind IN ('reset', 'invite', 'link', 'default')),
    CONSTRAINT reset_token_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Links with which a password is set without the old one';

CREATE TABLE IF NOT EXISTS key_challenge (
    challenge_sha256 CHAR(64)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    person_id        UUID        NOT NULL,
    purpose          VARCHAR(10) CHARACTER SET ascii NOT NULL,
    expires_at       DATETIME(6) NOT NULL,
    KEY key_challenge_person (person_id),
    KEY key_challenge_expires_at (expires_at),
    CONSTRAINT key_challenge_purpose CHECK (purpose IN ('register', 'login')),
    CONSTRAINT key_challenge_person FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Challenges for security keys, each good for one answer';

CREATE TABLE IF NOT EXISTS signin_rate (
    bucket CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY COMMENT 'SHA-256 of what is counted and for whom',
    due_us BIGINT   NOT NULL COMMENT 'When the bucket is empty again, in microseconds since 1970',
    KEY signin_rate_due_us (due_us)
) ENGINE=InnoDB COMMENT='Limits of guesses and of what can be asked for';

CREATE TABLE IF NOT EXISTS scene_shot (
    scene_id   UUID        NOT NULL PRIMARY KEY,
    shot_id    UUID        NOT NULL,
    preview_id UUID        NULL COMMENT 'The preview that was made of it; it may be gone',
    created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    UNIQUE KEY scene_shot_shot (shot_id),
    CONSTRAINT scene_shot_scene FOREIGN KEY (scene_id) REFERENCES scene (id) ON DELETE CASCADE,
    CONSTRAINT scene_shot_shot FOREIGN KEY (shot_id) REFERENCES entity (id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='Which shot of the tracker a scene of footage became';

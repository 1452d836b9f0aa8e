ALTER TABLE entity
    ADD COLUMN IF NOT EXISTS search_name VARCHAR(330) COLLATE utf8mb4_uca1400_ai_ci
        AS (CONCAT(name, ' ', REPLACE(REPLACE(name, '_', ' '), '-', ' '))) STORED INVISIBLE
        COMMENT 'The name whatever its capitals, also word by word',
    ADD FULLTEXT INDEX IF NOT EXISTS entity_search (search_name);
CREATE INDEX IF NOT EXISTS person_first_name ON person (first_name);
CREATE INDEX IF NOT EXISTS person_last_name ON person (last_name);
CREATE INDEX IF NOT EXISTS preview_file_extension ON preview_file (extension);

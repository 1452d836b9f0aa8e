CREATE INDEX IF NOT EXISTS api_event_created_at ON api_event (created_at);
CREATE INDEX IF NOT EXISTS login_log_created_at ON login_log (created_at);
CREATE INDEX IF NOT EXISTS entity_project_id ON entity (project_id);
CREATE INDEX IF NOT EXISTS entity_project_type ON entity (project_id, entity_type_id);

CREATE INDEX IF NOT EXISTS api_event_created_at ON api_event (created_at);
CREATE INDEX IF NOT EXISTS login_log_created_at ON login_log (created_at);

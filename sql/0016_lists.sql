-- Tables that grow are listed as they were made, and by pages as they were changed: without a
-- sort of all rows, so that the first row is there at once.
ALTER TABLE api_event
    ADD INDEX IF NOT EXISTS api_event_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE asset_instance
    ADD INDEX IF NOT EXISTS asset_instance_created_at (created_at),
    ADD INDEX IF NOT EXISTS asset_instance_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE attachment_file
    ADD INDEX IF NOT EXISTS attachment_file_created_at (created_at),
    ADD INDEX IF NOT EXISTS attachment_file_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE budget_entry
    ADD INDEX IF NOT EXISTS budget_entry_created_at (created_at),
    ADD INDEX IF NOT EXISTS budget_entry_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE chat
    ADD INDEX IF NOT EXISTS chat_created_at (created_at),
    ADD INDEX IF NOT EXISTS chat_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE chat_message
    ADD INDEX IF NOT EXISTS chat_message_created_at (created_at),
    ADD INDEX IF NOT EXISTS chat_message_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE comment
    ADD INDEX IF NOT EXISTS comment_created_at (created_at),
    ADD INDEX IF NOT EXISTS comment_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE day_off
    ADD INDEX IF NOT EXISTS day_off_created_at (created_at),
    ADD INDEX IF NOT EXISTS day_off_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE entity
    ADD INDEX IF NOT EXISTS entity_created_at (created_at),
    ADD INDEX IF NOT EXISTS entity_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE entity_link
    ADD INDEX IF NOT EXISTS entity_link_created_at (created_at),
    ADD INDEX IF NOT EXISTS entity_link_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE news
    ADD INDEX IF NOT EXISTS news_created_at (created_at),
    ADD INDEX IF NOT EXISTS news_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE notification
    ADD INDEX IF NOT EXISTS notification_created_at (created_at),
    ADD INDEX IF NOT EXISTS notification_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE output_file
    ADD INDEX IF NOT EXISTS output_file_created_at (created_at),
    ADD INDEX IF NOT EXISTS output_file_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE playlist
    ADD INDEX IF NOT EXISTS playlist_created_at (created_at),
    ADD INDEX IF NOT EXISTS playlist_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE preview_file
    ADD INDEX IF NOT EXISTS preview_file_created_at (created_at),
    ADD INDEX IF NOT EXISTS preview_file_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE production_schedule_version_task_link
    ADD INDEX IF NOT EXISTS production_schedule_version_task_link_created_at (created_at),
    ADD INDEX IF NOT EXISTS production_schedule_version_task_link_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE schedule_item
    ADD INDEX IF NOT EXISTS schedule_item_created_at (created_at),
    ADD INDEX IF NOT EXISTS schedule_item_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE search_filter
    ADD INDEX IF NOT EXISTS search_filter_created_at (created_at),
    ADD INDEX IF NOT EXISTS search_filter_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE search_filter_group
    ADD INDEX IF NOT EXISTS search_filter_group_created_at (created_at),
    ADD INDEX IF NOT EXISTS search_filter_group_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE subscription
    ADD INDEX IF NOT EXISTS subscription_created_at (created_at),
    ADD INDEX IF NOT EXISTS subscription_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE task
    ADD INDEX IF NOT EXISTS task_created_at (created_at),
    ADD INDEX IF NOT EXISTS task_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE time_spent
    ADD INDEX IF NOT EXISTS time_spent_created_at (created_at),
    ADD INDEX IF NOT EXISTS time_spent_updated_at (updated_at DESC, created_at DESC);
ALTER TABLE working_file
    ADD INDEX IF NOT EXISTS working_file_created_at (created_at),
    ADD INDEX IF NOT EXISTS working_file_updated_at (updated_at DESC, created_at DESC);
-- What others share is found beside one's own.
ALTER TABLE search_filter
    ADD INDEX IF NOT EXISTS search_filter_is_shared (is_shared);
ALTER TABLE search_filter_group
    ADD INDEX IF NOT EXISTS search_filter_group_is_shared (is_shared);
-- What is under way, and who is away.
ALTER TABLE preview_file
    ADD INDEX IF NOT EXISTS preview_file_status (status);
ALTER TABLE day_off
    ADD INDEX IF NOT EXISTS day_off_end_date (end_date, date);

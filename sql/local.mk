sqldir = $(pkgdatadir)/sql
dist_sql_DATA = \
	sql/0001_people.sql \
	sql/0002_projects.sql \
	sql/0003_jobs.sql \
	sql/0004_footage.sql \
	sql/0005_video.sql \
	sql/0006_outbox.sql \
	sql/0007_still.sql \
	sql/0008_designs.sql \
	sql/0009_tracker.sql \
	sql/0010_signin.sql \
	sql/0011_previews.sql \
	sql/0012_context.sql \
	sql/0013_scene_shots.sql \
	sql/0014_search.sql \
	sql/0015_ids.sql \
	sql/0016_lists.sql

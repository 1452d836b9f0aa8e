noinst_LIBRARIES += libtrack.a
libtrack_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libtrack_a_SOURCES = \
	model/track/all.c \
	model/track/all.h \
	model/track/budget.c \
	model/track/budget.h \
	model/track/casting.c \
	model/track/casting.h \
	model/track/casting_write.c \
	model/track/comment.c \
	model/track/comment.h \
	model/track/comment_gone.c \
	model/track/comment_parts.h \
	model/track/comment_view.c \
	model/track/entity.c \
	model/track/entity.h \
	model/track/entity_make.c \
	model/track/entity_make.h \
	model/track/event.c \
	model/track/event.h \
	model/track/file.c \
	model/track/file.h \
	model/track/full.c \
	model/track/full.h \
	model/track/kind.c \
	model/track/kind.h \
	model/track/link.c \
	model/track/link.h \
	model/track/production.c \
	model/track/production.h \
	model/track/reply.c \
	model/track/review.c \
	model/track/review.h \
	model/track/right.c \
	model/track/right.h \
	model/track/rows.h \
	model/track/salary.c \
	model/track/salary.h \
	model/track/scope.c \
	model/track/studio.c \
	model/track/studio.h \
	model/track/task.c \
	model/track/task.h \
	model/track/tell.c \
	model/track/tell.h \
	model/track/thing.c \
	model/track/thing.h

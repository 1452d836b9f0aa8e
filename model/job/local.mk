noinst_LIBRARIES += libjob.a
libjob_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libjob_a_SOURCES = \
	model/job/answer.c \
	model/job/answer.h \
	model/job/answer_parts.h \
	model/job/answer_review.c \
	model/job/answer_still.c \
	model/job/answer_video.c \
	model/job/batch.c \
	model/job/batch.h \
	model/job/child.c \
	model/job/child.h \
	model/job/job.c \
	model/job/job.h \
	model/job/kind.h \
	model/job/queue.c \
	model/job/queue.h \
	model/job/ring.c \
	model/job/ring.h \
	model/job/runner.c \
	model/job/runner.h \
	model/job/work.c \
	model/job/work.h
JOB_LIBS = libjob.a $(STORE_LIBS) $(DB_LIBS)

noinst_LIBRARIES += liboutbox.a
liboutbox_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
liboutbox_a_SOURCES = \
	model/outbox/outbox.c \
	model/outbox/outbox.h
OUTBOX_LIBS = liboutbox.a $(JOB_LIBS) $(NET_LIBS)

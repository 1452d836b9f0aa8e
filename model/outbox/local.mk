noinst_LIBRARIES += liboutbox.a
liboutbox_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
liboutbox_a_SOURCES = \
	model/outbox/claim.c \
	model/outbox/claim.h \
	model/outbox/deliver.c \
	model/outbox/deliver.h \
	model/outbox/outbox.c \
	model/outbox/outbox.h \
	model/outbox/postman.c \
	model/outbox/postman.h
OUTBOX_LIBS = liboutbox.a $(JOB_LIBS) $(NET_LIBS)

noinst_LIBRARIES += libstill.a
libstill_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libstill_a_SOURCES = \
	model/still/kinds.c \
	model/still/still.c \
	model/still/still.h
STILL_LIBS = libstill.a $(JOB_LIBS)

noinst_LIBRARIES += libshots.a
libshots_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libshots_a_SOURCES = \
	model/shots/clip.c \
	model/shots/clip.h \
	model/shots/import.c \
	model/shots/import.h \
	model/shots/naming.c \
	model/shots/naming.h

noinst_LIBRARIES += libfootage.a
libfootage_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libfootage_a_SOURCES = \
	model/footage/files.c \
	model/footage/files.h \
	model/footage/kind_parse.c \
	model/footage/kinds.c \
	model/footage/kinds.h \
	model/footage/parse.c \
	model/footage/parse.h \
	model/footage/project.c \
	model/footage/project.h \
	model/footage/scene.c \
	model/footage/scene.h
FOOTAGE_LIBS = libfootage.a $(JOB_LIBS)

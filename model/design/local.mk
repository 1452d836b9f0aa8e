noinst_LIBRARIES += libdesign.a
libdesign_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libdesign_a_SOURCES = \
	model/design/completion.c \
	model/design/completion.h \
	model/design/design.c \
	model/design/design.h \
	model/design/known.c \
	model/design/media.c \
	model/design/media.h \
	model/design/member.c \
	model/design/element.c \
	model/design/element.h \
	model/design/task.c \
	model/design/task.h

noinst_LIBRARIES += libcontext.a
libcontext_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libcontext_a_SOURCES = \
	model/context/context.c \
	model/context/context.h \
	model/context/linked.c \
	model/context/mine.c \
	model/context/mine.h \
	model/context/search.c \
	model/context/search.h \
	model/context/tasked.c \
	model/context/tasked.h

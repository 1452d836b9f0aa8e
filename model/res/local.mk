noinst_LIBRARIES += libres.a
libres_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libres_a_SOURCES = \
	model/res/filter.c \
	model/res/plan.c \
	model/res/plan.h \
	model/res/read.c \
	model/res/res.h \
	model/res/write.c

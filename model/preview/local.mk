noinst_LIBRARIES += libpreview.a
libpreview_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS) $(ZLIB_CFLAGS)
libpreview_a_SOURCES = \
	model/preview/annotate.c \
	model/preview/annotate.h \
	model/preview/attach.c \
	model/preview/attach.h \
	model/preview/avatar.c \
	model/preview/avatar.h \
	model/preview/build.c \
	model/preview/build.h \
	model/preview/bundle.c \
	model/preview/bundle.h \
	model/preview/kinds.c \
	model/preview/kinds.h \
	model/preview/pack.c \
	model/preview/pack.h \
	model/preview/listing.c \
	model/preview/listing.h \
	model/preview/listing_parts.h \
	model/preview/playing.c \
	model/preview/playing.h \
	model/preview/preview.c \
	model/preview/preview.h \
	model/preview/shown.c \
	model/preview/shown.h \
	model/preview/running.c \
	model/preview/running.h \
	model/preview/stored.c \
	model/preview/stored.h \
	model/preview/wish.c \
	model/preview/wish.h
PREVIEW_LIBS = libpreview.a libtrack.a

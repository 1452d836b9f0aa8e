noinst_LIBRARIES += libstudio.a
libstudio_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libstudio_a_SOURCES = \
	model/studio/gc.c \
	model/studio/gc.h \
	model/studio/kinds.c \
	model/studio/kinds.h
STUDIO_LIBS = libstudio.a libshots.a libpreview.a libtrack.a libfootage.a libvideo.a libdesign.a libstill.a $(PEOPLE_LIBS)

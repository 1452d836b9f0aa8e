noinst_LIBRARIES += libvideo.a
libvideo_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libvideo_a_SOURCES = \
	model/video/accept.c \
	model/video/accept.h \
	model/video/part.c \
	model/video/part.h
VIDEO_LIBS = libvideo.a $(JOB_LIBS)

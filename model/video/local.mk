noinst_LIBRARIES += libvideo.a
libvideo_a_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
libvideo_a_SOURCES =
libvideo_a_SOURCES += model/video/accept.c model/video/accept.h
libvideo_a_SOURCES += model/video/part.c model/video/part.h
libvideo_a_SOURCES += model/video/policy.c model/video/policy.h
VIDEO_LIBS = libvideo.a $(JOB_LIBS)

noinst_LIBRARIES += libmedia.a
libmedia_a_CPPFLAGS = $(AM_CPPFLAGS) $(AV_CFLAGS) $(SECCOMP_CFLAGS) $(JSON_CFLAGS)
# Rounding as one instruction; nobody here reads errno or floating-point flags.
libmedia_a_CFLAGS = $(AM_CFLAGS) -fno-math-errno -fno-trapping-math
libmedia_a_SOURCES = \
	model/media/analyse.c \
	model/media/analyse_motion.c \
	model/media/analyse_motion.h \
	model/media/analyse_palette.c \
	model/media/analyse_palette.h \
	model/media/analyse_picture.c \
	model/media/analyse_picture.h \
	model/media/analyse_sound.c \
	model/media/analyse_sound.h \
	model/media/answer.c \
	model/media/answer.h \
	model/media/blurhash.c \
	model/media/blurhash.h \
	model/media/browser.c \
	model/media/browser.h \
	model/media/captions.c \
	model/media/captions.h \
	model/media/colour.c \
	model/media/colour.h \
	model/media/colour_tone.c \
	model/media/convert.c \
	model/media/convert.h \
	model/media/detect.c \
	model/media/detect.h \
	model/media/detect_cut.c \
	model/media/detect_diff.c \
	model/media/detect_fade.c \
	model/media/detect_frame.c \
	model/media/detect_gradual.c \
	model/media/detect_parts.h \
	model/media/detect_trace.c \
	model/media/hls_read.c \
	model/media/hls_read.h \
	model/media/input.c \
	model/media/input.h \
	model/media/input_facts.c \
	model/media/input_facts.h \
	model/media/job.c \
	model/media/join.c \
	model/media/job.h \
	model/media/ladder.c \
	model/media/ladder_plan.c \
	model/media/ladder_plan.h \
	model/media/lang.c \
	model/media/lang.h \
	model/media/media.c \
	model/media/media.h \
	model/media/parse.c \
	model/media/phash.c \
	model/media/phash.h \
	model/media/picture.c \
	model/media/picture.h \
	model/media/poster.c \
	model/media/poster.h \
	model/media/program.c \
	model/media/program.h \
	model/media/sandbox.c \
	model/media/sandbox.h \
	model/media/relay.c \
	model/media/relay.h \
	model/media/render.c \
	model/media/review.c \
	model/media/scene.c \
	model/media/scene.h \
	model/media/sprites.c \
	model/media/sprites.h \
	model/media/storyboard.c \
	model/media/storyboard.h \
	model/media/storyboard_write.c \
	model/media/storyboard_write.h \
	model/media/thumb.c \
	model/media/thumb.h \
	model/media/tool.c \
	model/media/tool.h \
	model/media/watchable.c
MEDIA_LIBS = libmedia.a $(BASE_LIBS) $(AV_LIBS) $(SECCOMP_LIBS) -lm

pkglibexec_PROGRAMS += dailies-media
dailies_media_SOURCES = model/media/main.c
dailies_media_CPPFLAGS = $(libmedia_a_CPPFLAGS)
dailies_media_LDADD = $(MEDIA_LIBS)

# Pictures have a program of their own, with libraries of their own.
noinst_LIBRARIES += libstills.a
libstills_a_CPPFLAGS = $(AM_CPPFLAGS) $(VIPS_CFLAGS) $(LCMS_CFLAGS) $(ZIP_CFLAGS) $(JSON_CFLAGS)
libstills_a_CFLAGS = $(libmedia_a_CFLAGS)
libstills_a_SOURCES = \
	model/media/pool.c \
	model/media/pool.h \
	model/media/still.c \
	model/media/still.h \
	model/media/still_kind.c \
	model/media/still_kind.h \
	model/media/still_look.c \
	model/media/still_look.h \
	model/media/still_pixels.c \
	model/media/still_pixels.h \
	model/media/still_scale.c \
	model/media/still_scale.h \
	model/media/still_sizes.c \
	model/media/stills.c \
	model/media/stills.h \
	model/media/zip.c \
	model/media/zip_dir.c \
	model/media/zip_dir.h \
	model/media/zip_entry.c \
	model/media/zip_parts.h
# Of libmedia only what stands on base alone is linked.
STILLS_LIBS = libstills.a libmedia.a $(BASE_LIBS) $(VIPS_LIBS) $(LCMS_LIBS) $(ZIP_LIBS) $(SECCOMP_LIBS) -lm

pkglibexec_PROGRAMS += dailies-stills
dailies_stills_SOURCES = model/media/stills_main.c
dailies_stills_CPPFLAGS = $(libstills_a_CPPFLAGS)
dailies_stills_LDADD = $(STILLS_LIBS)

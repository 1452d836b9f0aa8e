UNIT_TESTS += \
	t/unit/analyse_test \
	t/unit/blurhash_test \
	t/unit/convert_test \
	t/unit/lang_test \
	t/unit/phash_test \
	t/unit/scale_test \
	t/unit/sandbox_test
t_unit_analyse_test_CPPFLAGS = $(AM_CPPFLAGS) $(AV_CFLAGS)
t_unit_analyse_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)
t_unit_blurhash_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)
t_unit_lang_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)
t_unit_convert_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)
t_unit_phash_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)
t_unit_scale_test_LDADD = libstills.a $(BASE_LIBS) $(CMOCKA_LIBS) -lm
t_unit_sandbox_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)

# These run the program: DAILIES_MEDIA names it.
MEDIA_TESTS += \
	t/media/captions_test \
	t/media/hostile_test \
	t/media/ladder_test \
	t/media/media_test \
	t/media/memory_test \
	t/media/watchable_test
MEDIA_RUN = t/media/run.c t/media/run.h
t_media_captions_test_SOURCES = t/media/captions_test.c $(MEDIA_RUN)
t_media_captions_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_media_captions_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) -lm
t_media_hostile_test_SOURCES = t/media/hostile_test.c $(MEDIA_RUN)
t_media_hostile_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_media_hostile_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) -lm
t_media_ladder_test_SOURCES = t/media/ladder_test.c $(MEDIA_RUN)
t_media_ladder_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_media_ladder_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) -lm
t_media_media_test_SOURCES = t/media/media_test.c $(MEDIA_RUN)
t_media_media_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_media_media_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) -lm
t_media_memory_test_SOURCES = t/media/memory_test.c $(MEDIA_RUN)
t_media_memory_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_media_memory_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) -lm
t_media_watchable_test_SOURCES = t/media/watchable_test.c $(MEDIA_RUN)
t_media_watchable_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_media_watchable_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) -lm

MEDIA_TESTS += t/media/stills_test
t_media_stills_test_SOURCES = t/media/stills_test.c t/media/pictures.c t/media/pictures.h $(MEDIA_RUN)
t_media_stills_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS) $(VIPS_CFLAGS) $(LCMS_CFLAGS)
t_media_stills_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) $(VIPS_LIBS) $(LCMS_LIBS) -lm
MEDIA_TESTS += t/media/zip_test
ARCHIVES = t/media/archive.c t/media/archive.h t/media/archives.c t/media/archives.h
t_media_zip_test_SOURCES = t/media/zip_test.c $(ARCHIVES) $(MEDIA_RUN)
t_media_zip_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_media_zip_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) -lz -lm
MEDIA_TESTS += t/media/review_test
t_media_review_test_SOURCES = t/media/review_test.c $(MEDIA_RUN)
t_media_review_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_media_review_test_LDADD = $(JSON_LIBS) $(CMOCKA_LIBS) -lm

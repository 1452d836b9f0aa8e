# Built with the tests, run by ./dev bench alone.
BENCHMARKS = t/bench/bare t/bench/micro t/bench/pack t/bench/same t/media/detect_eval
check_PROGRAMS += $(BENCHMARKS)
t_bench_bare_CPPFLAGS = $(AM_CPPFLAGS) $(MARIADB_CFLAGS)
t_bench_bare_LDADD = $(FCGI_LIBS) $(MARIADB_LIBS)
t_bench_same_CPPFLAGS = $(AM_CPPFLAGS) $(MARIADB_CFLAGS)
t_bench_same_LDADD = $(FCGI_LIBS) $(MARIADB_LIBS)
t_bench_micro_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_bench_micro_LDADD = $(SITE_LIBS)
t_bench_pack_SOURCES = t/bench/pack.c t/media/archive.c t/media/archive.h
t_bench_pack_LDADD = -lz
# Scores the detector over a folder of clips; see the head of its source.
t_media_detect_eval_CPPFLAGS = $(AM_CPPFLAGS) $(AV_CFLAGS)
t_media_detect_eval_LDADD = $(MEDIA_LIBS)
EXTRA_DIST += t/bench/run t/bench/lib.sh t/bench/read.sh t/bench/memory.sh t/bench/clips.sh t/bench/parse.sh \
	t/bench/upload.sh t/bench/detect.sh t/bench/mix.lua t/bench/video.sh t/bench/zip.sh t/bench/track.sh

# Every target twice: X_replay reads the kept files in each `make check`; X_fuzz looks for
# new ones, with clang and configure --enable-fuzz.
FUZZ_TESTS += \
	t/fuzz/json_body_replay \
	t/fuzz/jwt_replay \
	t/fuzz/media_answer_replay \
	t/fuzz/multipart_replay \
	t/fuzz/policy_replay \
	t/fuzz/query_replay
FUZZ_REPLAY = t/fuzz/fuzz.h t/fuzz/replay.c

t_fuzz_json_body_replay_SOURCES = t/fuzz/json_body.c $(FUZZ_REPLAY)
t_fuzz_json_body_replay_LDADD = $(BASE_LIBS)
t_fuzz_jwt_replay_SOURCES = t/fuzz/jwt.c $(FUZZ_REPLAY)
t_fuzz_jwt_replay_LDADD = $(EDGE_LIBS)
t_fuzz_media_answer_replay_SOURCES = t/fuzz/media_answer.c $(FUZZ_REPLAY)
t_fuzz_media_answer_replay_LDADD = $(JOB_LIBS) $(BASE_LIBS)
t_fuzz_multipart_replay_SOURCES = t/fuzz/multipart.c $(FUZZ_REPLAY)
t_fuzz_multipart_replay_LDADD = $(EDGE_LIBS)
t_fuzz_policy_replay_SOURCES = t/fuzz/policy.c $(FUZZ_REPLAY)
t_fuzz_policy_replay_LDADD = $(VIDEO_LIBS) $(BASE_LIBS)
t_fuzz_query_replay_SOURCES = t/fuzz/query.c $(FUZZ_REPLAY)
t_fuzz_query_replay_LDADD = $(EDGE_LIBS)

if FUZZ
noinst_PROGRAMS += \
	t/fuzz/json_body_fuzz \
	t/fuzz/jwt_fuzz \
	t/fuzz/media_answer_fuzz \
	t/fuzz/multipart_fuzz \
	t/fuzz/policy_fuzz \
	t/fuzz/query_fuzz
endif
LINK_LIBFUZZER = $(AM_LDFLAGS) -fsanitize=fuzzer

t_fuzz_json_body_fuzz_SOURCES = t/fuzz/json_body.c
t_fuzz_json_body_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_json_body_fuzz_LDADD = $(BASE_LIBS)
t_fuzz_jwt_fuzz_SOURCES = t/fuzz/jwt.c
t_fuzz_jwt_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_jwt_fuzz_LDADD = $(EDGE_LIBS)
t_fuzz_media_answer_fuzz_SOURCES = t/fuzz/media_answer.c
t_fuzz_media_answer_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_media_answer_fuzz_LDADD = $(JOB_LIBS) $(BASE_LIBS)
t_fuzz_multipart_fuzz_SOURCES = t/fuzz/multipart.c
t_fuzz_multipart_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_multipart_fuzz_LDADD = $(EDGE_LIBS)
t_fuzz_policy_fuzz_SOURCES = t/fuzz/policy.c
t_fuzz_policy_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_policy_fuzz_LDADD = $(VIDEO_LIBS) $(BASE_LIBS)
t_fuzz_query_fuzz_SOURCES = t/fuzz/query.c
t_fuzz_query_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_query_fuzz_LDADD = $(EDGE_LIBS)

FUZZ_TESTS += t/fuzz/faults_replay
t_fuzz_faults_replay_SOURCES = t/fuzz/faults.c $(EXCHANGE_PARTS) $(FUZZ_REPLAY)
t_fuzz_faults_replay_LDADD = $(SITE_LIBS)
if FUZZ
noinst_PROGRAMS += t/fuzz/faults_fuzz
endif
t_fuzz_faults_fuzz_SOURCES = t/fuzz/faults.c $(EXCHANGE_PARTS)
t_fuzz_faults_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_faults_fuzz_LDADD = $(SITE_LIBS)

FUZZ_TESTS += t/fuzz/caption_replay
t_fuzz_caption_replay_SOURCES = t/fuzz/caption.c $(FUZZ_REPLAY)
t_fuzz_caption_replay_LDADD = $(VIDEO_LIBS) $(BASE_LIBS)
if FUZZ
noinst_PROGRAMS += t/fuzz/caption_fuzz
endif
t_fuzz_caption_fuzz_SOURCES = t/fuzz/caption.c
t_fuzz_caption_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_caption_fuzz_LDADD = $(VIDEO_LIBS) $(BASE_LIBS)

FUZZ_TESTS += t/fuzz/zip_dir_replay
t_fuzz_zip_dir_replay_SOURCES = t/fuzz/zip_dir.c $(FUZZ_REPLAY)
t_fuzz_zip_dir_replay_LDADD = libstills.a $(BASE_LIBS)
if FUZZ
noinst_PROGRAMS += t/fuzz/zip_dir_fuzz
endif
t_fuzz_zip_dir_fuzz_SOURCES = t/fuzz/zip_dir.c
t_fuzz_zip_dir_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_zip_dir_fuzz_LDADD = libstills.a $(BASE_LIBS)

FUZZ_TESTS += t/fuzz/webauthn_replay
t_fuzz_webauthn_replay_SOURCES = t/fuzz/webauthn.c $(FUZZ_REPLAY)
t_fuzz_webauthn_replay_LDADD = $(FACTOR_LIBS) $(BASE_LIBS)
if FUZZ
noinst_PROGRAMS += t/fuzz/webauthn_fuzz
endif
t_fuzz_webauthn_fuzz_SOURCES = t/fuzz/webauthn.c
t_fuzz_webauthn_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_webauthn_fuzz_LDADD = $(FACTOR_LIBS) $(BASE_LIBS)

FUZZ_TESTS += t/fuzz/csv_replay
t_fuzz_csv_replay_SOURCES = t/fuzz/csv.c $(FUZZ_REPLAY)
t_fuzz_csv_replay_LDADD = libtrack.a $(BASE_LIBS) $(CSV_LIBS)
if FUZZ
noinst_PROGRAMS += t/fuzz/csv_fuzz
endif
t_fuzz_csv_fuzz_SOURCES = t/fuzz/csv.c
t_fuzz_csv_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_csv_fuzz_LDADD = libtrack.a $(BASE_LIBS) $(CSV_LIBS)

FUZZ_TESTS += t/fuzz/timeline_replay
t_fuzz_timeline_replay_SOURCES = t/fuzz/timeline.c $(FUZZ_REPLAY)
t_fuzz_timeline_replay_LDADD = libtrack.a $(BASE_LIBS)
if FUZZ
noinst_PROGRAMS += t/fuzz/timeline_fuzz
endif
t_fuzz_timeline_fuzz_SOURCES = t/fuzz/timeline.c
t_fuzz_timeline_fuzz_LDFLAGS = $(LINK_LIBFUZZER)
t_fuzz_timeline_fuzz_LDADD = libtrack.a $(BASE_LIBS)

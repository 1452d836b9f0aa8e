UNIT_TESTS += \
	t/unit/answer_test \
	t/unit/child_test \
	t/unit/store_test \
	t/unit/crypt_test \
	t/unit/err_test \
	t/unit/form_test \
	t/unit/jwt_test \
	t/unit/multipart_test

t_unit_crypt_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_err_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_form_test_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
t_unit_jwt_test_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
t_unit_multipart_test_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
t_unit_answer_test_LDADD = $(JOB_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_child_test_LDADD = $(JOB_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_store_test_LDADD = $(STORE_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += \
	t/unit/arena_test \
	t/unit/conf_test \
	t/unit/field_test \
	t/unit/entries_test \
	t/unit/json_test \
	t/unit/out_test \
	t/unit/router_test \
	t/unit/tables_test \
	t/unit/text_test
t_unit_arena_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_conf_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_field_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_unit_field_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_json_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_unit_json_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_entries_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_out_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_router_test_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
t_unit_tables_test_LDADD = $(SITE_LIBS) $(CMOCKA_LIBS)
t_unit_text_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

UNIT_TESTS += \
	t/unit/detect_test \
	t/unit/thumb_test
t_unit_detect_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)
t_unit_thumb_test_CPPFLAGS = $(AM_CPPFLAGS) $(AV_CFLAGS)
t_unit_thumb_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)

UNIT_TESTS += t/unit/store_part_test
t_unit_store_part_test_LDADD = $(STORE_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/tus_test
t_unit_tus_test_LDADD = $(SITE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/policy_test
t_unit_policy_test_LDADD = $(VIDEO_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/playlist_test
t_unit_playlist_test_LDADD = $(VIDEO_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/caption_test
t_unit_caption_test_LDADD = $(VIDEO_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/lax_test
t_unit_lax_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_unit_lax_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/ladder_test
t_unit_ladder_test_LDADD = $(MEDIA_LIBS) $(CMOCKA_LIBS)
EXCHANGE_PARTS = t/unit/exchange.c t/unit/exchange.h
UNIT_TESTS += t/unit/faults_test t/unit/edge_test
t_unit_edge_test_SOURCES = t/unit/edge_test.c $(EXCHANGE_PARTS)
t_unit_edge_test_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
t_unit_faults_test_SOURCES = t/unit/faults_test.c $(EXCHANGE_PARTS)
t_unit_faults_test_LDADD = $(SITE_LIBS) $(CMOCKA_LIBS)
DOCUMENT_PARTS = t/unit/document.c t/unit/document.h
UNIT_TESTS += t/unit/openapi_test
t_unit_openapi_test_SOURCES = t/unit/openapi_test.c $(DOCUMENT_PARTS)
t_unit_openapi_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_unit_openapi_test_LDADD = $(SITE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/drift_test
t_unit_drift_test_SOURCES = t/unit/drift_test.c $(DOCUMENT_PARTS)
t_unit_drift_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_unit_drift_test_LDADD = $(SITE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/rows_test
t_unit_rows_test_CPPFLAGS = $(AM_CPPFLAGS) $(JSON_CFLAGS)
t_unit_rows_test_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)
SERVE_PARTS = t/unit/serve.c t/unit/serve.h
UNIT_TESTS += t/unit/address_test t/unit/fetch_test t/unit/mail_test
t_unit_address_test_LDADD = $(NET_LIBS) $(CMOCKA_LIBS)
t_unit_fetch_test_SOURCES = t/unit/fetch_test.c $(SERVE_PARTS)
t_unit_fetch_test_LDADD = $(NET_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/faults2_test
t_unit_faults2_test_SOURCES = t/unit/faults2_test.c $(EXCHANGE_PARTS)
t_unit_faults2_test_LDADD = $(SITE_LIBS) $(CMOCKA_LIBS)
t_unit_mail_test_LDADD = $(NET_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/mail_tls_test
t_unit_mail_tls_test_SOURCES = t/unit/mail_tls_test.c $(SERVE_PARTS)
t_unit_mail_tls_test_LDADD = $(NET_LIBS) -lssl $(CMOCKA_LIBS)
AUTHENTICATOR_PARTS = t/unit/authenticator.c t/unit/authenticator.h
CLOCK_CODE_PARTS = t/unit/clock_code.c t/unit/clock_code.h
UNIT_TESTS += t/unit/otp_test t/unit/webauthn_test t/unit/mails_test
t_unit_otp_test_LDADD = $(FACTOR_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_webauthn_test_SOURCES = t/unit/webauthn_test.c $(AUTHENTICATOR_PARTS)
t_unit_webauthn_test_LDADD = $(FACTOR_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
t_unit_mails_test_LDADD = $(PEOPLE_LIBS) $(BASE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/naming_test
t_unit_naming_test_LDADD = libshots.a $(BASE_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += t/unit/pack_test
t_unit_pack_test_CPPFLAGS = $(AM_CPPFLAGS) $(ZIP_CFLAGS)
t_unit_pack_test_LDADD = libpreview.a $(BASE_LIBS) $(ZLIB_LIBS) $(ZIP_LIBS) $(CMOCKA_LIBS)

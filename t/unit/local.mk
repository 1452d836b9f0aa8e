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

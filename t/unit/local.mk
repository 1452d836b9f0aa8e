UNIT_TESTS += \
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
